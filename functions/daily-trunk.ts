import type { Trunk } from '../lib/providers/daily/descriptor.ts';
import { trunkHeaders } from '../lib/providers/daily/signature.ts';
import { parseTrunkRequest } from '../lib/providers/daily/trunk-call.ts';
import { answerTrunkCall } from '../lib/held-calls/steps/trunk-call.ts';
import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deploy } from './compose/compose.ts';
import { admit, answerProbe, type DailyWebhook } from './shared/daily-webhook.ts';
import { answer, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import { Refusals, type RefusalDeps } from './shared/webhook-refusal.ts';

// What tries it out is signed too.
const webhook: DailyWebhook = { name: 'daily-trunk', headers: trunkHeaders, isProbe: () => false };

/** Has Daily refuse the call, with the same number, so that the carrier goes elsewhere (Daily docs, sip_trunk.incoming: any but 2xx). */
const notTaken = 480;

type ReadTrunks = () => Promise<readonly Trunk[] | undefined>;
/** `reread` looks past the cache, within its limits. */
type Trunks = { readonly read: ReadTrunks; readonly reread: ReadTrunks };
export type Deps = HeldCallDeps & RefusalDeps & { readonly trunks: Trunks };

/** `POST /daily/trunk/{trunk}`: a call rings on a trunk. 2xx is a promise that somebody is in the room, and given only then. */
export function makeHandler({ trunks, ...deps }: Deps) {
  const refusals = new Refusals(deps, webhook.name);
  return async (event: WebhookEvent): Promise<HttpAnswer> => {
    const named = (all: readonly Trunk[] = []) =>
      all.find(({ name }) => name === event.pathParameters?.trunk);
    // One that was connected a moment ago may not be in the cache.
    const trunk = named(await trunks.read()) ?? named(await trunks.reread());
    if (trunk === undefined) return refusals.refuse(event, { status: 404, code: 'unknown-trunk' });
    const hmacSecrets = {
      read: () => Promise.resolve(trunk.hmac),
      reread: async () => named(await trunks.reread())?.hmac,
    };
    const admitted = await admit({ ...deps, hmacSecrets }, refusals, webhook, event);
    if (!admitted.ok) return admitted.answer;

    const request = parseTrunkRequest(admitted.rawBody);
    if (request.kind === 'probe') return answerProbe(deps, webhook.name);
    if (request.kind === 'invalid')
      return refusals.refuse(event, { status: 400, code: `invalid-${request.why}` });

    const { name, route } = trunk;
    const answered = await answerTrunkCall(deps, { trunk: name, route, room: request.room });
    return answered.kind === 'accepted'
      ? answer(200, { ok: true, call: answered.id })
      : answer(notTaken, { code: answered.reason });
  };
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeHeldCalls(base),
    trunks: base.secret('dailyTrunks'),
    isUsed: base.uses('dailyTrunks'),
  }),
);
