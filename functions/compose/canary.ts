import { createCallStore } from '../../lib/aws/stores/held-calls/call-store.ts';
import { makeCanaryBot } from '../../lib/providers/bot-endpoint/canary-bot.ts';
import { makeCanaryDaily } from '../../lib/providers/daily/canary.ts';
import type { ProveDeps } from '../../lib/held-calls/steps/prove.ts';
import type { Base } from './compose.ts';

/** The parties of the canary's calls. Their requests are not counted: they are our own, to our own front door. */
export function composeCanaryParties({ env, http, secret }: Base) {
  const daily = makeCanaryDaily({
    http,
    publicUrl: env.PUBLIC_URL,
    pinlessHmac: secret('dailyPinlessHmac').read,
    webhookHmac: secret('dailyWebhookHmac').read,
  });
  return { ...daily, ...makeCanaryBot({ http }) };
}

/** What the canary's function needs. */
export function composeCanary(base: Base): ProveDeps {
  const { env, clock, log, counter, newId, secret, table } = base;
  return {
    calls: createCallStore({ table, clock, life: { longestCallMs: env.LONGEST_CALL_MS }, newWriteId: newId }),
    provider: composeCanaryParties(base),
    clock,
    log,
    count: counter.count,
    signingKey: secret('signingKey').read,
    settings: { stage: env.STAGE },
    newId,
  };
}
