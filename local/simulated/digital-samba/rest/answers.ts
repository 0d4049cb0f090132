import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';
import type { Outcome } from '../rooms/phone.ts';
import type { FieldErrors } from '../rooms/rooms.ts';

/** Largest and default page (Digital Samba REST docs, pagination). */
const LARGEST_PAGE = 100;

/** The two-field error (Digital Samba REST docs, errors). */
export const fail = (status: ContentfulStatusCode, error: string, message: string): Response =>
  Response.json({ error, message }, { status });

export const notFound = (): Response => fail(404, 'not-found', 'Not Found');

/** The error of a failed validation. */
export const invalid = (status: 400 | 422, errors: FieldErrors): Response =>
  Response.json({ message: 'The given data was invalid.', errors }, { status });

/** The documented answer of action endpoints: plain text, no JSON. */
const plain = (): Response =>
  new Response('OK', { headers: { 'content-type': 'text/plain; charset=UTF-8' } });

/** Answer to an action on a room or a phone participant. The shape of its errors is unconfirmed; `message` alone. */
export const answerTo = (outcome: Outcome): Response =>
  outcome.ok ? plain() : Response.json({ message: outcome.message }, { status: outcome.status });

/** Parses a body strictly: an undocumented property or a wrong type is a failed validation. */
export async function withBody<T>(
  c: Context,
  validationStatus: 400 | 422,
  schema: z.ZodType<T>,
  use: (body: T) => Response,
): Promise<Response> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    return invalid(validationStatus, { body: ['Needs content-type application/json.'] });
  }
  const parsed = schema.safeParse(parseJson(await c.req.text()));
  return parsed.success ? use(parsed.data) : invalid(validationStatus, errorsOf(parsed.error));
}

/** Undefined for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No schema takes undefined, so the sender is told.
    return undefined;
  }
}

function errorsOf({ issues }: z.ZodError): FieldErrors {
  const errors: Record<string, string[]> = {};
  for (const issue of issues) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    for (const key of unknown) {
      const field = [...issue.path, ...(key === undefined ? [] : [key])].map(String).join('.') || 'body';
      (errors[field] ??= []).push(key === undefined ? issue.message : 'Unknown field.');
    }
  }
  return errors;
}

/** Query of a list; what a list understands beyond paging is in `more`. */
const pagingFields = {
  limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(LARGEST_PAGE),
  offset: z.coerce.number().int().min(0).default(0),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().optional(),
};

/** A list to page through. */
export interface List<Row> {
  /** In order of creation. */
  readonly rows: readonly Row[];
  /** Names by which `after` may refer to a row. */
  readonly namesOf: (row: Row) => readonly string[];
  readonly show: (row: Row) => unknown;
  /** Some lists count in numbers, some in strings (Digital Samba REST docs, pagination). */
  readonly count: 'number' | 'string';
}

/** Answers one page of a list. `more` names further query parameters, which `list` gets parsed. */
export function page<Row, More extends z.ZodRawShape>(
  c: Context,
  validationStatus: 400 | 422,
  more: More,
  list: (query: z.infer<z.ZodObject<More>>) => List<Row>,
): Response {
  const given = Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  );
  const paging = z.looseObject(pagingFields).safeParse(given);
  const extra = z.strictObject(more).safeParse(withoutPaging(given));
  if (!paging.success) return invalid(validationStatus, errorsOf(paging.error));
  if (!extra.success) return invalid(validationStatus, errorsOf(extra.error));
  const { limit, offset, order, after } = paging.data;
  const { rows, namesOf, show, count } = list(extra.data);
  const ordered = order === 'asc' ? rows : rows.toReversed();
  const cursor = after === undefined ? -1 : ordered.findIndex((row) => namesOf(row).includes(after));
  if (after !== undefined && cursor < 0) return invalid(validationStatus, { after: ['Unknown row.'] });
  const start = cursor + 1 + offset;
  return Response.json({
    total_count: count === 'number' ? rows.length : String(rows.length),
    data: ordered.slice(start, start + limit).map(show),
  });
}

const withoutPaging = (given: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !(name in pagingFields)));
