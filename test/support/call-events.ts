import type { CallEvent, CallEventKind } from '../../lib/held-calls/model/call-events.ts';
import { botTarget, settings, startMs } from './held-calls.ts';

export const room = { name: 'pb-test-c1-1', own: true };
export const atMs = startMs + 1_000;
const budgetEndsAtMs = startMs + settings.holdBudgetMs;

/** One event of each kind, about a call that waits or is being connected in `room`, its token `t1`. */
export const eventOfEachKind: Readonly<Record<CallEventKind, CallEvent>> = {
  tokenStored: { kind: 'tokenStored', atMs, token: 't2', room, budgetEndsAtMs },
  tokenReplaced: { kind: 'tokenReplaced', atMs, token: 't2', budgetEndsAtMs },
  routed: { kind: 'routed', atMs, token: 't1', targets: [botTarget], room, answer: 'targets' },
  declined: { kind: 'declined', atMs, token: 't1' },
  movedOn: { kind: 'movedOn', atMs, token: 't1', attempt: 1, targetIndex: 1, room, why: 'silent' },
  asked: {
    kind: 'asked',
    atMs,
    attempt: 1,
    target: 'pipecat-cloud',
    targetIndex: 0,
    bot: { target: botTarget, attempt: 1 },
  },
  accepted: {
    kind: 'accepted',
    atMs,
    target: 'pipecat-cloud',
    targetIndex: 0,
    bot: { target: botTarget, attempt: 1 },
  },
  noTarget: { kind: 'noTarget', atMs, attempt: 1 },
  botLeft: { kind: 'botLeft', atMs, room: room.name },
  ready: { kind: 'ready', atMs, room: room.name, source: 'bot', address: 'a@b' },
  claimed: { kind: 'claimed', atMs, token: 't2' },
  reclaimed: { kind: 'reclaimed', atMs, token: 't2', isCutShort: false },
  updatedAgain: { kind: 'updatedAgain', atMs, updates: 1 },
  sentAnew: { kind: 'sentAnew', atMs, token: 't1', updates: 1 },
  answeredLate: { kind: 'answeredLate', atMs, token: 't1', updates: 1 },
  notOrdered: { kind: 'notOrdered', atMs, token: 't1', updates: 1, why: 'http-429', orderAfterMs: atMs },
  polled: { kind: 'polled', atMs, polls: 1 },
  turnedDown: { kind: 'turnedDown', atMs, token: 't1', updates: 1, why: 'http-400' },
  refusedAgain: { kind: 'refusedAgain', atMs, why: 'http-400' },
  reportedGone: { kind: 'reportedGone', atMs },
  connected: { kind: 'connected', atMs, room: room.name, source: 'provider', session: 's1' },
  connectedLate: { kind: 'connectedLate', atMs, room: room.name, session: 's1', budgetEndsAtMs },
  leftLate: { kind: 'leftLate', atMs, room: room.name },
  callerLeft: { kind: 'callerLeft', atMs, room: room.name, session: 's1' },
  meetingEnded: { kind: 'meetingEnded', atMs, room: room.name, endedAtMs: atMs },
  transferring: { kind: 'transferring', atMs, room: room.name, session: 's1', dueAtMs: atMs + 1 },
  transferAsked: {
    kind: 'transferAsked',
    ...{ atMs, room: room.name, session: 's1', to: '+12025550177', by: 'bot', dueAtMs: atMs + 1 },
  },
  transferBegun: { kind: 'transferBegun', atMs, room: room.name, session: 's1', dueAtMs: atMs + 1 },
  transferAnswered: { kind: 'transferAnswered', atMs, room: room.name, session: 's1', dueAtMs: atMs + 1 },
  transferOver: { kind: 'transferOver', atMs, room: room.name, session: 's1' },
  transferClosed: {
    kind: 'transferClosed',
    ...{ atMs, room: room.name, session: 's1', transferOutcome: 'rejected' },
  },
  transferFailed: {
    kind: 'transferFailed',
    ...{ atMs, why: 'http-404', transferOutcome: 'failed', insteadOfMs: startMs + 10_000, dueAtMs: atMs + 1 },
  },
  transferLost: {
    kind: 'transferLost',
    ...{ atMs, transferOutcome: 'no-answer', insteadOfMs: startMs + 10_000, dueAtMs: atMs + 1 },
  },
  legLeft: { kind: 'legLeft', atMs, room: room.name, session: 's1' },
  noticed: { kind: 'noticed', atMs, room: room.name },
  overdue: { kind: 'overdue', atMs },
  callerGone: { kind: 'callerGone', atMs },
  released: { kind: 'released', atMs, why: 'silence', unlessReady: false },
  postpone: { kind: 'postpone', atMs, dueAtMs: atMs + 1, insteadOfMs: startMs + 10_000 },
  roomsDeleted: { kind: 'roomsDeleted', atMs, names: [room.name] },
  cleaned: { kind: 'cleaned', atMs },
};
