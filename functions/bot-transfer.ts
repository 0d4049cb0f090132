import * as z from 'zod';
import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { transferCall } from '../lib/held-calls/steps/transfer.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deploy } from './compose/compose.ts';
import { admitBot } from './shared/bot-request.ts';
import { answer, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import { Refusals } from './shared/webhook-refusal.ts';

const bodySchema = z.object({ to: z.unknown() });

/**
 * `POST /calls/{callId}/transfer {to}`: a bot asks that its caller is led on to a number or SIP address. Its bearer token speaks for
 * one attempt of one call. No refusal is answered with 5xx or 429: those ring, and this is the bot's to mend.
 */
export function makeHandler(deps: HeldCallDeps) {
  const refusals = new Refusals({ ...deps, isUsed: 'no-provider' }, 'bot-transfer');
  return async (event: WebhookEvent): Promise<HttpAnswer> => {
    const bot = await admitBot(deps, refusals, 'transfer', event);
    if (!bot.ok) return bot.answer;
    const { id, attempt, bytes } = bot;
    const transferred = await transferCall(deps, { id, to: toIn(bytes), by: 'bot', attempt });
    if (transferred.ok) return answer(202, { ok: true, result: transferred.result });
    const { why } = transferred;
    switch (why) {
      case 'destination-invalid':
        return answer(400, { code: why });
      case 'destination-not-allowed':
        return answer(403, { code: why });
      case 'call-unknown':
        return answer(404, { code: why });
      case 'call-over':
      case 'not-connected':
      case 'transfer-in-hand':
      case 'busy':
      case 'provider-refused':
        return answer(409, { code: why });
    }
  };
}

/** Where to, as the body says; undefined if it says nothing. */
function toIn(bytes: Buffer): unknown {
  try {
    return bodySchema.safeParse(JSON.parse(bytes.toString('utf8'))).data?.to;
  } catch {
    return undefined; // JSON.parse reports only by throwing
  }
}

export const handler = deploy((base) => makeHandler(composeHeldCalls(base)));
