import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type * as z from 'zod';

/** Daily's error shape (Daily docs, errors). */
export const fail = (c: Context, status: ContentfulStatusCode, error: string, info: string): Response =>
  c.json({ error, info }, status);

export const invalid = (c: Context, info: string): Response => fail(c, 400, 'invalid-request-error', info);

/** Parses a JSON body strictly: an undocumented property or a wrong type is a 400. */
export async function withBody<T>(
  c: Context,
  schema: z.ZodType<T>,
  use: (body: T) => Response | Promise<Response>,
): Promise<Response> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    return invalid(c, 'content-type must be application/json');
  }
  let json: unknown;
  try {
    json = JSON.parse(await c.req.text());
  } catch {
    // Daily has a code of its own for this.
    return fail(c, 400, 'json-parsing-error', 'the body is not JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return use(parsed.data);
  return invalid(
    c,
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  );
}
