import { whyOf } from '../../../http/http.ts';
import type { KeyedAnswer } from '../../../http/keyed.ts';
import type { Ordered, VideoRooms } from '../../../held-calls/ports.ts';
import { bareAddress } from '../address.ts';
import { failed, requestDaily, type DailyClient } from '../client.ts';
import { decodeHold } from '../hold.ts';

/**
 * `POST /dialin/pinlessCallUpdate` (Daily docs): orders the caller on hold into a room, once. It has no idempotency key,
 * and an order that was given up may still be carried out: so it is waited for until `endsAtMs` (Unix ms), and whoever
 * orders decides from the answer whether it may be sent again.
 */
export async function connect(
  client: DailyClient,
  ...[hold, address, endsAtMs]: Parameters<VideoRooms['connect']>
): Promise<Ordered> {
  const names = decodeHold(hold);
  if (names === undefined) {
    const why = 'hold-not-ours';
    client.log.error('provider-failed', { provider: 'daily', action: 'connect', why });
    return { kind: 'refused', why };
  }
  const answer = await requestDaily(client, {
    method: 'POST',
    path: '/dialin/pinlessCallUpdate',
    body: { ...names, sipUri: `sip:${bareAddress(address)}` },
    endsAtMs,
  });
  if (answer.kind !== 'ok') failed(client, 'connect', answer, { providerCallId: names.callId });
  return meaningOf(answer);
}

/** What an answer says of an order that must not be carried out twice. */
export function meaningOf(answer: KeyedAnswer): Ordered {
  switch (answer.kind) {
    // Mostly a secret that cannot be read just now: nothing happened, and the next order may have the key.
    case 'no-key':
      return { kind: 'busy', why: 'no-api-key' };
    case 'unsent':
      return { kind: 'busy', why: answer.why };
    case 'unknown':
      return { kind: 'unknown' };
    case 'ok':
      return { kind: 'taken' };
    case 'not-ok': {
      const why = whyOf(answer);
      if (answer.status === 404) return { kind: 'gone', why };
      if (answer.status === 429) return { kind: 'busy', why, retryAfterMs: answer.retryAfterMs };
      // A key that is refused was perhaps changed a moment ago: nothing happened, and the next order may have the new one.
      if (answer.status === 401) return { kind: 'busy', why };
      return answer.status >= 500 ? { kind: 'unknown' } : { kind: 'refused', why };
    }
  }
}
