import type { CallEnd } from '../../model/call-out.ts';
import type { CallerEventOf } from '../../model/caller-events.ts';
import type { Caller, Transfer, TransferOutcome } from '../../model/conference.ts';

type TransferEvent = CallerEventOf<'transferOrdered' | 'leadingOut' | 'ledOn' | 'cameBack' | 'transferEnded'>;

/** Whether a caller is to be led on, and nothing has come of it yet. */
export const isOpen = (transfer: Transfer | undefined): transfer is Transfer =>
  transfer !== undefined && transfer.outcome === undefined;

/** Whether a caller is to be led on, and is in the conference still. */
export const isAwaited = ({ transfer, kicked }: Caller): boolean =>
  kicked === undefined && isOpen(transfer) && transfer.ledAtMs === undefined;

/** Whether a caller may be led on now. Perhaps a moderator has removed them, who then are led nowhere: that is known within seconds. */
export const mayBeLedOn = (caller: Caller): boolean => isAwaited(caller) && caller.leftRoomAtMs === undefined;

/** Whether a caller was led on to a number or address, and is on the line there, or on the way to it. */
export const isLedOut = ({ presence, transfer }: Caller): boolean =>
  presence === 'gone' &&
  transfer?.ledAtMs !== undefined &&
  transfer.to.kind === 'destination' &&
  transfer.isOver !== true;

/** Whether a caller was led into another conference, and is there as far as is known here. */
export const isLedInto = ({ presence, transfer }: Caller): boolean =>
  presence === 'gone' && transfer?.ledAtMs !== undefined && transfer.to.kind === 'conference';

/** Whether a caller has come out of the meeting to be led on, though by then the order had come to nothing, or they were back. */
export const isOutInVain = ({ presence, transfer }: Caller): boolean =>
  presence === 'absent' && transfer?.askedAtMs !== undefined && !isOpen(transfer);

/** Whether somebody is being called whom a caller was led to, and nothing has come of it yet. */
export const isBeingCalled = (caller: Caller): boolean => isLedOut(caller) && isOpen(caller.transfer);

/** A caller after an event of their being led on. */
export function reduceTransfer(caller: Caller, event: TransferEvent): Caller {
  const { presence, kicked, transfer } = caller;
  const { atMs } = event;
  switch (event.kind) {
    case 'transferOrdered':
      // Of a write whose answer got lost something may have come before it is made again.
      return presence === 'gone' || kicked !== undefined || transfer?.atMs === atMs || isOpen(transfer)
        ? caller
        : { ...caller, transfer: { to: event.to, atMs } };
    case 'leadingOut':
      return transfer === undefined || !mayBeLedOn(caller)
        ? caller
        : { ...caller, transfer: { ...transfer, askedAtMs: atMs } };
    case 'ledOn': {
      if (transfer === undefined || !mayBeLedOn(caller)) return caller;
      const { outcome } = event;
      const ended = outcome === undefined ? {} : { outcome, outcomeAtMs: atMs };
      return {
        ...caller,
        presence: 'gone',
        presenceAtMs: atMs,
        transfer: { ...transfer, ledAtMs: atMs, ...ended },
      };
    }
    case 'cameBack': {
      const { waits } = event;
      if (!isLedOut(caller) && !isOutInVain(caller)) return caller;
      return {
        ...withOutcome(caller, event.outcome, atMs),
        ...waits,
        presence: waits === undefined ? 'absent' : 'waiting',
        presenceAtMs: atMs,
        awaySinceMs: atMs,
      };
    }
    case 'transferEnded':
      // Nobody takes a caller who was not led out yet: it is late news of an order before this one.
      return event.outcome === 'answered' && !isLedOut(caller)
        ? caller
        : withOutcome(caller, event.outcome, atMs);
  }
}

/** A caller whose call is over by now: nothing more comes of a transfer. */
export function leftMeanwhile(caller: Caller, atMs: number, end: CallEnd = 'over'): Caller {
  if (caller.presence !== 'gone') return caller;
  const byCaller = caller.kicked === undefined ? 'caller-left' : 'failed';
  const ended = withOutcome(caller, isLedOut(caller) ? (outcomeOf[end] ?? byCaller) : byCaller, atMs);
  const { transfer } = ended;
  return transfer?.ledAtMs === undefined ? ended : { ...ended, transfer: { ...transfer, isOver: true } };
}

const outcomeOf: Partial<Record<CallEnd, TransferOutcome>> = {
  busy: 'rejected',
  'no-answer': 'no-answer',
  failed: 'failed',
};

/** The caller with what came of leading them on, unless that is known. */
export function withOutcome(caller: Caller, outcome: TransferOutcome, outcomeAtMs: number): Caller {
  const { transfer } = caller;
  return isOpen(transfer) ? { ...caller, transfer: { ...transfer, outcome, outcomeAtMs } } : caller;
}
