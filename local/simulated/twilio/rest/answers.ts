import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';

/** Codes of errors (Twilio docs, error dictionary). */
export const codes = {
  badParameter: 20001,
  unauthorized: 20003,
  notFound: 20404,
  tooMany: 20429,
  server: 20500,
  callOver: 21220,
  notOwnNumber: 21210,
} as const;

const errorBody = (status: number, code: number, message: string): Readonly<Record<string, unknown>> => ({
  code,
  message,
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

export const fail = (c: Context, status: ContentfulStatusCode, code: number, message: string): Response =>
  c.json(errorBody(status, code, message), status);

export const notFound = (c: Context): Response =>
  fail(c, 404, codes.notFound, `The requested resource ${new URL(c.req.url).pathname} was not found`);

/** What an injected fault answers with a status. */
export const injectedError = (status: number) => errorBody(status, codeOfStatus(status), 'injected fault');

function codeOfStatus(status: number): number {
  if (status === 401) return codes.unauthorized;
  if (status === 404) return codes.notFound;
  if (status === 429) return codes.tooMany;
  return status >= 500 ? codes.server : codes.badParameter;
}

/** Parses a form body strictly: an undocumented, repeated or ill-valued field is a 400. */
export async function withForm<T>(
  c: Context,
  schema: z.ZodType<T>,
  use: (form: T) => Response,
): Promise<Response> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return fail(c, 400, codes.badParameter, 'the body must be a form');
  }
  return parseFields(c, new URLSearchParams(await c.req.text()), schema, use);
}

export function withQuery<T>(c: Context, schema: z.ZodType<T>, use: (query: T) => Response): Response {
  return parseFields(c, new URL(c.req.url).searchParams, schema, use);
}

function parseFields<T>(
  c: Context,
  fields: URLSearchParams,
  schema: z.ZodType<T>,
  use: (fields: T) => Response,
): Response {
  const entries = [...fields];
  const record = Object.fromEntries(entries);
  if (Object.keys(record).length < entries.length) {
    return fail(c, 400, codes.badParameter, 'a field is repeated');
  }
  const parsed = schema.safeParse(record);
  return parsed.success ? use(parsed.data) : fail(c, 400, codes.badParameter, z.prettifyError(parsed.error));
}
