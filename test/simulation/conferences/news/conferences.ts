import type { ConferenceEvent } from '../../../../lib/conferences/model/conference-events.ts';
import { voiceCallIdSchema, type Conference } from '../../../../lib/conferences/model/conference.ts';
import { reduceConference } from '../../../../lib/conferences/state/reduce/conference.ts';
import { unsureDialMs } from '../../../../lib/conferences/state/bridge.ts';
import { newConference } from '../../../support/new-conference.ts';
import { news, ordersOf, own, type NewsSearch, type Step } from '../../frame/news-orders.ts';

// What one conference may go through, for the search of every order in which news of it can arrive.

const first = voiceCallIdSchema.parse('first');
const second = voiceCallIdSchema.parse('second');
const third = voiceCallIdSchema.parse('third');
type Leg = typeof first;

type ConferenceStep = Step<ConferenceEvent>;

function conferenceCourse(
  known: (state: Conference) => string,
  ...steps: readonly ConferenceStep[]
): NewsSearch {
  return ordersOf({ start: newConference('c1'), reduce: reduceConference, steps, known });
}

const sessionStarted = (session: string): ConferenceStep =>
  news((atMs) => ({ kind: 'sessionStarted', atMs, session }));
const sessionEnded = (session: string): ConferenceStep =>
  news((atMs) => ({ kind: 'sessionEnded', atMs, session }));
const recording = (isOn: boolean): ConferenceStep =>
  news((atMs) => ({ kind: 'recording', atMs, isOn, session: 's1' }));
const polled = (session: string | undefined): ConferenceStep =>
  news((atMs) => ({ kind: 'polled', atMs, live: { session } }));
const bridgeComing = (leg: Leg): ConferenceStep => own((atMs) => ({ kind: 'bridgeComing', atMs, call: leg }));
const comesAgain = (leg: Leg): ConferenceStep =>
  news((_, atMs) => ({ kind: 'bridgeComing', atMs, call: leg }));
const joinOf = (call: Leg, joinSequence: number, atMs: number) =>
  ({ kind: 'bridgeJoined', atMs, call, joinSequence, meeting: 'm1' }) as const;
const bridgeJoined = (leg: Leg, joinSequence: number): ConferenceStep =>
  news((_, atMs) => joinOf(leg, joinSequence, atMs));
const ownJoined = (leg: Leg, joinSequence: number): ConferenceStep =>
  news((_, atMs) => ({ ...joinOf(leg, joinSequence, atMs), isVouched: true }));
const bridgeLeft = (leg: Leg, joinSequence: number): ConferenceStep =>
  news((_, atMs) => ({ kind: 'bridgeLeft', atMs, call: leg, joinSequence }));
/** The leg's call is over: reported beside its leave, without a join's number. */
const bridgeOver = (leg: Leg): ConferenceStep => news((_, atMs) => ({ kind: 'bridgeLeft', atMs, call: leg }));
const missing = (atMs: number, leg: Leg, joinSequence: number): ConferenceEvent => ({
  ...{ kind: 'polled', atMs, live: undefined },
  bridge: { call: leg, joinSequence, isThere: false },
});
const bridgeMissed = (leg: Leg, joinSequence: number): ConferenceStep =>
  news((atMs) => missing(atMs, leg, joinSequence));
const bridgeDoubted = (leg: Leg): ConferenceStep =>
  news((_, atMs) => ({ kind: 'bridgeDoubted', atMs, call: leg }));
const legEnded = (leg: Leg): ConferenceStep => news((_, atMs) => ({ kind: 'legEnded', atMs, call: leg }));
const bridgeKept = (tries: number): ConferenceStep =>
  news((atMs) => ({ kind: 'bridgeKept', atMs, tries, notBeforeMs: atMs + 1_000 }));
const asked: ConferenceStep = own((atMs) => ({ kind: 'bridgeAsked', atMs, untilMs: atMs + 45_000 }));
/** The room's answer, which may come after the bridge itself. */
const dialled: ConferenceStep = news((_, atMs) => ({ kind: 'bridgeDialled', atMs, untilMs: atMs + 45_000 }));
const notDialled: ConferenceStep = news((atMs) => ({ kind: 'bridgeNotDialled', atMs, notBeforeMs: atMs }));
const nobodyThere: ConferenceStep = news((atMs) => ({
  kind: 'nobodyThere',
  atMs,
  notBeforeMs: atMs + 15_000,
}));

const isIn = (leg: Leg, joinSequence: number): ConferenceStep =>
  own((atMs) => ({ kind: 'bridgeJoined', atMs, call: leg, joinSequence, meeting: 'm1' }));
const isOut = (leg: Leg, joinSequence: number): ConferenceStep =>
  own((atMs) => ({ kind: 'bridgeLeft', atMs, call: leg, joinSequence }));
const isOver = (leg: Leg): ConferenceStep => own((atMs) => ({ kind: 'bridgeLeft', atMs, call: leg }));
const isOpen = (session: string): ConferenceStep =>
  own((atMs) => ({ kind: 'sessionStarted', atMs, session }));

/** So many steps in which nothing of interest happens. */
const later = (steps: number): readonly ConferenceStep[] =>
  Array.from({ length: steps }, () => own((atMs) => ({ kind: 'meetingSeen', atMs, meeting: 'm1' })));
/** Asked then, whenever that is. */
const found = (atMs: number, session: string | undefined): ConferenceStep =>
  own(() => ({ kind: 'polled', atMs, live: { session } }));

const bridgeOf = ({ bridge }: Conference) =>
  bridge.state === 'in'
    ? `${bridge.call} by join ${bridge.joinSequence}${bridge.missedAtMs === undefined ? '' : ', in doubt'}`
    : 'no bridge';
const comingOf = (state: Conference) => `${bridgeOf(state)}, ${state.comingBridge?.call ?? 'none'} is coming`;
const sessionOf = ({ session }: Conference) =>
  `${session?.id ?? 'none'} ${session?.endedAtMs === undefined ? 'runs' : 'is over'}`;

const recordingOf = ({ recording: known }: Conference) => `recorded: ${known?.isOn}`;

/** The courses of a conference, by what happens in them. */
export const conferenceCourses: Readonly<Record<string, NewsSearch>> = {
  'the room follows sessions': conferenceCourse(
    sessionOf,
    sessionStarted('s1'),
    sessionEnded('s1'),
    sessionStarted('s2'),
    sessionEnded('s2'),
  ),
  'a recording begins and ends, twice': conferenceCourse(
    recordingOf,
    recording(true),
    recording(false),
    recording(true),
    recording(false),
  ),
  'another session begins': conferenceCourse(
    sessionOf,
    sessionStarted('s1'),
    polled('s1'),
    sessionEnded('s1'),
    sessionStarted('s2'),
  ),
  'a session is not on the list': conferenceCourse(
    sessionOf,
    sessionStarted('s1'),
    polled(undefined),
    polled('s1'),
  ),
  'the bridge drops, and is dialled again': conferenceCourse(
    bridgeOf,
    asked,
    dialled,
    bridgeJoined(first, 1),
    bridgeLeft(first, 1),
    bridgeJoined(second, 3),
  ),
  'the bridge comes though the room said no': conferenceCourse(
    bridgeOf,
    asked,
    notDialled,
    bridgeJoined(first, 1),
  ),
  'the bridge comes and goes': conferenceCourse(
    bridgeOf,
    bridgeJoined(first, 1),
    bridgeLeft(first, 1),
    bridgeOver(first),
  ),
  'another leg takes the place of the bridge': conferenceCourse(
    bridgeOf,
    bridgeJoined(first, 1),
    bridgeJoined(second, 3),
    bridgeLeft(first, 1),
    legEnded(first),
  ),
  'the bridge before was missed and in doubt': conferenceCourse(
    bridgeOf,
    bridgeJoined(first, 1),
    bridgeMissed(first, 1),
    bridgeMissed(first, 1),
    bridgeDoubted(first),
    bridgeJoined(second, 3),
  ),
  'a leg that is to be the bridge asks twice': conferenceCourse(
    comingOf,
    bridgeComing(first),
    comesAgain(first),
    bridgeJoined(first, 1),
    bridgeLeft(first, 1),
  ),
  'a leg that is the bridge asks twice': conferenceCourse(
    comingOf,
    bridgeComing(first),
    comesAgain(first),
    bridgeJoined(first, 1),
  ),
  'a leg of the dial before is over, and the bridge is dialled again': conferenceCourse(
    ({ bridge }) => bridge.state,
    news((cameMs, atMs) => ({ kind: 'bridgeLeft', atMs, call: first, arrivedAtMs: cameMs })),
    own((atMs) => ({ kind: 'bridgeAsked', atMs, untilMs: atMs + unsureDialMs })),
  ),
  'the leg of a dial comes and goes': conferenceCourse(
    ({ bridge }) => bridge.state,
    own((atMs) => ({ kind: 'bridgeAsked', atMs, untilMs: atMs + unsureDialMs })),
    bridgeJoined(first, 1),
    news((cameMs, atMs) => ({ kind: 'bridgeLeft', atMs, call: first, arrivedAtMs: cameMs })),
  ),
  "the bridge's own leg is over that was up when it was dialled again": conferenceCourse(
    ({ bridge }) => bridge.state,
    own((atMs) => ({ kind: 'bridgeAsked', atMs, untilMs: atMs + unsureDialMs })),
    news((_, atMs) => ({
      ...{ kind: 'bridgeLeft', atMs, call: first },
      arrivedAtMs: 0,
      renderedJoin: 1,
      isVouched: true,
    })),
  ),
  "the bridge's own leg is over, and another that came later is in": conferenceCourse(
    bridgeOf,
    news((_, atMs) => ({ kind: 'bridgeLeft', atMs, call: first, renderedJoin: 1, isVouched: true })),
    own((atMs) => ({ ...joinOf(second, 3, atMs), isVouched: true })),
  ),
  "the bridge's own leg and a stranger's come in": conferenceCourse(
    (state) => `${bridgeOf(state)}, and ${state.replacedBridge ?? 'nobody'} has to go`,
    ownJoined(first, 1),
    bridgeJoined(second, 3),
  ),
  "a stranger's leg is let in beside the bridge's own, and twice": conferenceCourse(
    (state) => `${comingOf(state)}, and ${state.replacedBridge ?? 'nobody'} has to go`,
    own((atMs) => ({ kind: 'bridgeComing', atMs, call: first, isVouched: true })),
    bridgeComing(second),
    comesAgain(second),
  ),
  'a leg ends that is none of two of which one takes the place of the other': conferenceCourse(
    ({ replacedBridge }) => replacedBridge ?? 'none',
    isIn(first, 1),
    legEnded(third),
    isIn(second, 3),
  ),
  'a leg is to be the bridge beside one that comes and goes': conferenceCourse(
    comingOf,
    bridgeComing(second),
    bridgeJoined(first, 1),
    bridgeLeft(first, 1),
  ),
  'a leg ends of which nothing was heard, beside the bridge': conferenceCourse(
    bridgeOf,
    bridgeJoined(first, 1),
    isOver(second),
  ),
  'two legs end of which nothing was heard': conferenceCourse(
    bridgeOf,
    isOver(first),
    isOver(second),
    bridgeJoined(first, 1),
    bridgeJoined(second, 3),
  ),
  'a leg goes beside the bridge, and its join is told late': conferenceCourse(
    bridgeOf,
    isIn(first, 1),
    isOut(second, 3),
    bridgeJoined(second, 3),
  ),
  'a leg goes twice beside the bridge, and its second join is told late': conferenceCourse(
    bridgeOf,
    isIn(first, 1),
    bridgeLeft(second, 3),
    isOut(second, 5),
    bridgeJoined(second, 5),
  ),
  'a leg ends beside the bridge, and its join is told late': conferenceCourse(
    bridgeOf,
    isIn(first, 1),
    isOver(second),
    bridgeJoined(second, 3),
    bridgeOver(second),
  ),
  'the bridge comes before a session is heard of': conferenceCourse(
    ({ bridge }) => String(bridge.state === 'in' && bridge.isCarriedOver),
    isIn(first, 1),
    isOpen('s1'),
  ),
  'a bridge that was dialled again stays for minutes': conferenceCourse(
    ({ bridge }) => String(bridge.state === 'absent' && bridge.tries),
    own(() => ({
      kind: 'bridgeJoined',
      atMs: 0,
      call: first,
      joinSequence: 1,
      meeting: 'm1',
      isVouched: true,
    })),
    own(() => ({ kind: 'bridgeLeft', atMs: 10_000, call: first, joinSequence: 1 })),
    own(() => ({ kind: 'bridgeAsked', atMs: 11_000, untilMs: 56_000 })),
    own(() => ({ kind: 'bridgeJoined', atMs: 20_000, call: second, joinSequence: 3, meeting: 'm1' })),
    own(() => ({ kind: 'bridgeLeft', atMs: 400_000, call: second, joinSequence: 3 })),
  ),
  'a bridge is kept in spite of us': conferenceCourse(
    ({ bridge }) => String(bridge.state === 'in' && bridge.letGo?.tries),
    own((atMs) => ({ kind: 'bridgeJoined', atMs, call: first, joinSequence: 1, meeting: 'm1' })),
    bridgeKept(1),
    bridgeKept(2),
  ),
  'a bridge is proved in the session before': conferenceCourse(
    ({ bridge }) => String(bridge.state === 'in' && bridge.isCarriedOver),
    isIn(first, 1),
    isOpen('s1'),
    isOpen('s2'),
    news((_, atMs) => ({ kind: 'bridgeProved', atMs, call: first, joinSequence: 1 })),
    isOut(first, 1),
    isIn(second, 3),
    isOpen('s3'),
  ),
  'a bridge comes back, and was proved before': conferenceCourse(
    ({ bridge }) => String(bridge.state === 'in' && bridge.isCarriedOver),
    isIn(first, 1),
    isOpen('s1'),
    isOpen('s2'),
    news((_, atMs) => ({ kind: 'bridgeProved', atMs, call: first, joinSequence: 1 })),
    isOut(first, 1),
    isIn(first, 3),
    isOpen('s3'),
  ),
  'a leg is the bridge twice': conferenceCourse(
    bridgeOf,
    isIn(first, 1),
    bridgeMissed(first, 1),
    ...later(1),
    bridgeMissed(first, 1),
    isOut(first, 1),
    isIn(first, 3),
    bridgeLeft(first, 1),
  ),
  'a bridge is looked for often': conferenceCourse(
    bridgeOf,
    own(() => ({ kind: 'bridgeJoined', atMs: 0, call: first, joinSequence: 1, meeting: 'm1' })),
    ...[60_000, 80_000, 95_000].map((atMs) => own(() => missing(atMs, first, 1))),
  ),
  'two bridges have come and gone': conferenceCourse(
    ({ endedLegs }) => endedLegs?.at(-1)?.call ?? 'none',
    isIn(first, 1),
    isOut(first, 1),
    isIn(second, 3),
    isOut(second, 3),
    bridgeLeft(first, 1),
  ),
  'the room says twice when to ask it again': conferenceCourse(
    ({ bridge }) => String(bridge.state === 'absent' && bridge.notBeforeMs),
    asked,
    own((atMs) => ({ kind: 'bridgeNotDialled', atMs, notBeforeMs: 60_000 })),
    news((_, atMs) => ({ kind: 'bridgeNotDialled', atMs, notBeforeMs: 30_000 })),
  ),
  'a session begins while the room is looked into': conferenceCourse(
    ({ bridge }) => String(bridge.state === 'absent' && bridge.notBeforeMs),
    nobodyThere,
    sessionStarted('s1'),
  ),
  'a provider says twice until when it rests': conferenceCourse(
    ({ rests }) => String(rests?.voice),
    news((_, atMs) => ({ kind: 'providerRests', atMs, side: 'voice', untilMs: 10_000 })),
    news((_, atMs) => ({ kind: 'providerRests', atMs, side: 'voice', untilMs: 20_000 })),
  ),
  'a session that was found to be over is asked about again': conferenceCourse(
    ({ session }) => String(session?.endedAtMs),
    isOpen('s1'),
    ...[500_000, 700_000, 900_000, 1_100_000].map((atMs) => found(atMs, undefined)),
  ),
  'a session is asked about often': conferenceCourse(
    ({ session }) => String(session?.endedAtMs),
    isOpen('s1'),
    ...[500_000, 560_000, 640_000].map((atMs) => found(atMs, undefined)),
  ),
  'another session is found, and the clock of the room is ahead': conferenceCourse(
    sessionOf,
    own(() => ({ kind: 'sessionStarted', atMs: 10_000, session: 's1' })),
    found(20_000, 's2'),
    news(() => ({ kind: 'sessionEnded', atMs: 22_000, session: 's1' })),
    found(80_000, 's2'),
  ),
  'somebody was in the session before, by a clock that is ahead': conferenceCourse(
    sessionOf,
    own(() => ({ kind: 'sessionStarted', atMs: 10_000, session: 's1' })),
    found(20_000, 's2'),
    news(() => ({ kind: 'sessionStarted', atMs: 21_000, session: 's1' })),
  ),
  'a session was found to be over': conferenceCourse(
    ({ session }) => String(session?.endedAtMs),
    isOpen('s1'),
    own(() => ({ kind: 'polled', atMs: 500_000, live: { session: undefined } })),
    own(() => ({ kind: 'polled', atMs: 700_000, live: { session: undefined } })),
    news(() => ({ kind: 'sessionEnded', atMs: 600_000, session: 's1' })),
  ),
};
