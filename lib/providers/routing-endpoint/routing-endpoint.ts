import { send, whyOf, type Http } from '../../http/http.ts';
import type { Router } from '../../held-calls/ports.ts';
import type { Log } from '../../telemetry/telemetry.ts';
import { isLoopback, isPrivateWay, signedHeaders } from '../own-endpoint.ts';
import { readAnswer } from './answer.ts';

export interface RoutingEndpointDeps {
  readonly http: Http;
  readonly log: Log;
  /** Secret that signs questions, `whsec_` and base64; undefined while not set. */
  readonly secret: () => Promise<string | undefined>;
}

/** Five targets with data for their bots fit many times, in bytes. */
const maxAnswerBytes = 65_536;

/** An HTTPS endpoint of the user's own that says where calls go, asked as Standard Webhooks 1.0 describes. */
export function makeRoutingEndpoint({ http, log, secret }: RoutingEndpointDeps): Router {
  return {
    /** A question that is asked again, since its task died, carries the same `webhook-id`. */
    async ask({ id, url, call, endsAtMs }) {
      if (!isPrivateWay(url)) return { kind: 'none', why: 'not-https' };
      const key = await secret();
      const body = JSON.stringify({
        call: {
          id: call.id,
          to: call.to,
          ...(call.from !== undefined && { from: call.from }),
          ...(call.sipHeaders !== undefined && { sip_headers: call.sipHeaders }),
        },
      });
      const headers = key === undefined ? undefined : signedHeaders([key], id, http.clock.now(), body);
      if (headers === undefined) {
        log.error('secret-missing', { secret: 'botEndpointSecret' });
        return { kind: 'none', why: 'no-secret' };
      }
      const answer = await send(http, {
        method: 'POST',
        url,
        headers,
        body,
        endsAtMs,
        maxBytes: maxAnswerBytes,
      });
      if (answer.kind !== 'ok') return { kind: 'none', why: whyOf(answer) };
      const read = readAnswer(answer.body, isLoopback(new URL(url).hostname));
      for (const { target, why } of read.refused) {
        log.warn('routing-target-refused', { callId: call.id, target, why });
      }
      return read.answer;
    },
  };
}
