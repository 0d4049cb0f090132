import { describe, expect, test } from 'vitest';
import type { SimulatedCall } from '../../../../../local/simulated/twilio/calls/call.ts';
import type { SimulatedTwilio } from '../../../../../local/simulated/twilio/start.ts';
import { application, number, rest, twilio } from '../harness.ts';

async function liveCall(): Promise<{ on: SimulatedTwilio; call: SimulatedCall; path: string }> {
  const app = await application({ '/voice': '<Say>Hello</Say><Pause length="6000"/>' });
  const on = await twilio({ apiKeys: { SK1: 'key-secret' } });
  on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice` });
  const call = on.placeCall({ to: number });
  await call.waitForText('Hello');
  return { on, call, path: `/Calls/${call.sid}.json` };
}

test.each([
  ['AC0123456789abcdef0123456789abcdef:wrong', 401],
  ['AC0123456789abcdef0123456789abcdee:0123456789abcdef0123456789abcdef', 401],
  ['SK1:wrong', 401],
  ['', 401],
  ['SK1:key-secret', 200],
])('credentials %j: %i', async (credentials, status) => {
  const { on, path } = await liveCall();
  const answer = await rest(on, 'GET', path, undefined, credentials);
  expect(answer.status).toBe(status);
  if (status === 401) expect(answer.json).toMatchObject({ code: 20003, status: 401 });
});

describe('refuses', () => {
  const inline = '<Response/>';
  test.each([
    [{ Muted: 'true' }, 400],
    [{ Status: 'done' }, 400],
    [{ Url: 'https://a.example/', Twiml: inline }, 400],
    [{ Url: '/relative' }, 400],
    [{ Method: 'POST' }, 400],
    [{ Twiml: 'x'.repeat(4_001) }, 400],
    [{ Status: 'canceled' }, 400],
  ])('the update %j', async (form, status) => {
    const { on, path, call } = await liveCall();
    expect((await rest(on, 'POST', path, form)).status).toBe(status);
    expect(call.status).toBe('in-progress');
  });

  test.each([
    ['GET', '/Calls/CA0.json'],
    ['GET', '/Conferences/room.json'],
    ['GET', '/Conferences/room/Participants.json'],
    ['GET', '/Conferences'],
    ['GET', '/Nothing.json'],
    ['DELETE', '/Calls/CA0.json'],
  ])('%s %s', async (method, path) => {
    const { on } = await liveCall();
    expect(await rest(on, method, path)).toMatchObject({ status: 404, json: { code: 20404 } });
  });

  test('an unknown query parameter', async () => {
    const { on } = await liveCall();
    expect((await rest(on, 'GET', '/Conferences.json?Name=a')).status).toBe(400);
  });

  test('a JSON body', async () => {
    const { on, path } = await liveCall();
    const { accountSid, authToken } = on.settings;
    const response = await fetch(on.url + path, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: '{"Status":"completed"}',
    });
    expect(response.status).toBe(400);
  });
});

test('hangs up a call, once', async () => {
  const { on, call, path } = await liveCall();
  expect((await rest(on, 'POST', path, { Status: 'completed' })).json).toMatchObject({ status: 'completed' });
  expect(await call.ended).toMatchObject({ by: 'api' });
  expect(await rest(on, 'POST', path, { Status: 'completed' })).toMatchObject({
    status: 400,
    json: { code: 21220 },
  });
});

test('faults: too many requests, no answer although it worked', async () => {
  const { on, call, path } = await liveCall();
  on.faults.next('POST /Calls/*.json', { status: 429 });
  expect(await rest(on, 'POST', path, { Status: 'completed' })).toMatchObject({
    status: 429,
    json: { code: 20429 },
  });
  expect(call.status).toBe('in-progress');
  on.faults.next('POST /Calls/*.json', { dropAnswer: true, effect: 'done' });
  await expect(rest(on, 'POST', path, { Status: 'completed' })).rejects.toThrow();
  expect(call.status).toBe('completed');
  expect(on.requests.map(({ method }) => method)).toContain('POST');
});

test('numbers are found and rewired', async () => {
  const { on } = await liveCall();
  const { json } = await rest(
    on,
    'GET',
    `/IncomingPhoneNumbers.json?PhoneNumber=${encodeURIComponent(number)}`,
  );
  expect(json).toMatchObject({ incoming_phone_numbers: [{ phone_number: number }] });
  const sid = on.configureNumber({ phoneNumber: number }).sid;
  const path = `/IncomingPhoneNumbers/${sid}.json`;
  const changed = await rest(on, 'POST', path, { VoiceUrl: 'https://gw.example.com/twilio/voice' });
  expect(changed.json).toMatchObject({ voice_url: 'https://gw.example.com/twilio/voice', sid });
  expect((await rest(on, 'POST', path, { VoiceURL: 'x' })).status).toBe(400);
});
