import { describe, expect, test } from 'vitest';
import { makeHandler as makeBotReady } from '../../../functions/bot-ready.ts';
import { makeHandler as makeDailyEvents } from '../../../functions/daily-events.ts';
import { makeHandler as makeDailyPinless } from '../../../functions/daily-pinless.ts';
import { makeHandler as makeDigitalSambaEvents } from '../../../functions/digital-samba-events.ts';
import { makeHandler as makeTwilioEvents } from '../../../functions/twilio-events.ts';
import { makeHandler as makeTwilioVoice } from '../../../functions/twilio-voice.ts';
import type { HttpAnswer } from '../../../functions/shared/http.ts';
import { probeHeader } from '../../../lib/http/probe.ts';
import type { FormRequestEvent } from '../../../functions/shared/form-webhook.ts';
import { Refusals } from '../../../functions/shared/webhook-refusal.ts';
import { inMemoryConferences } from '../../support/conferences.ts';
import { inMemory } from '../../support/held-calls.ts';
import { inUse } from '../../support/in-use.ts';
import { callFields } from '../../lib/providers/twilio/vectors.ts';
import { request } from '../requests.ts';
import { fromTwilio, publicUrl } from '../twilio-requests.ts';

const unused = { isUsed: () => Promise.resolve(false) };
const none = () => Promise.resolve(undefined);
const noSecrets = { read: none, reread: none };
const nothing = () => Promise.resolve({});
const heldCalls = inMemory();
const conferences = inMemoryConferences();
const twilio = {
  ...conferences.deps,
  ...unused,
  publicUrl,
  secrets: { read: nothing, reread: nothing },
  timeoutSignal: () => new AbortController().signal,
};

describe('a provider that the stage has no keys of answers 404 to anybody, and counts nothing', () => {
  const signed = fromTwilio('/twilio/voice', callFields);
  const plain = (event: object = {}) => ({
    ...signed,
    ...request('{"callId":"c1","callDomain":"d1"}'),
    ...event,
  });
  test.each<[string, (event: FormRequestEvent) => Promise<HttpAnswer>, FormRequestEvent]>([
    [
      'calls on hold',
      makeDailyPinless({ ...heldCalls.deps, ...unused, hmacSecrets: noSecrets, refusalStatus: 403 }),
      plain(),
    ],
    ['Daily’s events', makeDailyEvents({ ...heldCalls.deps, ...unused, hmacSecrets: noSecrets }), plain()],
    ['Twilio’s calls', makeTwilioVoice(twilio), signed],
    ['Twilio’s calls, unsigned', makeTwilioVoice(twilio), { ...signed, headers: {} }],
    ['Twilio’s calls, too large', makeTwilioVoice(twilio), { ...signed, body: 'x'.repeat(70_000) }],
    ['Twilio’s events', makeTwilioEvents(twilio), { ...signed, rawPath: '/twilio/events' }],
    [
      'events of rooms',
      makeDigitalSambaEvents({ ...conferences.deps, ...unused, webhookSecrets: noSecrets }),
      plain(),
    ],
  ])('%s', async (_, handler, event) => {
    expect(await handler(event)).toMatchObject({ statusCode: 404 });
    expect(heldCalls.record.counts).toEqual([]);
    expect(conferences.record.counts).toEqual([]);
  });
});

test('a bot whose report is refused rings nothing: the call goes on without it', async () => {
  const { deps, record } = inMemory();
  const report = request('', { pathParameters: { callId: 'c1' } });
  expect(await makeBotReady(deps)(report)).toMatchObject({ statusCode: 401 });
  expect(record.counts).toEqual([{ metric: 'webhooksRefused', reason: 'token-missing' }]);
});

describe('what is counted for the alarm', () => {
  const minute = 60_000;
  const from = (sourceIp: string) => request('', { requestContext: { http: { sourceIp } } });
  const provider = from('192.0.2.1');
  const stranger = from('198.51.100.1');

  function webhook() {
    const { deps, record, advance } = inMemory();
    const refusals = new Refusals({ ...deps, ...inUse }, 'daily-pinless');
    const refused = async (event: typeof provider, times = 5) => {
      const rung = () => record.sums.get('providersRefused') ?? 0;
      const before = rung();
      for (let time = 0; time < times; time += 1)
        await refusals.refuse(event, { status: 401, code: 'signature-bad' });
      return rung() - before;
    };
    return { refusals, refused, record, advance };
  }

  test('all that is refused while nothing is let in', async () => {
    const { refused, record } = webhook();
    expect(await refused(stranger)).toBe(5);
    expect(record.sums.get('webhooksRefused')).toBe(5);
  });

  test('nothing that says it is a probe: it is refused, and told as one', async () => {
    const { refusals, refused, record } = webhook();
    const probe = { ...provider, headers: { [probeHeader]: 'doctor' } };
    expect(await refusals.refuse(probe, { status: 401, code: 'signature-bad' })).toMatchObject({
      statusCode: 401,
    });
    expect(await refused(probe)).toBe(0);
    expect(record.sums.get('webhooksRefused')).toBeUndefined();
    expect(record.logs.map(({ code }) => code)).not.toContain('webhook-refused');
    expect(record.logs).toContainEqual(expect.objectContaining({ code: 'webhook-probe', level: 'info' }));
  });

  test('nothing that strangers send while the provider’s own requests come through', async () => {
    const { refusals, refused, record, advance } = webhook();
    refusals.admitted(provider);
    advance(5 * minute);
    expect(await refused(stranger)).toBe(0);
    expect(record.sums.get('webhooksRefused')).toBe(5);
    advance(1);
    expect(await refused(stranger)).toBe(5);
  });

  test('what comes from where good ones came from, such as calls to the one number whose secret is wrong', async () => {
    const { refusals, refused, advance } = webhook();
    refusals.admitted(provider);
    expect(await refused(provider)).toBe(5);
    advance(60 * minute);
    refusals.admitted(from('192.0.2.2'));
    expect(await refused(provider)).toBe(5);
    advance(1);
    expect(await refused(provider)).toBe(0);
  });

  test('nobody gets another’s name by writing it, and behind CloudFront its servers are nobody’s', async () => {
    const { refusals, refused } = webhook();
    const cloudFront = { requestContext: { http: { sourceIp: '203.0.113.1' } } };
    const behind = (forwarded: string) =>
      request('', { ...cloudFront, headers: { 'x-forwarded-for': forwarded } });
    refusals.admitted(behind('192.0.2.1, 203.0.113.1'));
    expect(await refused(behind('198.51.100.1, 203.0.113.1'))).toBe(0);
    expect(await refused(behind('192.0.2.1, 198.51.100.1, 203.0.113.1'))).toBe(0);
    expect(await refused(behind('192.0.2.1, 203.0.113.1'))).toBe(5);
  });

  test('of so many sources the oldest is forgotten', async () => {
    const { refusals, refused } = webhook();
    refusals.admitted(provider);
    for (let other = 0; other < 100; other += 1) refusals.admitted(from(`203.0.113.${other}`));
    expect(await refused(provider)).toBe(0);
    expect(await refused(from('203.0.113.0'))).toBe(5);
  });
});
