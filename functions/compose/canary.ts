import { createCallStore } from '../../lib/aws/stores/held-calls/call-store.ts';
import { makeCanaryBot } from '../../lib/canary/bot.ts';
import { makeCanaryDaily } from '../../lib/canary/daily.ts';
import type { ProveDeps } from '../../lib/canary/prove.ts';
import { canaryBots } from '../../lib/canary/parties.ts';
import { canaryCalls, canaryRoutes } from '../../lib/canary/route.ts';
import type { HeldCallDeps } from '../../lib/held-calls/ports.ts';
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

/** Has the canary's calls served beside those of callers, while there is a canary. */
export function servingCanary(base: Base, deps: HeldCallDeps): HeldCallDeps {
  if (base.env.CANARY === undefined) return deps;
  return {
    ...deps,
    calls: canaryCalls(deps.calls),
    routes: canaryRoutes(deps.routes),
    bots: canaryBots(deps.bots, composeCanaryParties(base)),
  };
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
