import type { HeldCall } from '../held-calls/model/call.ts';
import { targetName } from '../held-calls/model/route.ts';
import { newsOf, type News } from '../held-calls/state/news.ts';
import { masked } from '../telemetry/telemetry.ts';
import type { PatchbayEvent } from './schema.ts';

/** What events are to show. */
export interface EventView {
  readonly stage: string;
  /** Whether callers' numbers are shown in full. */
  readonly showsNumbers: boolean;
}

/** A moment as events have it. */
export const moment = (atMs: number) => new Date(atMs).toISOString();

/** What others are told of a write of a held call. Pure: the same write is told in the same words, however often. */
export function eventsOfHeldCall(
  before: HeldCall | undefined,
  after: HeldCall,
  view: EventView,
): readonly PatchbayEvent[] {
  return newsOf(before, after).map((news) => eventOf(news, after, view));
}

function eventOf(
  { event, atMs, detail: why, sequence }: News,
  call: HeldCall,
  view: EventView,
): PatchbayEvent {
  const common = {
    version: 1,
    id: `${call.id}-${call.heldAtMs}-${sequence}`,
    stage: view.stage,
    at: moment(atMs),
    sequence,
    call: summaryOf(call, view),
  } as const;
  switch (event) {
    case 'held':
    case 'transferAsked':
    case 'transferring':
    case 'transferBegun':
    case 'transferAnswered':
      return { ...common, type: `call.${event}` };
    case 'noticed':
      return { ...common, type: 'call.noticed', noticeVersion: call.notice?.version };
    case 'transferFailed':
      return { ...common, type: 'call.transferFailed', transferOutcome: call.transferOutcome };
    case 'refused':
    case 'declined':
      return { ...common, type: `call.${event}`, outcome: call.outcome ?? event };
    case 'targetRefused':
      return { ...common, type: 'call.targetRefused', why };
    case 'movedOn':
      return { ...common, type: 'call.movedOn', ...attemptOf(call), why };
    case 'botLeft':
      return { ...common, type: 'call.botLeft', ...attemptOf(call) };
    case 'connected':
    case 'connectedLate': {
      const waitedMs = atMs - call.heldAtMs;
      return { ...common, type: `call.${event}`, ...attemptOf(call), room: call.room?.name, waitedMs };
    }
    case 'callerLeft':
    case 'leftLate':
    case 'meetingEnded':
    case 'transferOver':
    case 'transferClosed':
    case 'transferLost':
    case 'overdue':
    case 'callerGone':
    case 'released':
      return { ...common, type: `call.${event}`, ...endOf(call) };
  }
}

function summaryOf({ id, to, from, heldAtMs, reason }: HeldCall, { showsNumbers }: EventView) {
  return { id, to, from: showsNumbers ? from : from && masked(from), arrivedAt: moment(heldAtMs), reason };
}

function attemptOf({ targets, targetIndex, attempt }: HeldCall) {
  const target = targets[targetIndex];
  return { target: target && targetName(target), attempt };
}

function endOf({ outcome = 'ended', timeline }: HeldCall) {
  const connected = timeline.find(({ event }) => event === 'connected' || event === 'connectedLate');
  return { outcome, connectedAt: connected && moment(connected.atMs) };
}
