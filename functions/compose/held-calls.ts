import { createRouteStore } from '../../lib/aws/stores/route-store.ts';
import { makeBotEndpoint } from '../../lib/providers/bot-endpoint/bot-endpoint.ts';
import type { Bots, HeldCallDeps, Router } from '../../lib/held-calls/ports.ts';
import { measured } from '../../lib/providers/measured.ts';
import { makeRoutingEndpoint } from '../../lib/providers/routing-endpoint/routing-endpoint.ts';
import { servingCanary } from './canary.ts';
import { composePipecatCloud, composeReleases } from './releases.ts';
import type { Base } from './compose.ts';

/** What the functions of held calls need. */
export function composeHeldCalls(base: Base): HeldCallDeps {
  const { clock, random, secret, table } = base;
  const releases = composeReleases(base);
  const bots = { ...releases.bots, start: composeBotStart(base) };
  return servingCanary(base, {
    ...releases,
    random,
    routes: createRouteStore({ table, clock }),
    bots,
    router: composeRouter(base),
    signingKey: secret('signingKey').read,
    otherSigningKey: secret('otherSigningKey').read,
  });
}

function composeRouter({ http, log, secret }: Base): Router {
  return makeRoutingEndpoint({
    http,
    log,
    secret: secret('botEndpointSecret').read,
  });
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
