import type { SecretValues } from '../lib/providers/secret.ts';
import { parsePinlessRequest } from '../lib/providers/daily/incoming-call.ts';
import { secretsFor } from '../lib/providers/daily/own-secrets.ts';
import { isPinlessProbe } from '../lib/providers/daily/probe.ts';
import { pinlessHeaders } from '../lib/providers/daily/signature.ts';
import { acceptCall } from '../lib/held-calls/steps/accept.ts';
import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deploy } from './compose/compose.ts';
import { admit, answerProbe, type DailyWebhook, type WebhookDeps } from './shared/daily-webhook.ts';
import { answer, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import { Refusals } from './shared/webhook-refusal.ts';

const webhook: DailyWebhook = { name: 'daily-pinless', headers: pinlessHeaders, isProbe: isPinlessProbe };

export type Deps = HeldCallDeps & WebhookDeps & { readonly refusalStatus: number };

/** `POST /daily/pinless`: a call is on hold. Answers as soon as the call is stored and its machine started. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, webhook.name);
  return async (event: WebhookEvent): Promise<HttpAnswer> => {
    const admitted = await admit(deps, refusals, webhook, event);
    if (!admitted.ok) return admitted.answer;

    const request = parsePinlessRequest(admitted.rawBody);
    if (request.kind === 'probe') return answerProbe(deps, webhook.name);
    if (request.kind === 'invalid') {
      return refusals.refuse(event, { status: 400, code: `invalid-${request.why}` });
    }

    const accepted = await acceptCall(deps, request.call);
    switch (accepted.kind) {
      case 'held':
        return answer(200, { ok: true, call: accepted.id });
      case 'refused':
        return answer(deps.refusalStatus, { code: accepted.reason });
      case 'busy':
        return answer(503, { code: 'busy' });
    }
  };
}

/** The secrets that count for what a call came to, which the body says. */
export function signedWith(
  { dailyPinlessHmac, dailyPinlessOwn, malformed }: SecretValues,
  rawBody: Uint8Array,
) {
  // Which numbers have secrets of their own is not known then: the shared ones may not stand in for those.
  if (malformed?.includes('dailyPinlessOwn') === true) return undefined;
  return secretsFor(dailyPinlessHmac, dailyPinlessOwn, rawBody);
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeHeldCalls(base),
    hmacSecrets: {
      read: async (rawBody) => signedWith(await base.secrets.read(), rawBody),
      reread: async (rawBody) => signedWith(await base.secrets.reread(), rawBody),
    },
    isUsed: base.uses('dailyPinlessHmac', 'dailyPinlessOwn'),
    refusalStatus: base.env.REFUSAL_STATUS,
  }),
);
