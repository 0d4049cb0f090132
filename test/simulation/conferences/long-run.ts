import { callOutOutcomes } from '../../../lib/conferences/model/call-out.ts';
import { voiceIds } from '../../../lib/conferences/model/conference.ts';
import type { LongRun } from '../frame/long-run.ts';
import { headings } from './covered.ts';

// What three thousand callers with heavy faults come to several times each; rarer things are counted, and asked of nobody.

type Words = Readonly<Record<string, readonly string[]>>;

/** By where the caller is: what is heard of them. */
const callerEvents: Words = {
  absent: [
    'gone',
    'hand',
    'kickTold',
    'left',
    'leftRoom',
    'muted',
    'rejoining',
    'returned',
    'roomHasNot',
    'roomLetsGo',
  ],
  gone: [
    'askedToUnmute',
    'gone',
    'joined',
    'left',
    'leftRoom',
    'missed',
    'muted',
    'roomConfirmed',
    'roomHasNot',
    'roomLetsGo',
  ],
  in: [
    'askTold',
    'askedToUnmute',
    'gone',
    'hand',
    'joined',
    'kickTold',
    'kicked',
    'leaveExplained',
    'left',
    'leftRoom',
    'letIn',
    'muted',
    'phoneHas',
    'phoneSeen',
    'phoneUnknown',
    'returned',
    'roomConfirmed',
    'roomHandUnknown',
    'roomHas',
    'roomHasNot',
    'roomLetsGo',
    'roomMuteUnknown',
    'roomNotAsked',
    'seen',
    'waitTold',
  ],
  joining: [
    'admitted',
    'gone',
    'hand',
    'joined',
    'left',
    'letIn',
    'muted',
    'roomHandUnknown',
    'roomHas',
    'roomHasNot',
    'roomLetsGo',
    'roomMuteUnknown',
    'seen',
  ],
  none: ['admitted', 'gone', 'joined', 'left', 'roomConfirmed'],
  waiting: ['admitted', 'gone', 'kickTold', 'kicked', 'letIn', 'waited'],
};

/** By the bridge's state: what is heard of the conference. */
const bridgeEvents: Words = {
  absent: [
    'bridgeAsked',
    'bridgeComing',
    'bridgeJoined',
    'bridgeLeft',
    'bridgeNotDialled',
    'joinRendered',
    'legEnded',
    'meetingSeen',
    'nobodyThere',
    'polled',
    'sessionEnded',
    'sessionStarted',
  ],
  dialling: [
    'bridgeAsked',
    'bridgeComing',
    'bridgeDialled',
    'bridgeJoined',
    'bridgeLeft',
    'bridgeNotDialled',
    'joinRendered',
    'meetingSeen',
    'polled',
    'sessionEnded',
    'sessionStarted',
  ],
  in: [
    'bridgeDoubted',
    'bridgeJoined',
    'bridgeKept',
    'bridgeLeft',
    'bridgeNotDialled',
    'bridgeProved',
    'joinRendered',
    'legEnded',
    'polled',
    'sessionEnded',
    'sessionStarted',
  ],
};

/** By the bridge's state: what is found to be missing. */
const plans: Words = {
  absent: [
    'connectBridge',
    'endCall',
    'endSession',
    'findJoin',
    'forget',
    'mutePhone',
    'tellWait',
    'withdraw',
  ],
  dialling: ['endCall', 'endSession', 'findJoin', 'giveUpDialling', 'mutePhone', 'tellWait', 'withdraw'],
  in: [
    'announce',
    'askToUnmute',
    'disconnectBridge',
    'endCall',
    'endSession',
    'findJoin',
    'forget',
    'handInRoom',
    'hangUpLeg',
    'letIn',
    'muteInRoom',
    'mutePhone',
    'proveBridge',
    'proveKicks',
    'withdraw',
  ],
};

/** By what providers are asked: their answers. */
const answers: Words = {
  announce: ['done', 'gone', 'not-done', 'unknown'],
  connectBridge: ['done', 'gone', 'not-done', 'unknown'],
  disconnectBridge: ['done', 'unknown'],
  end: ['done', 'gone', 'unknown'],
  handInRoom: ['done'],
  hangUp: ['done'],
  letIn: ['done', 'unknown'],
  mute: ['done', 'unknown'],
  muteInRoom: ['done', 'unknown'],
  tell: ['done', 'gone', 'unknown'],
  withdraw: ['done', 'gone', 'unknown'],
};

const pairs = (words: Words, between: string): readonly string[] =>
  Object.entries(words).flatMap(([first, rest]) => rest.map((each) => `${first}${between}${each}`));

export const longRunOfConferences: LongRun = {
  calls: 30_000,
  meetable: {
    [headings.callers]: pairs(callerEvents, '×'),
    [headings.bridges]: pairs(bridgeEvents, '×'),
    [headings.plans]: pairs(plans, '×'),
    [headings.commands]: pairs(answers, ' '),
    [headings.voices]: [...voiceIds.flatMap((voice) => [voice, `${voice} full`]), 'plivo in a crowd full'],
    [headings.callOuts]: voiceIds.flatMap((voice) => callOutOutcomes.map((outcome) => `${voice} ${outcome}`)),
    [headings.transfers]: voiceIds.flatMap((voice) => [
      ...['answered', 'rejected', 'no-answer', 'failed'].map((outcome) => `${voice} destination: ${outcome}`),
      `${voice} conference: answered`,
    ]),
    [headings.tones]: ['caller: heard', 'caller: not heard', 'bridge: not heard'],
    [headings.orders]: [
      ...['calling', 'unknown', 'refused', 'failed'],
      ...['201', '409', '502', '500', '503', 'no answer'],
    ],
  },
  goals: {},
};
