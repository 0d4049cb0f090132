import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';

/** An answer that says something: Plivo names each request. */
export const say = (c: Context, status: ContentfulStatusCode, body: object): Response =>
  c.json({ api_id: randomUUID(), ...body }, status);

export const fail = (c: Context, status: ContentfulStatusCode, error: string): Response =>
  say(c, status, { error });

export const notFound = (c: Context): Response => fail(c, 404, 'not found');

/** What is answered to a deletion: nothing. */
export const gone = (c: Context): Response => c.body(null, 204);

/** What an injected fault answers with a status. */
export const injectedError = (status: number) => ({
  api_id: randomUUID(),
  error: `injected fault ${status}`,
});

/** Parses a JSON body strictly: an undocumented or ill-valued field is a 400. No body at all is an empty one. */
export async function withJson<T>(
  c: Context,
  schema: z.ZodType<T>,
  use: (body: T) => Response,
): Promise<Response> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) return fail(c, 400, 'the body must be JSON');
  const text = await c.req.text();
  const parsed = schema.safeParse(text === '' ? {} : jsonOf(text));
  return parsed.success ? use(parsed.data) : fail(c, 400, z.prettifyError(parsed.error));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its only error: the text is no JSON, which no schema takes.
    return undefined;
  }
}

const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(20).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});

/** One page of a list, and where the others are. */
export function page(c: Context, all: readonly object[], path: string): Response {
  const parsed = pageSchema.safeParse(c.req.query());
  if (!parsed.success) return fail(c, 400, z.prettifyError(parsed.error));
  const { limit, offset } = parsed.data;
  const at = (from: number): string => `${path}?limit=${limit}&offset=${from}`;
  const meta = {
    limit,
    offset,
    next: offset + limit < all.length ? at(offset + limit) : null,
    previous: offset > 0 ? at(Math.max(0, offset - limit)) : null,
    total_count: all.length,
  };
  return say(c, 200, { meta, objects: all.slice(offset, offset + limit) });
}
