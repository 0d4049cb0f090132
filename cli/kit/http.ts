import type { Http } from '../../lib/http/http.ts';
import type { Log } from '../../lib/telemetry/telemetry.ts';

/** The way to the providers. */
export function httpOf({ fetch, clock }: Pick<Http, 'fetch' | 'clock'>): Http {
  return { fetch, timeoutSignal: (ms) => AbortSignal.timeout(ms), clock };
}

/** What a provider refused is told in a sentence; a log would say it twice. */
export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
