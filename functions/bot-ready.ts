import { callIdSchema, ownRoomName } from '../lib/held-calls/model/call.ts';
import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { ownRoomReady } from '../lib/held-calls/steps/ready.ts';
import { checkingKeys } from '../lib/held-calls/steps/signing-keys.ts';
import { attemptOfReportToken } from '../lib/held-calls/steps/tokens.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deploy } from './compose/compose.ts';
import { answer, readBody, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import { Refusals } from './shared/webhook-refusal.ts';

/**
 * `POST /calls/{callId}/ready`: a bot says that its room can take the caller. Its bearer token speaks for one attempt of
 * one call. The body is not read: what is known of the room, we know from Daily.
 */
export function makeHandler(deps: HeldCallDeps) {
  // The call goes on without its report, and the secret of this function tells of no provider.
  const refusals = new Refusals({ ...deps, isUsed: 'no-provider' }, 'bot-ready');
  return async (event: WebhookEvent): Promise<HttpAnswer> => {
    const body = readBody(event);
    if (!body.ok) return refusals.refuse(event, body);
    const id = callIdSchema.safeParse(event.pathParameters?.callId);
    if (!id.success) return refusals.refuse(event, { status: 404, code: 'call-unknown' });
    const token = /^Bearer ([\w.-]{1,128})$/i.exec(event.headers.authorization ?? '')?.[1];
    if (token === undefined) return refusals.refuse(event, { status: 401, code: 'token-missing' });
    const keys = await checkingKeys(deps);
    if (keys.length === 0) return refusals.refuse(event, { status: 503, code: 'no-signing-key' });
    const roomOf = (attempt: number) => ownRoomName(deps.settings.stage, id.data, attempt);
    const attempt = keys
      .map((key) => attemptOfReportToken(key, token, roomOf))
      .find((found) => found !== undefined);
    if (attempt === undefined) return refusals.refuse(event, { status: 403, code: 'token-bad' });
    refusals.admitted(event);

    const result = await ownRoomReady(deps, { id: id.data, attempt, source: 'bot' });
    return result === 'failed' ? answer(503, { code: 'busy' }) : answer(200, { ok: true, result });
  };
}

export const handler = deploy((base) => makeHandler(composeHeldCalls(base)));
