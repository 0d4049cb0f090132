import * as z from 'zod';
import { botData } from '../bot-endpoint/bot-data.ts';
import { whyOf, type Http } from '../../http/http.ts';
import { sendWithKey, type KeySource } from '../../http/keyed.ts';
import type { StartedBot } from '../../held-calls/model/call.ts';
import type { BotOrder, Bots } from '../../held-calls/ports.ts';
import type { Target } from '../../held-calls/model/route.ts';
import type { Log } from '../../telemetry/telemetry.ts';

export type PipecatCloudTarget = Extract<Target, { kind: 'pipecat-cloud' }>;

export interface PipecatCloudDeps {
  readonly http: Http;
  readonly log: Log;
  /** Base URL of the API without a slash at the end, for example `https://api.pipecat.daily.co/v1`. */
  readonly apiUrl: string;
  /** Starts agents (`pk_…`). */
  readonly publicKey: KeySource;
  /** Stops sessions. */
  readonly privateKey: KeySource;
}

/**
 * Whether the answer waits for the bot is not documented, and a cold start takes 10 s or more: after this long the
 * outcome counts as unknown, and the room decides.
 */
const startWithinMs = 8_000;
const stopWithinMs = 4_000;

const startedSchema = z.object({ sessionId: z.string().min(1).max(256) });

/** Bots of Pipecat Cloud (Pipecat Cloud docs, REST reference). */
export function makePipecatCloud({ http, log, apiUrl, publicKey, privateKey }: PipecatCloudDeps) {
  return {
    /** Starts an agent once, in the room that the order names; Pipecat Cloud makes none of its own. */
    async start(order: BotOrder, target: PipecatCloudTarget): ReturnType<Bots['start']> {
      const answer = await sendWithKey(http, publicKey, {
        method: 'POST',
        url: `${apiUrl}/public/${encodeURIComponent(target.agent)}/start`,
        body: JSON.stringify({ body: botData(order) }),
        tryMs: startWithinMs,
        endsAtMs: Math.min(http.clock.now() + startWithinMs, order.endsAtMs),
      });
      switch (answer.kind) {
        case 'no-key':
          log.error('secret-missing', { secret: 'pipecatCloudPublicKey' });
          return { kind: 'refused', why: 'no-public-key' };
        case 'unsent':
          return { kind: 'refused', why: answer.why };
        case 'unknown':
          return { kind: 'unknown', why: answer.why };
        case 'ok': {
          const session = startedSchema.safeParse(answer.body).data?.sessionId;
          return { kind: 'started', ...(session === undefined ? {} : { session }) };
        }
        case 'not-ok':
          return {
            kind: answer.status >= 500 ? 'unknown' : 'refused',
            why: answer.status === 429 ? 'at-capacity' : whyOf(answer),
            retryAfterMs: answer.retryAfterMs,
          };
      }
    },

    /**
     * Stops a session; one that has ended counts as stopped. Without a session, or without the private key, the bot
     * goes when its room does, and that counts as well.
     */
    async stop({ session }: StartedBot, target: PipecatCloudTarget): Promise<boolean> {
      if (session === undefined) return true;
      const agent = encodeURIComponent(target.agent);
      const answer = await sendWithKey(http, privateKey, {
        method: 'DELETE',
        url: `${apiUrl}/agents/${agent}/sessions/${encodeURIComponent(session)}`,
        tryMs: stopWithinMs,
        endsAtMs: http.clock.now() + stopWithinMs,
      });
      if (answer.kind === 'no-key') {
        log.warn('secret-missing', { secret: 'pipecatCloudPrivateKey' });
        return true;
      }
      if (answer.kind === 'ok' || (answer.kind === 'not-ok' && answer.status === 404)) return true;
      log.warn('provider-failed', { provider: 'pipecat-cloud', action: 'stop', why: whyOf(answer), session });
      return false;
    },
  };
}
