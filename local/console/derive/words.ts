import type { CallEventKind } from '../../../lib/held-calls/model/call-events.ts';

/** What each line of a timeline means. Lines of calls at a dial-in are states of their caller. */
const held: Readonly<
  Record<
    | Exclude<CallEventKind, 'polled' | 'postpone' | 'roomsDeleted'>
    | 'held'
    | 'rang'
    | 'refused'
    | 'targetRefused',
    string
  >
> = {
  held: 'The call came in and is on hold. Daily plays music until we say where it goes.',
  rang: 'The call came in on a trunk. The caller hears it ring until a bot has taken the call on.',
  refused: 'The call was refused: its number leads nowhere, or its caller may not call it.',
  tokenStored: 'A room was chosen for the call, and the machine waits for somebody to be in it.',
  tokenReplaced: 'The machine waits again: its task before this one did not last.',
  routed: 'Your own code was asked where the call goes. The targets that came of it are tried.',
  declined: 'Your own code was asked where the call goes, and refused it.',
  movedOn: 'The target did not come up in its time. The next one is tried.',
  asked: 'A bot was asked to join the room, or the call is on the list of a room that exists.',
  accepted: 'A bot takes the call on. Daily puts the caller into the room.',
  targetRefused: 'A target did not take the call on.',
  noTarget: 'No target took the call on. All of them are asked again until the hold budget is spent.',
  botLeft: 'The bot left the room before the caller came. Another target is due.',
  ready: 'The room can take the caller: somebody is in it and its phone line is up.',
  claimed: 'Daily is told to connect the caller to the room.',
  reclaimed: 'Another task goes on with connecting: the one before did not last.',
  updatedAgain: 'Daily is told to connect once more, since the room showed nobody.',
  sentAnew: 'The order to connect is sent again: the last one surely came to nothing.',
  answeredLate: "Daily's answer came late, or not at all.",
  notOrdered: 'Daily did not take the order to connect. It will be sent again.',
  turnedDown: 'The room did not take the caller. Another target is due.',
  refusedAgain: 'Daily refused the second order; the first may have worked.',
  reportedGone: 'Daily says that no such call is on hold any more.',
  connected: 'The caller is in the room.',
  connectedLate: 'The caller got in after all, when the call had been given up.',
  callerLeft: 'The caller has left the room.',
  leftLate: 'The caller was in after all, and has left.',
  meetingEnded: 'The meeting in the room has ended.',
  transferAsked:
    'Daily is told to lead the caller on to somebody else. Nothing is cleaned up until that is over.',
  transferring: 'Daily says that the caller is to be led on to somebody else.',
  transferBegun: 'The caller was taken out of the room, and somebody else is being called.',
  transferAnswered: 'Somebody else took the call.',
  transferOver: 'Whoever the caller was led to has ended the call.',
  transferClosed: 'The transfer is over.',
  transferFailed: 'Nothing came of the transfer: the caller is in the room as before.',
  transferLost: 'The caller is not in the room any more, and was not heard to reach anybody.',
  legLeft: 'The caller has left the room while a transfer was in hand.',
  noticed: 'The bot has told the caller what the route requires.',
  overdue: 'The longest call is over, and nobody had reported its end.',
  callerGone: 'The caller hung up while on hold.',
  released: 'The call was given up: the hold budget is spent, or nobody can take it.',
  cleaned: 'Rooms and bots of the call are gone again.',
};

const atDialIn: Readonly<Record<string, string>> = {
  arrived: 'The voice provider asked what to do with the call. The caller is asked for a PIN.',
  tried: 'The caller keyed a PIN that opened nothing, or no key at all.',
  hungUp: 'The caller had no try left, heard so, and was hung up.',
  noticeTold: 'The caller may go on, and hears the notice of the dial-in first.',
  noticeHeard: 'The caller has heard the notice to its end.',
  agreed: 'The caller keyed the 1 that agrees to the notice.',
  notAgreed: 'The caller was asked to agree to the notice, and did not.',
  admitted: 'A right PIN let the caller in.',
  waiting: 'The caller waits on the line until the room is tied to the meeting.',
  joining: 'The voice provider was told to put the caller into the meeting.',
  in: 'The caller is in the meeting.',
  absent: 'The caller has gone to the menu, and is still on the line.',
  gone: 'The call is over.',
  announced: 'The room was told of the caller and shows them.',
  withdrawn: 'The room was told that the caller is there no more.',
  recordingTold: 'The caller was told that the room is recorded, or is no more.',
  kicked: 'The caller was thrown out.',
};

const byEvent: Readonly<Record<string, string | undefined>> = { ...atDialIn, ...held };

/** What a line of the timeline means, in a sentence. Undefined: the word says it all. */
export function eventInWords(event: string): string | undefined {
  return byEvent[event];
}

const outcomes: Readonly<Record<string, string | undefined>> = {
  'caller-left': 'the caller hung up',
  'caller-gone': 'the caller hung up on hold',
  'meeting-ended': 'the meeting ended',
  transferred: 'was led on',
  'transfer-rejected': 'was led on, and rejected',
  'transfer-no-answer': 'was led on, and nobody answered',
  'transfer-caller-left': 'the caller hung up while being led on',
  'transfer-failed': 'was led on, which failed',
  overdue: 'as long as a call may last',
  silence: 'the bot never came',
  'budget-spent': 'the hold budget was spent',
  'no-target': 'nobody took the call',
  'connect-busy': 'Daily took no order',
  'unknown-number': 'the number leads nowhere',
  'route-refuses': 'the route refuses',
  'caller-denied': 'this caller is denied',
  'caller-not-allowed': 'this caller is not allowed',
  closed: 'outside opening hours',
};

/** Why a call ended as it did, in a few words. */
export function outcomeInWords(outcome: string): string {
  return outcomes[outcome.replace(/:.*/s, '')] ?? outcome;
}

const reasons: Readonly<Record<string, string | undefined>> = {
  number: 'the dialled number has this route',
  'signed-header': 'a signed header names this route',
  default: 'no route of its own, so the default one',
};

/** Why a call goes where it goes. */
export function reasonInWords(reason: string): string {
  const isClosed = reason.endsWith('-closed');
  const why = reasons[reason.replace(/-closed$/, '')] ?? outcomes[reason] ?? reason;
  return isClosed ? `${why}, and it is outside its opening hours` : why;
}
