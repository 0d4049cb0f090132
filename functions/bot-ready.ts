import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { noticeReported } from '../lib/held-calls/steps/bots/noticed.ts';
import { ownRoomReady } from '../lib/held-calls/steps/rooms/ready.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deploy } from './compose/compose.ts';
import { admitBot } from './shared/bot-request.ts';
import { answer, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import { Refusals } from './shared/webhook-refusal.ts';

/** A report says by its path what it is about. */
type BotReportEvent = WebhookEvent & { readonly rawPath?: string };

/**
 * `POST /calls/{callId}/ready`: a bot says that its room can take the caller. `/noticed`: it has told the caller the notice of the
 * route. Its bearer token speaks for one attempt of one call. The body is not read: what is known of the room, we know from Daily.
 */
export function makeHandler(deps: HeldCallDeps) {
  // The call goes on without its report, and the secret of this function tells of no provider.
  const refusals = new Refusals({ ...deps, isUsed: 'no-provider' }, 'bot-ready');
  return async (event: BotReportEvent): Promise<HttpAnswer> => {
    const purpose = event.rawPath?.endsWith('/noticed') === true ? 'noticed' : 'ready';
    const bot = await admitBot(deps, refusals, purpose, event);
    if (!bot.ok) return bot.answer;
    if (purpose === 'noticed') return answer(200, { ok: true, result: await noticeReported(deps, bot) });
    const result = await ownRoomReady(deps, { id: bot.id, attempt: bot.attempt, source: 'bot' });
    return result === 'failed' ? answer(503, { code: 'busy' }) : answer(200, { ok: true, result });
  };
}

export const handler = deploy((base) => makeHandler(composeHeldCalls(base)));
