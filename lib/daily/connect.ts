import type { KeyedAnswer } from '../http/keyed.ts';
import { tryAgain } from '../http/retry.ts';
import type { VideoRooms } from '../held-call/ports.ts';
import { bareAddress } from './address.ts';
import { failed, requestDaily, type DailyClient } from './client.ts';
import { decodeHold } from './hold.ts';

type Connected = Awaited<ReturnType<VideoRooms['connect']>>;

/** The whole order, tries included: with a look at the room before it, it fits a Lambda of 8 s. */
const connectWithinMs = 5_000;
/** Long, because an order that was given up may still have been carried out, and is then not repeated. */
const tryMs = 4_000;
/** No try begins later: one that is cut short would turn a plain "busy" into "unknown". */
const lastTryWithinMs = 3_500;
/** After an order that was surely not carried out. */
const pausesMs = [200, 400, 800, 1_600];

/**
 * `POST /dialin/pinlessCallUpdate` (Daily docs): orders the caller on hold into a room. It has no idempotency key, so
 * it is repeated only after an answer, or a failed connection, that says nothing was done.
 */
export async function connect(client: DailyClient, hold: string, address: string): Promise<Connected> {
  const names = decodeHold(hold);
  if (names === undefined) {
    client.log.error('provider-failed', { provider: 'daily', action: 'connect', why: 'hold-not-ours' });
    return 'refused';
  }
  const { clock } = client.http;
  const startedAtMs = clock.now();
  const endsAtMs = startedAtMs + connectWithinMs;
  const answer = await tryAgain(
    clock,
    { pausesMs, endsAtMs: startedAtMs + lastTryWithinMs },
    () =>
      requestDaily(client, {
        method: 'POST',
        path: '/dialin/pinlessCallUpdate',
        body: { ...names, sipUri: `sip:${bareAddress(address)}` },
        tryMs,
        endsAtMs,
      }),
    (tried) => meaningOf(tried) === 'busy' && !isKeyTrouble(tried),
  );
  const meaning = meaningOf(answer);
  if (meaning !== 'taken') failed(client, 'connect', answer, { providerCallId: names.callId });
  return meaning;
}

/** Keys are read anew at most every few seconds: only the next order may have a better one. */
function isKeyTrouble(answer: KeyedAnswer): boolean {
  return answer.kind === 'no-key' || (answer.kind === 'not-ok' && answer.status === 401);
}

function meaningOf(answer: KeyedAnswer): Connected {
  switch (answer.kind) {
    // Mostly a secret that cannot be read just now: nothing happened, and the next order may have the key.
    case 'no-key':
    case 'unsent':
      return 'busy';
    case 'unknown':
      return 'unknown';
    case 'ok':
      return 'taken';
    case 'not-ok':
      if (answer.status === 404) return 'gone';
      // A key that is refused was perhaps changed a moment ago: nothing happened, and the next order may have the new one.
      if (answer.status === 429 || answer.status === 401) return 'busy';
      return answer.status >= 500 ? 'unknown' : 'refused';
  }
}
