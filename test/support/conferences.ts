import { isDeepStrictEqual } from 'node:util';
import {
  callerSchema,
  conferenceSchema,
  voiceCallIdSchema,
  withoutPlace,
  type Caller,
  type Conference,
  type ConferenceId,
  type VoiceCallId,
  type LiveSession,
} from '../../lib/conferences/model/conference.ts';
import { dialInSchema, type DialIn } from '../../lib/conferences/model/dial-in.ts';
import { reduceCaller } from '../../lib/conferences/state/reduce/caller.ts';
import { reduceConference } from '../../lib/conferences/state/reduce/conference.ts';
import type { Spoken } from '../../lib/conferences/model/instructions.ts';
import {
  hashNumber,
  hashPin,
  pinEntrySchema,
  type PinEntry,
  type PinKey,
} from '../../lib/conferences/model/pins.ts';
import type {
  Announcement,
  ConferenceDeps,
  ConferenceStore,
  SeenRecord,
  TraitsOf,
} from '../../lib/conferences/ports.ts';
import { twilioTraits } from '../../lib/providers/twilio/traits.ts';
import { masked } from '../../lib/telemetry/telemetry.ts';
import { inMemoryCallOuts } from './call-outs.ts';
import { inMemoryPinCalls } from './pin-calls.ts';
import { inMemoryVoices, type VoiceWorld } from './voices.ts';
import { inMemoryAttempts, inMemoryUnauthenticated } from './attempts.ts';
import { conferenceId, startMs } from './new-conference.ts';
import type { PinCall } from '../../lib/conferences/model/pin-call.ts';
import { knownCallerSchema, type KnownCaller } from '../../lib/conferences/model/known-caller.ts';
import type { CommandResult } from '../../lib/conferences/model/command-result.ts';

export const pinKey: PinKey = { id: 'k1', key: 'a key of the tests that hashes PINs' };

export const voiceCall = (text: string): VoiceCallId => voiceCallIdSchema.parse(text);

/** A write of an item, as it is published. */
export type ItemWrite =
  | {
      readonly of: 'caller';
      readonly before: Caller | undefined;
      readonly after: Caller;
      readonly version: number;
    }
  | {
      readonly of: 'conference';
      readonly before: Conference;
      readonly after: Conference;
      readonly version: number;
    }
  | { readonly of: 'pin-call'; readonly before: PinCall | undefined; readonly after: PinCall };

/** What the outside world answers; tests change single answers. */
interface World extends VoiceWorld {
  /** Runs before each operation of a store, for example `conferences.load`: may wait, or fail for it. */
  before: (operation: string) => Promise<void>;
  /** Is told of each write of a call, a caller or a conference, as the table's stream would be. */
  onWrite: (write: ItemWrite) => void;
  wake: 'sent' | 'failed';
  pinKeys: readonly PinKey[];
  announce: (callers: readonly Announcement[]) => CommandResult;
  withdraw: (calls: readonly VoiceCallId[]) => CommandResult;
  muteInRoom: (call: VoiceCallId, muted: boolean) => CommandResult;
  handInRoom: (call: VoiceCallId, raised: boolean) => CommandResult;
  connectBridge: () => CommandResult;
  disconnectBridge: () => CommandResult;
  isLive: (room: string) => boolean | undefined;
  liveSession: (room: string) => LiveSession | undefined;
  signRoute: (route: string, call: VoiceCallId) => Readonly<Record<string, string>> | undefined;
}

/** An item as a store keeps it: when it is due, and a version that rises with each change. */
interface Kept<Value> {
  value: Value;
  version: number;
  dueAtMs: number | undefined;
}

/** As long as the table keeps a caller who is gone, and one whom the room may still show. */
const [goneKeptMs, announcedKeptMs] = [600_000, 86_400_000];

/**
 * All that conferences need, in memory: the stores apply the domain's own reducers, the clock stands still until it is
 * moved, and every act on the outside is recorded.
 */
export function inMemoryConferences(conferences: readonly Conference[] = []) {
  const rooms = new Map<
    ConferenceId,
    { conference: Kept<Conference>; callers: Map<VoiceCallId, Kept<Caller>> }
  >();
  /** By the id alone: a call is found without the place at which it is reached. */
  const pinCalls = new Map<string, PinCall>();
  const dialIns = new Map<string, DialIn>();
  const pins = new Map<string, PinEntry>();
  const known = new Map<string, KnownCaller>();
  const record = {
    logs: [] as { level: string; code: string; fields: unknown; cause?: unknown }[],
    counts: [] as { metric: string; value: number | undefined; reason: string | undefined }[],
    wakes: [] as ConferenceId[],
    delayedWakes: [] as { id: ConferenceId; atMs: number }[],
    /** Everything done to phones and rooms, in order, as a line each: `announce room-of-c1 CA1,CA2`. */
    commands: [] as string[],
    announced: [] as { room: string; callers: readonly Announcement[] }[],
    told: [] as ({ call: VoiceCallId; ends: boolean } & Spoken)[],
  };
  const world: World = {
    before: () => Promise.resolve(),
    onWrite: () => undefined,
    wake: 'sent',
    pinKeys: [pinKey],
    mutePhone: () => 'done',
    end: () => 'done',
    tell: () => 'done',
    hangUp: () => 'done',
    participants: () => undefined,
    isUp: () => undefined,
    announce: () => 'done',
    withdraw: () => 'done',
    muteInRoom: () => 'done',
    handInRoom: () => 'done',
    connectBridge: () => 'done',
    disconnectBridge: () => 'done',
    isLive: () => undefined,
    liveSession: () => undefined,
    signRoute: (route, call) => ({ 'X-Route': `${route}.${call}.signed` }),
    letIn: undefined,
    leadOut: () => 'done',
    traits: twilioTraits,
  };
  let nowMs = startMs;
  let randoms = 0;

  /** One operation of a store: whatever the test has put in its way first, then the work as a single step. */
  const run = async <Result>(operation: string, work: () => Result): Promise<Result> => {
    await world.before(operation);
    return work();
  };
  const attempts = inMemoryAttempts(run);
  const unauthenticated = inMemoryUnauthenticated(run);
  const command = <Result>(line: string, answer: () => Result): Promise<Result> => {
    record.commands.push(line);
    return Promise.resolve(answer());
  };
  const add = (conference: Conference) =>
    void rooms.set(conference.id, {
      conference: { value: conference, version: 1, dueAtMs: undefined },
      callers: new Map(),
    });
  for (const conference of conferences) add(conference);

  const isStale = ({ presence, presenceAtMs, announced }: Caller) =>
    presence === 'gone' && nowMs - presenceAtMs >= (announced === undefined ? goneKeptMs : announcedKeptMs);
  const marked = <Value>(value: Value, before: Kept<Value> | undefined): Kept<Value> => ({
    value,
    version: (before?.version ?? 0) + 1,
    dueAtMs: Math.min(before?.dueAtMs ?? Number.POSITIVE_INFINITY, nowMs),
  });

  const changeCaller: ConferenceStore['changeCaller'] = (id, call, event) =>
    run('conferences.changeCaller', () => {
      const callers = rooms.get(id)?.callers;
      const before = callers?.get(call);
      const after = reduceCaller(before?.value, event);
      if (after !== undefined && !isDeepStrictEqual(after, before?.value)) {
        // What could not be read again from the table is a fault, here as there.
        const written = marked(callerSchema.parse(after), before);
        callers?.set(call, written);
        world.onWrite({ of: 'caller', before: before?.value, after, version: written.version });
      }
      return after;
    });
  const store: ConferenceStore = {
    put: (conference) =>
      run('conferences.put', () => {
        if (rooms.has(conference.id)) return 'exists';
        const isTaken = [...rooms.values()].some(
          ({ conference: { value } }) => value.room === conference.room && !value.isClosed,
        );
        if (isTaken) return 'room-taken';
        add(conference);
        return 'stored';
      }),
    get: (id) => run('conferences.get', () => rooms.get(id)?.conference.value),
    load: (id) =>
      run('conferences.load', () => {
        const found = rooms.get(id);
        if (found === undefined) return undefined;
        const seen: Record<string, SeenRecord> = {
          '': { version: found.conference.version, dueAtMs: found.conference.dueAtMs, isStale: false },
        };
        const callers: Caller[] = [];
        for (const [call, { value, version, dueAtMs }] of found.callers) {
          seen[call] = { version, dueAtMs, isStale: isStale(value) };
          if (!isStale(value)) callers.push(value);
        }
        const { value: conference, dueAtMs } = found.conference;
        return { conference, callers, seen, dueAtMs };
      }),
    changeConference: (id, event) =>
      run('conferences.changeConference', () => {
        const found = rooms.get(id);
        if (found === undefined) return undefined;
        const before = found.conference;
        const after = reduceConference(before.value, event);
        // A number that is taken leaves nothing to do: who takes it is another event.
        if (event.kind === 'joinRendered') before.value = after;
        else if (!isDeepStrictEqual(after, before.value)) {
          found.conference = marked(conferenceSchema.parse(after), before);
          const { version } = found.conference;
          world.onWrite({ of: 'conference', before: before.value, after, version });
        }
        return after;
      }),
    caller: (id, call) => run('conferences.caller', () => rooms.get(id)?.callers.get(call)?.value),
    changeCaller,
    changeCallerBy: async (id, call, told) => {
      const event = await told;
      return event === undefined ? rooms.get(id)?.callers.get(call)?.value : changeCaller(id, call, event);
    },
    findByRoom: (room) =>
      run('conferences.findByRoom', () => {
        const owners = [...rooms.values()].map(({ conference }) => conference.value);
        return owners.findLast((conference) => conference.room === room)?.id;
      }),
    due: (atMs, limit) =>
      run('conferences.due', () =>
        [...rooms]
          .map(([id, { conference, callers }]) => {
            const marks = [conference, ...callers.values()].map(
              ({ dueAtMs }) => dueAtMs ?? Number.POSITIVE_INFINITY,
            );
            return { id, dueAtMs: Math.min(...marks) };
          })
          .filter(({ dueAtMs }) => dueAtMs <= atMs)
          .sort((a, b) => a.dueAtMs - b.dueAtMs)
          .slice(0, limit)
          .map(({ id }) => id),
      ),
    finished: (id, seen, dueAtMs) =>
      run('conferences.finished', () => {
        const found = rooms.get(id);
        if (found === undefined) return;
        if (seen['']?.version === found.conference.version) found.conference.dueAtMs = dueAtMs;
        for (const [call, caller] of found.callers) {
          if (seen[call]?.version !== caller.version) continue;
          if (seen[call].isStale) found.callers.delete(call);
          else caller.dueAtMs = undefined;
        }
      }),
  };

  const logAs = (level: string) => (code: string, fields?: unknown, cause?: unknown) =>
    void record.logs.push({ level, code, fields, ...(cause === undefined ? {} : { cause }) });

  const deps: ConferenceDeps & { readonly traitsOf: TraitsOf } = {
    conferences: store,
    pinCalls: inMemoryPinCalls(
      pinCalls,
      run,
      () => nowMs,
      (before, after) => world.onWrite({ of: 'pin-call', before, after }),
    ),
    callOuts: inMemoryCallOuts(run),
    unauthenticated: unauthenticated.store,
    dialIns: { find: (dialled) => run('dial-ins.find', () => dialIns.get(dialled)) },
    pins: {
      find: (hash) => run('pins.find', () => pins.get(hash)),
      move: (from, to, entry) =>
        run('pins.move', () => {
          if (pins.delete(from)) pins.set(to, entry);
        }),
      listOf: (id) =>
        run('pins.listOf', () =>
          [...pins].flatMap(([hash, entry]) =>
            entry.kind !== 'forward' && entry.conference === id ? [{ hash, entry }] : [],
          ),
        ),
      expire: (hash, validUntilMs) =>
        run('pins.expire', () => {
          const entry = pins.get(hash);
          if (entry !== undefined) pins.set(hash, { ...entry, validUntilMs });
          return entry !== undefined;
        }),
    },
    known: {
      find: (hash, dialled) =>
        run('known.find', () =>
          [...known].flatMap(([key, caller]) => (key.startsWith(`${hash} ${dialled} `) ? [caller] : [])),
        ),
      move: (from, to, caller) =>
        run('known.move', () => {
          const { dialled, conference } = caller;
          if (known.delete(`${from} ${dialled} ${conference}`))
            known.set(`${to} ${dialled} ${conference}`, caller);
        }),
      listOf: (id) =>
        run('known.listOf', () => {
          const all = [...known].map(([key, caller]) => ({ hash: key.split(' ', 1).join(), caller }));
          return all.filter(({ caller }) => caller.conference === id);
        }),
      remove: (hash, { dialled, conference }) =>
        run('known.remove', () => void known.delete(`${hash} ${dialled} ${conference}`)),
    },
    attempts: attempts.store,
    voices: inMemoryVoices(world, record.told, command),
    traitsOf: (id) => ({ ...world.traits, id }),
    rooms: {
      announce: (room, callers) => {
        record.announced.push({ room, callers });
        const calls = callers.map(({ call }) => call).join();
        return command(`room announce ${room} ${calls}`, () => world.announce(callers));
      },
      withdraw: (room, calls) =>
        command(`room takeBack ${room} ${calls.join()}`, () => world.withdraw(calls)),
      mute: (room, call, muted) =>
        command(`room ${muted ? 'mute' : 'unmute'} ${room} ${call}`, () => world.muteInRoom(call, muted)),
      hand: (room, call, raised) =>
        command(`room hand ${raised ? 'up' : 'down'} ${room} ${call}`, () => world.handInRoom(call, raised)),
      connectBridge: (room) => command(`room connect ${room}`, () => world.connectBridge()),
      disconnectBridge: (room) => command(`room disconnect ${room}`, () => world.disconnectBridge()),
      isLive: (room) => Promise.resolve(world.isLive(room)),
      liveSession: (room) => Promise.resolve(world.liveSession(room)),
    },
    wake: {
      wake: (id) => {
        if (world.wake === 'sent') record.wakes.push(id);
        return Promise.resolve(world.wake);
      },
    },
    wakeLater: {
      wakeAt: (id, atMs) => {
        if (world.wake === 'sent') record.delayedWakes.push({ id, atMs });
        return Promise.resolve(world.wake);
      },
    },
    clock: {
      now: () => nowMs,
      sleep: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      },
    },
    log: { info: logAs('info'), warn: logAs('warn'), error: logAs('error') },
    count: (metric, value, reason) => void record.counts.push({ metric, value, reason }),
    randomBelow: (below) => (randoms += 7) % below,
    pinKeys: () => Promise.resolve(world.pinKeys),
    signRoute: (route, call) => Promise.resolve(world.signRoute(route, call)),
  };

  return {
    deps,
    world,
    record,
    addConference: add,
    openDialIn: (dialled: string, dialIn: unknown) => void dialIns.set(dialled, dialInSchema.parse(dialIn)),
    /** Makes a PIN valid, under the usual key unless another is named. */
    addPin: (pin: string, entry: object, { id: keyId, key } = pinKey) =>
      void pins.set(hashPin(key, pin), pinEntrySchema.parse({ ...entry, keyId })),
    /** The key ids under which a PIN is stored: one for each of these keys that finds it. */
    pinKeyIds: (pin: string, keys: readonly PinKey[]) =>
      keys.flatMap(({ key }) => pins.get(hashPin(key, pin))?.keyId ?? []),
    /** Lets a conference know a caller at a dial-in. */
    addKnown: (number: string, caller: object, { id: keyId, key } = pinKey) => {
      const parsed = knownCallerSchema.parse({ ...caller, maskedNumber: masked(number), keyId });
      known.set(`${hashNumber(key, number)} ${parsed.dialled} ${parsed.conference}`, parsed);
    },
    /** The key ids under which a number is known. */
    knownKeyIds: () => [...known.values()].map(({ keyId }) => keyId),
    addPinCall: (pinCall: PinCall) => void pinCalls.set(withoutPlace(pinCall.call), pinCall),
    conference: (id: string) => {
      const found = rooms.get(conferenceId(id));
      if (found === undefined) throw new Error(`no conference ${id}`);
      return found.conference.value;
    },
    /** All callers that are stored, those long gone included. */
    callers: (id: string) =>
      [...(rooms.get(conferenceId(id))?.callers.values() ?? [])].map(({ value }) => value),
    caller: (id: string, call: string) => {
      const found = rooms.get(conferenceId(id))?.callers.get(voiceCall(call));
      if (found === undefined) throw new Error(`no caller ${call} in ${id}`);
      return found.value;
    },
    /** Calls that are before their PIN. */
    unauthenticated: unauthenticated.calls,
    pinCall: (call: string) => pinCalls.get(withoutPlace(voiceCall(call))),
    /** Tries that a scope has been charged in the present hour. */
    charged: (scope: string) => attempts.charged(scope, nowMs),
    advance: (ms: number) => void (nowMs += ms),
  };
}
