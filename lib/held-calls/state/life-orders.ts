import type { Condition, Effects } from './life.ts';

/** What happens to a call between its first order to connect and the news of what came of it. */
export type OrderEvent =
  | { readonly kind: 'reclaimed'; readonly token: string }
  /** A further order is about to be sent. `updates`: how many may have worked before it. */
  | { readonly kind: 'updatedAgain'; readonly updates: number }
  /** Nothing came of the order that `updates` counts last, and its task is about to send it again. */
  | { readonly kind: 'sentAnew'; readonly token: string; readonly updates: number }
  /** Nothing came of the order that `updates` counts last. The next one is sent after `orderAfterMs`. */
  | {
      readonly kind: 'notOrdered';
      readonly token: string;
      readonly updates: number;
      readonly why: string;
      readonly orderAfterMs: number;
    }
  /** The room was seen empty again; `looks`: how often since the first order. */
  | { readonly kind: 'polled'; readonly polls: number }
  /** The room in hand does not take the caller, and no order may have worked: another target is due. */
  | { readonly kind: 'turnedDown'; readonly token: string; readonly updates: number; readonly why: string }
  /** The provider refuses the second order; the first may have worked. */
  | { readonly kind: 'refusedAgain'; readonly why: string }
  | { readonly kind: 'toldGone' };

/** The effects of such an event; `atMs` is our clock's Unix milliseconds. */
export function effectsOfOrder(event: OrderEvent & { readonly atMs: number }): Effects {
  switch (event.kind) {
    case 'reclaimed':
      return { when: [{ attribute: 'token', differs: event.token }], set: { token: event.token } };
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
    case 'toldGone':
      return { when: [{ attribute: 'toldGone', is: 'absent' }], set: { toldGone: true } };
  }
}

/** Nobody else has ordered, or taken the call over, since. */
function lastOrderOf(order: { readonly token: string; readonly updates: number }): readonly Condition[] {
  return [
    { attribute: 'token', equals: order.token },
    { attribute: 'updates', equals: order.updates },
  ];
}
