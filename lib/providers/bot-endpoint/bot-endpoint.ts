import * as z from 'zod';
import { send, whyOf, type Http } from '../../http/http.ts';
import type { BotOrder, Bots } from '../../held-calls/ports.ts';
import type { Target } from '../../held-calls/model/route.ts';
import type { Log } from '../../telemetry/telemetry.ts';
import { isPrivateWay, signedHeaders } from '../own-endpoint.ts';
import { botData } from './bot-data.ts';
import { stopEndpointBot } from './stop.ts';

export type BotEndpointTarget = Extract<Target, { kind: 'bot-endpoint' }>;

export interface BotEndpointDeps {
  readonly http: Http;
  readonly log: Log;
  /** Secret that signs orders, `whsec_` and base64; undefined while not set. */
  readonly secret: () => Promise<string | undefined>;
}

/** An endpoint says that a bot is on its way, it does not wait for it; a slow one leaves time for the next target. */
const startWithinMs = 8_000;

/** The name of a session, if the endpoint gives one: only kept with the call, so an odd one is left out. */
const startedSchema = z.object({ session: z.string().min(1).max(256) });

/** Any HTTPS endpoint that starts a bot for an order signed as Standard Webhooks 1.0 describes. */
export function makeBotEndpoint({ http, log, secret }: BotEndpointDeps) {
  return {
    /**
     * Sends the order once. A 2xx means that a bot comes. An order that was refused and is sent again carries the same
     * `webhook-id`.
     */
    async start(order: BotOrder, target: BotEndpointTarget): ReturnType<Bots['start']> {
      if (!isPrivateWay(target.url)) return { kind: 'refused', why: 'not-https' };
      const key = await secret();
      if (!key) {
        log.error('secret-missing', { secret: 'botEndpointSecret' });
        return { kind: 'refused', why: 'no-secret' };
      }
      const body = JSON.stringify(orderFor(order, target));
      const headers = signedHeaders([key], order.id, http.clock.now(), body);
      if (headers === undefined) {
        log.error('secret-missing', { secret: 'botEndpointSecret', why: 'not-base64' });
        return { kind: 'refused', why: 'bad-secret' };
      }

      const endsAtMs = Math.min(http.clock.now() + startWithinMs, order.endsAtMs);
      const answer = await send(http, {
        method: 'POST',
        url: target.url,
        headers,
        body,
        tryMs: startWithinMs,
        endsAtMs,
      });
      if (answer.kind === 'ok') {
        const session = startedSchema.safeParse(answer.body).data?.session;
        return { kind: 'started', ...(session === undefined ? {} : { session }) };
      }
      const isUnknown = answer.kind === 'unknown' || (answer.kind === 'not-ok' && answer.status >= 500);
      const retryAfterMs = answer.kind === 'not-ok' ? answer.retryAfterMs : undefined;
      return { kind: isUnknown ? 'unknown' : 'refused', why: whyOf(answer), retryAfterMs };
    },

    stop: stopEndpointBot,
  };
}

/** The order in the words that the endpoint understands. */
function orderFor(order: BotOrder, { protocol = 'patchbay' }: BotEndpointTarget) {
  switch (protocol) {
    case 'patchbay':
      return botData(order);
    // Without `transport` the runner waits for a browser: it answers 200 and starts no bot (Pipecat, runner/run.py).
    case 'pipecat-runner':
      return { transport: 'daily', body: botData(order) };
  }
}
