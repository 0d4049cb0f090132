import type { TransferEvent } from '../model/call-events.ts';
import type { Condition, Effects } from './change.ts';
import { isLeg } from './life-caller.ts';

/** The effects of such an event; `atMs` is our clock's Unix milliseconds. */
export function effectsOfTransfer(event: TransferEvent & { readonly atMs: number }): Effects {
  const { atMs } = event;
  switch (event.kind) {
    case 'transferAsked':
      return {
        when: isLeg(event),
        set: { transferAtMs: atMs, transferDestination: event.to, dueAtMs: event.dueAtMs },
        remove: ['transferOutcome'],
        detail: event.by,
      };
    case 'transferring':
      return {
        // Once only: what comes late or twice must not undo what came of it.
        when: [...isLeg(event), isDue, isGoingOn, { attribute: 'transferAtMs', is: 'absent' }],
        set: { transferAtMs: atMs, dueAtMs: event.dueAtMs },
        remove: ['transferOutcome'],
      };
    case 'transferBegun':
      return {
        when: [...isLeg(event), isDue, isGoingOn, { attribute: 'transferBegunAtMs', is: 'absent' }],
        set: { transferBegunAtMs: atMs, dueAtMs: event.dueAtMs },
        remove: ['transferOutcome'],
      };
    case 'transferAnswered':
      return {
        when: [...isLeg(event), isDue, isGoingOn],
        set: { transferOutcome: 'answered', dueAtMs: event.dueAtMs },
      };
    case 'transferOver':
      return {
        when: isLeg(event),
        set: { transferOverAtMs: atMs, outcome: 'transferred', dueAtMs: atMs },
      };
    case 'transferClosed': {
      const { transferOutcome } = event;
      return {
        when: [...isLeg(event), isDue, isGoingOn],
        set: {
          transferOverAtMs: atMs,
          transferOutcome,
          outcome: transferOutcome === 'answered' ? 'transferred' : `transfer-${transferOutcome}`,
          dueAtMs: atMs,
        },
        detail: transferOutcome,
      };
    }
    case 'transferFailed':
      return {
        when: [isDueSince(event.insteadOfMs), { attribute: 'legLeftAtMs', is: 'absent' }],
        set: { transferOutcome: event.transferOutcome, dueAtMs: event.dueAtMs },
        remove: ['transferAtMs', 'transferDestination'],
        detail: event.why,
      };
    case 'transferLost':
      return {
        when: [isDueSince(event.insteadOfMs)],
        set: {
          transferOutcome: event.transferOutcome,
          outcome: `transfer-${event.transferOutcome}`,
          dueAtMs: event.dueAtMs,
        },
        detail: event.transferOutcome,
      };
    case 'legLeft':
      return {
        when: [...isLeg(event), { attribute: 'legLeftAtMs', is: 'absent' }],
        set: { legLeftAtMs: atMs },
      };
  }
}

/** In the room of a call that was cleaned up after can be nobody. */
const isDue: Condition = { attribute: 'dueAtMs', is: 'present' };
/** The provider has not told that the transfer is over. */
const isGoingOn: Condition = { attribute: 'transferOverAtMs', is: 'absent' };

const isDueSince = (dueAtMs: number): Condition => ({ attribute: 'dueAtMs', equals: dueAtMs });
