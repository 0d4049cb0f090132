import { expect, test } from 'vitest';
import { isAllowed, parseDestination, transferListSchema } from '../../../lib/numbers/destination.ts';

test.each([
  ['+12025550177', '+12025550177'],
  [' +1 (202) 555-0177 ', '+12025550177'],
  ['sip:desk@PBX.example.com', 'desk@pbx.example.com'],
  ['desk@pbx.example.com', 'desk@pbx.example.com'],
  ['+12025550177@pbx.example.com', '+12025550177@pbx.example.com'],
])('%j is a destination', (written, destination) => {
  expect(parseDestination(written)).toBe(destination);
});

test.each([
  ['no text', 49],
  ['nothing', ''],
  ['a number without its country code', '02025550177'],
  ['a number that is too short', '+49110'],
  ['a number that is too long', '+1234567890123456'],
  ['parameters', 'sip:desk@pbx.example.com;transport=tcp'],
  ['headers', 'sip:desk@pbx.example.com?X-Tenant=acme'],
  ['a port', 'sip:desk@pbx.example.com:5080'],
  ['a name before it', 'Desk <sip:desk@pbx.example.com>'],
  ['two addresses', 'sip:desk@pbx.example.com,sip:b@pbx.example.com'],
  ['another scheme', 'sips:desk@pbx.example.com'],
  ['no host', 'sip:desk'],
  ['a line break', 'desk@pbx.example.com\r\nX: y'],
  ['more than any address', `${'d'.repeat(400)}@pbx.example.com`],
])('%s: no destination', (_, written) => {
  expect(parseDestination(written)).toBeUndefined();
});

const list = ['+4930', 'desk@pbx.example.com', '+12025550177@pbx.example.com'];

test.each([
  ['+493012345678', true],
  ['+494012345678', false],
  ['+12025550177', false],
  ['desk@pbx.example.com', true],
  ['+12025550177@pbx.example.com', true],
  ['desk@pbx.example.com.evil.example', false],
  ['+493012345678@evil.example', false],
])('a list of numbers and addresses allows %s: %s', (written, allowed) => {
  const to = parseDestination(written);
  expect(to !== undefined && isAllowed(list, to)).toBe(allowed);
});

test('a list says where to by prefixes and whole addresses', () => {
  expect(transferListSchema.safeParse(list).success).toBe(true);
  for (const wrong of [
    '4930',
    '+',
    'desk',
    'sip:desk@pbx.example.com',
    'Desk@PBX.example.com',
    '*@pbx.example.com:5060',
  ])
    expect(transferListSchema.safeParse([wrong]).success, wrong).toBe(false);
  expect(transferListSchema.safeParse([]).success).toBe(false);
});
