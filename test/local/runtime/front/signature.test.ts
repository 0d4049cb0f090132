import { describe, expect, test } from 'vitest';
import { isSigned, localCaller, type Signer } from '../../../../local/runtime/front/signature.ts';
import { signed, type SignedOrder } from '../../../support/signed-fetch.ts';

const now = new Date('2026-05-04T10:00:00Z');
const url = 'http://127.0.0.1:8080/admin/v1/routes/%2B12025550100?limit=2&cursor=a%2Fb~c%20d';
const target = url.slice('http://127.0.0.1:8080'.length);

/** A request as it would arrive. */
async function arriving(order: SignedOrder = {}) {
  const { method, headers, body = '' } = await signed(url, { signedAt: now, ...order });
  return { method, target, headers, body: Buffer.from(body) };
}

test("is valid if AWS's own SDK made it", async () => {
  expect(isSigned(await arriving(), now)).toBe(true);
  expect(isSigned(await arriving({ method: 'PUT', body: { kind: 'refuse' } }), now)).toBe(true);
});

test('is valid for what AWS gives as an example', () => {
  // aws-sig-v4-test-suite, "get-vanilla".
  const signer: Signer = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
    service: 'service',
  };
  const request = {
    method: 'GET',
    target: '/',
    headers: {
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
        'Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    },
    body: Buffer.of(),
  };
  expect(isSigned(request, new Date('2015-08-30T12:36:00Z'), signer)).toBe(true);
});

describe('is not valid', () => {
  test.each<[string, SignedOrder]>([
    ['with another secret', { credentials: { ...localCaller, secretAccessKey: 'guessed' } }],
    ['of somebody else', { credentials: { ...localCaller, accessKeyId: 'else' } }],
    ['for another Region', { region: 'eu-central-1' }],
    ['from six minutes ago', { signedAt: new Date(now.getTime() - 360_000) }],
    ['from six minutes ahead', { signedAt: new Date(now.getTime() + 360_000) }],
  ])('%s', async (_, order) => {
    expect(isSigned(await arriving(order), now)).toBe(false);
  });

  test.each(['authorization', 'x-amz-date', 'host'])('without %s', async (name) => {
    const request = await arriving();
    expect(isSigned({ ...request, headers: { ...request.headers, [name]: undefined } }, now)).toBe(false);
  });

  test('for another method, path, query, header or body', async () => {
    const request = await arriving({ method: 'PUT', body: { kind: 'refuse' } });
    const others = [
      { ...request, method: 'DELETE' },
      { ...request, target: target.replace('100', '101') },
      { ...request, target: target.replace('limit=2', 'limit=3') },
      { ...request, headers: { ...request.headers, host: 'elsewhere' } },
      { ...request, body: Buffer.from('{"kind":"other"}') },
    ];
    expect(others.map((other) => isSigned(other, now))).toEqual(others.map(() => false));
    expect(isSigned(request, now)).toBe(true);
  });

  test('without host among what is signed', async () => {
    const request = await arriving();
    const authorization = request.headers.authorization?.replace('host;', '');
    expect(isSigned({ ...request, headers: { ...request.headers, authorization } }, now)).toBe(false);
  });
});
