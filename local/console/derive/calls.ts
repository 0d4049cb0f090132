import type { CallView } from '../../../lib/admin/call-schema.ts';
import type { Phone } from '../api/events.ts';

/**
 * The calls, as far as the page knows more than the gateway: no voice provider says at once that a caller has hung up who was
 * asked for a PIN, but the phone here knows.
 */
export function callsOf(calls: readonly CallView[], phones: readonly Phone[]): readonly CallView[] {
  const over = new Set(phones.filter(({ isOver }) => isOver).map(({ id }) => id));
  return calls.map((call) =>
    call.journey === 'pin' && call.state === 'unauthenticated' && over.has(call.id)
      ? { ...call, isLive: false, state: 'ended' }
      : call,
  );
}
