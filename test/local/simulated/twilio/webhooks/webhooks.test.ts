import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import { readOverrides } from '../../../../../local/simulated/twilio/webhooks/connection-overrides.ts';
import { application, number, rest, twilio } from '../harness.ts';
import { until } from '../../harness.ts';

const hangUp = '<Hangup/>';

test('asks the number’s voice URL, signed, with the documented parameters', async () => {
  const app = await application({ '/voice': '<Say language="en-GB">Hello</Say>' });
  const on = await twilio();
  on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice?a=1` });
  const call = on.placeCall({ to: number, from: 'anonymous', stirVerstat: 'TN-Validation-Passed-A' });
  expect(await call.ended).toMatchObject({ by: 'twilio', status: 'completed' });
  expect(app.got).toHaveLength(1);
  expect(app.got[0]).toMatchObject({
    genuine: true,
    method: 'POST',
    form: {
      AccountSid: on.settings.accountSid,
      CallSid: call.sid,
      CallStatus: 'ringing',
      Direction: 'inbound',
      From: 'anonymous',
      FromCity: '',
      To: number,
      StirVerstat: 'TN-Validation-Passed-A',
    },
  });
  expect(call.heard).toMatchObject([{ kind: 'say', text: 'Hello', language: 'en-GB' }]);
});

test('a SIP Domain’s call tells where it comes from', async () => {
  const app = await application({ '/sip': hangUp });
  const on = await twilio();
  const { sid } = on.configureSipDomain({ domain: 'acme.sip.twilio.com', voiceUrl: `${app.origin}/sip` });
  const call = on.placeCall({
    to: number,
    from: 'sip:bridge@pbx.example.net',
    sip: { domain: 'acme.sip.twilio.com', headers: { 'X-Room': 'r', 'User-to-User': 'u', Subject: 's' } },
  });
  await call.ended;
  expect(app.got[0]).toMatchObject({ genuine: true });
  expect(app.got[0]?.form).toMatchObject({
    From: 'sip:bridge@pbx.example.net',
    To: `sip:${number}@acme.sip.twilio.com`,
    SipDomain: 'acme.sip.twilio.com',
    SipDomainSid: sid,
    SipSourceIp: '192.0.2.44',
    'SipHeader_X-Room': 'r',
    'SipHeader_User-to-User': 'u',
  });
  expect(app.got[0]?.form).not.toHaveProperty('SipHeader_Subject');
  expect(app.got[0]?.form).not.toHaveProperty('FromCity');
});

test.each([
  ['+12025550199', 'no-answer'],
  [number, 'failed'],
])('%s reaches no webhook', async (to, status) => {
  const app = await application({ '/voice': hangUp });
  const on = await twilio();
  on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice`, trunkSid: 'TK1' });
  const call = on.placeCall({ to });
  expect(await call.ended).toMatchObject({ status });
  expect(app.got).toEqual([]);
});

test.each(['none', 'always', 'as-given'] as const)(
  'the signature may be made with port: %s',
  async (signedPort) => {
    const app = await application({ '/voice': hangUp });
    const on = await twilio({ signedPort });
    on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice` });
    await on.placeCall({ to: number }).ended;
    expect(app.got[0]?.genuine).toBe(true);
  },
);

test('a fragment may be part of what is signed', async () => {
  const app = await application({ '/voice': hangUp });
  const on = await twilio({ signsFragment: true });
  on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice#rc=2` });
  await on.placeCall({ to: number }).ended;
  expect(app.got[0]?.genuine).toBe(false);
});

test('GET puts the parameters into the signed URL', async () => {
  const app = await application({ '/voice': hangUp });
  const on = await twilio();
  on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice?a=1`, voiceMethod: 'GET' });
  await on.placeCall({ to: number }).ended;
  expect(app.got[0]).toMatchObject({ genuine: true, method: 'GET', form: {} });
});

test('a promoted token signs from then on, and REST knows both', async () => {
  const newToken = 'f'.repeat(32);
  const app = await application({ '/voice': hangUp }, () => newToken);
  const on = await twilio();
  on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice` });
  on.rotateAuthToken(newToken);
  await on.placeCall({ to: number }).ended;
  expect(app.got[0]?.genuine).toBe(true);
  const { accountSid, authToken } = on.settings;
  for (const token of [newToken, authToken]) {
    const { status } = await rest(on, 'GET', '/Conferences.json', undefined, `${accountSid}:${token}`);
    expect(status).toBe(200);
  }
});

test.each(['HMAC_SHA1', 'HMAC_SHA256'] as const)(
  'a shared key signs with %s while a rule says so',
  async (algorithm) => {
    const app = await application({ '/voice': hangUp });
    const secret = 'the-secret-of-a-rule';
    const on = await twilio({ sharedKey: { id: 'a-key', secret, algorithm } });
    on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice` });
    await on.placeCall({ to: number }).ended;
    on.signWith(undefined);
    await on.placeCall({ to: number }).ended;
    const [byKey, byToken] = app.got;
    const { 'x-twilio-signature': signature = '', 'x-twilio-webhooks-signature-settings': settings } =
      byKey?.headers ?? {};
    expect(byKey?.genuine).toBe(false);
    expect(settings).toBe(`key=a-key,algorithm=${algorithm}`);
    expect(webhooks.getSignatureAlgorithm(settings)).toBe(algorithm);
    const url = `${app.origin}/voice`;
    expect(webhooks.validateRequest(secret, signature, url, { ...byKey?.form }, algorithm)).toBe(true);
    expect(byToken?.genuine).toBe(true);
    expect(byToken?.headers).not.toHaveProperty('x-twilio-webhooks-signature-settings');
  },
);

describe('tries', () => {
  test.each([
    ['', [503, hangUp], 1],
    ['#rc=2&rp=5xx', [503, 503, hangUp], 3],
    ['#rc=2&rp=5xx', [503, 503, 503, hangUp], 3],
    ['#rc=5&rp=4xx', [503, hangUp], 1],
    ['#rc=1&rp=ct,4xx', [429, hangUp], 2],
    ['#rc=1&rp=all', [404, hangUp], 2],
    ['#rc=0&rp=all', [503, hangUp], 1],
    ['#rc=1&rp=rt&rt=400', [undefined, hangUp], 2],
    ['#rc=1&rp=5xx&rt=400', [undefined, hangUp], 1],
    ['#rc=5&rp=all&rt=1000&tt=1900', [undefined, undefined, undefined], 2],
  ])('with %j and answers %j: %i', async (fragment, answers, tries) => {
    const app = await application({ '/voice': answers });
    const on = await twilio();
    on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice${fragment}` });
    await on.placeCall({ to: number }).ended;
    expect(app.got).toHaveLength(tries);
    expect(on.webhooks).toHaveLength(tries);
    expect(app.got.every(({ genuine }) => genuine)).toBe(true);
    const tokens = new Set(app.got.map(({ headers }) => headers['i-twilio-idempotency-token']));
    expect(tokens.size).toBe(1);
  });

  test('a refused connection is tried twice by default', async () => {
    const on = await twilio();
    on.configureNumber({ phoneNumber: number, voiceUrl: 'http://127.0.0.1:9/voice' });
    await on.placeCall({ to: number }).ended;
    expect(on.webhooks.map(({ failure }) => failure)).toEqual(['ct', 'ct']);
  });

  test('15 s are the limit of everything', async () => {
    const app = await application({ '/voice': undefined });
    const on = await twilio({ answerLimitScale: 0.02 });
    on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice#rc=5&rp=all` });
    await on.placeCall({ to: number }).ended;
    expect(app.got).toHaveLength(1);
    expect(on.errors).toMatchObject([{ code: 11200 }]);
  });

  test('each try may have a token of its own', async () => {
    const app = await application({ '/voice': [503, hangUp] });
    const on = await twilio({ tokenPerTry: true });
    on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice#rp=5xx` });
    await on.placeCall({ to: number }).ended;
    const tokens = new Set(app.got.map(({ headers }) => headers['i-twilio-idempotency-token']));
    expect(tokens.size).toBe(2);
  });
});

test.each(['rc=6', 'rt=99', 'tt=15001', 'rp=6xx', 'retries=1', 'e=berlin', 'rc'])(
  'refuses the override %s',
  (text) => {
    expect(readOverrides(`https://gw.example.com/#${text}`)).toMatchObject({ ok: false });
  },
);

describe('fallback', () => {
  test.each([
    ['an error', 500, 11200],
    ['a redirection', 302, 11200],
    ['an unknown verb', '<Speak>Hello</Speak>', 12200],
    ['bad XML', '<Say>', 12100],
    ['no XML', { type: 'text/html', body: '<Response/>' }, 12300],
  ])('follows %s', async (_, answer, code) => {
    const app = await application({ '/voice': answer, '/fallback': '<Say>Sorry</Say>' });
    const on = await twilio();
    const voiceUrl = `${app.origin}/voice`;
    on.configureNumber({ phoneNumber: number, voiceUrl, voiceFallbackUrl: `${app.origin}/fallback` });
    const call = on.placeCall({ to: number });
    await call.ended;
    expect(call.heard).toMatchObject([{ text: 'Sorry' }]);
    expect(app.at('/fallback')[0]).toMatchObject({
      genuine: true,
      form: { CallSid: call.sid, ErrorCode: String(code), ErrorUrl: voiceUrl },
    });
    expect(on.errors).toMatchObject([{ code, callSid: call.sid, url: voiceUrl }]);
  });

  test.each([
    ['any-document', ['Sorry']],
    ['voice-url', ['We are sorry, an application error has occurred. Goodbye.']],
  ] as const)('of a later document, scope %s', async (fallbackScope, heard) => {
    const app = await application({
      '/voice': '<Redirect>next</Redirect>',
      '/next': 500,
      '/fallback': '<Say>Sorry</Say>',
    });
    const on = await twilio({ fallbackScope });
    on.configureNumber({
      phoneNumber: number,
      voiceUrl: `${app.origin}/voice`,
      voiceFallbackUrl: `${app.origin}/fallback`,
    });
    const call = on.placeCall({ to: number });
    await call.ended;
    expect(call.heard.map((one) => ('text' in one ? one.text : ''))).toEqual(heard);
  });

  test.each([undefined, '/fallback'])(
    'that fails too (%s) ends the call with Twilio’s own sentence',
    async (path) => {
      const app = await application({ '/voice': 500, '/fallback': 500 });
      const on = await twilio();
      on.configureNumber({
        phoneNumber: number,
        voiceUrl: `${app.origin}/voice`,
        ...(path !== undefined && { voiceFallbackUrl: app.origin + path }),
      });
      const call = on.placeCall({ to: number });
      expect(await call.ended).toMatchObject({ status: 'failed' });
      expect(call.heard).toMatchObject([{ kind: 'application-error' }]);
    },
  );
});

test('a number’s status callback comes once, when the call has ended', async () => {
  const app = await application({ '/voice': hangUp, '/status': 204 });
  const on = await twilio();
  on.configureNumber({
    phoneNumber: number,
    voiceUrl: `${app.origin}/voice`,
    statusCallback: `${app.origin}/status`,
  });
  const call = on.placeCall({ to: number });
  await until(() => on.callbacks.deliveries.length === 1);
  expect(app.at('/status')).toMatchObject([
    {
      genuine: true,
      form: { CallSid: call.sid, CallStatus: 'completed', CallDuration: '0', SequenceNumber: '0' },
    },
  ]);
});
