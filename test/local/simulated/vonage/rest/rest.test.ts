import { Talk, Voice } from '@vonage/voice';
import { describe, expect, test } from 'vitest';
import { until } from '../../harness.ts';
import {
  enter,
  house,
  join,
  kinds,
  listenForKeys,
  nextOf,
  number,
  oddToken,
  rest,
  tokenOf,
  type House,
} from '../harness.ts';

const meeting = (options: Parameters<typeof house>[1] = {}): Promise<House> =>
  house((url) => ({ '/answer': [[listenForKeys(url('/keys')), join()]] }), options);
const nobody = '/v1/calls/aaaaaaaa-0000-4000-8000-0123456789ab';
const SECOND_MS = 1_000;
const nowS = (): number => Math.floor(Date.now() / SECOND_MS);

const life = (fromS: number, toS: number) => ({ iat: nowS() + fromS, exp: nowS() + toS });

describe('refuses a token', () => {
  test.each<[string, (one: House) => string, string]>([
    ['that is none', () => 'Bearer oops', 'no JWT'],
    ['of another scheme', () => 'Basic YTpi', 'right kind'],
    ['that has expired', ({ on }) => `Bearer ${oddToken(on, life(-60, -1))}`, 'expired'],
    ['that is old and says nothing', ({ on }) => `Bearer ${oddToken(on, { iat: nowS() - 901 })}`, 'expired'],
    ['that is not valid yet', ({ on }) => `Bearer ${oddToken(on, life(90, 900))}`, 'not valid yet'],
    ['that is valid for too long', ({ on }) => `Bearer ${oddToken(on, life(0, 90_000))}`, 'too long'],
    [
      'of another application',
      ({ on }) => `Bearer ${oddToken(on, { ...life(0, 60), application_id: 'other' })}`,
      'another application',
    ],
    ['without an id', ({ on }) => `Bearer ${oddToken(on, { ...life(0, 60), jti: '' })}`, 'jti'],
    ['with a strange claim', ({ on }) => `Bearer ${oddToken(on, { ...life(0, 60), ttl: 60 })}`, 'ttl'],
    ['whose signature is wrong', ({ on }) => `Bearer ${tokenOf(on).slice(0, -6)}AAAAAA`, 'signature'],
    [
      'without an algorithm',
      ({ on }) => `Bearer ${tokenOf(on).replace(/^[^.]+/, 'eyJhbGciOiJub25lIn0')}`,
      'no JWT',
    ],
  ])('%s', async (_, authorization, detail) => {
    const one = await house(() => ({}));
    expect(await rest(one.on, 'GET', nobody, undefined, authorization(one))).toMatchObject({
      status: 401,
      json: { detail: expect.stringContaining(detail) as unknown },
    });
  });
});

test('applications and numbers want key and secret', async () => {
  const one = await house(() => ({}));
  const path = `/v2/applications/${one.on.settings.applicationId}`;
  const bearer = `Bearer ${tokenOf(one.on)}`;
  expect(await rest(one.on, 'GET', path, undefined, bearer)).toMatchObject({ status: 401 });
  expect(await rest(one.on, 'GET', path, undefined, 'Basic YTpi')).toMatchObject({ status: 401 });
  expect(await rest(one.on, 'GET', path)).toMatchObject({ status: 200 });
});

test('a call is known at its region alone', async () => {
  const one = await meeting();
  one.on.configureNumber({ number: '+12025550181', region: 'ap-4' });
  const call = await enter(one, { to: '+12025550181' });
  const at = async (prefix: string) => (await rest(one.on, 'GET', `${prefix}/v1/calls/${call.uuid}`)).status;
  expect([await at(''), await at('/us-3'), await at('/ap-4')]).toEqual([404, 404, 200]);
  const mute = await rest(one.on, 'PUT', `/eu-3/v1/calls/${call.uuid}`, { action: 'mute' });
  expect([mute.status, call.muted]).toEqual([404, false]);
});

test('refuses the sixteenth request of a second', async () => {
  const one = await house(() => ({}));
  const all = await Promise.all(Array.from({ length: 18 }, () => rest(one.on, 'GET', nobody)));
  expect(all.filter(({ status }) => status === 429)).toHaveLength(3);
  expect(one.on.complaints).toEqual([]);
});

const order = {
  to: [{ type: 'phone', number: '12025550188' }],
  from: { type: 'phone', number: number.slice(1) },
  answer_url: ['https://gw.example/a'],
};

test.each<[string, string, unknown]>([
  ['POST', '/v1/calls', { ...order, to: [{ type: 'phone', number: '+12025550188' }] }],
  ['POST', '/v1/calls', { ...order, to: [] }],
  ['POST', '/v1/calls', { ...order, from: { type: 'phone', number: '12025550199' } }],
  ['POST', '/v1/calls', { ...order, answer_url: 'https://gw.example/a' }],
  ['POST', '/v1/calls', { ...order, ringing_timer: 121 }],
  ['POST', '/v1/calls', { ...order, length_timer: 7_201 }],
  ['POST', '/v1/calls', { ...order, timeout: 30 }],
  ['PUT', nobody, { action: 'hold' }],
  ['PUT', nobody, { action: 'mute', muted: true }],
  ['PUT', nobody, { action: 'transfer', destination: { type: 'ncco' } }],
  ['PUT', `${nobody}/talk`, { text: '' }],
  ['PUT', `${nobody}/talk`, { text: 'a', voice_name: 'Amy' }],
  ['PUT', `${nobody}/stream`, { stream_url: 'https://gw.example/a.mp3' }],
  ['PUT', `${nobody}/input/dtmf`, { eventUrl: ['https://gw.example/a'] }],
  ['GET', '/v1/calls?page_size=101', undefined],
  ['GET', '/v1/calls?conversation=a', undefined],
  ['POST', '/number/update', 'msisdn=1'],
])('%s %s with %j is wrong, and complained of', async (method, path, body) => {
  const one = await house(() => ({}));
  expect(await rest(one.on, method, path, body)).toMatchObject({ status: 400 });
  expect(one.on.complaints).toHaveLength(1);
});

test('a path that there is not is complained of', async () => {
  const one = await house(() => ({}));
  expect(await rest(one.on, 'GET', '/v1/conferences')).toMatchObject({ status: 404 });
  expect(one.on.complaints).toHaveLength(1);
});

test.each([404, 400] as const)('a call that is over is gone with %d', async (goneStatus) => {
  const one = await meeting({ goneStatus });
  const call = await enter(one);
  call.hangUp();
  const put = (path: string, body: object) => rest(one.on, 'PUT', `/v1/calls/${call.uuid}${path}`, body);
  expect(await put('', { action: 'hangup' })).toMatchObject({ status: goneStatus });
  expect(await put('/talk', { text: 'Hello' })).toMatchObject({ status: goneStatus });
  expect((await rest(one.on, 'GET', `/v1/calls/${call.uuid}`)).json).toMatchObject({ status: 'completed' });
  expect(one.on.complaints).toEqual([]);
});

test('an order of a call that was never answered is complained of where it is refused', async () => {
  const one = await meeting({ goneStatus: 400 });
  const placed = await rest(one.on, 'POST', '/v1/calls', {
    ...order,
    to: [{ type: 'phone', number: '12025550101' }],
  });
  const path = `/v1/calls/${String(placed.json.uuid)}`;
  expect(await rest(one.on, 'PUT', path, { action: 'mute' })).toMatchObject({ status: 400 });
  expect(one.on.complaints).toHaveLength(1);
});

test('a document that is wrong changes nothing', async () => {
  const one = await meeting();
  const call = await enter(one);
  const ncco = [{ action: 'hangup' }];
  const body = { action: 'transfer', destination: { type: 'ncco', ncco } };
  expect(await rest(one.on, 'PUT', `/v1/calls/${call.uuid}`, body)).toMatchObject({ status: 400 });
  expect(kinds(call)).not.toContain('redirected');
});

test('lists the calls of a conversation, page by page', async () => {
  const one = await meeting();
  const calls = [await enter(one), await enter(one), await enter(one)];
  const query = `conversation_uuid=${calls[0]?.conversationUuid}&status=answered&page_size=2`;
  const first = (await rest(one.on, 'GET', `/v1/calls?${query}`)).json;
  expect(first).toMatchObject({
    count: 3,
    _embedded: { calls: calls.slice(0, 2).map(({ uuid }) => ({ uuid, status: 'answered' })) },
  });
  const second = (await rest(one.on, 'GET', nextOf(first))).json;
  expect(second).toMatchObject({ _embedded: { calls: [{ uuid: calls[2]?.uuid }] } });
  expect(second._links).not.toHaveProperty('next');
  expect(JSON.stringify(first)).not.toContain('muted');
});

test('faults are armed for one request', async () => {
  const one = await meeting();
  const call = await enter(one);
  one.on.faults.next('PUT /v1/calls/*', { status: 503, effect: 'done' });
  const mute = () => rest(one.on, 'PUT', `/v1/calls/${call.uuid}`, { action: 'mute' });
  expect(await mute()).toMatchObject({ status: 503, json: { title: 'Fault' } });
  expect(call.muted).toBe(true);
  expect(await mute()).toMatchObject({ status: 204 });
});

test('numbers are listed and given to the application', async () => {
  const one = await house(() => ({}));
  one.on.configureNumber({ number: '+12025550182', applicationId: '' });
  const mine = async () =>
    (await rest(one.on, 'GET', `/account/numbers?application_id=${one.on.settings.applicationId}`)).json;
  expect(await mine()).toMatchObject({ count: 1, numbers: [{ msisdn: number.slice(1), country: 'US' }] });
  const form = `country=US&msisdn=12025550182&app_id=${one.on.settings.applicationId}`;
  expect((await rest(one.on, 'POST', '/number/update', form)).json).toMatchObject({ 'error-code': '200' });
  expect(await mine()).toMatchObject({ count: 2 });
});

test('an application forgets what an update leaves out, but for its key', async () => {
  const one = await house(() => ({}));
  const path = `/v2/applications/${one.on.settings.applicationId}`;
  const before = (await rest(one.on, 'GET', path)).json;
  const voice = { region: 'eu-west', signed_callbacks: true };
  const body = { name: 'Other', capabilities: { voice } };
  const after = (await rest(one.on, 'PUT', path, body)).json;
  expect(after).toMatchObject({ name: 'Other', capabilities: { voice }, keys: before.keys });
  expect(one.on.application.config.answer.address).toBe('');
  expect(await rest(one.on, 'PUT', path, { ...body, answer_url: 'x' })).toMatchObject({ status: 400 });
});

test('Vonage’s own client is understood', async () => {
  const one = await meeting({ maxRequestsPerSecond: Infinity });
  const call = await enter(one);
  const { applicationId, privateKey } = one.on.settings;
  const client = new Voice({ applicationId, privateKey }, { apiHost: one.on.originOf('us-3') });
  await client.muteCall(call.uuid);
  expect(call.muted).toBe(true);
  await client.unmuteCall(call.uuid);
  await client.earmuffCall(call.uuid);
  await client.unearmuffCall(call.uuid);
  await client.playTTS(call.uuid, new Talk('Hello', false, 0, undefined, 'en-GB'));
  await call.waitForText('hello');
  await client.stopTTS(call.uuid);
  await client.streamAudio(call.uuid, 'https://gw.example/a.mp3', 1, 0.4);
  await client.stopStreamAudio(call.uuid);
  await client.subscribeDTMF(call.uuid, one.url('/elsewhere'));
  await call.press('6');
  await until(() => one.at('/elsewhere').length === 1);
  await client.unsubscribeDTMF(call.uuid);
  expect(await client.getCall(call.uuid)).toMatchObject({ uuid: call.uuid, status: 'answered' });
  const page = await client.getCallsPage({ conversationUuid: call.conversationUuid });
  expect(page.count).toBe(1);
  await client.transferCallWithNCCO(call.uuid, [new Talk('Bye')]);
  await call.waitForText('bye');
  expect(one.on.complaints).toEqual([]);
});
