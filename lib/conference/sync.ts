import type { CallerFact } from './caller-facts.ts';
import type { Caller, Conference, ConferenceId, VoiceCallId } from './conference.ts';
import { endAccess } from './end-access.ts';
import { unheardSession } from './facts.ts';
import { look, nextLookMs } from './look.ts';
import { bridgeDialMs, nextBridgeTryMs, plan, roomSide, type Act } from './plan.ts';
import type { Announcement, ConferenceDeps, Told } from './ports.ts';
import { spokenTo } from './spoken.ts';

export type SyncDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'doors' | 'pins' | 'known' | 'voice' | 'rooms' | 'clock' | 'log' | 'count'
>;

/** Rounds of one run: after each, facts that came in meanwhile are seen. What is left then, the next wake does. */
const mostRounds = 5;

/** What could not be done is tried again after this long, by a wake or by the sweep. */
const tryAgainAfterMs = 5_000;

/** A caller whom the room refuses alone is not announced again before this long: its entry is at fault. */
const refusedForMs = 5 * 60_000;

/** Lone callers that the room may refuse in one request's halves: if it takes nobody, asking for each is no use. */
const mostRefusals = 5;

/** A room that will not drop its bridge is asked this often; then the voice side ends the leg. */
const mostDisconnects = 3;

/** Acts on single callers that run side by side; more would run into the providers' limits. */
const mostAtOnce = 10;

/**
 * Nothing more is begun on the voice side, or on both, this long after a run has begun. A run that its function's time-out
 * of 15 s killed would keep the conference's next wakes waiting until the queue gives out its message again.
 */
const voiceTakesAtMostMs = 5_000;
const runTakesAtMostMs = 9_000;

/** `agreed`: both sides agree. `later`: something is left, and will be tried again. `unknown`: no such conference. */
export type Synced = 'agreed' | 'later' | 'unknown';

/**
 * Brings phone side and room side into agreement: reads what is, plans what is missing, does it, records it. Driven by
 * state alone, so running it twice, late or after a gap gives the same end. After quiet minutes it first looks for what
 * was never reported.
 */
export async function syncConference(deps: SyncDeps, id: ConferenceId): Promise<Synced> {
  const startedAtMs = deps.clock.now();
  for (let round = 1; ; round += 1) {
    const loaded = await deps.conferences.load(id);
    if (loaded === undefined) return 'unknown';
    const { conference, callers } = loaded;
    const nowMs = deps.clock.now();
    const lookMs = nextLookMs(conference, callers);
    if (round === 1 && lookMs !== undefined && nowMs >= lookMs) {
      await look(deps, conference, callers);
      continue;
    }
    const { acts, dueAtMs } = plan(conference, callers, nowMs);
    if (acts.length === 0) {
      // Here, since the room's end closes a conference too, and nobody asks for that.
      if (conference.isClosed) await endAccess(deps, id);
      await deps.conferences.finished(id, loaded.seen, earlier(dueAtMs, lookMs));
      deps.log.info('conference-synced', {
        conference: id,
        rounds: round - 1,
        bridge: conference.bridge.state,
        callers: callers.filter(({ presence }) => presence !== 'gone').length,
      });
      return 'agreed';
    }
    const results = await doAll(deps, conference, acts, startedAtMs);
    if (results.includes('failed') || round === mostRounds) {
      await deps.conferences.finished(id, loaded.seen, deps.clock.now() + tryAgainAfterMs);
      return 'later';
    }
  }
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

type Done = 'done' | 'failed';

const voiceActs: ReadonlySet<Act['kind']> = new Set(['remove', 'endCall', 'mutePhone', 'hangUpLeg']);

/**
 * The voice side first: what is heard matters more than what is shown. Neither side suffers from the other's fault.
 *
 * @throws AggregateError after all else is done, if acts threw
 */
async function doAll(
  deps: SyncDeps,
  conference: Conference,
  acts: readonly Act[],
  startedAtMs: number,
): Promise<readonly Done[]> {
  const isVoice = ({ kind }: Act) => voiceActs.has(kind);
  const results: Done[] = [];
  const errors: unknown[] = [];
  const sides = [
    { side: acts.filter(isVoice), endsAtMs: startedAtMs + voiceTakesAtMostMs },
    { side: acts.filter((act) => !isVoice(act)), endsAtMs: startedAtMs + runTakesAtMostMs },
  ];
  for (const { side, endsAtMs } of sides) {
    for (let start = 0; start < side.length; start += mostAtOnce) {
      if (deps.clock.now() >= endsAtMs) {
        results.push('failed');
        break;
      }
      const some = side.slice(start, start + mostAtOnce);
      const settled = await Promise.allSettled(some.map((act) => carryOut(deps, conference, act)));
      for (const each of settled) {
        if (each.status === 'rejected') errors.push(each.reason);
        else results.push(each.value);
      }
      // Nothing gets through: each further act would only wait for its time-out.
      if (settled.every((each) => each.status === 'fulfilled' && each.value === 'failed')) break;
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} acts of a sync threw`);
  return results;
}

async function carryOut(deps: SyncDeps, conference: Conference, act: Act): Promise<Done> {
  const { voice, rooms, clock, conferences } = deps;
  const atMs = clock.now();
  const record = (call: VoiceCallId, fact: CallerFact) => conferences.changeCaller(conference.id, call, fact);
  switch (act.kind) {
    case 'remove':
      await record(act.call, { kind: 'removed', atMs, why: act.why });
      return 'done';
    case 'endSession':
      if (await isAnotherLive(deps, conference)) return 'done';
      await Promise.all(
        act.calls.map((call) => record(call, { kind: 'removed', atMs, why: 'session-over' })),
      );
      return 'done';
    case 'endCall': {
      const told = await voice.end(act.call, await spokenTo(deps, act.call, act.why));
      if (told === 'gone') await record(act.call, { kind: 'gone', atMs });
      if (told === 'done') await record(act.call, { kind: 'removalTold', atMs });
      return doneIf(deps, act, told);
    }
    case 'mutePhone': {
      const told = await voice.mute(act.meeting, act.call, act.muted);
      if (told === 'done') await record(act.call, { kind: 'phoneHas', atMs, n: act.n, muted: act.muted });
      // The news of a leg's leaving, or of where it is now, is on its way; until then nothing is known of it.
      return told === 'gone' ? 'failed' : doneIf(deps, act, told);
    }
    case 'announce':
      return announce(deps, conference, act.callers);
    case 'takeBack': {
      const forget = async (calls: readonly VoiceCallId[]) => {
        await Promise.all(calls.map((call) => record(call, { kind: 'roomHasNot', atMs: clock.now() })));
      };
      // Recorded first: should this run be lost, whoever comes back in is shown again.
      await Promise.all(act.calls.map((call) => record(call, { kind: 'roomLetsGo', atMs })));
      return inParts(deps, act, act.calls, {
        send: async (calls) => {
          const told = await rooms.takeBack(conference.room, calls);
          return told === 'gone' ? 'done' : told;
        },
        done: forget,
        // Whom the room does not take back alone, it does not have.
        refused: (call) => forget([call]),
      });
    }
    case 'forget':
      await record(act.call, { kind: 'roomHasNot', atMs });
      return 'done';
    case 'muteInRoom': {
      const { caller } = act;
      // Recorded first: should the answer or this run be lost, it is told again, whatever the caller wants by then.
      await record(caller.call, { kind: 'roomMuteUnknown', atMs });
      const told = await rooms.mute(conference.room, caller.call, caller.muted.is);
      return recordTold(deps, conference, act, caller, told, { muted: caller.muted.is });
    }
    case 'handInRoom': {
      const { caller } = act;
      await record(caller.call, { kind: 'roomHandUnknown', atMs });
      const told = await rooms.hand(conference.room, caller.call, caller.hand);
      return recordTold(deps, conference, act, caller, told, { hand: caller.hand });
    }
    case 'hangUpLeg': {
      const told = await voice.hangUp(act.call);
      if (told === 'done' || told === 'gone')
        await conferences.changeConference(conference.id, { kind: 'legEnded', atMs, call: act.call });
      return doneIf(deps, act, told);
    }
    case 'connectBridge':
      return connectBridge(deps, conference);
    case 'giveUpDialling':
      return giveUpDialling(deps, conference);
    case 'disconnectBridge':
      return disconnectBridge(deps, conference);
  }
}

function doneIf({ log }: SyncDeps, act: Act, told: Told): Done {
  if (told === 'done' || told === 'gone') return 'done';
  log.warn('conference-act', { act: act.kind, result: told });
  return 'failed';
}

/**
 * Announces callers to the room, all in one request if it takes them all. It is recorded before and after: whom the
 * room may have, although its answer or this run was lost, has to be taken back should the caller leave.
 */
async function announce(deps: SyncDeps, conference: Conference, callers: readonly Caller[]): Promise<Done> {
  const { rooms, clock, count, conferences } = deps;
  const act = { kind: 'announce', callers } as const;
  const asked = callers.filter(({ announced, muted }) => announced?.muted !== muted.is);
  await Promise.all(
    asked.map((caller) =>
      recordRoomHas(deps, conference, caller, { muted: caller.muted.is, hand: false, isUnsure: true }),
    ),
  );
  return inParts(deps, act, callers, {
    send: (some) => rooms.announce(conference.room, some.map(announcementOf)),
    done: async (some) => {
      const nowMs = clock.now();
      await Promise.all(
        some.map((caller) => {
          const isRepeated = caller.announced?.isUnsure === true;
          return recordRoomHas(deps, conference, caller, { muted: caller.muted.is, hand: false, isRepeated });
        }),
      );
      for (const { presenceAtMs } of some) count('announceLagMs', nowMs - presenceAtMs);
      count('callersAnnounced', some.length);
    },
    refused: async ({ call }) => {
      count('roomRefused');
      const atMs = clock.now();
      const fact = { kind: 'roomRefused', atMs, untilMs: atMs + refusedForMs } as const;
      await conferences.changeCaller(conference.id, call, fact);
    },
  });
}

/**
 * Tells the room of several at once; of a group that it refuses, one half at a time, until the odd one stands alone.
 * After an unknown outcome the same is sent again by the next run: better twice than invisible.
 */
async function inParts<Item>(
  { log }: SyncDeps,
  act: Act,
  items: readonly Item[],
  on: {
    readonly send: (some: readonly Item[]) => Promise<Told>;
    readonly done: (some: readonly Item[]) => Promise<void>;
    readonly refused: (only: Item) => Promise<void>;
  },
): Promise<Done> {
  const groups = [items];
  let refusals = 0;
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const told = await on.send(group);
    const [only] = group;
    if (told === 'done') await on.done(group);
    else if (told === 'refused' && group.length > 1) {
      const middle = Math.ceil(group.length / 2);
      groups.unshift(group.slice(0, middle), group.slice(middle));
    } else {
      log.warn('conference-act', { act: act.kind, result: told, callers: group.length });
      if (told !== 'refused' || only === undefined) return 'failed';
      await on.refused(only);
      refusals += 1;
      if (refusals === mostRefusals && groups.length > 0) return 'failed';
    }
  }
  return 'done';
}

function announcementOf({ call, name, number, externalId, muted }: Caller): Announcement {
  return { call, name, number, externalId, muted: muted.is };
}

/** Only an unknown outcome is tried again: what the room refuses now, it would no sooner take then. */
async function recordTold(
  deps: SyncDeps,
  conference: Conference,
  act: Act,
  caller: Caller,
  told: Told,
  change: { readonly muted?: boolean; readonly hand?: boolean },
): Promise<Done> {
  if (told !== 'done') deps.log.warn('conference-act', { act: act.kind, result: told });
  if (told === 'unknown') return 'failed';
  if (told === 'gone') {
    // Perhaps removed in a moment in which we could not tell: better shown once more than there unseen.
    const forgotten = { kind: 'roomHasNot', atMs: deps.clock.now() } as const;
    await deps.conferences.changeCaller(conference.id, caller.call, forgotten);
    return 'done';
  }
  await recordRoomHas(deps, conference, caller, change);
  return 'done';
}

async function recordRoomHas(
  deps: SyncDeps,
  conference: Conference,
  { call }: Caller,
  change: {
    readonly muted?: boolean;
    readonly hand?: boolean;
    readonly isUnsure?: boolean;
    readonly isRepeated?: boolean;
  },
): Promise<void> {
  const side = roomSide(conference);
  if (side === undefined) throw new Error('nobody is announced while the bridge is out');
  const fact = { kind: 'roomHas', atMs: deps.clock.now(), ...side, ...change } as const;
  await deps.conferences.changeCaller(conference.id, call, fact);
}

/**
 * Whether people are in the room although its session has ended: then the start of another was never reported, and is
 * recorded now.
 */
async function isAnotherLive(deps: SyncDeps, { id, room, session }: Conference): Promise<boolean> {
  if (session?.endedAtMs === undefined || (await deps.rooms.isLive(room)) !== true) return false;
  const fact = { kind: 'sessionStarted', atMs: session.endedAtMs, session: unheardSession } as const;
  await deps.conferences.changeConference(id, fact);
  return true;
}

/** Without a session nobody is in the room to talk to; one whose start was never reported is found by asking. */
async function isAnybodyInRoom(deps: SyncDeps, conference: Conference): Promise<boolean> {
  const { session, room } = conference;
  if (session === undefined) return (await deps.rooms.isLive(room)) !== false;
  return session.endedAtMs === undefined || isAnotherLive(deps, conference);
}

async function connectBridge(deps: SyncDeps, conference: Conference): Promise<Done> {
  const { rooms, conferences, clock, count } = deps;
  const { id, room } = conference;
  const putOff = async (tries: number) => {
    const atMs = clock.now();
    const notBeforeMs = nextBridgeTryMs(tries, atMs);
    await conferences.changeConference(id, { kind: 'bridgeNotDialled', atMs, notBeforeMs });
  };
  if (!(await isAnybodyInRoom(deps, conference))) {
    await putOff(0);
    return 'done';
  }
  // Recorded first: after a crash in between, a try is lost, but there are never two bridges.
  const atMs = clock.now();
  const fact = { kind: 'bridgeDialled', atMs, untilMs: atMs + bridgeDialMs } as const;
  const claimed = await conferences.changeConference(id, fact);
  if (claimed?.bridge.state !== 'dialling') return 'done';
  const told = await rooms.connectBridge(room);
  if (told === 'done' || told === 'unknown') return 'done';
  deps.log.warn('conference-act', { act: 'connectBridge', result: told });
  count('bridgeFailed');
  await putOff(claimed.bridge.tries);
  return 'done';
}

async function giveUpDialling(
  { conferences, clock, count }: SyncDeps,
  conference: Conference,
): Promise<Done> {
  const { bridge, id } = conference;
  if (bridge.state !== 'dialling') return 'done';
  count('bridgeFailed');
  const atMs = clock.now();
  const notBeforeMs = nextBridgeTryMs(bridge.tries, atMs);
  await conferences.changeConference(id, { kind: 'bridgeNotDialled', atMs, notBeforeMs });
  return 'done';
}

/** What the room refuses, or does not answer, again and again, the voice side does: the leg is a call like any other. */
async function disconnectBridge(deps: SyncDeps, conference: Conference): Promise<Done> {
  const { bridge, id, room, isClosed } = conference;
  const { conferences, rooms, voice, clock, log } = deps;
  if (bridge.state !== 'in' || (!isClosed && (await isAnotherLive(deps, conference)))) return 'done';
  const { call, n } = bridge;
  const tries = (bridge.letGo?.tries ?? 0) + 1;
  const told = tries > mostDisconnects ? await voice.hangUp(call) : await rooms.disconnectBridge(room);
  const atMs = clock.now();
  if (told === 'done' || told === 'gone') {
    await conferences.changeConference(id, { kind: 'bridgeLeft', atMs, call, n });
    return 'done';
  }
  log.warn('conference-act', { act: 'disconnectBridge', result: told });
  const notBeforeMs = nextBridgeTryMs(tries, atMs);
  await conferences.changeConference(id, { kind: 'bridgeKept', atMs, tries, notBeforeMs });
  return 'done';
}
