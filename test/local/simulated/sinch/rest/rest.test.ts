import { describe, expect, test } from 'vitest';
import { VoiceService } from '../../../../support/sinch-sdk.ts';
import { until } from '../../harness.ts';
import { enter, house, join, kinds, menu, number, rest, type House } from '../harness.ts';

const say = { name: 'say', text: 'Hello', locale: 'en-GB' };
const goOn = { instructions: [say], action: { name: 'continue' } };
const bye = { instructions: [{ ...say, text: 'Bye' }], action: { name: 'hangup' } };
const callPath = (id: string): string => `/calling/v1/calls/id/${encodeURIComponent(id)}`;
const nowhere = '/calling/v1/conferences/id/none';

/** A custom callout, as far as its fields are used here. */
const callout = (action: object, more: object = {}) => ({
  method: 'customCallout',
  customCallout: {
    custom: 'o1',
    ice: JSON.stringify({ action: { name: 'connectPstn', ...action } }),
    ...more,
  },
});
const phone = { number: '+12025550188', cli: number };

describe('refuses', () => {
  test('a request without credentials, with wrong ones, or with a wrong signature', async () => {
    const { on } = await house({});
    const key = on.settings.applicationKey;
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(on.origin + nowhere, { headers });
      const body: unknown = await response.json();
      return [response.status, body];
    };
    expect(await ask({})).toMatchObject([401, { errorCode: 40100 }]);
    const stamped = { 'x-timestamp': new Date().toISOString() };
    expect(await ask({ authorization: `Application ${key}:AAAA`, ...stamped })).toMatchObject([
      401,
      { errorCode: 40102 },
    ]);
    expect(await ask({ authorization: `Application other:AAAA`, ...stamped })).toMatchObject([
      401,
      { errorCode: 40108 },
    ]);
    const old = { 'x-timestamp': '2020-01-02T03:04:05Z' };
    expect(await ask({ authorization: `Application ${key}:AAAA`, ...old })).toMatchObject([
      401,
      { errorCode: 40101 },
    ]);
    expect(await rest(on, 'GET', nowhere, undefined, `${key}:wrong`)).toMatchObject({
      status: 401,
      json: { errorCode: 40108, message: 'Invalid credentials', reference: expect.any(String) as unknown },
    });
  });

  test('what is not there', async () => {
    const { on } = await house({});
    for (const [method, path, body] of [
      ['GET', nowhere],
      ['DELETE', nowhere],
      ['DELETE', `${nowhere}/abc`],
      ['PATCH', `${nowhere}/abc`, { command: 'mute' }],
      ['GET', callPath('abc')],
      ['PATCH', callPath('abc'), bye],
      ['PATCH', `${callPath('abc')}/leg/caller`, goOn],
      ['GET', '/v1/configuration/callbacks/applications/other'],
      ['GET', '/calling/v1/none'],
    ] as const) {
      expect(await rest(on, method, path, body), path).toMatchObject({
        status: 404,
        json: { errorCode: 40400 },
      });
    }
  });

  test('to move a running call into a conference or a menu, and complains', async () => {
    const one = await house({ ice: menu({ timeoutMills: 60_000 }) });
    const call = one.on.placeCall({ to: number });
    await call.waitFor(({ kind }) => kind === 'menu');
    for (const document of [join(), menu(), { instructions: [say] }]) {
      expect((await rest(one.on, 'PATCH', callPath(call.id), document)).status).toBe(400);
    }
    expect(one.on.complaints).toHaveLength(3);
    expect((await rest(one.on, 'PATCH', `${callPath(call.id)}/leg/caller`, bye)).status).toBe(400);
    expect((await rest(one.on, 'PATCH', `${callPath(call.id)}/leg/nobody`, goOn)).status).toBe(404);
  });

  test('a command that there is not, and complains', async () => {
    const one = await house({ ice: join() });
    const { id } = await enter(one);
    const path = `/calling/v1/conferences/id/room/${id}`;
    expect((await rest(one.on, 'PATCH', path, { command: 'silence' })).status).toBe(400);
    expect(one.on.complaints).toMatchObject([{ info: expect.stringContaining(path) as unknown }]);
  });

  test('too many requests', async () => {
    const { on } = await house({}, { maxRequestsPerSecond: 0 });
    const refused = await rest(on, 'GET', nowhere);
    expect(refused).toMatchObject({ status: 429, json: { errorCode: 42900 } });
  });
});

describe('a running call', () => {
  const waiting = async (): Promise<[House, Awaited<ReturnType<typeof enter>>]> => {
    const one = await house({ ice: join() }, { callIds: 'with-address' });
    return [one, await enter(one)];
  };

  test('is told something, and stays where it is', async () => {
    const [one, call] = await waiting();
    expect((await rest(one.on, 'PATCH', `${callPath(call.id)}/leg/caller`, goOn)).status).toBe(204);
    expect((await rest(one.on, 'PATCH', callPath(call.id), goOn)).status).toBe(204);
    await until(() => call.heard.length === 2);
    expect(call.outcome).toBeUndefined();
  });

  test('is told something and hung up; then it is final', async () => {
    const [one, call] = await waiting();
    expect((await rest(one.on, 'GET', callPath(call.id))).json).toMatchObject({ status: 'ONGOING' });
    expect((await rest(one.on, 'PATCH', callPath(call.id), bye)).status).toBe(204);
    expect(await call.ended).toMatchObject({ by: 'api', reason: 'MANAGERHANGUP' });
    expect(call.heard).toMatchObject([{ text: 'Bye' }]);
    expect((await rest(one.on, 'GET', callPath(call.id))).json).toMatchObject({
      callId: call.id,
      status: 'FINAL',
      result: 'ANSWERED',
      reason: 'MANAGERHANGUP',
    });
    expect((await rest(one.on, 'PATCH', callPath(call.id), bye)).status).toBe(404);
  });

  test('is hung up in a menu, of which nothing more is heard', async () => {
    const one = await house({ ice: menu({ timeoutMills: 60_000 }) });
    const call = one.on.placeCall({ to: number });
    await call.waitFor(({ kind }) => kind === 'menu');
    await rest(one.on, 'PATCH', callPath(call.id), bye);
    await call.ended;
    await until(() => one.of('dice').length === 1);
    expect(one.of('pie')).toEqual([]);
  });

  test('is hung up while it is told something, and never gets to what was to follow', async () => {
    const long = { instructions: [{ ...say, text: 'x'.repeat(600) }], ...join() };
    const one = await house({ ice: long }, { speechMsPerCharacter: 1_000 });
    const call = one.on.placeCall({ to: number });
    await call.waitForText('xxx');
    await rest(one.on, 'PATCH', callPath(call.id), { action: { name: 'hangup' } });
    expect(await call.ended).toMatchObject({ by: 'api' });
    expect(kinds(call)).not.toContain('conference-joined');
  });

  test('is parked out of a conference, and ends when it goes on', async () => {
    const [one, call] = await waiting();
    await rest(one.on, 'PATCH', callPath(call.id), { action: { name: 'park', holdPrompt: '#tts[Hold]' } });
    await call.waitForText('Hold');
    expect(kinds(call)).toContain('conference-left');
    await rest(one.on, 'PATCH', callPath(call.id), { action: { name: 'continue' } });
    expect(await call.ended).toMatchObject({ by: 'api' });
  });

  test('that came from outside is not found where that is set', async () => {
    const one = await house({ ice: join() }, { findsInboundCalls: false });
    const call = await enter(one);
    expect((await rest(one.on, 'GET', callPath(call.id))).status).toBe(404);
  });
});

test('a park ends with its time', async () => {
  const one = await house({ ice: { action: { name: 'park', introPrompt: '#tts[Wait]', maxDuration: 5 } } });
  const call = one.on.placeCall({ to: number });
  expect(await call.ended).toMatchObject({ reason: 'TIMEOUT' });
  expect(call.heard).toMatchObject([{ text: 'Wait' }]);
});

test('faults are injected by path, and the effect may come true behind them', async () => {
  const one = await house({ ice: join() });
  const call = await enter(one);
  const path = `/calling/v1/conferences/id/room/${call.id}`;
  one.on.faults.next('PATCH /calling/v1/conferences/id/*/*', { status: 503, effect: 'done' });
  expect(await rest(one.on, 'PATCH', path, { command: 'mute' })).toMatchObject({
    status: 503,
    json: { errorCode: 50300 },
  });
  expect(kinds(call)).toContain('muted');
  expect(one.on.requests.at(-1)).toEqual({ method: 'PATCH', path, status: 503 });
});

test('the vendor’s SDK commands it, signed', async () => {
  const one = await house({ ice: join() });
  const { applicationKey, applicationSecret } = one.on.settings;
  const sdk = new VoiceService({
    applicationKey,
    applicationSecret,
    voiceHostname: one.on.origin,
    voiceApplicationManagementHostname: one.on.origin,
  });
  const call = await enter(one);
  const where = { conferenceId: 'room', callId: call.id };
  await sdk.conferences.manageParticipant({ ...where, manageParticipantRequestBody: { command: 'mute' } });
  expect((await sdk.conferences.get({ conferenceId: 'room' })).participants).toMatchObject([
    { id: call.id, muted: true },
  ]);
  expect(await sdk.calls.get({ callId: call.id })).toMatchObject({ status: 'ONGOING' });
  await sdk.calls.manageWithCallLeg({
    callId: call.id,
    callLeg: 'caller',
    manageWithCallLegRequestBody: {
      instructions: [{ name: 'say', text: 'Hi' }],
      action: { name: 'continue' },
    },
  });
  await call.waitForText('Hi');
  await sdk.calls.update({ callId: call.id, updateCallRequestBody: { action: { name: 'hangup' } } });
  await call.ended;
  const urls = { primary: 'https://a.example/sinch/voice', fallback: 'https://b.example/' };
  await sdk.applications.updateCallbackURLs({
    applicationkey: applicationKey,
    updateCallbacksRequestBody: { url: urls },
  });
  expect(await sdk.applications.getCallbackURLs({ applicationkey: applicationKey })).toEqual({ url: urls });
  expect((await sdk.applications.listNumbers({})).numbers).toEqual([
    { number, applicationkey: applicationKey, capability: 'voice' },
  ]);
  await sdk.applications.unassignNumber({ unassignNumbersRequestBody: { number } });
  expect((await sdk.applications.listNumbers({})).numbers).toEqual([{ number, capability: 'voice' }]);
  await sdk.applications.assignNumbers({ assignNumbersRequestBody: { numbers: [number] } });
  expect(one.on.numbers.isServed(number)).toBe(true);
  expect(one.on.requests.filter(({ status }) => status >= 400)).toEqual([]);
  expect(one.on.complaints).toEqual([]);
});

describe('a callout', () => {
  test.each<[string, object]>([
    ['of another kind', { ...callout(phone), method: 'ttsCallout' }],
    ['with a field that it has not', callout(phone, { enableAce: true })],
    ['with a destination beside its document', callout(phone, { destination: {} })],
    ['to nobody', callout({ cli: number })],
    ['from a number that is none of the application', callout({ ...phone, cli: '+12025550199' })],
    ['whose document is none', callout(phone, { ice: 'hello' })],
    ['whose document joins a conference', callout(phone, { ice: JSON.stringify(join()) })],
  ])('%s is refused, and complained of', async (_, order) => {
    const { on } = await house({});
    expect(await rest(on, 'POST', '/calling/v1/callouts', order)).toMatchObject({ status: 400 });
    expect([on.complaints.length, on.calls.all.length]).toEqual([1, 0]);
  });

  /** Has Sinch's own SDK call somebody. */
  async function placed(to: string, options: Parameters<typeof house>[1] = {}, more: object = {}) {
    const one = await house({ ace: menu({ maxDigits: 1 }), pie: join() }, options);
    const { applicationKey, applicationSecret } = one.on.settings;
    const sdk = new VoiceService({ applicationKey, applicationSecret, voiceHostname: one.on.origin });
    const ice = JSON.stringify({ action: { name: 'connectPstn', ...phone, number: to, ...more } });
    const order = { method: 'customCallout', customCallout: { custom: 'o1', ice } } as const;
    const { callId = '' } = await sdk.callouts.custom({ customCalloutRequestBody: order });
    const call = one.on.calls.find(callId)?.call;
    if (call === undefined) throw new Error('nobody was called');
    return { ...one, call };
  }

  test('asks first when somebody picks up, says by which order, and ends as others do', async () => {
    const one = await placed('+12025550103');
    const { on, call, got } = one;
    await call.waitFor(({ kind }) => kind === 'menu');
    expect(got).toMatchObject([{ event: 'ace', callid: call.id, custom: 'o1', genuine: true }]);
    await call.press('1');
    await call.waitFor(({ kind }) => kind === 'conference-joined');
    call.hangUp();
    await until(() => one.of('dice').length === 1);
    const to = { type: 'number', endpoint: '+12025550103' };
    expect(one.of('dice')).toMatchObject([{ custom: 'o1', result: 'ANSWERED', to, from: number.slice(1) }]);
    expect(on.complaints).toEqual([]);
  });

  test.each<[string, Parameters<typeof house>[1], object]>([
    ['+12025550100', {}, { reason: 'TIMEOUT', result: 'NOANSWER' }],
    ['+12025550100', { calleeSaidBy: 'reason' }, { reason: 'NOANSWER', result: 'N/A' }],
    ['+12025550101', {}, { reason: 'N/A', result: 'BUSY' }],
    ['+12025550101', { calleeSaidBy: 'reason' }, { reason: 'BUSY', result: 'N/A' }],
    ['+12025550102', {}, { reason: 'GENERALERROR', result: 'FAILED' }],
    ['+12025550102', { customComesBack: false }, { custom: '' }],
  ])('to %s with %j ends with %j', async (to, options, expected) => {
    const one = await placed(to, options, { dialTimeout: 5 });
    await until(() => one.got.length === 1);
    expect(one.of('dice')).toMatchObject([expected]);
  });

  test('lasts as long as it may', async () => {
    const { call } = await placed('+12025550103', {}, { maxDuration: 2 });
    expect(await call.ended).toMatchObject({ by: 'sinch', reason: 'TIMEOUT', status: 'ANSWERED' });
  });
});
