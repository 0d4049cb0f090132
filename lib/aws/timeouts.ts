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

/** What a client needs beside the environment: nothing on Lambda; an endpoint for a table or machine on a laptop. */
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
export function backOffMs(tries: number, baseMs: number, mostMs: number, random: Random): number {
  return Math.floor(random() * Math.min(mostMs, baseMs * 2 ** (tries - 1)));
}
