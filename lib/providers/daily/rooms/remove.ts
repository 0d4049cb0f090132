import { failed, requestDaily, type DailyClient } from '../client.ts';
import { roomPath } from './rooms.ts';

/** Daily takes so many names in one request (Daily docs, batch delete). */
const maxInBatch = 1_000;
/** Leaves a function of 30 s time for the rest of its clean-up; what is not done then is done a minute later. */
const removeWithinMs = 15_000;
/** A refused batch is cut into so many: a thousand rooms stand alone after four requests, also if each takes seconds. */
const partsOfRefused = 16;
/** Of the time that is left one request is waited for so long, and no shorter than an answer takes on a bad day. */
const partForTry = 1 / 2;
const minTryMs = 3_500;
/** Daily allows about two single deletions a second (Daily docs, rate limits). */
const betweenSinglesMs = 500;

/** `stop`: Daily will take no more for now, so nothing else is tried either. */
type Removed = 'gone' | 'refused' | 'failed' | 'stop';

/**
 * Deletes rooms, which throws everybody in them out. Several go in one batch, which Daily carries out whole or not at
 * all; a batch that is refused (one room may be gone already) is cut up until the odd ones stand alone.
 * @returns the names that are not known to be gone
 */
export async function removeRooms(client: DailyClient, names: readonly string[]): Promise<readonly string[]> {
  const { clock } = client.http;
  const endsAtMs = clock.now() + removeWithinMs;
  const left = new Set(names);
  const waiting = chunks([...left], maxInBatch);
  let singles = 0;

  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    const isSingle = batch.length === 1;
    if (isSingle && singles > 0) await clock.sleep(betweenSinglesMs);
    if (clock.now() >= endsAtMs) break;
    if (isSingle) singles += 1;

    const removed = await removeBatch(client, batch, endsAtMs);
    if (removed === 'stop') break;
    if (removed === 'gone') for (const name of batch) left.delete(name);
    if (removed === 'refused' && !isSingle)
      waiting.unshift(...chunks(batch, Math.ceil(batch.length / partsOfRefused)));
  }
  return [...left];
}

async function removeBatch(
  client: DailyClient,
  names: readonly string[],
  endsAtMs: number,
): Promise<Removed> {
  const [first = ''] = names;
  const isSingle = names.length === 1;
  const answer = await requestDaily(client, {
    method: 'DELETE',
    ...(isSingle ? { path: roomPath(first) } : { path: '/batch/rooms', body: { room_names: names } }),
    tryMs: Math.max(minTryMs, (endsAtMs - client.http.clock.now()) * partForTry),
    endsAtMs,
  });
  if (answer.kind === 'ok') return 'gone';
  // A room whose time is over counts as deleted, and answers 404 like one that never was (Daily docs, delete room).
  if (isSingle && answer.kind === 'not-ok' && answer.status === 404) return 'gone';

  failed(client, 'delete-rooms', answer, { rooms: names.length, ...(isSingle ? { room: first } : {}) });
  if (answer.kind !== 'not-ok') return answer.kind === 'unknown' ? 'failed' : 'stop';
  if (answer.status === 401 || answer.status === 429) return 'stop';
  return answer.status >= 500 ? 'failed' : 'refused';
}

function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const parts: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
  return parts;
}
