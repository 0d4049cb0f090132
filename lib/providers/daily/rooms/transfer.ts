import type { Ordered, TransferOrder } from '../../../held-calls/ports.ts';
import { failed, requestDaily, type DailyClient } from '../client.ts';
import { meaningOf } from './connect.ts';
import { roomPath } from './rooms.ts';

/**
 * `POST /rooms/{name}/sipCallTransfer` (Daily docs, transfers): leads a leg out of the room, once. Like an order to connect it has no
 * idempotency key, and 404 means that no such leg, or no meeting, is in the room.
 */
export async function transfer(
  client: DailyClient,
  { room, session, to, endsAtMs }: TransferOrder,
): Promise<Ordered> {
  const answer = await requestDaily(client, {
    method: 'POST',
    path: `${roomPath(room)}/sipCallTransfer`,
    body: { sessionId: session, toEndPoint: to.includes('@') ? `sip:${to}` : to },
    endsAtMs,
  });
  if (answer.kind !== 'ok') failed(client, 'transfer', answer, { room });
  return meaningOf(answer);
}
