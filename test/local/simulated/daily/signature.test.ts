import { expect, test } from 'vitest';
import { signWebhook, webhookTimestamp } from '../../../../local/simulated/daily/signature.ts';
import { secret } from '../harness.ts';

test.each([
  {
    what: 'incoming call',
    timestamp: '1767225600123',
    body: '{"To":"+12025550143","From":"+12025550188","callId":"6f1c2a34-0c7b-4d0e-9f61-2b7b8b1f0a11","callDomain":"b0a9d0de-5b7e-4b7d-8c55-1f2f3a4b5c6d"}',
    signature: 'JBUMxsX3kwO5XBpfBqoTbNkPdcGdJFAjC18nmzNQJkk=',
  },
  {
    what: 'domain webhook',
    timestamp: '1767225605500',
    body: '{"version":"1.0.0","type":"dialin.ready","id":"evt-0001","payload":{"timestamp":1767225605,"domain_id":"30f866c3-0000-4000-8000-ff58322d09c5","room":"call-6f1c2a34","sip_endpoint":"call-6f1c2a34.0@example.sip.daily.co"},"event_ts":1767225605.412}',
    signature: 'j6aEkskhbYzGLyqFYWc9yysvMOPUu35CL6iJpepuh5s=',
  },
])('signs a $what as Daily does', ({ timestamp, body, signature }) => {
  expect(signWebhook(secret, timestamp, body)).toBe(signature);
});

test.each([
  { unit: 'milliseconds' as const, text: '1767225600123' },
  { unit: 'seconds' as const, text: '1767225600' },
])('writes timestamps in $unit', ({ unit, text }) => {
  expect(webhookTimestamp(1_767_225_600_123, unit)).toBe(text);
});
