import type { Hono } from 'hono';
import * as z from 'zod';
import type { Env } from '../../kit/rest.ts';
import { causes, type PlivoCall } from '../calls/call.ts';
import { partiesOf, plivoTime } from '../calls/parameters.ts';
import { fail, gone, notFound, say, withJson } from './answers.ts';
import type { RestDeps } from './deps.ts';

/** Callers have one leg alone, so that nothing else can be transferred. */
const transferSchema = z.strictObject({
  legs: z.literal('aleg').default('aleg'),
  aleg_url: z.url({ protocol: /^https?$/ }),
  aleg_method: z.enum(['GET', 'POST']).default('POST'),
});

/** Live calls: one, all of them, transfer and hangup. */
export function addCallRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { calls } = deps;
  const live = (id: string) => {
    const found = calls.find(id);
    return found?.call.over.aborted === false ? found : undefined;
  };
  app.get('/Call/', (c) => {
    if (c.req.query('status') !== 'live') return fail(c, 400, 'only live calls are simulated');
    const up = calls.all.filter(({ over }) => !over.aborted);
    return say(c, 200, { calls: up.map(({ id }) => id) });
  });
  // With and without a slash: the SDK writes one way, the documentation the other.
  app.on('GET', ['/Call/:id', '/Call/:id/'], (c) => {
    if (c.req.query('status') !== 'live') return fail(c, 400, 'only live calls are simulated');
    const found = live(c.req.param('id'));
    return found ? say(c, 200, resourceOf(found.call, deps)) : notFound(c);
  });
  app.post('/Call/:id/', (c) =>
    withJson(c, transferSchema, (order) => {
      const found = live(c.req.param('id'));
      if (!found) return notFound(c);
      found.flow.transfer(order.aleg_url, order.aleg_method);
      return say(c, 202, { message: 'call transferred', call_uuids: [found.call.id] });
    }),
  );
  app.delete('/Call/:id/', (c) => {
    const found = live(c.req.param('id'));
    found?.call.end('api', causes.normal);
    return found ? gone(c) : notFound(c);
  });
}

function resourceOf(call: PlivoCall, { settings }: RestDeps): object {
  const parties = partiesOf(call, settings);
  return {
    call_uuid: call.id,
    call_status: call.status,
    caller_name: parties.from,
    direction: 'inbound',
    ...parties,
    request_uuid: call.id,
    session_start: plivoTime(call.startedMs),
  };
}
