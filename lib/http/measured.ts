import type { Count } from '../telemetry/telemetry.ts';
import type { Http } from './http.ts';

/** Whom we ask over the network, as metrics call them. */
export type Party = 'daily' | 'pipecat-cloud' | 'bot-endpoint' | 'twilio' | 'digital-samba';

/**
 * The network as one party is reached over it: how long each request takes until its answer begins, and whether it fails
 * for a reason that lies with the party or with our standing there, is counted by party. One that does not fail counts
 * as 0, so that the average is the share of those that do. What a party refuses because of the request itself (a name that
 * is taken, a caller who has gone) is no failure.
 */
export function measured(http: Http, party: Party, count: Count): Http {
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
        count('providerErrors', failures, party);
        count('providerMs', clock.now() - sentAtMs, party);
      }
    },
  };
}

/** A key that is refused, a limit that is reached, a fault over there. */
function isFailure(status: number): boolean {
  return status === 401 || status === 403 || status === 429 || status >= 500;
}
