import * as z from 'zod';
import { given, notGiven, senseless, type Asked } from '../../../http/asked.ts';
import type { HttpRequest } from '../../../http/http.ts';
import type { KeyedAnswer } from '../../../http/keyed.ts';
import { isPassing, tryAgain } from '../../../http/retry.ts';
import { requestDaily, type DailyClient } from '../client.ts';

/**
 * Daily answers within a second, but before it answers the making of a webhook it waits "a few seconds" for that
 * webhook's answer to a trial request (Daily docs, create webhook).
 */
const tryMs = 10_000;
/** A person waits, who would rather hear that it failed than wait longer than this for one request. */
const withinMs = 25_000;
const pausesMs = [500, 2_000];

type AdminRequest = Pick<HttpRequest, 'method'> & { readonly path: string; readonly body?: unknown };

/** Daily's error: a code, and prose that may change at any time (Daily docs, REST errors). */
const errorSchema = z.object({
  error: z.string().optional().catch(undefined),
  info: z.string().optional().catch(undefined),
});

/**
 * Asks Daily for something once a person wants it. Reading is tried again after any passing failure, writing only if
 * it was certainly not carried out. `secrets` are cut from what Daily says about a refusal.
 */
export async function askDaily(
  client: DailyClient,
  request: AdminRequest,
  secrets: readonly string[] = [],
): Promise<Asked<unknown>> {
  const { clock } = client.http;
  const endsAtMs = clock.now() + withinMs;
  const answer = await tryAgain(
    clock,
    { pausesMs, endsAtMs },
    () => requestDaily(client, { ...request, tryMs, endsAtMs }),
    request.method === 'GET' ? isPassing : wasNotCarriedOut,
  );
  if (answer.kind === 'ok') return given(answer.body);
  const said = answer.kind === 'not-ok' ? errorSchema.safeParse(answer.body).data : undefined;
  const prose = [said?.error, said?.info].filter((part) => part !== undefined).join(': ');
  return notGiven('Daily', answer, prose === '' ? undefined : prose, secrets);
}

function wasNotCarriedOut(answer: KeyedAnswer): boolean {
  return answer.kind === 'unsent' || (answer.kind === 'not-ok' && answer.status === 429);
}

/** More pages than any domain fills; a list that never ends is a fault. */
const maxPages = 20;

/** Reads a list to its end. `cursor` is what `starting_after` takes of a row (Daily docs, pagination). */
export async function listDaily<Row>(
  client: DailyClient,
  path: string,
  pageSize: number,
  schema: z.ZodType<Row>,
  cursor: (row: Row) => string | undefined,
): Promise<Asked<readonly Row[]>> {
  const pageSchema = z.object({ data: z.array(schema) });
  const rows: Row[] = [];
  let after: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const query = `?limit=${pageSize}${after === undefined ? '' : `&starting_after=${encodeURIComponent(after)}`}`;
    const answer = await askDaily(client, { method: 'GET', path: path + query });
    if (!answer.ok) return answer;
    const parsed = pageSchema.safeParse(answer.value);
    if (!parsed.success) return senseless('Daily', `a list at ${path}`);
    rows.push(...parsed.data.data);
    const last = parsed.data.data.at(-1);
    after = last && cursor(last);
    if (parsed.data.data.length < pageSize || after === undefined) return given(rows);
  }
  return senseless('Daily', `an end of the list at ${path}`);
}

const numberSchema = z.object({
  number: z.string(),
  name: z.string().nullish(),
  pagination_id: z.string().optional(),
});

/** A number that the domain has bought. */
export interface PurchasedNumber {
  readonly number: string;
  readonly name?: string | null | undefined;
}

/** The longest page of purchased numbers; other lists give 100 (Daily docs, purchased phone numbers). */
const numbersPage = 50;

export function listPurchasedNumbers(client: DailyClient): Promise<Asked<readonly PurchasedNumber[]>> {
  return listDaily(
    client,
    '/purchased-phone-numbers',
    numbersPage,
    numberSchema,
    ({ pagination_id }) => pagination_id,
  );
}
