import { createRouteStore } from '../../lib/aws/stores/route-store.ts';
import { makeBotEndpoint } from '../../lib/providers/bot-endpoint/bot-endpoint.ts';
import { canaryBots } from '../../lib/held-calls/canary.ts';
import type { Bots, HeldCallDeps } from '../../lib/held-calls/ports.ts';
import { measured } from '../../lib/http/measured.ts';
import { composeCanaryParties } from './canary.ts';
import { composePipecatCloud, composeReleases } from './releases.ts';
import type { Base } from './compose.ts';

/** What the functions of held calls need. */
export function composeHeldCalls(base: Base): HeldCallDeps {
  const { env, clock, random, secret, table } = base;
  const releases = composeReleases(base);
  const bots = { ...releases.bots, start: composeBotStart(base) };
  return {
    ...releases,
    random,
    routes: createRouteStore({ table, clock }),
    bots: env.CANARY === undefined ? bots : canaryBots(bots, composeCanaryParties(base)),
    signingKey: secret('signingKey').read,
    otherSigningKey: secret('otherSigningKey').read,
  };
}

function composeBotStart(base: Base): Bots['start'] {
  const { counter, http, log, secret } = base;
  const pipecatCloud = composePipecatCloud(base);
  const botEndpoint = makeBotEndpoint({
    http: measured(http, 'bot-endpoint', counter.count),
    log,
    secret: secret('botEndpointSecret').read,
  });
  return (order) =>
    order.target.kind === 'pipecat-cloud'
      ? pipecatCloud.start(order, order.target)
      : botEndpoint.start(order, order.target);
}
