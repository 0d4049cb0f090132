import { expect, test } from 'vitest';
import { callerOf, dialledOf } from '../../../lib/numbers/arrival.ts';

test.each<[string | undefined, object]>([
  ['15550001111', { number: '+15550001111', from: '15550001111' }],
  [' +15550001111 ', { number: '+15550001111', from: '+15550001111' }],
  ['123', { from: '123' }],
  ['sip:15550001111@evil.example.com', { from: 'sip:15550001111@evil.example.com' }],
  ['Anonymous', {}],
  ['RESTRICTED', {}],
  [' ', {}],
  [undefined, {}],
])('%j calls as %j', (written, expected) => {
  expect(callerOf(written)).toEqual(expected);
});

test.each<[string | undefined, string | undefined]>([
  ['15550002222', '+15550002222'],
  ['+15550002222', '+15550002222'],
  ['sip:+15550002222@euc1.sip.sinch.com', '+15550002222'],
  ['sip:bridge@Rooms.example.com', 'rooms.example.com'],
  ['Bridge', 'bridge'],
  ['', undefined],
  [undefined, undefined],
])('%j is the dial-in %j', (written, expected) => {
  expect(dialledOf(written)).toBe(expected);
});
