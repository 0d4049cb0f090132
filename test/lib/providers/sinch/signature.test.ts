import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkSignature,
  type SinchSecrets,
  type SinchSigned,
} from '../../../../lib/providers/sinch/signature.ts';
import { applicationKey, applicationSecret, iceBody, otherSecret, timestamp, vectors } from './vectors.ts';

const nowMs = Date.parse(timestamp);
const secrets: SinchSecrets = {
  sinchApplicationKey: applicationKey,
  sinchApplicationSecrets: [applicationSecret],
};
const [, , , , , signature] = vectors[0] ?? [];

function request(headers: SinchSigned['headers'] = {}, change: Partial<SinchSigned> = {}): SinchSigned {
  return {
    method: 'POST',
    path: '/sinch/voice',
    rawBody: Buffer.from(iceBody),
    headers: {
      authorization: `Application ${applicationKey}:${signature}`,
      'x-timestamp': timestamp,
      'content-type': 'application/json',
      ...headers,
    },
    ...change,
  };
}

test.each(vectors)('%s is good', (_, method, path, contentType, body, made) => {
  const headers = { authorization: `Application ${applicationKey}:${made}`, 'content-type': contentType };
  const signed = request(headers, { method, path, rawBody: Buffer.from(body) });
  expect(checkSignature(signed, secrets, nowMs)).toBe('ok');
});

describe('otherwise', () => {
  const authorization = `Application ${applicationKey}:${signature}`;
  test.each<[string, string, SinchSigned, SinchSecrets?]>([
    ['without a signature', 'missing', request({ authorization: undefined })],
    ['without a time', 'missing', request({ 'x-timestamp': undefined })],
    ['by credentials', 'bad', request({ authorization: 'Basic a2V5OnNlY3JldA==' })],
    ['of another application', 'bad', request({ authorization: authorization.replace('3a7f', '4a7f') })],
    ['cut short', 'bad', request({ authorization: authorization.slice(0, -2) })],
    ['of more than one key', 'bad', request({ authorization: `${authorization}, ${authorization}` })],
    ['with another time', 'bad', request({ 'x-timestamp': '2030-01-02T03:04:06.1230000Z' })],
    ['with a time that is none', 'bad', request({ 'x-timestamp': 'now' })],
    ['with a time that cannot be', 'stale', request({ 'x-timestamp': '2030-19-02T03:04:05Z' })],
    ['with another type', 'bad', request({ 'content-type': 'application/json;charset=utf-8' })],
    ['without a type', 'bad', request({ 'content-type': undefined })],
    ['of another method', 'bad', request({}, { method: 'PUT' })],
    ['to another path', 'bad', request({}, { path: '/dev/sinch/voice' })],
    ['with another body', 'bad', request({}, { rawBody: Buffer.from(iceBody.replace('1111', '1112')) })],
    ['without a body', 'bad', request({}, { rawBody: Buffer.alloc(0) })],
    [
      'by a secret that is not live',
      'bad',
      request(),
      { ...secrets, sinchApplicationSecrets: [otherSecret] },
    ],
    ['while there is no secret', 'no-secret', request(), { sinchApplicationKey: applicationKey }],
    [
      'while there is an empty secret',
      'no-secret',
      request(),
      { ...secrets, sinchApplicationSecrets: ['', '='] },
    ],
    ['while there is no key', 'no-secret', request(), { sinchApplicationSecrets: [applicationSecret] }],
  ])('%s', (_, expected, signed, known = secrets) => {
    expect(checkSignature(signed, known, nowMs)).toBe(expected);
  });

  test('either of two secrets is good', () => {
    for (const sinchApplicationSecrets of [
      [applicationSecret, otherSecret],
      [otherSecret, applicationSecret],
    ])
      expect(checkSignature(request(), { ...secrets, sinchApplicationSecrets }, nowMs)).toBe('ok');
  });

  test.each([-1, 1])('five minutes either way are enough, and not a moment more', (way) => {
    expect(checkSignature(request(), secrets, nowMs + way * 300_000)).toBe('ok');
    expect(checkSignature(request(), secrets, nowMs + way * 300_001)).toBe('stale');
  });

  test('the scheme is written in any case', () => {
    const shouted = request({ authorization: authorization.replace('Application', 'APPLICATION') });
    expect(checkSignature(shouted, secrets, nowMs)).toBe('ok');
  });

  test('no header whatever makes it throw, or good', () => {
    const header = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
    fc.assert(
      fc.property(header, header, header, (authorized, at, type) => {
        const signed = request({ authorization: authorized, 'x-timestamp': at, 'content-type': type });
        expect(['bad', 'missing', 'stale']).toContain(checkSignature(signed, secrets, nowMs));
      }),
    );
  });
});
