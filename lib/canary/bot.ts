import { send, whyOf, type Http } from '../http/http.ts';
import type { CanaryParties } from './parties.ts';

/** The front door answers in some 100 ms, with a cold start in a second or two. */
const reportWithinMs = 6_000;

/** A bot that there is not: all it does is report that its room is ready. */
export function makeCanaryBot({ http }: { readonly http: Http }): Pick<CanaryParties, 'reportReady'> {
  return {
    reportReady: async ({ url, token }) => {
      const answer = await send(http, {
        method: 'POST',
        url,
        headers: { authorization: `Bearer ${token}` },
        body: '{}',
        tryMs: reportWithinMs,
        endsAtMs: http.clock.now() + reportWithinMs,
      });
      return answer.kind === 'ok' ? undefined : whyOf(answer);
    },
  };
}
