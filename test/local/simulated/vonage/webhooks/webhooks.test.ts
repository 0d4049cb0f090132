import { describe, expect, test } from 'vitest';
import { until } from '../../harness.ts';
import { enter, house, input, join, kinds, number, rest, talk } from '../harness.ts';

const answers = { '/answer': [[talk()]] };
const none: object = [];

test('an arrival is asked about by POST, signed, with the parties and the region', async () => {
  const one = await house(() => answers);
  const call = one.on.placeCall({ to: number, from: '+15550001111' });
  await call.ended;
  await until(() => one.at('/event').length === 4);
  expect(one.at('/answer')).toMatchObject([
    {
      from: '15550001111',
      to: number.slice(1),
      uuid: call.uuid,
      endpoint_type: 'phone',
      region_url: one.on.originOf('us-3'),
      conversation_uuid: expect.stringMatching(/^CON-/) as unknown,
      isGenuine: true,
      isWhole: true,
      claims: { iss: 'Vonage', api_key: 'a1b2c3d4', application_id: one.on.settings.applicationId },
    },
  ]);
  expect(one.at('/event').map(({ status }) => status)).toEqual([
    'started',
    'ringing',
    'answered',
    'completed',
  ]);
  expect(one.got.every(({ isGenuine, isWhole }) => isGenuine && isWhole)).toBe(true);
  expect(one.on.complaints).toEqual([]);
});

test('a call is a member of a conversation of its own', async () => {
  const one = await house(() => answers);
  await one.on.placeCall({ to: number }).ended;
  await until(() => one.rtc().length === 2);
  expect(one.rtc()).toEqual(['member:joined', 'member:left']);
});

test.each([
  ['anonymous', {}, 'anonymous'],
  ['anonymous', { withheldFrom: undefined }, undefined],
])('from %s with %j is told as %s', async (from, options, told) => {
  const one = await house(() => answers, options);
  await one.on.placeCall({ to: number, from }).ended;
  expect(one.at('/answer')[0]?.from).toBe(told);
});

describe('a call over SIP', () => {
  const to = `sip:${number}@patchbay.sip-us.vonage.com`;

  test('says so, and passes on its X- headers', async () => {
    const one = await house(() => answers);
    const headers = { 'X-Ref': 'abc', 'X-Nexmo-Own': 'withheld', From: 'withheld' };
    await one.on.placeCall({ to, from: '+12025550177', sip: { headers } }).ended;
    const told = one.at('/answer')[0];
    expect(told).toMatchObject({ to: number.slice(1), endpoint_type: 'sip', 'SipHeader_X-Ref': 'abc' });
    expect(told?.region_url).toBe(one.on.originOf('us-3'));
    expect(Object.keys(told ?? {}).filter((name) => name.startsWith('SipHeader_'))).toHaveLength(1);
  });

  test('names its peers as URIs where that is set', async () => {
    const one = await house(() => answers, { sipIdentity: 'uri', sipEndpointType: undefined });
    await one.on.placeCall({ to }).ended;
    expect(one.at('/answer')[0]).toMatchObject({ to });
    expect(one.at('/answer')[0]).not.toHaveProperty('endpoint_type');
  });

  test('with a wrong password reaches nobody, and elsewhere nobody is', async () => {
    const one = await house(() => answers);
    expect(await one.on.placeCall({ to, sip: { password: 'wrong' } }).ended).toMatchObject({
      status: 'failed',
    });
    expect(one.got).toEqual([]);
    expect(() => one.on.placeCall({ to: 'sip:1@sip.example' })).toThrow('SIP way in');
  });
});

test('a number that is not the application’s reaches nobody', async () => {
  const one = await house(() => answers);
  await one.on.placeCall({ to: '+12025550199' }).ended;
  expect(one.got).toEqual([]);
});

describe('an empty document', () => {
  test.each(['rejected', 'unanswered', 'completed'] as const)(
    'ends an unanswered call as %s',
    async (refusedStatus) => {
      const one = await house(() => ({ '/answer': [none] }), { refusedStatus });
      const call = one.on.placeCall({ to: number });
      expect(await call.ended).toMatchObject({ by: 'vonage', status: refusedStatus });
      expect(kinds(call)).not.toContain('answered');
    },
  );

  test('answers first where that is set', async () => {
    const one = await house(() => ({ '/answer': [none] }), { answersEmptyNcco: true });
    const call = one.on.placeCall({ to: number });
    expect(await call.ended).toMatchObject({ status: 'completed' });
  });
});

describe('an answer URL that fails', () => {
  test.each([
    ['with 503 is asked twice, then the fallback', 503, 2],
    ['with 500 is not asked again, and the fallback is', 500, 1],
  ])('%s', async (_, status, times) => {
    const one = await house(() => ({ '/answer': [status], '/fallback': [[talk('Sorry')]] }));
    const call = one.on.placeCall({ to: number });
    await call.ended;
    expect(one.at('/answer')).toHaveLength(times);
    expect(one.at('/fallback')).toMatchObject([
      { uuid: call.uuid, original_request: { url: one.url('/answer'), type: 'answer' } },
    ]);
    expect(call.heard).toMatchObject([{ text: 'Sorry' }]);
  });

  test.each([
    ['without a fallback', { '/answer': [503] }, {}],
    ['with a fallback that fails too', { '/answer': [503], '/fallback': [503] }, {}],
    ['which 500 does not lead to', { '/answer': [500], '/fallback': [[talk()]] }, false],
  ])('drops the call %s', async (_, given, any) => {
    const one = await house(() => given, any === false ? { fallbackForAnyStatus: false } : {});
    const call = one.on.placeCall({ to: number });
    expect(await call.ended).toMatchObject({ status: 'failed' });
    expect(call.heard).toMatchObject([{ kind: 'application-error' }]);
  });

  test('by being late is one that fails', async () => {
    const one = await house(() => ({ '/answer': [undefined], '/fallback': [[talk('Late')]] }));
    const { answer } = one.on.application.config;
    one.on.application.config = { ...one.on.application.config, answer: { ...answer, answerLimitMs: 30 } };
    const call = one.on.placeCall({ to: number });
    await call.ended;
    expect(call.heard).toMatchObject([{ text: 'Late' }]);
  });
});

test('a call that is under way goes on when its input’s URL fails', async () => {
  const one = await house((url) => ({
    '/answer': [[input(url('/pin')), talk('Go on')]],
    '/pin': [503],
    '/fallback': [503],
  }));
  const call = one.on.placeCall({ to: number, keys: '12#' });
  await call.ended;
  expect(one.at('/pin')).toHaveLength(2);
  expect(call.heard).toMatchObject([{ text: 'Go on' }]);
});

test.each([
  ['a document with an unknown field', [{ action: 'talk', text: 'a', voice: 'Amy' }]],
  ['a document that is no list', talk()],
  ['a document that is not JSON', 'oops'],
])('%s is complained of', async (_, answer) => {
  const one = await house(() => ({ '/answer': [answer] }));
  await one.on.placeCall({ to: number }).ended;
  expect(one.on.complaints).toHaveLength(1);
});

describe('an event that nobody waits for', () => {
  test('may come twice, or never', async () => {
    const one = await house(() => ({ '/answer': [[join()]] }));
    one.on.webhooks.disturb({ event: 'transfer' }, { copies: 2 });
    one.on.webhooks.disturb({ event: 'completed' }, { lose: true });
    const call = await enter(one);
    await until(() => one.at('/event').filter((got) => 'conversation_uuid_to' in got).length === 2);
    call.hangUp();
    await until(() => one.rtc().includes('member:left'));
    expect(one.at('/event').map(({ status }) => status)).not.toContain('completed');
  });

  test('is complained of if a document answers it, unless that is the fallback’s', async () => {
    const one = await house(() => ({ ...answers, '/event': [[talk()], 503], '/fallback': [[talk()]] }));
    await one.on.placeCall({ to: number }).ended;
    await until(() => one.at('/fallback').length === 3);
    expect(one.on.complaints).toMatchObject([{ info: expect.stringContaining('takes none') as unknown }]);
  });

  test('comes again after 503', async () => {
    const one = await house(() => ({ ...answers, '/event': [503, 204] }));
    await one.on.placeCall({ to: number }).ended;
    await until(() => one.at('/event').length === 5);
  });
});

test('signs with a new secret after a change, and not at all once where that is set', async () => {
  const one = await house(() => answers);
  one.rotate('another secret of the account');
  await one.on.placeCall({ to: number }).ended;
  expect(one.at('/answer')[0]?.isGenuine).toBe(true);
  one.on.webhooks.unsigned = 100;
  await one.on.placeCall({ to: number }).ended;
  expect(one.at('/answer')[1]?.isGenuine).toBe(false);
});

test('asks by GET where the application says so', async () => {
  const one = await house(() => answers);
  const webhooks = { answer_url: { address: one.url('/answer'), http_method: 'GET' } };
  const capabilities = { voice: { webhooks, signed_callbacks: false } };
  const path = `/v2/applications/${one.on.settings.applicationId}`;
  expect(await rest(one.on, 'PUT', path, { name: 'Other', capabilities })).toMatchObject({ status: 200 });
  const call = one.on.placeCall({ to: number });
  await call.ended;
  expect(one.at('/answer')).toMatchObject([{ uuid: call.uuid, claims: {} }]);
});
