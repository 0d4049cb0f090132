import { describe, expect, test } from 'vitest';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { signRequest, withPort } from '../../../../../local/simulated/twilio/webhooks/signature.ts';

const token = '0123456789abcdef0123456789abcdef';
const voice = 'https://gw.example.com/twilio/voice';
const call = {
  AccountSid: 'AC0123456789abcdef0123456789abcdef',
  ApiVersion: '2010-04-01',
  CallSid: 'CA0123456789abcdef0123456789abcdef',
  CallStatus: 'ringing',
  Called: '+15550002222',
  Caller: '+15550001111',
  Direction: 'inbound',
  From: '+15550001111',
  To: '+15550002222',
};
const sip = {
  CallSid: 'CA0123456789abcdef0123456789abcdef',
  CallerName: 'Žofia Ö',
  CallerZip: '',
  From: 'sip:bridge@pbx.example.net',
  'SipHeader_X-Room': 'abc',
  To: 'sip:room@acme.sip.twilio.com',
};
const gathered = { ...call, CallStatus: 'in-progress', Digits: '482913', FinishedOnKey: '#', msg: 'x' };
const body = '{"event":"x","n":1}';
const bodyHash = '27ebfe91a318dc07829eec267640f3751e9a3cdc12079c47803ad76b3404b82e';

const vectors = [
  ['a call', voice, call, '/1rcCFr07tyFkB2gSX3iEuG69Xc='],
  [
    'a query',
    'https://gw.example.com/twilio/gather?attempt=2&lang=en',
    gathered,
    'on5rDjrQ7w72eaB4JX6FzZ/l1KI=',
  ],
  ['a GET', 'https://gw.example.com/twilio/wait?room=r%201&lang=de', {}, 'Db3Wu1Qkma3kZ5dM96uHckg8rfw='],
  ['empty and non-ASCII fields', voice, sip, 'EpCCwOAR+/AK3NVshvy3ZZx38yw='],
  [
    'names in both cases',
    'https://abc123.execute-api.eu-central-1.amazonaws.com/prod/twilio/voice',
    { a: '2', B: '3', A: '1' },
    'R2kqN7l2OUDm8gfU8d5BE96/yEo=',
  ],
  [
    'a JSON body',
    `https://gw.example.com/twilio/json?bodySHA256=${bodyHash}`,
    {},
    '+bZYAJLV7WnTT1mxEjy3+8dnVGM=',
  ],
  ['a port', 'https://gw.example.com:8443/twilio/voice', call, 'VsGb3ruetbUXNlvoEwfUk8dqWhc='],
  ['a repeated field', 'https://gw.example.com/x', { Ev: ['b', 'a', 'b'] }, 'xgxpra+bPQTFO5XJfVQxUF1J5jc='],
] as const;

describe.each(vectors)('%s', (_, url, parameters, signature) => {
  test('is signed as known', () => {
    expect(signRequest(token, url, parameters)).toBe(signature);
  });

  test("is accepted by Twilio's validator, with its own token only", () => {
    const signed = signRequest(token, url, parameters);
    expect(webhooks.validateRequest(token, signed, url, { ...parameters })).toBe(true);
    expect(webhooks.validateRequest(token.toUpperCase(), signed, url, { ...parameters })).toBe(false);
  });
});

test('the hash of a JSON body is checked too', () => {
  const [, url] = vectors[5];
  const signed = signRequest(token, url, {});
  expect(webhooks.validateRequestWithBody(token, signed, url, body)).toBe(true);
  expect(webhooks.validateRequestWithBody(token, signed, url, `${body} `)).toBe(false);
});

test.each([
  ['as-given', 'http://127.0.0.1:8080/a:1?b=c:2', 'http://127.0.0.1:8080/a:1?b=c:2'],
  ['none', 'http://127.0.0.1:8080/a:1?b=c:2', 'http://127.0.0.1/a:1?b=c:2'],
  ['none', voice, voice],
  ['always', voice, 'https://gw.example.com:443/twilio/voice'],
  ['always', 'https://gw.example.com:8443/x', 'https://gw.example.com:8443/x'],
] as const)('port %s: %s', (port, url, signed) => {
  expect(withPort(url, port)).toBe(signed);
});
