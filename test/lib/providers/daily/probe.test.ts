import { describe, expect, it } from 'vitest';
import { isPinlessProbe, isWebhookProbe } from '../../../../lib/providers/daily/probe.ts';

const call = { To: '+12025550143', From: '+12025550188', callId: 'c-1', callDomain: 'd-1' };
const oversized = { test: 'x'.repeat(1_024) };

describe.each([
  { body: JSON.stringify(call), pinless: false, webhook: false },
  { body: JSON.stringify({ ...call, nested: { test: 1 } }), pinless: false, webhook: false },
  { body: JSON.stringify(oversized), pinless: false, webhook: false },
  {
    body: JSON.stringify({ To: '+12025550143', padding: 'x'.repeat(1_024) }),
    pinless: false,
    webhook: false,
  },
  { body: '', pinless: false, webhook: false },
  { body: 'test', pinless: false, webhook: false },
  { body: '"test"', pinless: false, webhook: false },
  { body: '["test"]', pinless: false, webhook: false },
  { body: 'null', pinless: false, webhook: false },
  { body: '{"test":"test"', pinless: false, webhook: false },
  { body: '{"Test":"test"}', pinless: true, webhook: true },
  { body: '{"test":"test"}', pinless: true, webhook: true },
  { body: '{"test":true}', pinless: true, webhook: true },
  { body: '{"To":"+12025550143"}', pinless: true, webhook: false },
  { body: '{"callId":null}', pinless: true, webhook: false },
  { body: '{}', pinless: true, webhook: false },
  { body: '{"type":"dialin.ready","payload":{"room":"r"}}', pinless: true, webhook: false },
])('$body', ({ body, pinless, webhook }) => {
  it.each([
    { as: 'text', raw: body },
    { as: 'bytes', raw: Buffer.from(body) },
  ])('is judged as $as', ({ raw }) => {
    expect({ pinless: isPinlessProbe(raw), webhook: isWebhookProbe(raw) }).toEqual({ pinless, webhook });
  });
});
