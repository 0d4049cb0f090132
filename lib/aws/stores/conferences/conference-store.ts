import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { CallerEvent } from '../../../conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../conferences/model/conference-events.ts';
import { reduceCaller } from '../../../conferences/state/reduce/caller.ts';
import {
  callerSchema,
  conferenceSchema,
  type Caller,
  type Conference,
  type ConferenceId,
  type VoiceCallId,
} from '../../../conferences/model/conference.ts';
import { reduceAdministered } from '../../../conferences/state/reduce/administered.ts';
import { reduceConference } from '../../../conferences/state/reduce/conference.ts';
import { reduceTransfer } from '../../../conferences/state/reduce/transfer.ts';
import { newsOfCaller, newsOfConference } from '../../../conferences/state/news.ts';
import type { AdminDeps } from '../../../conferences/admin/ports.ts';
import type { ConferenceStore, SeenRecord } from '../../../conferences/ports.ts';
import { clearMarks, dueConferences } from './conference-marks.ts';
import { letRoomGo, ownerOf, putConference, readConference } from './conference-rooms.ts';
import { conditional } from '../../table/conditional-write.ts';
import { query } from '../../table/query.ts';
import {
  callerKey,
  conferenceKey,
  dueListOf,
  isGone,
  newsOfWrite,
  readItem,
  type Item,
  type Key,
} from '../../table/table.ts';
import type { TransactionDeps } from '../../table/transaction.ts';
import { changeItem, putVersioned, updateVersioned } from '../../table/versioned-item.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
/** A closed conference can be looked at this long. */
const closedKeptMs = 30 * dayMs;
/**
 * A caller who is gone stays this long, so that repeated and late events of the call find that it is over: voice providers repeat
 * a request for a minute. Not longer: every load of the conference reads, and pays for, all callers that are still there.
 */
const goneKeptMs = 10 * minuteMs;
/** Longer than any session of a room lasts: until then a caller who is gone may have to be withdrawn from it. */
const announcedKeptMs = dayMs;

/** Thrown when an item kept changing under a change of ours. Nothing was written; the same event may come again. */
export class ConferenceContendedError extends Error {
  override readonly name = 'ConferenceContendedError';
  constructor(id: ConferenceId, event: string) {
    super(`The conference ${id} kept changing while '${event}' was recorded.`);
  }
}

/** What an item has beside what it stores. `listAt`: due since, or from, this moment. */
const versionedSchema = z.object({
  version: z.number(),
  listAt: z.number().optional(),
  ttl: z.number().optional(),
});
type Versioned = z.infer<typeof versionedSchema>;
/** What is read where there is no item. */
const absent = { value: undefined, current: { version: 0 } };
const seenSchema = versionedSchema.extend({ sk: z.string() });

/** What becomes of a conference and of a caller after an event. A function carries only that of events which it tells. */
interface Reducers<Told, ToldOfCaller> {
  readonly conference: (conference: Conference, event: Told) => Conference;
  readonly caller: (caller: Caller | undefined, event: ToldOfCaller) => Caller | undefined;
}

/** Conferences in the table, for whoever tells any event. */
export const createConferenceStore = (deps: TransactionDeps): ConferenceStore =>
  conferenceStoreOf(deps, { conference: reduceConference, caller: reduceCaller });

/** The same, for whoever administers them. */
export const createConferenceAdmin = (deps: TransactionDeps): AdminDeps['conferences'] =>
  conferenceStoreOf(deps, {
    conference: reduceAdministered,
    caller: (caller, event) => caller && reduceTransfer(caller, event),
  });

/**
 * Conferences in the table: one item for each, and one for each caller, with a version of its own, so that callers do
 * not wait for each other. Whatever an event changes is marked as due from that moment on; a mark that is older stays.
 */
function conferenceStoreOf<Told extends ConferenceEvent, ToldOfCaller extends CallerEvent>(
  deps: TransactionDeps,
  reducers: Reducers<Told, ToldOfCaller>,
): ConferenceStore<Told, ToldOfCaller> {
  const { table, clock } = deps;

  /** The item as it is stored, one whose `ttl` has passed included: its version counts on. */
  async function read<Value>(key: Key, schema: z.ZodType<Value>) {
    const item = (await readItem(table, key, Number.NEGATIVE_INFINITY)) ?? { version: 0 };
    const { version, listAt, ttl } = versionedSchema.parse(item);
    const isThere = version > 0 && !isGone(item, clock.now());
    return {
      value: isThere ? schema.parse(item) : undefined,
      current: { ...item, version, listAt, ttl },
    };
  }

  /** The mark of what has just changed. */
  const due = (id: ConferenceId, { listAt = Number.POSITIVE_INFINITY }: Versioned) => ({
    list: dueListOf(id),
    listAt: Math.min(listAt, clock.now()),
  });

  const secondsFromNow = (ms: number) => Math.ceil((clock.now() + ms) / 1000);

  /**
   * The next join's number, counted up in place: hundreds of callers may come within a second, and would get into each
   * other's way otherwise. It leaves nothing to do, and the version as it is: who is let in is another event.
   */
  async function countJoin(id: ConferenceId): Promise<Conference | undefined> {
    const update = new UpdateCommand({
      TableName: table.name,
      Key: conferenceKey(id),
      UpdateExpression: 'ADD joins :one',
      ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#ttl) OR #ttl > :now)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':one': 1, ':now': clock.now() / 1000 },
      ReturnValues: 'ALL_NEW',
    });
    const counted = await conditional(table.client.send(update));
    return counted.ok ? conferenceSchema.parse(counted.output.Attributes ?? {}) : undefined;
  }

  /** @param mayBeNew the first write finds out whether there is such a caller */
  async function changeCaller(
    id: ConferenceId,
    call: VoiceCallId,
    told: ToldOfCaller | Promise<ToldOfCaller | undefined>,
    mayBeNew: boolean,
  ): Promise<Caller | undefined> {
    const key = callerKey(id, call);
    let isThoughtNew = mayBeNew;
    let event: ToldOfCaller | undefined;
    const changed = await changeItem<Caller, Versioned>(deps, {
      read: async () => {
        const reading = isThoughtNew ? absent : read(key, callerSchema);
        isThoughtNew = false;
        const [found, happened] = await Promise.all([reading, told]);
        event = happened;
        return found;
      },
      after: (caller) => (event === undefined ? caller : reducers.caller(caller, event)),
      write: (caller, current, before) => {
        const keptMs = caller.announced === undefined ? goneKeptMs : announcedKeptMs;
        const ttl = caller.presence === 'gone' ? secondsFromNow(keptMs) : undefined;
        const told = newsOfWrite(table, newsOfCaller(before, caller).length);
        const item = { ...key, ...caller, ...due(id, current), ...told, ttl };
        return putVersioned(table, item, current.version);
      },
    });
    if (!changed.ok) throw new ConferenceContendedError(id, event?.kind ?? 'nothing');
    return changed.value;
  }

  return {
    put: (conference) => putConference(deps, conference),
    get: (id) => readConference(table, id, clock.now()),
    findByRoom: (room) => ownerOf(table, room, clock.now()),
    due: (nowMs, limit) => dueConferences(table, nowMs, limit),
    finished: (id, seen, dueAtMs) => clearMarks(table, id, seen, dueAtMs),

    async load(id) {
      const { pk, sk: own } = conferenceKey(id);
      const items = query(table, {
        // Callers sort before the conference itself, and what else it has behind it: that is not read.
        KeyConditionExpression: 'pk = :pk AND sk <= :own',
        ExpressionAttributeValues: { ':pk': pk, ':own': own },
        ConsistentRead: true,
      });
      const callers: Caller[] = [];
      const seen: Record<string, SeenRecord> = {};
      let conference: Conference | undefined;
      for await (const item of items) {
        const { sk, version, listAt } = seenSchema.parse(item);
        const isStale = isGone(item, clock.now());
        seen[sk] = { version, dueAtMs: listAt, isStale };
        if (isStale) continue;
        if (sk === own) conference = conferenceSchema.parse(item);
        else callers.push(callerSchema.parse(item));
      }
      return conference && { conference, callers, seen, dueAtMs: seen[own]?.dueAtMs };
    },

    async changeConference(id, event) {
      if (event.kind === 'joinRendered') return countJoin(id);
      const key = conferenceKey(id);
      const changed = await changeItem<Conference, Item & Versioned>(deps, {
        read: () => read(key, conferenceSchema),
        after: (conference) => conference && reducers.conference(conference, event),
        write: (conference, current, before) => {
          const ttl = conference.isClosed ? (current.ttl ?? secondsFromNow(closedKeptMs)) : undefined;
          const told = newsOfWrite(table, newsOfConference(before, conference).length);
          const item = { ...key, ...conference, ...due(id, current), ...told, ttl };
          return updateVersioned(table, key, current, item);
        },
      });
      if (!changed.ok) throw new ConferenceContendedError(id, event.kind);
      // Afterwards: a crash in between leaves an item that leads to nothing once the conference is forgotten.
      if (event.kind === 'closed' && changed.value !== undefined)
        await letRoomGo(table, changed.value, secondsFromNow(closedKeptMs));
      return changed.value;
    },

    caller: async (id, call) => (await read(callerKey(id, call), callerSchema)).value,
    changeCaller: (id, call, event) => changeCaller(id, call, event, event.kind === 'admitted'),
    changeCallerBy: (id, call, event) => changeCaller(id, call, event, false),
  };
}
