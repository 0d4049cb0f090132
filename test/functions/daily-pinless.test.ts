import { describe, expect, test } from 'vitest';
import { makeHandler, signedWith } from '../../functions/daily-pinless.ts';
import { secretsFor } from '../../lib/providers/daily/own-secrets.ts';
import { pinlessHeaders } from '../../lib/providers/daily/signature.ts';
import { inUse } from '../support/in-use.ts';
import { botTarget, inMemory, startMs } from '../support/held-calls.ts';
import { hmacSecret, request, signed } from './requests.ts';

const call = { To: '+12025550143', From: '+12025550188', callId: 'c1', callDomain: 'd1' };
const body = JSON.stringify(call);

function gateway(secrets: readonly string[] = [hmacSecret], fresh = secrets) {
  const world = inMemory();
  world.routes.set(call.To, { kind: 'targets', targets: [botTarget], dialOut: false });
  const hmacSecrets = { read: () => Promise.resolve(secrets), reread: () => Promise.resolve(fresh) };
  return { ...world, handler: makeHandler({ ...world.deps, ...inUse, hmacSecrets, refusalStatus: 403 }) };
}
const sign = (text: string, options?: Parameters<typeof signed>[3]) =>
  signed(pinlessHeaders, text, startMs, options);

describe('refused, with nothing stored and nothing started', () => {
  const good = sign(body);
  test.each([
    ['unsigned', request(body), 401, 'signature-missing'],
    [
      'forged',
      sign(body, { secret: Buffer.from('another secret').toString('base64') }),
      401,
      'signature-bad',
    ],
    ['changed after signing', { ...good, body: body.replace('0143', '0144') }, 401, 'signature-bad'],
    ['stale', signed(pinlessHeaders, body, startMs - 300_001), 401, 'signature-stale'],
    ['from the future', signed(pinlessHeaders, body, startMs + 300_001), 401, 'signature-stale'],
    ['no base64', { ...good, body: 'µ', isBase64Encoded: true }, 400, 'body-not-base64'],
    ['too large', sign(JSON.stringify({ ...call, filler: 'x'.repeat(65_536) })), 413, 'body-too-large'],
    ['not called JSON', sign(body, { headers: { 'content-type': 'text/plain' } }), 415, 'not-json'],
    ['not JSON', sign('{'), 400, 'invalid-not-json'],
    ['no JSON object', sign('[]'), 400, 'invalid-not-json'],
    ['without a domain', sign(JSON.stringify({ ...call, callDomain: undefined })), 400, 'invalid-callDomain'],
  ])('%s', async (_, event, status, code) => {
    const { handler, record } = gateway();
    const answered = await handler(event);
    expect(answered.statusCode).toBe(status);
    expect(answered.body).toBe(JSON.stringify({ code }));
    expect(record.started).toEqual([]);
    expect(record.logs).toHaveLength(1);
    expect(record.counts).toMatchObject([
      { metric: 'webhooksRefused', reason: code },
      { metric: 'providersRefused' },
    ]);
  });

  test('no secret set: closed, whatever the signature', async () => {
    const { handler, record } = gateway([]);
    expect(await handler(sign(body))).toMatchObject({ statusCode: 503 });
    expect(record.started).toEqual([]);
  });
});

describe('where a number has a secret of its own', () => {
  const ownSecret = Buffer.from('the secret of one number only').toString('base64');
  const own = [{ names: [call.To], hmac: [ownSecret] }];
  const other = JSON.stringify({ ...call, To: '+12025550144' });

  test('those that cannot be read let nobody in by the shared one, which may not stand in for them', () => {
    const raw = Buffer.from(other);
    expect(signedWith({ dailyPinlessHmac: [hmacSecret] }, raw)).toEqual([hmacSecret]);
    const values = { malformed: ['dailyPinlessOwn'] } as const;
    expect(signedWith({ ...values, dailyPinlessHmac: [hmacSecret] }, raw)).toBeUndefined();
  });

  function withOwn() {
    const world = inMemory();
    world.routes.set('default', { kind: 'targets', targets: [botTarget], dialOut: false });
    const read = (raw: Uint8Array) => Promise.resolve(secretsFor([hmacSecret], own, raw));
    const deps = { ...world.deps, ...inUse, hmacSecrets: { read, reread: read }, refusalStatus: 403 };
    return { ...world, handler: makeHandler(deps) };
  }

  test.each([
    ['calls to it are let in with it', body, ownSecret, 200],
    ['the shared one does not count for it', body, hmacSecret, 401],
    ['it does not count for others', other, ownSecret, 401],
    ['the shared one counts for others', other, hmacSecret, 200],
  ])('%s', async (_, text, secret, status) => {
    const { handler, record } = withOwn();
    expect(await handler(sign(text, { secret }))).toMatchObject({ statusCode: status });
    expect(record.started).toEqual(status === 200 ? ['c1'] : []);
  });
});

describe('probes are answered 200 and have no effect', () => {
  test.each([{ Test: 'test' }, { test: 'test' }, { test: true }, { To: '+12025550143' }])(
    '%j',
    async (probe) => {
      for (const event of [request(JSON.stringify(probe)), sign(JSON.stringify(probe))]) {
        const { handler, record } = gateway();
        expect(await handler(event)).toMatchObject({ statusCode: 200 });
        expect(record.started).toEqual([]);
        expect(record.logs).toMatchObject([{ code: 'webhook-probe' }]);
      }
    },
  );

  test('an unsigned body that is a probe but larger than any is refused', async () => {
    const { handler } = gateway();
    expect(await handler(request(JSON.stringify({ test: 'x'.repeat(1_024) })))).toMatchObject({
      statusCode: 401,
    });
  });
});

describe('taken on', () => {
  test('in base64, as API Gateway may deliver it', async () => {
    const { handler, record } = gateway();
    const event = sign(body);
    const encoded = { ...event, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
    expect(await handler(encoded)).toMatchObject({ statusCode: 200, body: '{"ok":true,"call":"c1"}' });
    expect(record.started).toEqual(['c1']);
  });

  test('signed with the older of two live secrets, and with one that was set a moment ago', async () => {
    const old = Buffer.from('the old secret').toString('base64');
    for (const { handler } of [gateway([hmacSecret, old]), gateway([hmacSecret], [hmacSecret, old])]) {
      expect(await handler(sign(body, { secret: old }))).toMatchObject({ statusCode: 200 });
    }
  });

  test('from anybody: odd or absent From, unknown keys', async () => {
    for (const change of [
      { From: undefined },
      { From: '' },
      { From: 'anonymous' },
      { From: 7 },
      { Colour: 'red' },
    ]) {
      const { handler, record } = gateway();
      expect(await handler(sign(JSON.stringify({ ...call, ...change })))).toMatchObject({ statusCode: 200 });
      expect(record.started).toEqual(['c1']);
    }
  });

  test('but refused by its route: the status of the settings, and a coded reason', async () => {
    const { handler, routes } = gateway();
    routes.set(call.To, { kind: 'refuse' });
    expect(await handler(sign(body))).toMatchObject({ statusCode: 403, body: '{"code":"route-refuses"}' });
  });

  test('but not started: 503, so that Daily may try again', async () => {
    const { handler, world } = gateway();
    world.start = 'throttled';
    expect(await handler(sign(body))).toMatchObject({ statusCode: 503 });
  });
});

test.each([
  `"${'x'.repeat(320)}" <sip:+19005550188@carrier.example>`,
  `sip:${'x'.repeat(320)};+19005550188@carrier.example`,
])(
  'a denied number is found however much stands before it, of which only the beginning is stored',
  async (From) => {
    const { handler, routes, record } = gateway();
    routes.set(call.To, { kind: 'targets', targets: [botTarget], dialOut: false, deny: ['+1900'] });
    const ask = (from: string) => handler(sign(JSON.stringify({ ...call, From: from })));
    expect(await ask(From)).toMatchObject({ statusCode: 403, body: '{"code":"caller-denied"}' });
    expect(record.started).toEqual([]);
  },
);

describe('what is dialled finds numbers and addresses alone', () => {
  const ask = async (to: string) => {
    const world = gateway();
    world.routes.set('vip', { kind: 'targets', targets: [botTarget], dialOut: false });
    world.routes.set('desk@example.sip.daily.co', { kind: 'targets', targets: [botTarget], dialOut: false });
    const { statusCode } = await world.handler(sign(JSON.stringify({ ...call, To: to })));
    return { statusCode, started: world.record.started };
  };

  test.each([
    'vip',
    ' vip ',
    'sip:vip',
    'SIPS:vip',
    '<sip:vip>',
    'sip:vip;user=phone',
    'sip:vip:5060',
    'tel:vip',
  ])('the name of a route is none: %s', async (to) => {
    expect(await ask(to)).toEqual({ statusCode: 403, started: [] });
  });

  test.each([
    'sip:+12025550143@example.sip.daily.co',
    'sip:+12025550143@example.sip.daily.co:5060',
    '<sip:+12025550143@example.sip.daily.co>',
    '"Front desk" <sip:+12025550143@example.sip.daily.co;user=phone>;tag=1',
    'sip:+12025550143;user=phone',
    '+12025550143;user=phone',
    'sip:+12025550143:5060',
    'tel:+1-202-555-0143',
    'sip:desk@example.sip.daily.co:5060',
    '<sip:desk@EXAMPLE.sip.daily.co;transport=tls>',
  ])('in every spelling: %s', async (to) => {
    expect(await ask(to)).toEqual({ statusCode: 200, started: ['c1'] });
  });
});
