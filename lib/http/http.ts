import type { Clock } from '../held-calls/ports.ts';

/** The network as adapters may know it. */
export interface Http {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** A signal that aborts after `ms` milliseconds. */
  readonly timeoutSignal: (ms: number) => AbortSignal;
  readonly clock: Clock;
}

/** One request. It is given up when `endsAtMs` (Unix ms) has come, or after `tryMs` if that is earlier. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text, sent byte for byte as it is. */
  readonly body?: string;
  /** Default: as long as there is time. */
  readonly tryMs?: number | undefined;
  readonly endsAtMs: number;
  /** An answer with a longer body is as one without. Default: however long it is. */
  readonly maxBytes?: number;
}

/**
 * What came of a request. `ok`: a status from 200 to 299; `not-ok`: any other. `body` is undefined if it was not JSON.
 * `unsent`: there was no connection, so nothing happened over there. `unknown`: it may have been carried out. `why` is
 * a code, never a message, since messages of the HTTP client can quote headers.
 */
export type HttpAnswer =
  | {
      readonly kind: 'ok' | 'not-ok';
      readonly status: number;
      readonly body: unknown;
      /** How long not to ask again, in ms, where a refusal says so (RFC 9110, Retry-After). */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'unsent' | 'unknown'; readonly why: string };

/** Even a request that comes late gets this long, else it could not succeed at all. */
const minTryMs = 250;

/** Error codes of Node's sockets and of its fetch (undici) that are raised before a request is written. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Sends one request once. Redirects are not followed: no API that we call documents one. Never throws. */
export async function send(http: Http, request: HttpRequest): Promise<HttpAnswer> {
  const leftMs = request.endsAtMs - http.clock.now();
  // A signal takes no part of a millisecond.
  const timeoutMs = Math.ceil(Math.max(minTryMs, Math.min(request.tryMs ?? Infinity, leftMs)));
  try {
    const response = await http.fetch(request.url, {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: http.timeoutSignal(timeoutMs),
    });
    const { ok, status } = response;
    const retryAfterMs = ok ? undefined : readRetryAfter(response, http.clock.now());
    return {
      kind: ok ? 'ok' : 'not-ok',
      status,
      body: await readJson(response, request.maxBytes),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  } catch (error) {
    const why = codeOf(error);
    return { kind: unsentCodes.has(why) ? 'unsent' : 'unknown', why };
  }
}

/** The code that says why an answer is not a success, for logs and reasons: `http-429`, `time-out`, `ECONNRESET`. */
export function whyOf(answer: HttpAnswer): string {
  return 'status' in answer ? `http-${answer.status}` : answer.why;
}

/** A number of seconds or a date; undefined if there is none, or nothing that makes sense. */
function readRetryAfter({ headers }: Response, nowMs: number): number | undefined {
  const written = headers.get('retry-after')?.trim();
  if (written === undefined) return undefined;
  const atMs = written.endsWith(' GMT') ? Date.parse(written) : NaN;
  const ms = /^\d+$/.test(written) ? Number(written) * 1000 : atMs - nowMs;
  return Number.isSafeInteger(ms) ? Math.max(0, ms) : undefined;
}

/** The status alone decides; a body that breaks off, is too long, or is not JSON is as good as none. */
async function readJson(response: Response, maxBytes = Infinity): Promise<unknown> {
  try {
    return JSON.parse(await readText(response, maxBytes));
  } catch {
    return undefined;
  }
}

/** @throws if the body breaks off, or has more than `maxBytes` */
async function readText(response: Response, maxBytes: number): Promise<string> {
  if (maxBytes === Infinity || response.body === null) return response.text();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    // Leaving the loop cancels the body: the rest is not read.
    if (length > maxBytes) throw new RangeError('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no-answer';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'time-out';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : 'no-answer';
}
