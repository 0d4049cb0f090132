import * as z from 'zod';
import { failed, fine, problem, type Answered } from './operation.ts';

const maxOnPage = 200;
const usualOnPage = 50;

/** What a request for a page may say. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxOnPage)
    .default(usualOnPage)
    .describe('About as many are on a page'),
  cursor: z.string().max(500).optional().describe('`next` of the page before; opaque'),
};

/** What names a PIN or a known caller: the whole fingerprint, or its beginning. */
export const fingerprintSchema = z.string().regex(/^[0-9a-f]{4,8}$/);

/** A page of these. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().optional().describe('Cursor of the next page; left out on the last'),
  });

/** Where a page ended, as a cursor. */
export const cursorOf = (position: unknown): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** Where the page before ended; undefined for the first. */
export function positionIn<Position>(
  schema: z.ZodType<Position>,
  cursor: string | undefined,
): Answered<Position | undefined> {
  if (cursor === undefined) return fine(undefined);
  try {
    return fine(schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))));
  } catch {
    // Not JSON, or not of this list: the same mistake to whoever sent it.
    const detail = 'is none that this list gave';
    return failed(problem('invalid-request', { errors: [{ pointer: '/query/cursor', detail }] }));
  }
}

const keySchema = z.string();

/** A page of a list that is read whole: what comes after the last key of the page before, ordered by key. */
export function pageByKey<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Answered<{ readonly items: Item[]; readonly next: string | undefined }> {
  const after = positionIn(keySchema, cursor);
  if (!after.ok) return after;
  const { answer: lastKey } = after;
  const rest = all
    .filter((item) => lastKey === undefined || keyOf(item) > lastKey)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return fine({ items, next: rest.length > limit && last !== undefined ? cursorOf(keyOf(last)) : undefined });
}
