import { destinationSchema } from '../../../lib/numbers/destination.ts';
import fc from 'fast-check';
import type { Caller, Conference } from '../../../lib/conferences/model/conference.ts';
import { reduceCaller } from '../../../lib/conferences/state/reduce/caller.ts';
import { admit, countJoin } from '../../../lib/conferences/call/join.ts';
import type { Instruction } from '../../../lib/conferences/model/instructions.ts';
import type { PinCall } from '../../../lib/conferences/model/pin-call.ts';
import type { ConferenceDeps } from '../../../lib/conferences/ports.ts';
import { syncConference } from '../../../lib/conferences/reconcile/sync.ts';
import { twilioTraits } from '../../../lib/providers/twilio/traits.ts';
import { inMemoryConferences, voiceCall } from '../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../support/new-conference.ts';
import type { CallerEvent, Newcomer } from '../../../lib/conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../lib/conferences/model/conference-events.ts';

export const c1 = conferenceId('c1');
export const bridgeCall = voiceCall('bridge');
export const meeting = 'meeting-1';

/** A voice provider at which people wait outside and stay in for keys, and that reports no join. */
export const outside = {
  ...twilioTraits,
  waits: 'outside',
  keys: 'stay',
  reportsJoins: false,
  leadsOut: false,
} as const;

type BridgeIn = Extract<Conference['bridge'], { state: 'in' }>;
export const bridgeIn: BridgeIn = { state: 'in', call: bridgeCall, joinSequence: 1, sinceMs: startMs };
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
  const admitted = reduceCaller(undefined, {
    kind: 'admitted',
    atMs: startMs,
    joinSequence: 1,
    newcomer: newcomer(call),
  });
  if (admitted === undefined) throw new Error('nobody was admitted');
  return { ...admitted, presence: 'in', ...change };
}

/** What the room has of a caller, as the conference of `running` stands. */
export const announcedAs = (change: Partial<NonNullable<Caller['announced']>> = {}) => ({
  announced: {
    session: session.id,
    bridge: `${bridgeIn.call}-${bridgeIn.joinSequence}`,
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
  const change = (call: string, event: CallerEvent) =>
    deps.conferences.changeCaller(c1, voiceCall(call), event);
  const tell = (event: ConferenceEvent) => deps.conferences.changeConference(c1, event);
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
        dialIn: '+12025550143',
        language: 'en',
        voice: 'twilio',
        opensTo: 'both',
        isBridgeOrigin: false,
        arrivedAtMs: deps.clock.now(),
        conference: c1,
        role: 'caller',
      });
      const joinSequence = (await tell({ kind: 'joinRendered', atMs: deps.clock.now() }))?.joins ?? 0;
      const atMs = deps.clock.now();
      const muted = change_.muted ?? false;
      await change(call, { kind: 'admitted', atMs, joinSequence, newcomer: newcomer(call, change_) });
      await change(call, { kind: 'joined', atMs, joinSequence, muted });
      await tell({ kind: 'meetingSeen', atMs, meeting });
      return joinSequence;
    },
    /** The bridge's leg comes in. */
    async bridgeComes(call = 'bridge') {
      const joinSequence = (await tell({ kind: 'joinRendered', atMs: deps.clock.now() }))?.joins ?? 0;
      const leg = { call: voiceCall(call), joinSequence, meeting, isVouched: true };
      await tell({ kind: 'bridgeJoined', atMs: deps.clock.now(), ...leg });
      return joinSequence;
    },
  };
}

/** One caller, CA1, is in and was announced half a minute ago. */
export async function announcedWorld() {
  const world = conferenceWorld(running());
  await world.letIn('CA1');
  await world.sync();
  world.advance(30_000);
  return world;
}
export type ConferenceWorld = ReturnType<typeof conferenceWorld>;

/** Few values of each kind, so that events are about the present state as often as not. */
const atMs = fc.integer({ min: startMs, max: startMs + 5 });
/** Of reads that know of what came before, and of those long after. */
const laterMs = fc.constantFrom(startMs, startMs + 20_000, startMs + 60_000, startMs + 200_000);
const joinSequence = fc.integer({ min: 1, max: 3 });
const is = fc.boolean();
const leg = fc.constantFrom(voiceCall('leg-1'), voiceCall('leg-2'));
const sessionId = fc.constantFrom('session-1', 'session-2');

export const anyConferenceEvent: fc.Arbitrary<ConferenceEvent> = fc.oneof(
  fc.record({ kind: fc.constantFrom('sessionStarted', 'sessionEnded'), atMs, session: sessionId }),
  fc.record(
    {
      kind: fc.constant('bridgeJoined'),
      atMs,
      call: leg,
      joinSequence,
      meeting: fc.constant(meeting),
      isVouched: is,
    },
    { requiredKeys: ['kind', 'atMs', 'call', 'joinSequence', 'meeting'] },
  ),
  fc.record({ kind: fc.constant('bridgeDoubted'), atMs, call: leg }),
  fc.record(
    { kind: fc.constant('bridgeLeft'), atMs, call: leg, joinSequence },
    { requiredKeys: ['kind', 'atMs', 'call'] },
  ),
  fc.record({ kind: fc.constant('bridgeDialled'), atMs, untilMs: atMs }),
  fc.record({ kind: fc.constant('bridgeAsked'), atMs, untilMs: atMs }),
  fc.record(
    { kind: fc.constant('bridgeNotDialled'), atMs, notBeforeMs: atMs, isRefused: fc.constant(true as const) },
    { requiredKeys: ['kind', 'atMs', 'notBeforeMs'] },
  ),
  fc.record({ kind: fc.constant('nobodyThere'), atMs, notBeforeMs: atMs }),
  fc.record({ kind: fc.constant('bridgeKept'), atMs, tries: joinSequence, notBeforeMs: atMs }),
  fc.record({ kind: fc.constant('legEnded'), atMs, call: leg }),
  fc.record(
    {
      kind: fc.constant('bridgeProved'),
      atMs,
      call: leg,
      joinSequence,
      isUnsure: fc.constant(true as const),
    },
    { requiredKeys: ['kind', 'atMs', 'call', 'joinSequence'] },
  ),
  fc.record(
    {
      kind: fc.constant('polled'),
      atMs: laterMs,
      live: fc.option(fc.record({ session: fc.option(sessionId, { nil: undefined }) }), { nil: undefined }),
      bridge: fc.record({ call: leg, joinSequence, isThere: is }),
      isUnanswered: fc.constant(true),
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
  fc.record({
    kind: fc.constant('recording'),
    atMs,
    isOn: is,
    session: fc.option(sessionId, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('bridgeComing'), atMs, call: leg, isVouched: is }),
);

const press = fc.record(
  { id: fc.constantFrom('1', '2'), key: fc.constantFrom('6', '9'), atMs },
  { requiredKeys: ['key', 'atMs'] },
);

export const anyCallerEvent: fc.Arbitrary<CallerEvent> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('admitted'),
      atMs,
      joinSequence,
      newcomer: fc.constant(newcomer('CA1')),
      waits: fc.constant(true as const),
    },
    { requiredKeys: ['kind', 'atMs', 'joinSequence', 'newcomer'] },
  ),
  fc.record({ kind: fc.constant('waited'), atMs: laterMs }),
  fc.record(
    { kind: fc.constant('letIn'), atMs, move: fc.constantFrom(1, 2) },
    { requiredKeys: ['kind', 'atMs'] },
  ),
  fc.record({ kind: fc.constantFrom('rejoining', 'left', 'returned'), atMs, joinSequence }),
  fc.record({ kind: fc.constantFrom('joined', 'phoneHas', 'phoneSeen'), atMs, joinSequence, muted: is }),
  fc.record({ kind: fc.constant('phoneUnknown'), atMs, joinSequence }),
  fc.record({ kind: fc.constantFrom('gone', 'kickTold', 'roomHasNot'), atMs }),
  fc.record({ kind: fc.constant('roomHasNot'), atMs, isAnswer: fc.constant(true as const) }),
  fc.record({ kind: fc.constant('seen'), atMs: laterMs, joinSequence, muted: is, isOnlySource: is }),
  fc.record(
    { kind: fc.constant('missed'), atMs: laterMs, joinSequence, isUp: is },
    { requiredKeys: ['kind', 'atMs', 'joinSequence'] },
  ),
  fc.record(
    {
      kind: fc.constant('muted'),
      atMs,
      is,
      by: fc.constantFrom('room', 'caller'),
      menu: joinSequence,
      press,
    },
    { requiredKeys: ['kind', 'atMs', 'is', 'by'] },
  ),
  fc.record(
    { kind: fc.constant('hand'), atMs, raised: is, menu: joinSequence, press },
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
  fc.record({ kind: fc.constant('recordingTold'), atMs, isOn: is }),
  fc.record({ kind: fc.constant('leftRoom'), atMs, takenBackAtMs: atMs }, { requiredKeys: ['kind', 'atMs'] }),
  fc.record({
    kind: fc.constant('transferOrdered'),
    atMs: laterMs,
    to: fc.constantFrom(
      { kind: 'conference' as const, conference: conferenceId('c2') },
      { kind: 'destination' as const, destination: destinationSchema.parse('+12025550177') },
    ),
  }),
  fc.record({ kind: fc.constant('leadingOut'), atMs: laterMs }),
  fc.record(
    { kind: fc.constant('ledOn'), atMs: laterMs, outcome: fc.constant('answered' as const) },
    { requiredKeys: ['kind', 'atMs'] },
  ),
  fc.record(
    {
      kind: fc.constant('cameBack'),
      atMs: laterMs,
      outcome: fc.constantFrom('rejected' as const, 'no-answer' as const, 'failed' as const),
      waits: fc.record({ joinSequence }),
    },
    { requiredKeys: ['kind', 'atMs', 'outcome'] },
  ),
  fc.record({
    kind: fc.constant('transferEnded'),
    atMs: laterMs,
    outcome: fc.constantFrom('rejected', 'failed'),
  }),
  fc.record({ kind: fc.constant('kicked'), atMs, why: fc.constantFrom('kicked', 'overdue') }),
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

/** Lets a call into a conference, with the number that its next join has. */
export async function joinNext(
  deps: ConferenceDeps,
  pinCall: PinCall,
  conference: Conference,
  guest: Parameters<typeof admit>[3],
): Promise<readonly Instruction[]> {
  const next = await countJoin(deps, conference.id);
  if (next === undefined) throw new Error(`there is no conference ${conference.id}`);
  return admit(deps, pinCall, conference, guest, next);
}
