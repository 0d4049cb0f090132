import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createRouteStore } from '../../lib/aws/stores/route-store.ts';
import { openTable } from '../../lib/aws/table/table.ts';
import { parsePinlessRequest } from '../../lib/providers/daily/incoming-call.ts';
import { acceptCall, startGraceMs } from '../../lib/held-calls/steps/accept.ts';
import { callIdFrom } from '../../lib/held-calls/model/call.ts';
import {
  routeHeaderLifeMs,
  routeHeaderName,
  signRouteHeader,
} from '../../lib/held-calls/steps/bots/tokens.ts';
import { settings } from '../support/held-calls.ts';
import {
  expectConnected,
  expectNothingLeft,
  expectUnknown,
  logged,
  machinesOf,
  ownRoom,
  secretOf,
  setRoute,
  signedHeaders,
  startReceiver,
  staticAddressOf,
} from './held-calls/helpers-bots.ts';
import { newCallId, numbers, Stack, until } from './stack.ts';

const stack = new Stack({
  daily: { pinlessTries: 2, pinlessRetryDelayMs: 100, webhookAnswerLimitMs: 25_000 },
  // Nobody is silent here, so slices may be long: functions that start cold together must not cost a second attempt.
  settings: { holdBudgetS: 80, holdSliceS: 15, connectSliceS: 10 },
});

/** Bought at the simulated Daily, with no route. */
const numberWithoutRoute = '+12025550199';

const refusalSchema = z.object({ code: z.string().optional() });

/** What a request has that a good one has not. */
interface Sent {
  readonly method?: string;
  readonly text?: string;
  readonly type?: string;
  readonly token?: string;
}
const answerSchema = z.object({ statusCode: z.number(), body: z.string() });

const standIn = { kind: 'targets', targets: [{ kind: 'pipecat-cloud', agent: 'stand-in' }] };

describe('a request that is no call', () => {
  /** Whatever a call would ask of AWS, beside the secret. */
  const effects = () =>
    stack.localGateway.gateway.recorder.records.filter(
      ({ functionName, action }) => functionName !== 'local' && !action.startsWith('secretsmanager:'),
    ).length;

  async function expectRefused(
    send: () => Promise<{ readonly status: number; readonly code: string | undefined }>,
    status: number,
    code: string | undefined,
  ): Promise<void> {
    const [before, since] = [effects(), stack.logs.length];
    expect(await send()).toEqual({ status, code });
    expect(effects() - before).toBe(0);
    if (code === undefined) return;
    // The metric is the last line of an invocation.
    const counted = () => logged(stack, { WebhooksRefused: 1, Reason: code }, since);
    await until('the metric in the log', () => counted()[0]);
    expect(counted()).toHaveLength(1);
    expect(logged(stack, { code: 'webhook-refused', why: code }, since)).toHaveLength(1);
    expect(logged(stack, { level: 'WARN' }, since)).toMatchObject([{ status, why: code }]);
  }

  test.for(
    (['test', 'Test', 'test-true', 'To'] as const).flatMap((variant) =>
      (['unsigned', 'signed', 'forged'] as const).map((signature) => ({ variant, signature })),
    ),
  )(
    'but the probe $variant, $signature, is answered 200 and has no effect',
    async ({ variant, signature }) => {
      const { url } = stack.localGateway.gateway;
      const { dailyPinlessHmac: [pinless] = [], dailyWebhookHmac: [webhook] = [] } = secretOf(stack);
      const forged = Buffer.from('a secret that is not the one').toString('base64');
      const keyed = (hmac = forged) =>
        signature === 'unsigned' ? {} : { hmac: signature === 'forged' ? forged : hmac };
      const [before, since] = [effects(), stack.logs.length];
      const ok = { answered: true, status: 200 };
      const pinlessUrl = `${url}/daily/pinless`;
      expect(await stack.daily.probe({ variant, url: pinlessUrl, ...keyed(pinless) })).toEqual(ok);
      // Only calls are probed by the number alone.
      const isForEvents = variant !== 'To';
      const eventsUrl = `${url}/daily/events`;
      const order = { variant, url: eventsUrl, scheme: 'webhook', ...keyed(webhook) } as const;
      if (isForEvents) expect(await stack.daily.probe(order)).toEqual(ok);
      expect(effects() - before).toBe(0);
      const probes = isForEvents ? 2 : 1;
      await until('the probes to be logged', () =>
        logged(stack, { code: 'webhook-probe' }, since).length === probes ? true : undefined,
      );
      expect(logged(stack, { level: 'WARN' }, since)).toEqual([]);
    },
  );

  const body = JSON.stringify({ callId: 'c', callDomain: 'd', To: numbers.bot });
  const large = (bytes: number) => JSON.stringify({ callId: 'c', callDomain: 'd', pad: 'x'.repeat(bytes) });
  const signed = (scheme: 'pinless' | 'webhook', text: string) => {
    const { dailyPinlessHmac: [pinless] = [], dailyWebhookHmac: [webhook] = [] } = secretOf(stack);
    return signedHeaders(scheme, scheme === 'pinless' ? pinless : webhook, text);
  };
  const post = async (path: string, text: string, headers: Record<string, string>, method = 'POST') => {
    const init = { method, headers, ...(method === 'GET' ? {} : { body: Buffer.from(text) }) };
    const answer = await fetch(`${stack.localGateway.gateway.url}${path}`, init);
    const said = refusalSchema.parse(await answer.json());
    return { status: answer.status, code: said.code };
  };

  test.for<[string, string, Sent, number, string?]>([
    ['/daily/pinless', 'another method', { method: 'GET' }, 404],
    ['/daily/pinless/', 'another path', {}, 404],
    ['/calls/ready', 'another path', {}, 404],
    ['/daily/pinless', 'more than API Gateway takes', { text: large(10_485_760) }, 413],
    ['/daily/pinless', 'a large body', { text: large(70_000) }, 413, 'body-too-large'],
    ['/daily/events', 'a large body', { text: large(70_000) }, 413, 'body-too-large'],
    ['/calls/c/ready', 'a large body', { text: large(70_000) }, 413, 'body-too-large'],
    ['/daily/pinless', 'another content type', { type: 'text/plain' }, 415, 'not-json'],
    ['/daily/events', 'another content type', { type: 'text/html' }, 415, 'not-json'],
    ['/daily/pinless', 'broken JSON', { text: '{"callId":' }, 400, 'invalid-not-json'],
    ['/daily/pinless', 'a list', { text: '[{"callId":"c"}]' }, 400, 'invalid-not-json'],
    ['/daily/pinless', 'no body', { text: '' }, 400, 'invalid-not-json'],
    ['/daily/events', 'broken JSON', { text: '{"type":' }, 400, 'invalid-not-json'],
    ['/daily/pinless', 'no domain', { text: '{"callId":"c"}' }, 400, 'invalid-callDomain'],
    ['/daily/events', 'no type', { text: '{"payload":{}}' }, 400, 'invalid-type'],
    ['/calls/c/ready', 'no token', {}, 401, 'token-missing'],
    ['/calls/c/ready', 'a foreign token', { token: '1.c2ln' }, 403, 'token-bad'],
    ['/calls/a%20b/ready', 'an odd id', { token: '1.c2ln' }, 404, 'call-unknown'],
  ])('%s with %s', async ([path, , { method, text = body, type, token }, status, code]) => {
    const scheme = path === '/daily/events' ? 'webhook' : 'pinless';
    const headers = {
      ...signed(scheme, text),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    await expectRefused(() => post(path, text, headers, method), status, code);
  });

  test('a body that is no base64: 400', async () => {
    const event = { headers: signed('pinless', body), body: '{"no":"base64"}', isBase64Encoded: true };
    const send = async () => {
      const outcome = await stack.localGateway.gateway.invoke('daily-pinless', event);
      const answer = answerSchema.parse(outcome.ok ? outcome.payload : undefined);
      return { status: answer.statusCode, code: refusalSchema.parse(JSON.parse(answer.body)).code };
    };
    await expectRefused(send, 400, 'body-not-base64');
  });
});

describe.concurrent('a webhook that nobody signed, or too long ago', () => {
  test.for([
    { name: 'forged', webhook: { signature: 'forged' } },
    { name: 'unsigned', webhook: { signature: 'missing' } },
    { name: 'stale', webhook: { ageMs: 301_000 } },
    { name: 'from the future', webhook: { ageMs: -310_000 } },
    { name: 'stale, in seconds', webhook: { ageMs: 302_000, timestampUnit: 'seconds' } },
  ] as const)('$name: is refused, and nothing is stored or started', async ({ webhook }) => {
    const call = stack.place({ to: numbers.bot, webhook });
    expect(await call.waitFor('webhook-answered')).toMatchObject({ status: 401 });
    await call.waitFor('timeout-message');
    await call.ended;
    await expectUnknown(stack, call.callId);
  });
});

describe.concurrent('a signed webhook', () => {
  test('that is replayed starts nothing, neither during the call nor after it', async () => {
    const call = stack.place({ to: numbers.bot });
    await call.waitFor('webhook-answered');
    expect(await stack.daily.calls.replay(call.callId)).toEqual({ answered: true, status: 200 });
    await expectConnected(stack, call);
    expect(await stack.daily.calls.replay(call.callId)).toEqual({ answered: true, status: 200 });
    call.hangUp();
    await stack.reaches(call.callId, 'ended');
    expect(await stack.daily.calls.replay(call.callId)).toEqual({ answered: true, status: 200 });
    expect((await stack.item(call.callId)).state).toBe('ended');
    expect(machinesOf(stack, call.callId)).toMatchObject([{ status: 'SUCCEEDED' }]);
    expect(stack.updates(call.callId)).toHaveLength(1);
    expect(stack.sessions(call.callId)).toHaveLength(1);
  });

  test.for([2, 5])('that comes %i times at once connects the caller once', async (copies) => {
    const call = stack.place({ to: numbers.bot, webhook: { copies } });
    const item = await expectConnected(stack, call);
    expect(machinesOf(stack, call.callId)).toHaveLength(1);
    expect(stack.sessions(call.callId)).toHaveLength(1);
    expect(item.timeline.filter(({ event }) => event === 'held')).toHaveLength(1);
    await until('the repetitions to be noticed', () =>
      logged(stack, { code: 'call-repeated', callId: call.callId }).length === copies - 1 ? true : undefined,
    );
  });

  test('that is sent again because its answer got lost connects the caller once', async ({
    onTestFinished,
  }) => {
    const { url } = stack.localGateway.gateway;
    const receiver = await startReceiver(async (body, headers, nth) => {
      // Without a content type API Gateway hands the body on in base64.
      const sent = Object.entries(headers).filter(([name]) => name.startsWith('x-pinless-'));
      const answer = await fetch(`${url}/daily/pinless`, {
        method: 'POST',
        headers: Object.fromEntries(sent.map(([name, value]) => [name, String(value)])),
        body: new Uint8Array(body),
      });
      return nth === 1 ? 'cut' : answer.status;
    });
    onTestFinished(() => receiver.stop());
    const call = stack.place({ to: numbers.bot, webhook: { url: receiver.url } });
    expect(await call.waitFor('webhook-unanswered')).toMatchObject({ reason: 'unreachable' });
    expect(await call.waitFor('webhook-answered')).toMatchObject({ status: 200 });
    await expectConnected(stack, call);
    expect(machinesOf(stack, call.callId)).toHaveLength(1);
    expect(stack.sessions(call.callId)).toHaveLength(1);
    expect(logged(stack, { code: 'call-repeated', callId: call.callId })).toHaveLength(1);
  });

  test('whose function dies between storing and starting is not lost: the sweep starts it', async ({
    onTestFinished,
  }) => {
    const { gateway } = stack.localGateway;
    const table = openTable(gateway.tableName, gateway.awsClient);
    const now = () => Date.now() - startGraceMs - 1;
    const died = Promise.withResolvers<true>();
    const receiver = await startReceiver(async (body) => {
      const request = parsePinlessRequest(body);
      if (request.kind !== 'call') throw new Error('this is no call');
      const crash = () => Promise.reject(new Error('the function dies here'));
      await acceptCall(
        {
          calls: stack.calls,
          routes: createRouteStore({ table, clock: { now } }),
          machine: { start: crash },
          clock: { now, sleep: crash },
          log: { info: () => undefined, warn: () => undefined, error: () => undefined },
          count: () => undefined,
          isCounted: () => true,
          settings: { ...settings, holdBudgetMs: 80_000 },
          signingKey: () => Promise.resolve(undefined),
        },
        request.call,
      ).catch(() => died.resolve(true));
      return 'silence';
    });
    onTestFinished(() => receiver.stop());
    const call = stack.place({ to: numbers.bot, webhook: { url: receiver.url } });
    await died.promise;
    expect((await stack.item(call.callId)).state).toBe('held');
    expect(machinesOf(stack, call.callId)).toEqual([]);
    expect(await stack.sweep()).toMatchObject({ ok: true });
    await expectConnected(stack, call);
    expect(machinesOf(stack, call.callId)).toHaveLength(1);
    await until(
      'the healing to be logged',
      () => logged(stack, { code: 'sweep-healed', callId: call.callId, what: 'start' })[0],
    );
  });

  test.for([
    { name: 'a withheld caller', order: { from: null }, from: undefined },
    {
      name: 'an odd caller',
      order: { from: 'sip:anonymous@anonymous.invalid' },
      from: 'sip:anonymous@anonymous.invalid',
    },
    {
      name: 'a caller that is no text',
      order: { webhook: { extra: { From: { odd: true } } } },
      from: undefined,
    },
    {
      name: 'keys that nobody knows',
      order: { webhook: { extra: { later: [1, { addition: null }] } } },
      from: '+12025550188',
    },
    {
      name: 'a timestamp in seconds',
      order: { webhook: { timestampUnit: 'seconds' } },
      from: '+12025550188',
    },
    { name: 'a timestamp just in time', order: { webhook: { ageMs: 280_000 } }, from: '+12025550188' },
  ] as const)('with $name is taken on', async ({ order, from }) => {
    const call = stack.place({ to: numbers.bot, ...order });
    const item = await expectConnected(stack, call);
    expect(item.from).toBe(from);
    expect(stack.sessions(call.callId)[0]?.order.call.from).toBe(from);
  });

  test('whose call id is no safe name gets its room and machine under another', async () => {
    const callId = `${newCallId()}/with spaces, and ümläuts:${'x'.repeat(80)}`;
    const id = callIdFrom(callId);
    const call = stack.place({ callId, to: numbers.bot });
    expect(await call.waitFor('connected')).toMatchObject({ room: `pb-local-${id}-1` });
    expect((await stack.machineEnded(id)).status).toBe('SUCCEEDED');
    expect((await stack.item(callId)).state).toBe('connected');
    expect(call.legCount).toBe(1);
    expect(ownRoom(stack, id, 1)).toBeDefined();
  });
});

describe.concurrent('a call that leads nowhere', () => {
  test.for([
    { to: numberWithoutRoute, reason: 'unknown-number' },
    { to: numbers.refused, reason: 'route-refuses' },
  ])('is refused with a reason ($reason), and its caller is told', async ({ to, reason }) => {
    const call = stack.place({ to });
    expect(await call.waitFor('webhook-answered')).toMatchObject({ status: 403 });
    await call.waitFor('timeout-message');
    await call.ended;
    const item = await stack.item(call.callId);
    expect(item).toMatchObject({ state: 'refused', outcome: reason, targets: [], rooms: [], bots: [] });
    expect(item.timeline).toMatchObject([{ event: 'refused', detail: reason }]);
    expect(item.dueAtMs).toBeUndefined();
    expect(machinesOf(stack, call.callId)).toEqual([]);
    // The repetitions are refused like the first, and not counted again.
    expect(
      call.events.filter((event) => event.kind === 'webhook-answered' && event.status === 403),
    ).toHaveLength(stack.daily.settings.pinlessTries);
    expect(logged(stack, { code: 'call-refused', callId: call.callId, reason })).toHaveLength(1);
    expect(logged(stack, { CallsRefused: 1, Reason: reason })).toHaveLength(1);
  });
});

describe.concurrent('a call to the static SIP address', () => {
  let address = '';
  beforeAll(async () => {
    address = await staticAddressOf(stack);
    await setRoute(stack, address, standIn);
  });

  const headerFor = (route: string, expiresAtMs: number, key = secretOf(stack).signingKey) => ({
    [routeHeaderName]: signRouteHeader(key, { route, call: callIdFrom(newCallId()), expiresAtMs }),
  });
  const soon = () => Date.now() + routeHeaderLifeMs / 2;
  const agents = (callId: string) => stack.sessions(callId).map(({ agent }) => agent);

  test('goes where its signed header says, and the bot does not see the header', async () => {
    const sipHeaders = { ...headerFor(numbers.bot, soon()), 'X-Ticket': '4711' };
    const call = stack.place({ to: address, sipHeaders, webhook: { copies: 2 } });
    expect((await expectConnected(stack, call)).reason).toBe('signed-header');
    expect(agents(call.callId)).toEqual(['receptionist']);
    expect(stack.sessions(call.callId)[0]?.order.call.sip_headers).toEqual({ 'X-Ticket': '4711' });
  });

  test.for([
    {
      why: 'forged',
      header: () => headerFor(numbers.bot, soon(), 'a key that is none of the gateway, by far'),
    },
    { why: 'expired', header: () => headerFor(numbers.bot, Date.now() - 1_000) },
    { why: 'forged', header: () => ({ [routeHeaderName]: numbers.bot }) },
  ])('with a header that is $why goes where the address leads', async ({ why, header }) => {
    const call = stack.place({ to: `sip:${address}`, sipHeaders: header() });
    expect((await expectConnected(stack, call)).reason).toBe('number');
    expect(agents(call.callId)).toEqual(['stand-in']);
    expect(logged(stack, { code: 'route-header-refused', callId: call.callId, why })).toHaveLength(1);
  });

  test('with a header that another call has spent goes where the address leads', async () => {
    const sipHeaders = headerFor(numbers.bot, soon());
    const first = stack.place({ to: address, sipHeaders });
    expect((await expectConnected(stack, first)).reason).toBe('signed-header');
    const second = stack.place({ to: address, sipHeaders });
    expect((await expectConnected(stack, second)).reason).toBe('number');
    expect(agents(second.callId)).toEqual(['stand-in']);
    expect(logged(stack, { code: 'route-header-refused', callId: second.callId, why: 'spent' })).toHaveLength(
      1,
    );
  });
});

describe('with a default route', () => {
  beforeAll(() => setRoute(stack, 'default', standIn));

  test.for([
    { name: 'to a number without a route', webhook: {} },
    { name: 'without a number', webhook: { extra: { To: undefined } } },
  ])('a call $name goes there', async ({ webhook }) => {
    const call = stack.place({ to: numberWithoutRoute, webhook });
    expect((await expectConnected(stack, call)).reason).toBe('default');
    expect(stack.sessions(call.callId).map(({ agent }) => agent)).toEqual(['stand-in']);
  });
});

test('nothing is left behind', () => expectNothingLeft(stack));
