import { expect, test } from 'vitest';
import { signRequest } from '../../../../../local/simulated/sinch/webhooks/signature.ts';
import { validateAuthenticationHeader } from '../../../../support/sinch-sdk.ts';

const secret = 'MDEyMzQ1Njc4OWFiY2RlZg==';
const key = '3a7f9c52-0b1e-4d8a-9f66-2c5d1e7ab904';
const timestamp = '2030-01-02T03:04:05.1230000Z';
const json = 'application/json';
const charset = 'application/json; charset=utf-8';

const arrival =
  '{"event":"ice","callid":"5f1c0a9e77b24d3c8a10","timestamp":"2030-01-02T03:04:05Z","version":1,"cli":"15550001111","to":{"type":"did","endpoint":"+15550002222"},"domain":"pstn","applicationKey":"3a7f9c52-0b1e-4d8a-9f66-2c5d1e7ab904","originationType":"PSTN"}';
const pin =
  '{"event":"pie","callid":"5f1c0a9e77b24d3c8a10","timestamp":"2030-01-02T03:04:15Z","version":1,"applicationKey":"3a7f9c52-0b1e-4d8a-9f66-2c5d1e7ab904","menuResult":{"menuId":"main","type":"sequence","value":"482913","inputMethod":"dtmf"}}';
const keyInside =
  '{"event":"pie","callid":"5f1c0a9e77b24d3c8a10","conferenceId":"room-42","timestamp":"2030-01-02T03:10:00Z","version":1,"applicationKey":"3a7f9c52-0b1e-4d8a-9f66-2c5d1e7ab904","menuResult":{"menuId":"room-42","type":"sequence","value":"*6","inputMethod":"dtmf"}}';
const notAscii =
  '{"custom":"Žofia Ö","event":"dice","callid":"5f1c0a9e77b24d3c8a10","reason":"CALLERHANGUP","result":"ANSWERED"}';
const farewell = '{"instructions":[{"name":"say","text":"bye","locale":"en-GB"}],"action":{"name":"hangup"}}';

const room = '/calling/v1/conferences/id/room-42';
const call = '5f1c0a9e77b24d3c8a10';

/** Method, path, content type, body, signature. */
const vectors: readonly (readonly [string, string, string, string, string])[] = [
  ['POST', '/sinch/voice', json, arrival, '1rMo/MK0vLkQalI9gFyhgjSHP8c47/rJlO5hUwbBMhI='],
  ['POST', '/sinch/voice', charset, arrival, '5/YFKOyYI0S1rLXbg2qya86wq3K8brTGxlCsdeQCQ9U='],
  ['GET', room, json, '', 'RV6a3lOdikfkYIqMBdWXt1TP7ej/zrcSEgS/JeWu79Q='],
  ['PATCH', `${room}/${call}`, json, '{"command":"mute"}', 'M2ilgZrmYlvd/nltpN2IUfb9q+svZkzIU80MskwdfaU='],
  ['POST', '/sinch/voice', charset, pin, 'wv2ghiJ6fXHxqRGKLDhYbiRyw5JfGYZInUWJWms/5L4='],
  ['POST', '/VoiceEvent', charset, keyInside, 'qda7aISNG1CmkvG7bTNLa7Bp6vHjML7j/bMdVN3uX4I='],
  ['POST', '/sinch/voice', charset, notAscii, 'RGnnsvS50jP5B1Y/E9Ud5ZzewRNPbjXptZwO+x/rJpQ='],
  ['PATCH', `/calling/v1/calls/id/${call}`, json, farewell, '7JBFYvK7HTdLpYuON7SOuhORWzEomdm52vnD+t3DiUA='],
];

test.each(vectors)('%s %s, %s, is signed as published', (method, path, contentType, body, signature) => {
  const request = { method, path, contentType, timestamp, body: Buffer.from(body, 'utf8') };
  expect(signRequest(secret, request)).toBe(signature);
  const headers = {
    authorization: `Application ${key}:${signature}`,
    'content-type': contentType,
    'x-timestamp': timestamp,
  };
  expect(validateAuthenticationHeader(key, secret, headers, body, path, method)).toBe(true);
});

test('another method, path, type, time or byte has another signature', () => {
  const request = {
    method: 'POST',
    path: '/sinch/voice',
    contentType: json,
    timestamp,
    body: Buffer.from(pin),
  };
  const signatures = [
    request,
    { ...request, method: 'PUT' },
    { ...request, path: '/prod/sinch/voice' },
    { ...request, contentType: charset },
    { ...request, timestamp: '2030-01-02T03:04:06.1230000Z' },
    { ...request, body: Buffer.from(`${pin} `) },
  ].map((one) => signRequest(secret, one));
  expect(new Set(signatures).size).toBe(signatures.length);
});
