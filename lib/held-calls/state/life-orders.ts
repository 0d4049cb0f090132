import type { OrderEvent } from '../model/call-events.ts';
import type { Condition, Effects } from './change.ts';

/** The effects of such an event; `atMs` is our clock's Unix milliseconds. */
export function effectsOfOrder(event: OrderEvent & { readonly atMs: number }): Effects {
  switch (event.kind) {
    case 'reclaimed':
      return {
        when: [{ attribute: 'token', differs: event.token }],
        set: { token: event.token, ...(event.isCutShort ? { answeredAtMs: event.atMs } : {}) },
      };
    case 'updatedAgain':
      return {
        when: [{ attribute: 'updates', equals: event.updates }],
        set: {
          updates: event.updates + 1,
          orderedAtMs: event.atMs,
          ...(event.updates === 0 ? { claimedAtMs: event.atMs } : {}),
        },
      };
    case 'sentAnew':
      return {
        when: lastOrderOf(event),
        set: { orderedAtMs: event.atMs, ...(event.updates === 1 ? { claimedAtMs: event.atMs } : {}) },
        silent: true,
      };
    case 'answeredLate':
      return { when: lastOrderOf(event), set: { answeredAtMs: event.atMs }, silent: true };
    case 'notOrdered':
      return {
        when: lastOrderOf(event),
        set: { updates: event.updates - 1, orderAfterMs: event.orderAfterMs },
        remove: event.updates === 1 ? ['claimedAtMs', 'orderedAtMs'] : [],
        detail: event.why,
      };
    case 'polled':
      return { set: { emptyPolls: event.polls }, silent: true };
    case 'turnedDown':
      return {
        when: lastOrderOf(event),
        set: { updates: 0, turnedDown: event.why },
        remove: ['ready', 'claimedAtMs', 'orderedAtMs', 'orderAfterMs'],
        detail: event.why,
      };
    case 'refusedAgain':
      return { detail: event.why };
    case 'reportedGone':
      return { when: [{ attribute: 'reportedGone', is: 'absent' }], set: { reportedGone: true } };
  }
}

/** Nobody else has ordered, or taken the call over, since. */
function lastOrderOf(order: { readonly token: string; readonly updates: number }): readonly Condition[] {
  return [
    { attribute: 'token', equals: order.token },
    { attribute: 'updates', equals: order.updates },
  ];
}
