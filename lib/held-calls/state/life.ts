import { effectsOfNews, type CallerEvent } from './life-caller.ts';
import { effectsOfOrder, type OrderEvent } from './life-orders.ts';
import type { CallState, HeldCall, Refusal, RoomRef, StartedBot, TimelineLine } from '../model/call.ts';

/** Who refused the call before this happened. */
interface Refused {
  /** All of them, counted. */
  readonly refusals?: readonly Refusal[] | undefined;
  /** Those that are the first of their kind, each a line of the timeline. */
  readonly told?: readonly string[] | undefined;
}

/** Something that happened to a held call. `atMs` is our clock's Unix milliseconds. */
export type CallEvent = { readonly atMs: number } & (
  | {
      readonly kind: 'tokenStored';
      readonly token: string;
      readonly room: RoomRef;
      readonly budgetEndsAtMs: number;
    }
  | { readonly kind: 'tokenReplaced'; readonly token: string; readonly budgetEndsAtMs: number }
  | (Refused & {
      readonly kind: 'movedOn';
      readonly token: string;
      /** The attempt that is left behind. */
      readonly attempt: number;
      readonly targetIndex: number;
      readonly room: RoomRef;
      readonly why: string;
    })
  | (Refused & {
      readonly kind: 'asked';
      readonly attempt: number;
      readonly target: string;
      readonly targetIndex: number;
      readonly address?: string | undefined;
      readonly bot?: StartedBot | undefined;
    })
  /** Nobody took the call on, and whoever asked has ended: no room is being made any more. */
  | (Refused & {
      readonly kind: 'noTarget';
      readonly attempt: number;
      /** The room in hand, if nobody was sent there. */
      readonly spareRoom?: HeldCall['spareRoom'];
    })
  /** Whoever was in the room has left before it was ready. */
  | { readonly kind: 'botLeft'; readonly room: string }
  | {
      readonly kind: 'ready';
      readonly room: string;
      readonly source: ReadySource;
      readonly address?: string | undefined;
    }
  | { readonly kind: 'claimed'; readonly token: string; readonly budgetEndsAtMs: number }
  | OrderEvent
  | CallerEvent
  /** The longest call is over and nobody reported its end. */
  | { readonly kind: 'overdue' }
  | { readonly kind: 'callerGone' }
  | {
      readonly kind: 'released';
      readonly why: string;
      /** Gives way to a room that became ready in the same moment. */
      readonly unlessReady: boolean;
    }
  | {
      readonly kind: 'postpone';
      readonly dueAtMs: number;
      /** When it was due so far. Another time that was set meanwhile stands: more is known by then. */
      readonly insteadOfMs: number | undefined;
      /** How often the clean-up has failed by now; undefined: it did not fail, it has to wait. */
      readonly failures?: number;
    }
  /** Rooms of ours are gone: deleting them again would cost the provider's few deletions, and may refuse a batch. */
  | { readonly kind: 'roomsDeleted'; readonly names: readonly string[] }
  | { readonly kind: 'cleaned' }
);
export type CallEventKind = CallEvent['kind'];

/** Who said that a room can take the caller. */
export type ReadySource = 'provider' | 'bot' | 'room';
/** Who said that the caller is in the room. */
export type ConnectedSource = 'provider' | 'presence';

/**
 * A call's life: which event may happen in which state, and where it leads. Forward only, but that a call which a ready
 * room turns down waits for another one, and that late news of a caller who got in corrects a call that was given up.
 */
export const life = {
  tokenStored: { from: ['held'], to: 'waiting' },
  tokenReplaced: { from: ['waiting'], to: 'same' },
  movedOn: { from: ['waiting'], to: 'same' },
  asked: { from: ['waiting', 'connecting', 'connected'], to: 'same' },
  noTarget: { from: ['waiting'], to: 'same' },
  botLeft: { from: ['waiting'], to: 'same' },
  ready: { from: ['waiting'], to: 'same' },
  claimed: { from: ['waiting'], to: 'connecting' },
  reclaimed: { from: ['connecting'], to: 'same' },
  updatedAgain: { from: ['connecting'], to: 'same' },
  sentAnew: { from: ['connecting'], to: 'same' },
  notOrdered: { from: ['connecting'], to: 'same' },
  polled: { from: ['connecting'], to: 'same' },
  turnedDown: { from: ['connecting'], to: 'waiting' },
  refusedAgain: { from: ['connecting'], to: 'same' },
  toldGone: { from: ['connecting'], to: 'same' },
  connected: { from: ['connecting'], to: 'connected' },
  connectedLate: { from: ['released', 'abandoned'], to: 'connected' },
  callerLeft: { from: ['connecting', 'connected'], to: 'ended' },
  leftLate: { from: ['released', 'abandoned'], to: 'ended' },
  meetingEnded: { from: ['connected'], to: 'ended' },
  transferring: { from: ['connected', 'ended', 'abandoned', 'released'], to: 'same' },
  transferred: { from: ['connected'], to: 'ended' },
  overdue: { from: ['connected'], to: 'ended' },
  callerGone: { from: ['connecting'], to: 'abandoned' },
  released: { from: ['held', 'waiting', 'connecting'], to: 'released' },
  postpone: { from: ['ended', 'abandoned', 'released', 'refused'], to: 'same' },
  roomsDeleted: {
    from: ['waiting', 'connecting', 'connected', 'ended', 'abandoned', 'released'],
    to: 'same',
  },
  cleaned: { from: ['ended', 'abandoned', 'released', 'refused'], to: 'same' },
} as const satisfies Record<
  CallEventKind,
  { readonly from: readonly CallState[]; readonly to: CallState | 'same' }
>;

/** A condition on the item beside its state. `room.name` is the only nested attribute that conditions look at. */
export type Condition =
  | { readonly attribute: 'attempt' | 'updates' | 'dueAtMs'; readonly equals: number }
  | { readonly attribute: 'token' | 'room.name'; readonly equals: string }
  | { readonly attribute: 'token'; readonly differs: string }
  | { readonly attribute: 'session'; readonly equalsIfPresent: string }
  | {
      readonly attribute: 'ready' | 'turnedDown' | 'toldGone' | 'dueAtMs' | 'transferAtMs';
      readonly is: 'present' | 'absent';
    };

/** What an event can take away from an item. */
export type Removable =
  | 'token'
  | 'address'
  | 'askedAtMs'
  | 'noTargetAttempt'
  | 'ready'
  | 'dueAtMs'
  | 'outcome'
  | 'spareRoom'
  | 'claimedAtMs'
  | 'orderedAtMs'
  | 'orderAfterMs'
  | 'turnedDown';

/** One conditional write: what must hold, and what then changes. Lists are appended to, everything else is set. */
export interface Change {
  readonly from: readonly CallState[];
  readonly when: readonly Condition[];
  readonly set: Partial<Omit<HeldCall, 'id' | 'timeline' | 'rooms' | 'deletedRooms' | 'bots'>>;
  readonly remove: readonly Removable[];
  readonly append: {
    readonly timeline: readonly TimelineLine[];
    readonly rooms?: readonly RoomRef[];
    readonly deletedRooms?: readonly string[];
    readonly bots?: readonly StartedBot[];
  };
}

/** What the sweep's patience depends on, in milliseconds. */
export interface LifeSettings {
  /** Longest time a connected call may last; its room throws everybody out after it. */
  readonly longestCallMs: number;
}

/** A resumed task normally leads to `claimed` within a second; after this long the sweep resumes it again. */
const readyGraceMs = 5_000;
/** The machine ends a call at its budget's end; the sweep waits this much longer before it takes over. */
const budgetGraceMs = 15_000;

/** How often a room that may still hold the caller of a call that is over is looked at again. */
export const pollAgainMs = 5 * 60_000;

/** A call's `turnedDown` when whoever was in its room has left. */
export const botLeft = 'bot-left';

/** The write that an event stands for. */
export function changeFor(event: CallEvent, settings: LifeSettings): Change {
  const { from, to } = life[event.kind];
  const { atMs } = event;
  const effects = effectsOf(event, settings);
  const state = to === 'same' ? {} : { state: to };
  const { refusals, told = [] }: Refused = 'refusals' in event || 'told' in event ? event : {};
  const line = {
    atMs,
    event: event.kind,
    ...(effects.detail === undefined ? {} : { detail: effects.detail }),
  };
  const lines = [
    ...told.map((detail) => ({ atMs, event: 'targetRefused', detail })),
    ...(effects.silent === true ? [] : [line]),
  ];
  return {
    from,
    when: effects.when ?? [],
    set: { ...state, ...effects.set, ...(refusals === undefined ? {} : { refusals: [...refusals] }) },
    remove: effects.remove ?? [],
    append: { timeline: lines, ...effects.append },
  };
}

/** What an event changes, and on which condition. */
export interface Effects {
  readonly when?: readonly Condition[];
  readonly set?: Change['set'];
  readonly remove?: Change['remove'];
  readonly append?: Omit<Change['append'], 'timeline'>;
  readonly detail?: string;
  /** Leaves no line in the timeline: housekeeping that may repeat. */
  readonly silent?: true;
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
    case 'movedOn':
      return {
        when: [
          { attribute: 'token', equals: event.token },
          { attribute: 'attempt', equals: event.attempt },
          { attribute: 'ready', is: 'absent' },
        ],
        set: { attempt: event.attempt + 1, targetIndex: event.targetIndex, room: event.room },
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
    case 'noTarget':
      return {
        when: [{ attribute: 'attempt', equals: event.attempt }],
        set: {
          noTargetAttempt: event.attempt,
          ...(event.spareRoom === undefined ? {} : { spareRoom: event.spareRoom }),
        },
        remove: event.spareRoom === undefined ? ['spareRoom'] : [],
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
          dueAtMs: event.budgetEndsAtMs + budgetGraceMs,
        },
      };
    case 'reclaimed':
    case 'updatedAgain':
    case 'sentAnew':
    case 'notOrdered':
    case 'polled':
    case 'turnedDown':
    case 'refusedAgain':
    case 'toldGone':
      return effectsOfOrder(event);
    case 'connected':
    case 'connectedLate':
    case 'callerLeft':
    case 'leftLate':
    case 'meetingEnded':
    case 'transferring':
    case 'transferred':
      return effectsOfNews(event, settings);
    case 'overdue':
      return { set: { outcome: 'overdue', dueAtMs: event.atMs } };
    case 'callerGone':
      return { set: { outcome: 'caller-gone', dueAtMs: event.atMs } };
    case 'released':
      return {
        when: event.unlessReady ? [{ attribute: 'ready', is: 'absent' }] : [],
        set: { outcome: event.why, dueAtMs: event.atMs },
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

/** Applies a change to a call in memory, exactly as the table does: undefined if a condition does not hold. */
export function applyChange(call: HeldCall, change: Change): HeldCall | undefined {
  if (!change.from.includes(call.state)) return undefined;
  if (!change.when.every((condition) => holds(call, condition))) return undefined;
  const changed: HeldCall = {
    ...call,
    ...change.set,
    rooms: [...call.rooms, ...(change.append.rooms ?? [])],
    deletedRooms: [...call.deletedRooms, ...(change.append.deletedRooms ?? [])],
    bots: [...call.bots, ...(change.append.bots ?? [])],
    timeline: [...call.timeline, ...change.append.timeline],
  };
  for (const attribute of change.remove) Reflect.deleteProperty(changed, attribute);
  return changed;
}

function holds(call: HeldCall, condition: Condition): boolean {
  const value = condition.attribute === 'room.name' ? call.room?.name : call[condition.attribute];
  if ('equals' in condition) return value === condition.equals;
  if ('equalsIfPresent' in condition) return value === undefined || value === condition.equalsIfPresent;
  if ('differs' in condition) return value !== condition.differs;
  return (value !== undefined) === (condition.is === 'present');
}
