import { callIdSchema, ownRoomName, type CallId } from '../../lib/held-calls/model/call.ts';
import type { HeldCallDeps } from '../../lib/held-calls/ports.ts';
import { checkingKeys } from '../../lib/held-calls/steps/bots/signing-keys.ts';
import { attemptOfToken, type BotPurpose } from '../../lib/held-calls/steps/bots/tokens.ts';
import { readBody, type HttpAnswer, type WebhookEvent } from './http.ts';
import type { Refusals } from './webhook-refusal.ts';

type Admitted =
  | { readonly ok: true; readonly id: CallId; readonly attempt: number; readonly bytes: Buffer }
  | { readonly ok: false; readonly answer: HttpAnswer };

/** Lets in a bot whose bearer token speaks for one attempt of the call in the path, and for what it asks. */
export async function admitBot(
  deps: Pick<HeldCallDeps, 'signingKey' | 'otherSigningKey'> & {
    readonly settings: Pick<HeldCallDeps['settings'], 'stage'>;
  },
  refusals: Refusals,
  purpose: BotPurpose,
  event: WebhookEvent,
): Promise<Admitted> {
  const refuse = async (status: number, code: string): Promise<Admitted> => ({
    ok: false,
    answer: await refusals.refuse(event, { status, code }),
  });
  const body = readBody(event);
  if (!body.ok) return refuse(body.status, body.code);
  const id = callIdSchema.safeParse(event.pathParameters?.callId);
  if (!id.success) return refuse(404, 'call-unknown');
  const token = /^Bearer ([\w.-]{1,128})$/i.exec(event.headers.authorization ?? '')?.[1];
  if (token === undefined) return refuse(401, 'token-missing');
  const keys = await checkingKeys(deps);
  if (keys.length === 0) return refuse(503, 'no-signing-key');
  const roomOf = (attempt: number) => ownRoomName(deps.settings.stage, id.data, attempt);
  const attempt = keys
    .map((key) => attemptOfToken(key, purpose, token, roomOf))
    .find((found) => found !== undefined);
  if (attempt === undefined) return refuse(403, 'token-bad');
  refusals.admitted(event);
  return { ok: true, id: id.data, attempt, bytes: body.bytes };
}
