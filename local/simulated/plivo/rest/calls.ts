import { randomUUID } from 'node:crypto';
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

const number = z.string().regex(/^[1-9]\d{6,14}$/, 'not a number as Plivo writes it');
const httpUrl = z.url({ protocol: /^https?$/ });
const method = z.enum(['GET', 'POST']).default('POST');

/** A call to be placed, as far as its fields are used here (Plivo docs, make an outbound call). */
const placedSchema = z.strictObject({
  from: number,
  to: number,
  answer_url: httpUrl,
  answer_method: method,
  fallback_url: httpUrl.optional(),
  fallback_method: method,
  hangup_url: httpUrl.optional(),
  hangup_method: method,
  ring_timeout: z.int().min(1).default(120),
  time_limit: z.int().min(1).default(14_400),
});

/** Calls that are placed, and live ones: one, all of them, transfer and hangup. */
export function addCallRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { calls, account } = deps;
  const live = (id: string) => {
    const found = calls.find(id);
    return found?.call.over.aborted === false ? found : undefined;
  };
  app.get('/Call/', (c) => {
    if (c.req.query('status') !== 'live') return fail(c, 400, 'only live calls are simulated');
    const up = calls.all.filter(({ over }) => !over.aborted);
    return say(c, 200, { calls: up.map(({ id }) => id) });
  });
  app.post('/Call/', (c) =>
    withJson(c, placedSchema, (order) => {
      const from = `+${order.from}`;
      if (!account.number(from)) return fail(c, 400, 'from is no number of the account');
      calls.callOut({
        ...{ from, to: `+${order.to}`, ringTimeoutS: order.ring_timeout, timeLimitS: order.time_limit },
        application: {
          ...{ answerUrl: order.answer_url, answerMethod: order.answer_method },
          ...{ fallbackAnswerUrl: order.fallback_url ?? '', fallbackMethod: order.fallback_method },
          ...{ hangupUrl: order.hangup_url ?? '', hangupMethod: order.hangup_method },
        },
      });
      return say(c, 201, { message: 'call fired', request_uuid: randomUUID() });
    }),
  );
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
    direction: call.identity.direction ?? 'inbound',
    ...parties,
    request_uuid: call.id,
    session_start: plivoTime(call.startedMs),
  };
}
