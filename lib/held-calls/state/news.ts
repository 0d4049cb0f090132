import type { CallEventKind } from '../model/call-events.ts';
import type { HeldCall, TimelineLine } from '../model/call.ts';

/**
 * Which lines of a call's timeline are news for others, and which are our own steps towards them. Each that is told costs as
 * much as the rest of its telling, so a call that goes well tells of three: that it is held, connected, and over.
 */
const isNews = {
  held: true,
  refused: true,
  tokenStored: false,
  tokenReplaced: false,
  routed: false,
  declined: true,
  targetRefused: true,
  movedOn: true,
  asked: false,
  accepted: false,
  noTarget: false,
  botLeft: true,
  ready: false,
  claimed: false,
  reclaimed: false,
  updatedAgain: false,
  sentAnew: false,
  answeredLate: false,
  notOrdered: false,
  polled: false,
  turnedDown: false,
  refusedAgain: false,
  reportedGone: false,
  connected: true,
  connectedLate: true,
  callerLeft: true,
  leftLate: true,
  meetingEnded: true,
  transferAsked: true,
  transferring: true,
  transferBegun: true,
  transferAnswered: true,
  transferOver: true,
  transferClosed: true,
  transferFailed: true,
  transferLost: true,
  legLeft: false,
  noticed: true,
  overdue: true,
  callerGone: true,
  released: true,
  postpone: false,
  roomsDeleted: false,
  cleaned: false,
} as const satisfies Record<CallEventKind | 'held' | 'refused' | 'targetRefused', boolean>;

type Line = keyof typeof isNews;
/** What can be told of a held call, in the words of its timeline. */
type NewsLine = { [Each in Line]: (typeof isNews)[Each] extends true ? Each : never }[Line];

const isLine = (event: string): event is Line => Object.hasOwn(isNews, event);
const isNewsLine = (event: string): event is NewsLine => isLine(event) && isNews[event];

/** A line of the timeline that others are told of. */
export interface News {
  readonly event: NewsLine;
  readonly atMs: number;
  readonly detail?: string | undefined;
  /** Its number in the timeline, from 1. */
  readonly sequence: number;
}

/** Those of some lines that are news. `first`: the number of the first of them in its timeline. */
export function newsIn(lines: readonly TimelineLine[], first: number): readonly News[] {
  return lines.flatMap(({ event, atMs, detail }, index) =>
    isNewsLine(event) ? [{ event, atMs, detail, sequence: first + index }] : [],
  );
}

/** What a write of a call has to tell, given the call before it (undefined: there was none). */
export function newsOf(before: HeldCall | undefined, after: HeldCall): readonly News[] {
  // An id whose call has expired may be another call's.
  const known = before?.heldAtMs === after.heldAtMs ? before.timeline.length : 0;
  return newsIn(after.timeline.slice(known), known + 1);
}
