import fc from 'fast-check';
import type { Caller, Conference } from '../../../lib/conference/conference.ts';
import { callerAfter, type CallerFact, type Newcomer } from '../../../lib/conference/caller-facts.ts';
import type { ConferenceFact } from '../../../lib/conference/facts.ts';
import { syncConference } from '../../../lib/conference/sync.ts';
import { inMemoryConferences, voiceCall } from '../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../support/new-conference.ts';

export const c1 = conferenceId('c1');
export const bridgeCall = voiceCall('bridge');
export const meeting = 'meeting-1';

type BridgeIn = Extract<Conference['bridge'], { state: 'in' }>;
export const bridgeIn: BridgeIn = { state: 'in', call: bridgeCall, n: 1, sinceMs: startMs };
export const session = { id: 'session-1', startedAtMs: startMs };

/** A conference in full swing: its session has started, and the bridge is in. */
export const running = (change: Parameters<typeof newConference>[1] = {}) =>
  newConference('c1', { session, bridge: bridgeIn, meeting, ...change });

export const newcomer = (call: string, change: Partial<Newcomer> = {}): Newcomer => ({
  conference: c1,
  call: voiceCall(call),
  name: call,
  muted: false,
  ...change,
});

/** A caller who is in since `startMs`, by the join number 1. */
export function callerIn(call: string, change: Partial<Caller> = {}): Caller {
  const admitted = callerAfter(undefined, {
    kind: 'admitted',
    atMs: startMs,
    n: 1,
    newcomer: newcomer(call),
  });
  if (admitted === undefined) throw new Error('nobody was admitted');
  return { ...admitted, presence: 'in', ...change };
}

/** What the room has of a caller, as the conference of `running` stands. */
export const announcedAs = (change: Partial<NonNullable<Caller['announced']>> = {}) => ({
  announced: {
    session: session.id,
    bridge: `${bridgeIn.call}-${bridgeIn.n}`,
    muted: false,
    hand: false,
    atMs: startMs,
    ...change,
  },
});

/** All that a conference `c1` needs, with steps that tests take again and again. */
export function conferenceWorld(conference = newConference('c1')) {
  const all = inMemoryConferences([conference]);
  const { deps } = all;
  const change = (call: string, fact: CallerFact) => deps.conferences.changeCaller(c1, voiceCall(call), fact);
  const tell = (fact: ConferenceFact) => deps.conferences.changeConference(c1, fact);
  return {
    ...all,
    change,
    tell,
    now: () => deps.clock.now(),
    sync: () => syncConference(deps, c1),
    /** Lets a call in as a caller, up to its being in the meeting. */
    async letIn(call: string, change_: Partial<Newcomer> = {}) {
      all.addPinCall({
        call: voiceCall(call),
        door: '+12025550143',
        language: 'en',
        isBridgeOrigin: false,
        arrivedAtMs: deps.clock.now(),
        conference: c1,
        role: 'caller',
      });
      const n = (await tell({ kind: 'joinRendered', atMs: deps.clock.now() }))?.joins ?? 0;
      const atMs = deps.clock.now();
      const muted = change_.muted ?? false;
      await change(call, { kind: 'admitted', atMs, n, newcomer: newcomer(call, change_) });
      await change(call, { kind: 'joined', atMs, n, muted });
      await tell({ kind: 'meetingSeen', atMs, meeting });
      return n;
    },
    /** The bridge's leg comes in. */
    async bridgeComes(call = 'bridge') {
      const n = (await tell({ kind: 'joinRendered', atMs: deps.clock.now() }))?.joins ?? 0;
      const leg = { call: voiceCall(call), n, meeting, isVouched: true };
      await tell({ kind: 'bridgeJoined', atMs: deps.clock.now(), ...leg });
      return n;
    },
  };
}
export type ConferenceWorld = ReturnType<typeof conferenceWorld>;

/** Few values of each kind, so that facts are about the present state as often as not. */
const atMs = fc.integer({ min: startMs, max: startMs + 5 });
/** Of reads that know of what came before, and of those long after. */
const laterMs = fc.constantFrom(startMs, startMs + 20_000, startMs + 60_000, startMs + 200_000);
const n = fc.integer({ min: 1, max: 3 });
const is = fc.boolean();
const leg = fc.constantFrom(voiceCall('leg-1'), voiceCall('leg-2'));
const sessionId = fc.constantFrom('session-1', 'session-2');

export const anyConferenceFact: fc.Arbitrary<ConferenceFact> = fc.oneof(
  fc.record({ kind: fc.constantFrom('sessionStarted', 'sessionEnded'), atMs, session: sessionId }),
  fc.record(
    { kind: fc.constant('bridgeJoined'), atMs, call: leg, n, meeting: fc.constant(meeting), isVouched: is },
    { requiredKeys: ['kind', 'atMs', 'call', 'n', 'meeting'] },
  ),
  fc.record({ kind: fc.constant('bridgeDoubted'), atMs, call: leg }),
  fc.record(
    { kind: fc.constant('bridgeLeft'), atMs, call: leg, n },
    { requiredKeys: ['kind', 'atMs', 'call'] },
  ),
  fc.record({ kind: fc.constant('bridgeDialled'), atMs, untilMs: atMs }),
  fc.record({ kind: fc.constant('bridgeAsked'), atMs, untilMs: atMs }),
  fc.record(
    { kind: fc.constant('bridgeNotDialled'), atMs, notBeforeMs: atMs, isRefused: fc.constant(true as const) },
    { requiredKeys: ['kind', 'atMs', 'notBeforeMs'] },
  ),
  fc.record({ kind: fc.constant('bridgeKept'), atMs, tries: n, notBeforeMs: atMs }),
  fc.record({ kind: fc.constant('legEnded'), atMs, call: leg }),
  fc.record({ kind: fc.constant('bridgeProved'), atMs, call: leg, n }),
  fc.record(
    {
      kind: fc.constant('looked'),
      atMs: laterMs,
      live: fc.option(fc.record({ session: fc.option(sessionId, { nil: undefined }) }), { nil: undefined }),
      bridge: fc.record({ call: leg, n, isThere: is }),
    },
    { requiredKeys: ['kind', 'atMs', 'live'] },
  ),
  fc.record({ kind: fc.constant('meetingSeen'), atMs, meeting: fc.constantFrom(meeting, 'meeting-2') }),
  fc.record({
    kind: fc.constant('settingsChanged'),
    atMs,
    change: fc.record(
      {
        capacity: fc.constantFrom(undefined, 1, 249),
        opensAtMs: fc.constantFrom(undefined, startMs),
        joinMuted: is,
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    kind: fc.constant('providerRests'),
    atMs,
    side: fc.constantFrom('room', 'voice'),
    untilMs: atMs,
  }),
  fc.record({ kind: fc.constant('closed'), atMs }),
);

export const anyCallerFact: fc.Arbitrary<CallerFact> = fc.oneof(
  fc.record({ kind: fc.constant('admitted'), atMs, n, newcomer: fc.constant(newcomer('CA1')) }),
  fc.record({ kind: fc.constantFrom('rejoining', 'left', 'returned'), atMs, n }),
  fc.record({ kind: fc.constantFrom('joined', 'phoneHas', 'phoneSeen'), atMs, n, muted: is }),
  fc.record({ kind: fc.constant('phoneUnknown'), atMs, n }),
  fc.record({ kind: fc.constantFrom('gone', 'removalTold', 'roomHasNot'), atMs }),
  fc.record({ kind: fc.constant('seen'), atMs: laterMs, n, muted: is }),
  fc.record(
    { kind: fc.constant('missed'), atMs: laterMs, n, isUp: is },
    { requiredKeys: ['kind', 'atMs', 'n'] },
  ),
  fc.record(
    { kind: fc.constant('muted'), atMs, is, by: fc.constantFrom('room', 'caller'), menu: n },
    { requiredKeys: ['kind', 'atMs', 'is', 'by'] },
  ),
  fc.record(
    { kind: fc.constant('hand'), atMs, raised: is, menu: n },
    { requiredKeys: ['kind', 'atMs', 'raised'] },
  ),
  fc.record({
    kind: fc.constant('roomConfirmed'),
    atMs,
    session: sessionId,
    bridge: fc.constant('leg-1-1'),
  }),
  fc.record({ kind: fc.constant('askedToUnmute'), atMs: laterMs }),
  fc.record({ kind: fc.constant('askTold'), atMs, askedAtMs: laterMs }),
  fc.record({ kind: fc.constantFrom('leaveExplained', 'waitTold'), atMs }),
  fc.record({ kind: fc.constant('leftRoom'), atMs, takenBackAtMs: atMs }, { requiredKeys: ['kind', 'atMs'] }),
  fc.record({ kind: fc.constant('removed'), atMs, why: fc.constantFrom('removed', 'overdue') }),
  fc.record(
    {
      kind: fc.constant('roomHas'),
      atMs,
      session: sessionId,
      bridge: fc.constant('leg-1-1'),
      muted: is,
      hand: is,
      isUnsure: is,
      isFirst: is,
    },
    { requiredKeys: ['kind', 'atMs', 'session', 'bridge'] },
  ),
  fc.record({ kind: fc.constant('roomNotAsked'), atMs, askedAtMs: atMs }),
  fc.record({ kind: fc.constant('roomRefused'), atMs, askedAtMs: atMs, untilMs: atMs }),
);
