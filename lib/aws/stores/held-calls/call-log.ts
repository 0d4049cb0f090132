import { longestCallOutMs } from '../../../conferences/model/call-out.ts';
import { maxUnauthenticatedMs } from '../../../conferences/call/unauthenticated.ts';
import type { Caller, Conference, ConferenceId } from '../../../conferences/model/conference.ts';
import { callerSchema, voiceCallIdSchema } from '../../../conferences/model/conference.ts';
import { callIdSchema, isOver, type HeldCall } from '../../../held-calls/model/call.ts';
import { callOf } from './call-item.ts';
import { readConference } from '../conferences/conference-rooms.ts';
import { pinCallSchema } from '../conferences/pin-call-store.ts';
import { newest, type Listed } from '../../table/query.ts';
import {
  callerKey,
  callKey,
  idIn,
  liveLists,
  pastLists,
  pinCallKey,
  pinCallLists,
  readItem,
  type Table,
} from '../../table/table.ts';
import { dialsSinceMs } from '../../../conferences/state/bridge.ts';
import { isBeingCalled } from '../../../conferences/state/reduce/transfer.ts';
import type { PinCall } from '../../../conferences/model/pin-call.ts';
import { isCanary } from '../../../canary/id.ts';

/** A call as it is stored. Of a call at a dial-in: as whom its conference knows it, if it does (still). */
export type LoggedCall =
  | { readonly kind: 'held'; readonly call: HeldCall }
  | {
      readonly kind: 'pin';
      readonly call: PinCall;
      readonly caller: Caller | undefined;
      /** Whether it is its conference's bridge now, or on its way to be. */
      readonly bridge: 'in' | 'coming' | undefined;
      /** Undefined: it is in none, or in one that is not kept any more. */
      readonly conferenceName: string | undefined;
    };

/** Where a page ended: the next one goes on before `untilMs` of the same part. */
export interface CallsPosition {
  /** `live`: the held calls that something is left to do for. `arrived`: all others, the latest first. */
  readonly part: 'live' | 'arrived';
  readonly untilMs: number;
}

export interface CallsQuery {
  /** Leaves out calls that are over. */
  readonly liveOnly: boolean;
  /** Leaves out calls that are over and came before (Unix ms). */
  readonly sinceMs: number;
  /** Also the canary's calls, of which there are hundreds a day. Default: without them. */
  readonly withCanary?: boolean;
  /** As many are on a page, or a few more: calls of one millisecond are never parted. */
  readonly limit: number;
  /** Default: from the beginning. */
  readonly after?: CallsPosition | undefined;
}

interface CallsPage {
  readonly calls: readonly LoggedCall[];
  /** Undefined: that was all. A page may be short, or empty, and not the last. */
  readonly next: CallsPosition | undefined;
}

/** The calls of both journeys, to look at. Calls that change while pages are read may be on two of them or on none. */
export interface CallLog {
  page(query: CallsQuery): Promise<CallsPage>;
  /** By the id under which the call is stored, which is in most cases the provider's own. */
  get(id: string): Promise<LoggedCall | undefined>;
}

/** Voice providers end calls after a day at most: no older call at a dial-in is looked at for whether it goes on. */
const longestPinCallMs = 86_400_000;
/** Entries read for one page, also when most of them are of calls that are over. */
const maxEntriesRead = 1_000;
/** Items read at once; the client has 50 connections. */
const readAtOnce = 25;

type FindConference = (id: ConferenceId) => Promise<Conference | undefined>;

const firstPosition: CallsPosition = { part: 'live', untilMs: Number.MAX_SAFE_INTEGER };

export function createCallLog({
  table,
  clock,
}: {
  readonly table: Table;
  readonly clock: { now(): number };
}): CallLog {
  async function heldCall(id: string): Promise<LoggedCall | undefined> {
    const parsed = callIdSchema.safeParse(id);
    const item = parsed.success ? await readItem(table, callKey(parsed.data), clock.now()) : undefined;
    return item && { kind: 'held', call: callOf(item) };
  }

  async function pinCall(id: string, find: FindConference): Promise<LoggedCall | undefined> {
    const parsed = voiceCallIdSchema.safeParse(id);
    const item = parsed.success ? await readItem(table, pinCallKey(parsed.data), clock.now()) : undefined;
    if (item === undefined) return undefined;
    const call = pinCallSchema.parse(item);
    const [conference, caller] = await Promise.all([
      call.conference && find(call.conference),
      call.conference && call.role !== 'bridge' ? callerIn(call.conference, call) : undefined,
    ]);
    const bridge = conference && bridgeBy(call, conference);
    return { kind: 'pin', call, caller, bridge, conferenceName: conference?.name };
  }

  async function callerIn(id: ConferenceId, { call }: PinCall): Promise<Caller | undefined> {
    const item = await readItem(table, callerKey(id, call), clock.now());
    return item && callerSchema.parse(item);
  }

  return {
    async get(id) {
      return (await heldCall(id)) ?? (await pinCall(id, conferencesOf(table, clock)));
    },

    async page({ liveOnly, sinceMs, withCanary = false, limit, after = firstPosition }) {
      const nowMs = clock.now();
      const isAsked = (call: LoggedCall) =>
        !(liveOnly && isCallOver(call, nowMs)) &&
        (withCanary || call.kind !== 'held' || !isCanary(call.call.id));
      const arrived = {
        part: 'arrived',
        lists: liveOnly ? pinCallLists : [...pastLists, ...pinCallLists],
        sinceMs: liveOnly ? nowMs - longestPinCallMs : sinceMs,
        untilMs: after.part === 'arrived' ? after.untilMs : Number.MAX_SAFE_INTEGER,
      } as const;
      const live = { part: 'live', lists: liveLists, sinceMs: 0, untilMs: after.untilMs } as const;
      const calls = new Map<string, LoggedCall>();
      const find = conferencesOf(table, clock);
      const read = ({ pk, sk }: Listed) => (sk === 'CALL' ? heldCall(idIn(pk)) : pinCall(idIn(pk), find));
      let entriesRead = 0;
      for (const { part, lists, ...span } of after.part === 'live' ? [live, arrived] : [arrived]) {
        for await (const batch of moments(newest(table, lists, span), Math.min(limit, readAtOnce))) {
          const found = await Promise.all(batch.map(async (entry) => ({ entry, call: await read(entry) })));
          for (const { entry, call } of found)
            if (call !== undefined && isAsked(call)) calls.set(`${entry.pk} ${entry.sk}`, call);
          entriesRead += batch.length;
          const lastMs = batch.at(-1)?.listAt ?? 0;
          if (calls.size >= limit || entriesRead >= maxEntriesRead)
            return { calls: [...calls.values()], next: { part, untilMs: lastMs - 1 } };
        }
      }
      return { calls: [...calls.values()], next: undefined };
    },
  };
}

/** Reads each conference once: many calls of a page are in the same. */
function conferencesOf(table: Table, clock: { now(): number }): FindConference {
  const found = new Map<ConferenceId, Promise<Conference | undefined>>();
  return (id) => {
    const reading = found.get(id) ?? readConference(table, id, clock.now());
    found.set(id, reading);
    return reading;
  };
}

/** Parts a list into batches of at least `size`, but never between entries of one moment. */
async function* moments(
  entries: AsyncIterable<Listed>,
  size: number,
): AsyncGenerator<readonly Listed[], void, void> {
  let batch: Listed[] = [];
  for await (const entry of entries) {
    if (batch.length >= size && batch.at(-1)?.listAt !== entry.listAt) {
      yield batch;
      batch = [];
    }
    batch.push(entry);
  }
  if (batch.length > 0) yield batch;
}

/**
 * Whether nothing can happen to a call any more. One that was forwarded goes on as another call. Of a call at a dial-in
 * without a conference only its age says so: its caller has gone, is hung up, or was forwarded by the dial-in.
 */
export function isCallOver(logged: LoggedCall, nowMs: number): boolean {
  if (logged.kind === 'held') return isOver(logged.call);
  const { call, caller, bridge } = logged;
  if (call.role === 'forward') return true;
  if (call.tries?.at(-1)?.isLast === true || call.noticeAnswers?.at(-1)?.outcome === 'hung-up') return true;
  const longestMs = call.callOut === undefined ? maxUnauthenticatedMs : longestCallOutMs;
  if (call.conference === undefined) return isCalledInVain(call) || nowMs >= call.arrivedAtMs + longestMs;
  if (call.role === 'bridge') return bridge === undefined;
  return caller === undefined || (caller.presence === 'gone' && !isBeingCalled(caller));
}

const isCalledInVain = ({ callOut }: PinCall) =>
  callOut?.outcome !== undefined && callOut.outcome.is !== 'joined';

/** A leg that has keyed the bridge PIN is on its way in while the room dials, unless it came before the room did. */
function bridgeBy({ call, role, arrivedAtMs }: PinCall, { bridge }: Conference): 'in' | 'coming' | undefined {
  if (role !== 'bridge') return undefined;
  if (bridge.state === 'in') return bridge.call === call ? 'in' : undefined;
  return bridge.state === 'dialling' && arrivedAtMs >= dialsSinceMs(bridge) ? 'coming' : undefined;
}
