import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, test } from 'vitest';
import { parseSharedKey, readSettings } from '../../../../lib/providers/twilio/shared-keys.ts';
import {
  checkSignature,
  type SignedRequest,
  type SigningSecrets,
} from '../../../../lib/providers/twilio/signature.ts';
import { eventFragment } from '../../../../lib/providers/twilio/descriptor.ts';
import {
  authToken,
  callFields,
  formBody,
  sharedKey,
  sharedKeyId,
  vectors,
  type Fields,
  type Vector,
} from './vectors.ts';

const url = 'https://gw.example.com/twilio/voice';
const formType = 'application/x-www-form-urlencoded; charset=UTF-8';
const settingsOf = (id = sharedKeyId, algorithm = 'HMAC_SHA256') => `key=${id},algorithm=${algorithm}`;
const known: SigningSecrets = {
  twilioAuthTokens: [authToken],
  twilioSharedKeys: [`${sharedKeyId}=${sharedKey}`],
};
const sign = (secret: string, algorithm = 'HMAC_SHA256', at = url, fields: Fields = callFields) =>
  getExpectedTwilioSignature(secret, at, fields, algorithm);

function request(
  signature: string | undefined,
  settings: string | undefined = settingsOf(),
  { url: at = url, fields = callFields, json }: Partial<Vector> = {},
): SignedRequest {
  const type = json === undefined ? formType : 'application/json';
  return {
    url: at,
    headers: {
      'content-type': Object.keys(fields).length === 0 && json === undefined ? '' : type,
      'x-twilio-signature': signature,
      ...(settings === '' ? {} : { 'X-Twilio-Webhooks-Signature-Settings': settings }),
    },
    rawBody: Buffer.from(json ?? formBody(fields)),
  };
}

describe('signed by a shared key', () => {
  test.each(vectors)('$name', (vector) => {
    expect(checkSignature(request(vector.byKey, settingsOf(), vector), known)).toBe('ok');
    expect(checkSignature(request(vector.signature, settingsOf(), vector), known)).toBe('malformed');
    const other = { ...known, twilioSharedKeys: [`${sharedKeyId}=another`] };
    expect(checkSignature(request(vector.byKey, settingsOf(), vector), other)).toBe('bad');
  });

  test('the vectors are what an HMAC-SHA256 over the same text is', () => {
    const [{ byKey } = { byKey: '' }] = vectors;
    const text = Object.entries(callFields)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .reduce((said, [name, value]) => said + name + value, url);
    expect(createHmac('sha256', sharedKey).update(text).digest('base64')).toBe(byKey);
    expect(validateRequest(sharedKey, byKey, url, callFields, 'HMAC_SHA256')).toBe(true);
  });

  test('by HMAC-SHA1, where its rule says so', () => {
    const signature = sign(sharedKey, 'HMAC_SHA1');
    expect(checkSignature(request(signature, settingsOf(sharedKeyId, 'HMAC_SHA1')), known)).toBe('ok');
    expect(checkSignature(request(signature), known)).toBe('malformed');
  });

  test('by either of two live secrets of its id, or by another key', () => {
    const twilioSharedKeys = [
      `${sharedKeyId}=the-next=`,
      `${sharedKeyId}=${sharedKey}`,
      'other=others-secret',
    ];
    const all = { ...known, twilioSharedKeys };
    for (const secret of ['the-next=', sharedKey]) {
      expect(checkSignature(request(sign(secret)), all)).toBe('ok');
      expect(checkSignature(request(sign(secret), settingsOf('other')), all)).toBe('bad');
    }
    expect(checkSignature(request(sign('others-secret'), settingsOf('other')), all)).toBe('ok');
  });

  test('over the URL with its fragment', () => {
    const signature = sign(sharedKey, 'HMAC_SHA256', `${url}#${eventFragment}`);
    expect(checkSignature(request(signature), known)).toBe('ok');
  });
});

describe('refused, whatever else would be good', () => {
  const byToken = sign(authToken, 'HMAC_SHA1');
  test.each<[string, string | undefined, string, string]>([
    ['by a key that we do not know', sign('theirs'), settingsOf('theirs'), 'unknown-key'],
    ['by the auth token, in the name of a key', byToken, settingsOf(sharedKeyId, 'HMAC_SHA1'), 'bad'],
    [
      'by the auth token, in the name of an unknown key',
      byToken,
      settingsOf('theirs', 'HMAC_SHA1'),
      'unknown-key',
    ],
    ['by the auth token with SHA-256, in no name', sign(authToken), '', 'malformed'],
    ['by a shared key, in no name', sign(sharedKey, 'HMAC_SHA1'), '', 'bad'],
    ['by nobody', undefined, settingsOf(), 'missing'],
    ['by the key with the shorter hash', sign(sharedKey, 'HMAC_SHA1'), settingsOf(), 'malformed'],
    ['with a signature that is longer', `${sign(sharedKey)}A`, settingsOf(), 'malformed'],
    ['without a key', sign(sharedKey), 'algorithm=HMAC_SHA256', 'malformed'],
    ['without an algorithm', byToken, `key=${sharedKeyId}`, 'malformed'],
    [
      'with an algorithm that nobody knows',
      sign(sharedKey),
      settingsOf(sharedKeyId, 'HMAC_MD5'),
      'malformed',
    ],
    [
      'with an algorithm that objects have',
      sign(sharedKey),
      settingsOf(sharedKeyId, 'toString'),
      'malformed',
    ],
    ['with two keys', sign(sharedKey), `${settingsOf()},key=theirs`, 'malformed'],
    ['with two algorithms', sign(sharedKey), `${settingsOf()},algorithm=HMAC_SHA1`, 'malformed'],
    ['with a setting that is none', sign(sharedKey), `${settingsOf()},other`, 'malformed'],
    ['with settings of white space', byToken, ' ', 'malformed'],
    ['with settings without an end', sign(sharedKey), `${settingsOf()},x=${'y'.repeat(512)}`, 'malformed'],
  ])('%s', (_, signature, settings, why) => {
    expect(checkSignature(request(signature, settings), known)).toBe(why);
  });

  test('with an empty header, which names no key, though without one the auth token counts', () => {
    const { headers, ...rest } = request(byToken, '');
    expect(checkSignature({ headers, ...rest }, known)).toBe('ok');
    const empty = { ...headers, 'x-twilio-webhooks-signature-settings': '' };
    expect(checkSignature({ ...rest, headers: empty }, known)).toBe('malformed');
  });

  test('by a key without a secret, or where there are no keys at all', () => {
    for (const twilioSharedKeys of [[`${sharedKeyId}=`], ['=x'], [], undefined])
      expect(checkSignature(request(sign('')), { ...known, twilioSharedKeys })).toBe('unknown-key');
  });
});

test.each([
  ['algorithm=HMAC_SHA256,key=a-b_C.9', { keyId: 'a-b_C.9', algorithm: 'HMAC_SHA256' }],
  [' key=a , algorithm=HMAC_SHA1 , version=2 ', { keyId: 'a', algorithm: 'HMAC_SHA1' }],
  ['key=a,algorithm=hmac_sha256', undefined],
  ['key=a=b,algorithm=HMAC_SHA1', undefined],
  ['', undefined],
])('the settings %j are %j', (header, settings) => {
  expect(readSettings(header)).toEqual(settings);
});

test('a shared key is read back from how it is stored', () => {
  const word = fc.stringMatching(/^[!-<>-~]{1,40}$/);
  fc.assert(
    fc.property(word, fc.stringMatching(/^[!-~]{1,40}$/), (id, secret) => {
      expect(parseSharedKey(`${id}=${secret}`)).toEqual({ id, secret });
    }),
  );
  for (const none of ['', 'a', '=b', 'a=', 'a b=c', 'a=b c']) expect(parseSharedKey(none)).toBeUndefined();
});
