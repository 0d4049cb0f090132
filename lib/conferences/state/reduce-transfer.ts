import type { CallerEventOf } from '../model/caller-events.ts';
import type { Caller, Transfer, TransferOutcome } from '../model/conference.ts';

type TransferEvent = CallerEventOf<'transferOrdered' | 'leadingOut' | 'ledOn' | 'transferEnded'>;

/** Whether a caller is to be led on, and nothing has come of it yet. */
export const isOpen = (transfer: Transfer | undefined): transfer is Transfer =>
  transfer !== undefined && transfer.outcome === undefined;

/** Whether a caller is to be led on, and is in the conference still. */
export const isAwaited = ({ transfer, kicked }: Caller): boolean =>
  kicked === undefined && isOpen(transfer) && transfer.ledAtMs === undefined;

/** A caller after an event of their being led on. */
export function reduceTransfer(caller: Caller, event: TransferEvent): Caller {
  const { presence, kicked, transfer } = caller;
  const { atMs } = event;
  switch (event.kind) {
    case 'transferOrdered':
      return presence === 'gone' || kicked !== undefined || isOpen(transfer)
        ? caller
        : { ...caller, transfer: { to: event.to, atMs } };
    case 'leadingOut':
      return transfer === undefined || !isAwaited(caller)
        ? caller
        : { ...caller, transfer: { ...transfer, askedAtMs: atMs } };
    case 'ledOn': {
      if (transfer === undefined || !isAwaited(caller) || presence === 'gone') return caller;
      const { outcome } = event;
      const ended = outcome === undefined ? {} : { outcome, outcomeAtMs: atMs };
      return {
        ...caller,
        presence: 'gone',
        presenceAtMs: atMs,
        transfer: { ...transfer, ledAtMs: atMs, ...ended },
      };
    }
    case 'transferEnded':
      return withOutcome(caller, event.outcome, atMs);
  }
}

/** A caller whose call is over by now: nothing more comes of a transfer. */
export function leftMeanwhile(caller: Caller, atMs: number): Caller {
  if (caller.presence !== 'gone') return caller;
  return withOutcome(caller, caller.kicked === undefined ? 'caller-left' : 'failed', atMs);
}

function withOutcome(caller: Caller, outcome: TransferOutcome, outcomeAtMs: number): Caller {
  const { transfer } = caller;
  return isOpen(transfer) ? { ...caller, transfer: { ...transfer, outcome, outcomeAtMs } } : caller;
}
