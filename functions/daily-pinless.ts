import type { SecretValues } from '../lib/aws/secrets.ts';
import { parsePinlessRequest } from '../lib/daily/incoming-call.ts';
import { secretsFor } from '../lib/daily/own-secrets.ts';
import { isPinlessProbe } from '../lib/daily/probe.ts';
import { pinlessHeaders } from '../lib/daily/signature.ts';
import { acceptCall } from '../lib/held-call/accept.ts';
import type { HeldCallDeps } from '../lib/held-call/ports.ts';
import { composeHeldCalls } from './compose-held-calls.ts';
import { deploy } from './compose.ts';
import { admit, answerProbe, type DailyWebhook, type WebhookDeps } from './daily-webhook.ts';
import { answer, refuse, type HttpAnswer, type HttpRequestEvent } from './http.ts';

const webhook: DailyWebhook = { name: 'daily-pinless', headers: pinlessHeaders, isProbe: isPinlessProbe };

export type Deps = HeldCallDeps & WebhookDeps & { readonly refusalStatus: number };

/** `POST /daily/pinless`: a call is on hold. Answers as soon as the call is stored and its machine started. */
export function makeHandler(deps: Deps) {
  return async (event: HttpRequestEvent): Promise<HttpAnswer> => {
    const admitted = await admit(deps, webhook, event);
    if (!admitted.ok) return admitted.answer;

    const request = parsePinlessRequest(admitted.rawBody);
    if (request.kind === 'probe') return answerProbe(deps, webhook.name);
    if (request.kind === 'invalid') {
      return refuse(deps, webhook.name, { ok: false, status: 400, code: `invalid-${request.why}` });
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
function signedWith({ dailyPinlessHmac, dailyPinlessOwn }: SecretValues, rawBody: Uint8Array) {
  return secretsFor(dailyPinlessHmac, dailyPinlessOwn, rawBody);
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeHeldCalls(base),
    hmacSecrets: {
      read: async (rawBody) => signedWith(await base.secrets.read(), rawBody),
      reread: async (rawBody) => signedWith(await base.secrets.reread(), rawBody),
    },
    refusalStatus: base.env.REFUSAL_STATUS,
  }),
);
