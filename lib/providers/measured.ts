import type { Count } from '../telemetry/telemetry.ts';
import type { Http } from '../http/http.ts';
import type { ProviderName } from './descriptors.ts';

/**
 * The network as one provider is reached over it: how long each request takes until its answer begins, and whether it fails
 * for a reason that lies with the provider or with our standing there, is counted by provider. One that does not fail counts
 * as 0, so that the average is the share of those that do. What a provider refuses because of the request itself (a name that
 * is taken, a caller who has gone) is no failure.
 */
export function measured(http: Http, provider: ProviderName, count: Count): Http {
  const { fetch, clock } = http;
  return {
    ...http,
    fetch: async (url, init) => {
      const sentAtMs = clock.now();
      let failures = 1;
      try {
        const response = await fetch(url, init);
        failures = isFailure(response.status) ? 1 : 0;
        return response;
      } finally {
        count('providerErrors', failures, provider);
        count('providerMs', clock.now() - sentAtMs, provider);
      }
    },
  };
}

/** A key that is refused, a limit that is reached, a fault over there. */
function isFailure(status: number): boolean {
  return status === 401 || status === 403 || status === 429 || status >= 500;
}
