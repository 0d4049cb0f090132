import * as z from 'zod';

/** A connection inside one Region takes milliseconds; after a second the address is not going to answer. */
const connectionTimeoutMs = 1_000;

/**
 * The HTTP settings of an AWS client: every request ends within `requestTimeoutMs`, connecting included. Left to its
 * defaults the SDK only warns when a request takes longer, and waits on.
 */
export function boundedRequests(requestTimeoutMs: number) {
  return {
    connectionTimeout: Math.min(connectionTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    // The request time-out ends with the answer's headers; this one covers a body that stops arriving.
    socketTimeout: requestTimeoutMs,
  };
}

/** What a client needs beside the environment: nothing on Lambda; an endpoint for a table or machine on a local gateway. */
export interface ClientSettings {
  /** Base URL. Default: the service's own, or the SDK's `AWS_ENDPOINT_URL_…` variable. */
  readonly endpoint?: string;
  /** Default: `AWS_REGION`. */
  readonly region?: string;
  /** Default: the SDK's usual chain, in a bundle the environment alone (`environment-credentials.ts`). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Draws from 0 up to, not including, 1. */
export type Random = () => number;

/**
 * How long to wait before another try: anything up to a limit that doubles with each try, so that many who failed
 * together do not come back together (AWS Architecture Blog, "Exponential Backoff and Jitter", full jitter).
 * @param tries how many have failed before this wait, from 1
 */
export function backOffMs(tries: number, baseMs: number, maxMs: number, random: Random): number {
  return Math.floor(random() * Math.min(maxMs, baseMs * 2 ** (tries - 1)));
}

const failureSchema = z.object({
  name: z.string(),
  code: z.string().optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

/** Names of throttling (API references of Step Functions and SQS, "Common Errors"; SQS SendMessage). */
const throttled: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
]);
/** No connection or no answer: system errors, as against Node's own ERR_… (Node.js docs, "Common system errors"). */
const systemError = /^E(?!RR_)/;

/** Whether the request to AWS that failed with this may succeed a moment later. */
export function mayPass(error: unknown): boolean {
  const failure = failureSchema.safeParse(error);
  if (!failure.success) return false;
  const { name, code = '', $metadata } = failure.data;
  const status = $metadata?.httpStatusCode ?? 0;
  return (
    status >= 500 ||
    status === 429 ||
    throttled.has(name) ||
    name === 'TimeoutError' ||
    systemError.test(code)
  );
}
