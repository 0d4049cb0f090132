import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callIdFrom, ownRoomName, parseOwnRoomName } from '../../../../../lib/held-calls/model/call.ts';
import {
  attemptOfToken,
  readRouteHeader,
  bearerToken,
  routeHeaderName,
  routeHeaderOf,
  signRouteHeader,
} from '../../../../../lib/held-calls/steps/bots/tokens.ts';

const key = 'a signing key of a test';
const id = callIdFrom('c1');
const roomOf = (attempt: number) => ownRoomName('test', id, attempt);
const token = bearerToken(key, 'ready', 'test', roomOf(2));

test.each([
  ['empty', ''],
  ['no signature', '2.'],
  ['another attempt', `1.${token.slice(2)}`],
  ['not a number', `x.${token.slice(2)}`],
  ['more than a token', `${token}.x`],
  ['for another call', bearerToken(key, 'ready', 'test', ownRoomName('test', callIdFrom('c2'), 2))],
  ['for something else', bearerToken(key, 'transfer', 'test', roomOf(2))],
  ['with another key', bearerToken('other key', 'ready', 'test', roomOf(2))],
])('a report token that is %s speaks for nothing', (_, bad) => {
  expect(attemptOfToken(key, 'ready', bad, roomOf)).toBeUndefined();
});

test('a report token speaks for its attempt', () => {
  expect(attemptOfToken(key, 'ready', token, roomOf)).toBe(2);
});

test('a report token for a room that we did not make speaks for no attempt', () => {
  expect(
    attemptOfToken(key, 'ready', bearerToken(key, 'ready', 'test', 'lobby'), () => 'lobby'),
  ).toBeUndefined();
});

test('a route header counts in whole seconds, for a minute, by clocks that are five seconds apart at most', () => {
  const header = signRouteHeader(key, { route: 'r', call: id, expiresAtMs: 90_900 });
  const isGoodAt = (nowMs: number) => readRouteHeader(key, header, nowMs);
  const good = { ok: true, header: { route: 'r', call: 'c1', expiresAtMs: 90_000 } };
  const expired = { ok: false, why: 'expired' };
  expect(isGoodAt(24_999)).toEqual(expired);
  expect(isGoodAt(25_000)).toEqual(good);
  expect(isGoodAt(89_999)).toEqual(good);
  expect(isGoodAt(90_000)).toEqual(expired);
  expect(readRouteHeader(key, `${header}.more`, 60_000)).toEqual({ ok: false, why: 'forged' });
});

test('a route header signed for one purpose is no report token, and the other way round', () => {
  const header = signRouteHeader(key, { route: 'r', call: id, expiresAtMs: 60_000 });
  expect(attemptOfToken(key, 'ready', header, roomOf)).toBeUndefined();
  expect(readRouteHeader(key, token, 1)).toEqual({ ok: false, why: 'forged' });
});

test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
  ['as we write it', { [routeHeaderName]: 'a.b-c' }, 'a.b-c'],
  ['in any case', { 'x-patchbay-route': 'a.b-c' }, 'a.b-c'],
  ['behind a prefix', { 'X-X-Patchbay-Route': 'a.b-c' }, 'a.b-c'],
  ['behind another, without hyphens, escaped', { 'X-PH-Patchbayroute': 'a%2Eb%2dc' }, 'a.b-c'],
  ['in parts', { 'X-PH-Patchbayroute2': 'c', Other: 'x', 'X-PH-Patchbayroute': 'a%2eb%2d' }, 'a.b-c'],
  ['with nothing in it', { 'X-Patchbay-Route': '' }, ''],
  ['not at all', { 'X-Patchbay-Router': 'a', 'X-Route': 'b', 'X-PH-Patchbayroute1': 'c' }, undefined],
])('a route header comes %s', (_, headers, expected) => {
  expect(routeHeaderOf(headers)).toBe(expected);
});

test('a route header with one character changed is forged', () => {
  const header = signRouteHeader(key, { route: '+12025550143', call: id, expiresAtMs: 60_000 });
  fc.assert(
    fc.property(fc.nat(header.length - 1), fc.constantFrom('A', 'z', '0', '.', '_'), (at, character) => {
      const changed = `${header.slice(0, at)}${character}${header.slice(at + 1)}`;
      fc.pre(changed !== header);
      expect(readRouteHeader(key, changed, 1)).toEqual({ ok: false, why: 'forged' });
    }),
  );
  expect(readRouteHeader(key, header, 1)).toMatchObject({
    ok: true,
    header: { route: '+12025550143', call: 'c1' },
  });
});

test('a room name can be read back, whatever the id', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/),
      fc.integer({ min: 1, max: 9999 }),
      (raw, attempt) => {
        const name = ownRoomName('test', callIdFrom(raw), attempt);
        expect(name.length).toBeLessThanOrEqual(128);
        expect(parseOwnRoomName('test', name)).toEqual({ id: raw, attempt });
      },
    ),
  );
});
