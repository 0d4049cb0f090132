import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { ownRoomReady } from '../lib/held-calls/steps/ready.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deploy } from './compose/compose.ts';
import { admitBot } from './shared/bot-request.ts';
import { answer, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import { Refusals } from './shared/webhook-refusal.ts';

/**
 * `POST /calls/{callId}/ready`: a bot says that its room can take the caller. Its bearer token speaks for one attempt of
 * one call. The body is not read: what is known of the room, we know from Daily.
 */
export function makeHandler(deps: HeldCallDeps) {
  // The call goes on without its report, and the secret of this function tells of no provider.
  const refusals = new Refusals({ ...deps, isUsed: 'no-provider' }, 'bot-ready');
  return async (event: WebhookEvent): Promise<HttpAnswer> => {
    const bot = await admitBot(deps, refusals, 'ready', event);
    if (!bot.ok) return bot.answer;
    const result = await ownRoomReady(deps, { id: bot.id, attempt: bot.attempt, source: 'bot' });
    return result === 'failed' ? answer(503, { code: 'busy' }) : answer(200, { ok: true, result });
  };
}

export const handler = deploy((base) => makeHandler(composeHeldCalls(base)));
