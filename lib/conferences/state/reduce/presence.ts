import type { Caller } from '../../model/conference.ts';
import type { CallerEventOf } from '../../model/caller-events.ts';
import { settledAfterMs, missGapMs } from '../missed.ts';
import { isOfLastJoin } from '../of-join.ts';
import { reducePhone } from './phone.ts';
import { isAwaited, isLedOut, withOutcome } from './transfer.ts';

/** A caller whose first join was rendered. */
export function newCaller({ newcomer, joinSequence, atMs, waits }: CallerEventOf<'admitted'>): Caller {
  const { muted, number, externalId, ...rest } = newcomer;
  return {
    ...rest,
    ...(number === undefined ? {} : { number }),
    ...(externalId === undefined ? {} : { externalId }),
    joinSequence,
    presence: waits === true ? 'waiting' : 'joining',
    ...(waits === true ? { waitToldAtMs: atMs } : {}),
    presenceAtMs: atMs,
    admittedAtMs: atMs,
    muted: { is: muted, by: 'caller', atMs },
    hand: false,
    phone: { muted },
  };
}

/** A caller who was led on and is led back; anybody else is in by what was rendered first. The room may show them still. */
export function comesAgain(caller: Caller, event: CallerEventOf<'admitted'>): Caller {
  const isBack = caller.presence === 'gone' && caller.transfer?.ledAtMs !== undefined;
  if (!isBack || event.joinSequence <= caller.joinSequence) return caller;
  const { announced, takenBackAtMs, settlesAtMs, refusedUntilMs } = caller;
  return {
    ...newCaller(event),
    ...(announced && { announced }),
    ...(takenBackAtMs !== undefined && { takenBackAtMs }),
    ...(settlesAtMs !== undefined && { settlesAtMs }),
    ...(refusedUntilMs !== undefined && { refusedUntilMs }),
  };
}

type PresenceEvent = CallerEventOf<
  'waited' | 'letIn' | 'rejoining' | 'joined' | 'left' | 'returned' | 'gone' | 'seen' | 'missed'
>;

/** Where the caller is, after an event that tells it. */
export function reducePresence(caller: Caller, event: PresenceEvent): Caller {
  switch (event.kind) {
    case 'waited':
      return waited(caller, event.atMs);
    case 'letIn':
      return letIn(caller, event);
    case 'rejoining':
      // A request that took too long was repeated, and its second answer has led on: what the first says now is late.
      if (event.after !== undefined && (event.after !== caller.joinSequence || caller.presence === 'in'))
        return caller;
      return event.joinSequence <= caller.joinSequence || caller.presence === 'gone'
        ? caller
        : { ...caller, joinSequence: event.joinSequence, presence: 'joining', presenceAtMs: event.atMs };
    case 'joined':
      return joined(caller, event);
    case 'left':
      return !isOfLastJoin(caller, event) || (caller.presence !== 'joining' && caller.presence !== 'in')
        ? caller
        : { ...caller, presence: 'absent', presenceAtMs: event.atMs, awaySinceMs: event.atMs };
    case 'returned':
      return event.joinSequence !== caller.joinSequence ||
        caller.presence === 'gone' ||
        caller.returned?.joinSequence === event.joinSequence
        ? caller
        : {
            ...caller,
            presence: 'absent',
            presenceAtMs: event.atMs,
            ...(caller.presence === 'in' ? { awaySinceMs: event.atMs } : {}),
            returned: {
              joinSequence: event.joinSequence,
              atMs: event.atMs,
              failures: failuresAfter(caller, event.atMs),
            },
          };
    case 'gone':
      return caller.presence === 'gone' ? caller : { ...caller, presence: 'gone', presenceAtMs: event.atMs };
    case 'seen':
      return seen(caller, event);
    case 'missed':
      return missed(caller, event);
  }
}

/** A join that is over this soon, and that nobody was seen to take, has failed: nobody keys that fast. */
const joiningFailsWithinMs = 3_000;

/** A caller who waits outside is told why this often, however often they ask. */
const tellAgainAfterMs = 15_000;

function waited(caller: Caller, atMs: number): Caller {
  const { presence, waitToldAtMs = Number.NEGATIVE_INFINITY } = caller;
  const isToTell = presence === 'waiting' && atMs - waitToldAtMs >= tellAgainAfterMs;
  return isToTell ? { ...caller, waitToldAtMs: atMs } : caller;
}

function letIn(caller: Caller, { atMs, move }: CallerEventOf<'letIn'>): Caller {
  if (caller.presence !== 'waiting' || caller.kicked !== undefined || isAwaited(caller)) return caller;
  const moved = move === undefined ? {} : { moved: { atMs, by: move } };
  return { ...caller, presence: 'joining', presenceAtMs: atMs, ...moved };
}

/** A leave is final for its join: news of it that come after that are late, or an order was, which the list is to say once. */
function joined(caller: Caller, event: CallerEventOf<'joined'>): Caller {
  const { presence, presenceAtMs, strayedAtMs } = caller;
  if (!isOfLastJoin(caller, event) || presence === 'in') return caller;
  if (presence === 'joining') return isIn(caller, event);
  const isNoted = strayedAtMs !== undefined && strayedAtMs >= presenceAtMs;
  return isNoted ? caller : { ...caller, strayedAtMs: event.atMs };
}

function failuresAfter({ presence, presenceAtMs, returned }: Caller, atMs: number): number {
  const hasFailed = presence === 'joining' && atMs - presenceAtMs < joiningFailsWithinMs;
  return hasFailed ? (returned?.failures ?? 0) + 1 : 0;
}

/** Whether the list was read long enough after the caller's last coming or going to know of it. */
function isListed({ presenceAtMs }: Caller, readAtMs: number): boolean {
  return readAtMs - presenceAtMs >= settledAfterMs;
}

function seen(caller: Caller, event: CallerEventOf<'seen'>): Caller {
  const { joinSequence, muted, atMs, isOnlySource } = event;
  const { presence } = caller;
  if (joinSequence !== caller.joinSequence || presence === 'waiting') return caller;
  // Whoever was led out may have been moved in since, by an order that was carried out late: then nobody takes them.
  const isMovedIn = isLedOut(caller) && isListed(caller, atMs);
  if (presence === 'gone')
    return isMovedIn ? isIn(withOutcome(caller, 'failed', atMs), { muted, atMs }) : caller;
  const { missed: _, ...rest } = caller;
  if (presence === 'in') return reducePhone(rest, { kind: 'phoneSeen', joinSequence, muted, atMs });
  // Whoever has come back to us out of a join is out of it, whatever a list says.
  if (caller.returned?.joinSequence === joinSequence) return caller;
  const isBelieved = (isOnlySource === true && presence === 'joining') || isListed(caller, atMs);
  if (!isBelieved) return caller;
  return isIn(rest, { muted, atMs });
}

function isIn(caller: Caller, { muted, atMs }: { readonly muted?: boolean; readonly atMs: number }): Caller {
  const { awaySinceMs: _, ...rest } = caller;
  const phone = muted === undefined ? unsaid(caller) : { muted };
  return { ...rest, presence: 'in', presenceAtMs: atMs, phone };
}

/** If a mute was ever asked for, it is told anew, which harms nobody: the leg may have come in with it, or without. */
function unsaid({ phone, muted }: Caller): Caller['phone'] {
  return phone.muted || muted.is ? { ...phone, isUnsure: true } : phone;
}

/** Whoever asks knew the caller as being in, which a list says nothing against that is older; the call is looked at the second time. */
function missed(caller: Caller, { joinSequence, isUp, atMs }: CallerEventOf<'missed'>): Caller {
  if (!isListed(caller, atMs)) return caller;
  if (caller.missed?.joinSequence !== joinSequence) return { ...caller, missed: { joinSequence, atMs } };
  if (atMs - caller.missed.atMs < missGapMs || isUp === undefined) return caller;
  return isUp
    ? { ...caller, presence: 'absent', presenceAtMs: atMs, awaySinceMs: atMs }
    : { ...caller, presence: 'gone', presenceAtMs: atMs };
}
