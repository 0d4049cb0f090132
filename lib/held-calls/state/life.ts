import { effectsOfNews } from './life-caller.ts';
import { effectsOfOrder } from './life-orders.ts';
import { effectsOfTransfer } from './life-transfer.ts';
import { callStates, type CallState } from '../model/call-states.ts';
import type { Refused, CallEvent, CallEventKind } from '../model/call-events.ts';
import type { Change, LifeSettings, Effects } from './change.ts';
import { botLeft } from '../model/refusals.ts';

/**
 * A call's life: which event may happen in which state, and where it leads. Forward only, but that a call which a ready
 * room turns down waits for another one, that a caller of whose transfer nothing came is in the room as before, and that late news of a
 * caller who got in, or was led on, correct a call that was given up.
 */
export const life = {
  tokenStored: { from: ['held'], to: 'waiting' },
  tokenReplaced: { from: ['waiting'], to: 'same' },
  routed: { from: ['waiting'], to: 'same' },
  declined: { from: ['waiting'], to: 'refused' },
  movedOn: { from: ['waiting'], to: 'same' },
  asked: { from: ['waiting', 'connecting', 'connected', 'transferring', 'transferred'], to: 'same' },
  accepted: { from: ['waiting'], to: 'connecting' },
  noTarget: { from: ['waiting'], to: 'same' },
  botLeft: { from: ['waiting'], to: 'same' },
  ready: { from: ['waiting'], to: 'same' },
  claimed: { from: ['waiting'], to: 'connecting' },
  reclaimed: { from: ['connecting'], to: 'same' },
  updatedAgain: { from: ['connecting'], to: 'same' },
  sentAnew: { from: ['connecting'], to: 'same' },
  answeredLate: { from: ['connecting'], to: 'same' },
  notOrdered: { from: ['connecting'], to: 'same' },
  polled: { from: ['connecting'], to: 'same' },
  turnedDown: { from: ['connecting'], to: 'waiting' },
  refusedAgain: { from: ['connecting'], to: 'same' },
  reportedGone: { from: ['connecting'], to: 'same' },
  connected: { from: ['connecting'], to: 'connected' },
  connectedLate: { from: ['released', 'abandoned'], to: 'connected' },
  callerLeft: { from: ['connecting', 'connected'], to: 'ended' },
  leftLate: { from: ['released', 'abandoned'], to: 'ended' },
  meetingEnded: { from: ['connected'], to: 'ended' },
  transferAsked: { from: ['connected'], to: 'transferring' },
  transferring: { from: ['connected', 'ended'], to: 'transferring' },
  transferBegun: { from: ['connected', 'transferring', 'ended'], to: 'transferring' },
  transferAnswered: { from: ['connected', 'transferring', 'ended'], to: 'transferred' },
  transferOver: { from: ['transferred'], to: 'ended' },
  transferClosed: { from: ['connected', 'transferring', 'ended'], to: 'ended' },
  transferFailed: { from: ['transferring'], to: 'connected' },
  transferLost: { from: ['transferring'], to: 'ended' },
  legLeft: { from: ['transferring'], to: 'same' },
  noticed: { from: ['connecting', 'connected', 'transferring', 'transferred', 'ended'], to: 'same' },
  overdue: { from: ['connected', 'transferred'], to: 'ended' },
  callerGone: { from: ['connecting'], to: 'abandoned' },
  released: { from: ['held', 'waiting', 'connecting'], to: 'released' },
  postpone: { from: ['ended', 'abandoned', 'released'], to: 'same' },
  roomsDeleted: { from: callStates, to: 'same' },
  cleaned: { from: ['ended', 'abandoned', 'released'], to: 'same' },
} as const satisfies Record<
  CallEventKind,
  { readonly from: readonly CallState[]; readonly to: CallState | 'same' }
>;

/** A resumed task normally leads to `claimed` within a second; after this long the sweep resumes it again. */
const readyGraceMs = 5_000;
/** The machine ends a call at its budget's end; the sweep waits this much longer before it takes over. */
const budgetGraceMs = 15_000;
/** The caller of a trunk comes in within seconds of our answer; after this long the sweep looks whether they have. */
const comesInMs = 60_000;

/** The write that an event stands for. */
export function changeFor(event: CallEvent, settings: LifeSettings): Change {
  const { from, to } = life[event.kind];
  const { atMs } = event;
  const effects = effectsOf(event, settings);
  const { dueAfterBudgetMs } = effects;
  const state = to === 'same' ? {} : { state: to };
  const { refusals, refusalTexts = [] }: Refused =
    'refusals' in event || 'refusalTexts' in event ? event : {};
  const line = {
    atMs,
    event: event.kind,
    ...(effects.detail === undefined ? {} : { detail: effects.detail }),
  };
  const lines = [
    ...refusalTexts.map((detail) => ({ atMs, event: 'targetRefused', detail })),
    ...(effects.silent === true ? [] : [line]),
  ];
  return {
    from,
    when: effects.when ?? [],
    set: { ...state, ...effects.set, ...(refusals === undefined ? {} : { refusals: [...refusals] }) },
    remove: effects.remove ?? [],
    append: { timeline: lines, ...effects.append },
    ...(dueAfterBudgetMs === undefined ? {} : { dueAfterBudgetMs }),
  };
}

function effectsOf(event: CallEvent, settings: LifeSettings): Effects {
  switch (event.kind) {
    case 'tokenStored':
      return {
        set: {
          token: event.token,
          attempt: 1,
          targetIndex: 0,
          room: event.room,
          dueAtMs: event.budgetEndsAtMs + budgetGraceMs,
        },
        append: { rooms: [event.room] },
      };
    case 'tokenReplaced':
      return {
        when: [{ attribute: 'token', differs: event.token }],
        set: { token: event.token, dueAtMs: event.budgetEndsAtMs + budgetGraceMs },
      };
    case 'routed':
      return {
        when: [{ attribute: 'token', equals: event.token }],
        set: { targets: [...event.targets], room: event.room },
        remove: ['ask'],
        append: { rooms: event.room.own ? [] : [event.room] },
        detail: event.answer,
      };
    case 'declined':
      return {
        when: [{ attribute: 'token', equals: event.token }],
        set: { outcome: 'declined' },
        remove: ['ask', 'token', 'dueAtMs'],
      };
    case 'movedOn':
      return {
        when: [
          { attribute: 'token', equals: event.token },
          { attribute: 'attempt', equals: event.attempt },
          { attribute: 'ready', is: 'absent' },
        ],
        set: {
          attempt: event.attempt + 1,
          targetIndex: event.targetIndex,
          room: event.room,
          ...(event.lateRoomUntilMs === undefined ? {} : { lateRoomUntilMs: event.lateRoomUntilMs }),
        },
        remove: ['address', 'askedAtMs', 'spareRoom', 'turnedDown'],
        append: { rooms: [event.room] },
        detail: event.why,
      };
    case 'asked':
      return {
        when: [{ attribute: 'attempt', equals: event.attempt }],
        set: {
          askedAtMs: event.atMs,
          targetIndex: event.targetIndex,
          ...(event.address === undefined ? {} : { address: event.address }),
        },
        remove: ['spareRoom', 'noTargetAttempt'],
        append: event.bot === undefined ? {} : { bots: [event.bot] },
        detail: event.target,
      };
    case 'accepted':
      return {
        // The provider's order to itself: it counts as one that may have worked.
        set: {
          ...{ targetIndex: event.targetIndex, askedAtMs: event.atMs },
          ...{ updates: 1, claimedAtMs: event.atMs, dueAtMs: event.atMs + comesInMs },
        },
        append: { bots: [event.bot] },
        detail: event.target,
      };
    case 'noTarget':
      return {
        when: [{ attribute: 'attempt', equals: event.attempt }],
        set: {
          noTargetAttempt: event.attempt,
          ...(event.spareRoom === undefined ? {} : { spareRoom: event.spareRoom }),
        },
        remove: event.spareRoom === undefined ? ['spareRoom'] : [],
        append: event.bot === undefined ? {} : { bots: [event.bot] },
        silent: true,
      };
    case 'botLeft':
      return {
        when: [
          { attribute: 'room.name', equals: event.room },
          { attribute: 'ready', is: 'absent' },
          { attribute: 'turnedDown', is: 'absent' },
        ],
        set: { turnedDown: botLeft },
      };
    case 'ready':
      return {
        when: [
          { attribute: 'room.name', equals: event.room },
          { attribute: 'ready', is: 'absent' },
          { attribute: 'turnedDown', is: 'absent' },
        ],
        set: {
          ready: {
            atMs: event.atMs,
            source: event.source,
            ...(event.address === undefined ? {} : { address: event.address }),
          },
          dueAtMs: event.atMs + readyGraceMs,
        },
        detail: event.source,
      };
    case 'claimed':
      return {
        when: [{ attribute: 'ready', is: 'present' }],
        set: {
          token: event.token,
          updates: 1,
          claimedAtMs: event.atMs,
          orderedAtMs: event.atMs,
        },
        dueAfterBudgetMs: budgetGraceMs,
      };
    case 'reclaimed':
    case 'updatedAgain':
    case 'sentAnew':
    case 'answeredLate':
    case 'notOrdered':
    case 'polled':
    case 'turnedDown':
    case 'refusedAgain':
    case 'reportedGone':
      return effectsOfOrder(event);
    case 'connected':
    case 'connectedLate':
    case 'callerLeft':
    case 'leftLate':
    case 'meetingEnded':
    case 'noticed':
      return effectsOfNews(event, settings);
    case 'transferAsked':
    case 'transferring':
    case 'transferBegun':
    case 'transferAnswered':
    case 'transferOver':
    case 'transferClosed':
    case 'transferFailed':
    case 'transferLost':
    case 'legLeft':
      return effectsOfTransfer(event);
    case 'overdue':
      return { set: { outcome: 'overdue', dueAtMs: event.atMs } };
    case 'callerGone':
      return { set: { outcome: 'caller-gone', dueAtMs: event.atMs } };
    case 'released':
      return {
        when: event.unlessReady ? [{ attribute: 'ready', is: 'absent' }] : [],
        set: { outcome: event.why, releasedAtMs: event.atMs, dueAtMs: event.atMs },
        detail: event.why,
      };
    case 'postpone':
      return {
        when: [
          event.insteadOfMs === undefined
            ? { attribute: 'dueAtMs', is: 'absent' }
            : { attribute: 'dueAtMs', equals: event.insteadOfMs },
        ],
        set: {
          dueAtMs: event.dueAtMs,
          ...(event.failures === undefined ? {} : { cleanUpFailures: event.failures }),
        },
        silent: true,
      };
    case 'roomsDeleted':
      return { append: { deletedRooms: event.names }, silent: true };
    case 'cleaned':
      return { when: [{ attribute: 'dueAtMs', is: 'present' }], remove: ['dueAtMs', 'token'] };
  }
}
