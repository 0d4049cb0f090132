import { describe, expect, test } from 'vitest';
import { wholeNumber } from '../../cli/kit/input.ts';
import { parseEvent } from '../../lib/providers/daily/events.ts';
import { parsePinlessRequest } from '../../lib/providers/daily/incoming-call.ts';
import { parseRoomEvent } from '../../lib/providers/digital-samba/events.ts';
import { dialledKeys, parseRouteKey, routeSchema } from '../../lib/held-calls/model/route.ts';
import { parseForm } from '../../lib/http/form.ts';
import { parseScript } from '../../local/simulated/kit/script.ts';

// What the fuzzer found, each with its story.

const daily = (payload: object, type = 'dialin.ready') =>
  parseEvent(JSON.stringify({ type, payload: { room: 'r', sip_endpoint: 'a@b', ...payload } }), 5_000);
const samba = (change: object) =>
  parseRoomEvent(JSON.stringify({ type: 'session_started', roomId: 'r', sessionId: 's', ...change }), 5_000);

describe('half a character, which JSON can spell and the table refuses, ended in a 5xx', () => {
  test('in the dialled address of a call on hold', () => {
    const body = '{"callId":"c1","callDomain":"d1","To":"\\ud80e1","From":"\\udc00"}';
    expect(parsePinlessRequest(body)).toMatchObject({ call: { to: '\ufffd1', from: '\ufffd' } });
  });

  test('in the room of an event', () => {
    expect(daily({ room: 'a\ud800' })).toMatchObject({ room: 'a\ufffd' });
    expect(samba({ roomId: 'a\ud800', sessionId: '\udc00' })).toMatchObject({
      room: 'a\ufffd',
      session: '\ufffd',
    });
  });
});

test('a room with a name longer than a key of the table ended in a 5xx', () => {
  expect(daily({ room: 'r'.repeat(513) })).toEqual({ kind: 'invalid', why: 'room' });
  expect(daily({ room: 'r'.repeat(512) })).toMatchObject({ kind: 'ready' });
  expect(samba({ roomId: 'r'.repeat(513) })).toEqual({ kind: 'invalid', why: 'room' });
  expect(samba({ roomId: 'r'.repeat(512) })).toMatchObject({ kind: 'sessionStarted' });
});

test('an address of `sip:` alone named an attribute of the room with nothing, which the table refuses', () => {
  for (const sip_endpoint of ['sip:', ' ', 'SIPS:'])
    expect(daily({ sip_endpoint })).toEqual({ kind: 'invalid', why: 'sip_endpoint' });
});

test.each([1e300, 1e18, 1e-200])('the time %d was stored as it was, and the table refused it', (time) => {
  expect(daily({ timestamp: time })).toMatchObject({ atMs: 5_000 });
  expect(samba({ timestamp: time })).toMatchObject({ atMs: 5_000 });
});

test('a time at the very end of the calendar is one, though no event of a room is later than its request', () => {
  expect(daily({ timestamp: 8.64e15 })).toMatchObject({ atMs: 8.64e15 });
  expect(samba({ timestamp: 8.64e12 })).toMatchObject({ atMs: 5_000 });
});

test('thousands of names in an unsigned form kept the function busy for seconds', () => {
  const names = Array.from({ length: 15_000 }, (_, index) => index.toString(36)).join('&');
  const before = process.cpuUsage();
  expect(Object.keys(parseForm(Buffer.from(names)))).toHaveLength(15_000);
  expect(process.cpuUsage(before).user).toBeLessThan(400_000);
});

test('data nested too deep for the stack was no refused route, but a crash', () => {
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  const route = (data: unknown) => ({
    kind: 'targets',
    targets: [{ kind: 'pipecat-cloud', agent: 'a', data }],
  });
  expect(routeSchema.safeParse(route(nested(20_000))).error?.issues).toMatchObject([
    { path: ['targets', 0, 'data'], message: 'has at most 100 levels' },
  ]);
  expect(routeSchema.safeParse(route(nested(100)))).toMatchObject({ success: true });
  expect(routeSchema.safeParse(route(nested(101)))).toMatchObject({ success: false });
});

test('a number of four hundred digits was infinite', () => {
  expect(() => wholeNumber('9'.repeat(400))).toThrow('It is a whole number.');
  expect(wholeNumber('999999999999999')).toBe(999_999_999_999_999);
  expect(parseScript(`wait ${'9'.repeat(400)}`)).toMatchObject({ ok: false });
  expect(parseScript('wait 86400')).toMatchObject({ ok: true });
});

test('a scheme written twice made a route that no call could find', () => {
  expect(parseRouteKey('sip:sip:@e')).toBeUndefined();
  const key = parseRouteKey('sip:desk@host.example:5060') ?? '';
  expect(key).toBe('desk@host.example');
  expect(dialledKeys('sip:desk@host.example:5060')).toEqual([key]);
});

test('of an address with two ports one was left in the key of its route, under which no call was found', () => {
  expect(parseRouteKey('k@:0:0')).toBeUndefined();
  expect(parseRouteKey('desk@pbx.example.com:5060:5060')).toBeUndefined();
  expect(parseRouteKey('desk@pbx.example.com:5060')).toBe('desk@pbx.example.com');
  expect(parseRouteKey('desk@[2001:DB8::1]:5060')).toBe('desk@[2001:db8::1]');
});
