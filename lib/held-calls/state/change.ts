import type { CallState } from '../model/call-states.ts';
import type { HeldCall, RoomRef, StartedBot, TimelineLine } from '../model/call.ts';

/** A condition on the item beside its state. `room.name` is the only nested attribute that conditions look at. */
export type Condition =
  | { readonly attribute: 'attempt' | 'updates' | 'dueAtMs'; readonly equals: number }
  | { readonly attribute: 'token' | 'room.name'; readonly equals: string }
  | { readonly attribute: 'token'; readonly differs: string }
  | { readonly attribute: 'session'; readonly equalsIfPresent: string }
  | { readonly attribute: 'claimedAtMs' | 'connectedAtMs'; readonly atMostIfPresent: number }
  | {
      readonly attribute:
        | 'ready'
        | 'turnedDown'
        | 'reportedGone'
        | 'dueAtMs'
        | 'transferAtMs'
        | 'transferBegunAtMs'
        | 'transferOverAtMs'
        | 'legLeftAtMs'
        | 'noticedAtMs';
      readonly is: 'present' | 'absent';
    };

/** What an event can take away from an item. */
type Removable =
  | 'ask'
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
  | 'turnedDown'
  | 'cleanUpFailures'
  | 'transferAtMs'
  | 'transferDestination'
  | 'transferOutcome';

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
  /** Has the call due so long after the end of its budget, which the item says: whoever writes need not have read it. */
  readonly dueAfterBudgetMs?: number;
}

/** What the sweep's patience depends on, in milliseconds. */
export interface LifeSettings {
  /** Longest time a connected call may last; its room throws everybody out after it. */
  readonly longestCallMs: number;
}

/** What an event changes, and on which condition. */
export interface Effects {
  readonly when?: readonly Condition[];
  readonly set?: Change['set'];
  readonly remove?: Change['remove'];
  readonly append?: Omit<Change['append'], 'timeline'>;
  readonly detail?: string;
  readonly dueAfterBudgetMs?: number;
  /** Leaves no line in the timeline: housekeeping that may repeat. */
  readonly silent?: true;
}

/** Applies a change to a call in memory, exactly as the table does: undefined if a condition does not hold. */
export function applyChange(call: HeldCall, change: Change): HeldCall | undefined {
  if (!change.from.includes(call.state)) return undefined;
  if (!change.when.every((condition) => holds(call, condition))) return undefined;
  const changed: HeldCall = {
    ...call,
    ...change.set,
    ...(change.dueAfterBudgetMs === undefined
      ? {}
      : { dueAtMs: call.budgetEndsAtMs + change.dueAfterBudgetMs }),
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
  if ('atMostIfPresent' in condition) return typeof value !== 'number' || value <= condition.atMostIfPresent;
  if ('differs' in condition) return value !== condition.differs;
  return (value !== undefined) === (condition.is === 'present');
}
