import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';
import { type Region, regions } from '../options.ts';

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
} as const satisfies Partial<Record<ContentfulStatusCode, string>>;

const errorBody = (status: number, title: string, detail: string): Readonly<Record<string, unknown>> => ({
  type: `https://developer.vonage.com/api-errors#${status}`,
  title,
  detail,
  instance: randomUUID(),
});

export const fail = (c: Context, status: keyof typeof titles, detail: string): Response =>
  c.json(errorBody(status, titles[status], detail), status);

/** What is asked would have been right a moment before: no fault of the application, which cannot know of it yet. */
export const callIsOver = 'the call is over';

export const notFound = (c: Context, what = 'Resource'): Response => fail(c, 404, `${what} not found`);

/** What an injected fault answers with a status. */
export const injectedError = (status: number) => errorBody(status, 'Fault', 'injected fault');

/** Parses a JSON body strictly: an undocumented or ill-valued field is a 400. */
export async function withJson<T>(
  c: Context,
  schema: z.ZodType<T>,
  use: (body: T) => Response | Promise<Response>,
): Promise<Response> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) return fail(c, 400, 'the body must be JSON');
  const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
  return parsed.success ? use(parsed.data) : fail(c, 400, z.prettifyError(parsed.error));
}

/** Parses a query strictly: an unknown or ill-valued parameter is a 400. */
export function withQuery<T>(c: Context, schema: z.ZodType<T>, use: (query: T) => Response): Response {
  const parsed = schema.safeParse(c.req.query());
  return parsed.success ? use(parsed.data) : fail(c, 400, z.prettifyError(parsed.error));
}

/** Path below the region's origin, and the region: here each region is a first segment, without which it is the default one. */
export function regional(request: Request): { region: Region | undefined; path: string } {
  const { pathname } = new URL(request.url);
  const region = regions.find((one) => pathname.startsWith(`/${one}/`));
  return { region, path: region === undefined ? pathname : pathname.slice(region.length + 1) };
}
