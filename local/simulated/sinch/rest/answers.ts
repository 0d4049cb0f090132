import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';

/** Codes of errors; the first three digits are the status (Sinch docs, errors). */
export const codes = {
  badParameter: 40001,
  noAuthorization: 40100,
  badTimestamp: 40101,
  badSignature: 40102,
  badCredentials: 40108,
  notFound: 40400,
  tooMany: 42900,
  server: 50000,
} as const;

const errorBody = (errorCode: number, message: string): Readonly<Record<string, unknown>> => ({
  errorCode,
  message,
  reference: randomUUID(),
});

const statuses = [400, 401, 404, 429, 500] as const satisfies readonly ContentfulStatusCode[];

export function fail(c: Context, errorCode: (typeof codes)[keyof typeof codes], message: string): Response {
  const status = statuses.find((one) => one === Math.floor(errorCode / 100)) ?? 500;
  return c.json(errorBody(errorCode, message), status);
}

export const notFound = (c: Context, what = 'Resource'): Response =>
  fail(c, codes.notFound, `${what} not found`);

/** What an injected fault answers with a status. */
export const injectedError = (status: number) => errorBody(status * 100, 'injected fault');

/** Parses a JSON body strictly: an undocumented or ill-valued field is a 400. */
export async function withJson<T>(
  c: Context,
  schema: z.ZodType<T>,
  use: (body: T) => Response,
): Promise<Response> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) return fail(c, codes.badParameter, 'the body must be JSON');
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  return parsed.success ? use(parsed.data) : fail(c, codes.badParameter, z.prettifyError(parsed.error));
}
