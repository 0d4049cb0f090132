import { expect, test } from 'vitest';
import { callerName } from '../../../../lib/held-calls/model/caller-name.ts';

test.each([
  [undefined, 'Caller'],
  ['', ''],
  ['desk@host@other', 'desk@host@other'],
  ['+12025550188', '+12025550188'],
  ['sip:+12025550188@carrier.example;user=phone', '+12025550188'],
  ['+1 (202) 555-0188', '+12025550188'],
  ['anonymous', 'anonymous'],
  ['sip:alice@pbx.example', 'sip:alice@pbx.example'],
  ['x'.repeat(320), 'x'.repeat(64)],
  ['𝟙'.repeat(320), '𝟙'.repeat(64)],
])('a caller %j is named %j in a room', (from, name) => {
  expect(callerName(from)).toBe(name);
});
