import { getExpectedBodyHash, getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import type { FormRequestEvent } from '../../functions/shared/form-webhook.ts';
import { fallbackDocument } from '../../lib/providers/twilio/fallback.ts';
import {
  authToken,
  callFields,
  callSid,
  formBody,
  sharedKey,
  sharedKeyId,
} from '../lib/providers/twilio/vectors.ts';
import { caller, gateway, inProgress, number, pin, says } from './twilio-gateway.ts';
import { fromTwilio, publicUrl, secretsOf } from './twilio-requests.ts';

describe('refused, without a document', () => {
  const good = fromTwilio('/twilio/voice', callFields);
  const json = '{"CallSid":"x"}';
  const hash = `bodySHA256=${getExpectedBodyHash(json)}`;

  test.each<[string, FormRequestEvent, number]>([
    ['unsigned', { ...good, headers: { 'content-type': good.headers['content-type'] } }, 403],
    ['signed by somebody else', fromTwilio('/twilio/voice', callFields, { token: 'f'.repeat(32) }), 403],
    ['signed for another path', { ...good, rawPath: '/twilio/pin' }, 403],
    ['with a query that was not signed', { ...good, rawQueryString: 'attempt=1' }, 403],
    [
      'with another body',
      { ...good, body: formBody({ ...callFields, From: '+15550009999' }), isBase64Encoded: false },
      403,
    ],
    ['with a body that is no base64', { ...good, body: '%%%' }, 400],
    ['far too large', { ...good, body: 'x'.repeat(70_000), isBase64Encoded: false }, 413],
    [
      'JSON, well signed',
      {
        ...good,
        rawQueryString: hash,
        headers: {
          'content-type': 'application/json',
          'x-twilio-signature': getExpectedTwilioSignature(
            authToken,
            `${publicUrl}/twilio/voice?${hash}`,
            {},
          ),
        },
        body: json,
        isBase64Encoded: false,
      },
      415,
    ],
    ['to a path of the other function', fromTwilio('/twilio/events', callFields), 404],
    ['to nowhere', fromTwilio('/twilio/', callFields), 404],
  ])('%s', async (_, event, status) => {
    const { handler, record, logText } = gateway();
    const { statusCode, body = '' } = await handler(event);
    expect(statusCode).toBe(status);
    expect(body).not.toContain('<');
    expect(record.counts).toMatchObject([{ metric: 'webhooksRefused' }, { metric: 'providersRefused' }]);
    expect(logText()).not.toContain(caller);
  });

  test('while there is no token to check with, so that Twilio asks again', async () => {
    const { ask } = gateway({ secrets: secretsOf({ twilioAuthTokens: undefined }) });
    expect(await ask('/twilio/voice', callFields)).toMatchObject({ statusCode: 503 });
  });

  test('a Host header decides nothing', async () => {
    const { handler } = gateway();
    const fields = callFields;
    const signature = getExpectedTwilioSignature(authToken, 'https://evil.example.com/twilio/voice', fields);
    const headers = { ...good.headers, host: 'evil.example.com', 'x-twilio-signature': signature };
    expect(await handler({ ...good, headers })).toMatchObject({ statusCode: 403 });
  });
});

describe('tokens', () => {
  const next = 'fedcba9876543210fedcba9876543210';

  test.each([authToken, next])('either of two is good, and read once', async (token) => {
    const secrets = secretsOf({ twilioAuthTokens: [authToken, next] });
    const { ask } = gateway({ secrets });
    expect(await ask('/twilio/voice', callFields, { token })).toMatchObject({ statusCode: 200 });
    expect(secrets.rereads()).toBe(0);
  });

  test('one that was changed a moment ago is read afresh', async () => {
    const secrets = secretsOf({}, { twilioAuthTokens: [next] });
    const { ask } = gateway({ secrets });
    expect(await ask('/twilio/voice', callFields, { token: next })).toMatchObject({ statusCode: 200 });
    expect(secrets.rereads()).toBe(1);
  });
});

describe('shared keys', () => {
  const good = fromTwilio('/twilio/voice', callFields);
  const stored = [`${sharedKeyId}=${sharedKey}`];
  const path = '/twilio/voice';
  const byKey = (keyId = sharedKeyId) => ({
    headers: {
      ...good.headers,
      'x-twilio-signature': getExpectedTwilioSignature(
        sharedKey,
        `https://gw.example.com${path}`,
        callFields,
        'HMAC_SHA256',
      ),
      'x-twilio-webhooks-signature-settings': `key=${keyId},algorithm=HMAC_SHA256`,
    },
  });

  test('are good in the place of a token, and one that was stored a moment ago is read afresh', async () => {
    const known = secretsOf({ twilioSharedKeys: stored });
    const { ask } = gateway({ secrets: known });
    expect(await ask(path, callFields, byKey())).toMatchObject({ statusCode: 200 });
    expect(known.rereads()).toBe(0);
    const fresh = secretsOf({}, { twilioSharedKeys: stored });
    expect(await gateway({ secrets: fresh }).ask(path, callFields, byKey())).toMatchObject({
      statusCode: 200,
    });
    expect(fresh.rereads()).toBe(1);
  });

  test('that nobody knows are refused, and no token stands in for them', async () => {
    const { ask, record } = gateway({ secrets: secretsOf({ twilioSharedKeys: stored }) });
    expect(await ask(path, callFields, byKey('theirs'))).toMatchObject({ statusCode: 403 });
    const { headers } = byKey('theirs');
    const byToken = { ...headers, 'x-twilio-signature': good.headers['x-twilio-signature'] };
    expect(await ask(path, callFields, { headers: byToken })).toMatchObject({ statusCode: 403 });
    const refused = record.counts.filter(({ metric }) => metric === 'webhooksRefused');
    expect(refused).toMatchObject(Array(2).fill({ reason: 'signature-unknown-key' }));
  });
});

describe('when something fails', () => {
  const broken = () => Promise.reject(new Error(`no table for ${caller}`));

  test('before the language is known the caller hears it in every one', async () => {
    const { twiml, world, record } = gateway({ language: 'de' });
    world.before = broken;
    expect(await twiml('/twilio/voice', callFields)).toBe(fallbackDocument());
    expect(record.logs).toMatchObject([
      { level: 'error', code: 'dial-in-failed', fields: { route: 'voice', why: 'error', callId: callSid } },
    ]);
  });

  test('after the dial-in was found, in its language', async () => {
    const { twiml, world } = gateway({ language: 'de' });
    world.before = (operation) => (operation === 'pinCalls.arrived' ? broken() : Promise.resolve());
    const document = await twiml('/twilio/voice', callFields);
    expect(document).toContain(says('internal-failure', 'de'));
    expect(document).not.toContain(says('internal-failure', 'en'));
    expect(document).toContain('<Hangup/>');
  });

  test.each([
    '/twilio/pin?attempt=1&language=de',
    '/twilio/menu?joinSequence=1&language=de',
    '/twilio/left?joinSequence=1&language=de',
  ])('%s: in the language of its address, with no store at all', async (path) => {
    const { twiml, world } = gateway();
    world.before = broken;
    const document = await twiml(path, { ...inProgress, Digits: pin });
    expect(document).toContain(says('internal-failure', 'de'));
    expect(document).toContain('<Hangup/>');
  });

  test('somebody who waits is left to wait', async () => {
    const { twiml, world } = gateway();
    world.before = broken;
    expect(await twiml('/twilio/wait?language=de', inProgress)).toMatch(
      /<Response><Pause[^>]*\/><Redirect\/><\/Response>/,
    );
  });

  test.each([
    ['/twilio/voice', { ...callFields, To: '' }],
    ['/twilio/pin?attempt=x&language=en', callFields],
    ['/twilio/left?language=en', callFields],
  ])('%s makes no sense: still a document', async (path, fields) => {
    const { twiml, record } = gateway();
    expect(await twiml(path, fields)).toContain(says('internal-failure'));
    expect(record.logs).toMatchObject([{ code: 'dial-in-failed', fields: { why: 'invalid-request' } }]);
  });

  test('a sentence that nobody knows is not said', async () => {
    const { twiml } = gateway();
    expect(await twiml('/twilio/announce?sentence=x&language=en', {})).toContain('<Response/>');
  });

  test('too slow: after 3 s the caller hears so, and what fails later is logged as well', async () => {
    const { twiml, world, record, deadline, deadlines } = gateway();
    let failLate: (error: Error) => void = () => undefined;
    world.before = (operation) =>
      operation === 'pinCalls.arrived'
        ? new Promise((_, reject) => {
            failLate = reject;
            deadline.abort();
          })
        : Promise.resolve();
    expect(await twiml('/twilio/voice', callFields)).toContain(says('internal-failure'));
    expect(deadlines).toEqual([3_000]);
    expect(record.logs).toMatchObject([
      { code: 'dial-in-failed', fields: { why: 'too-slow', callId: callSid } },
    ]);
    failLate(new Error('at last'));
    await expect.poll(() => record.logs.length).toBe(2);
    expect(record.logs[1]).toMatchObject({ code: 'dial-in-failed', fields: { why: 'error' } });
  });

  test('no number and no PIN is in the log, whatever happens', async () => {
    const { twiml, logText, world } = gateway();
    await twiml('/twilio/voice', callFields);
    await twiml('/twilio/pin?attempt=1&language=en', { ...inProgress, Digits: '5556667778' });
    await twiml('/twilio/pin?attempt=2&language=en', { ...inProgress, Digits: pin });
    await twiml('/twilio/left?joinSequence=1&language=en', inProgress);
    world.before = () => Promise.reject(new Error('down'));
    await twiml('/twilio/pin?attempt=3&language=en', { ...inProgress, Digits: pin });
    for (const secret of [caller, caller.slice(1), number, pin, '5556667778']) {
      expect(logText()).not.toContain(secret);
    }
  });
});
