import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routeSchema, type OpeningHours, type Route } from '../../../../../lib/held-calls/model/route.ts';
import { decide, givenBy, isOpen } from '../../../../../lib/held-calls/steps/routes/routing.ts';
import { botTarget, lobbyTarget } from '../../../../support/held-calls.ts';

const route = (change: Partial<Extract<Route, { kind: 'targets' }>> = {}): Route => ({
  kind: 'targets',
  targets: [botTarget],
  dialOut: false,
  ...change,
});
const noonMs = Date.UTC(2026, 0, 7, 12); // a Wednesday
const weekday: OpeningHours = {
  timeZone: 'Europe/Berlin',
  open: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }],
};

test('a new call has of its route what that allows and has told, and where it asks', () => {
  const notice = { version: '1', text: { en: 'This call is recorded.' } };
  const asking = { kind: 'ask', url: 'https://routing.example.com/' } as const;
  const decided = { kind: 'targets', reason: 'number', dialOut: true } as const;
  const targets = [botTarget, asking, lobbyTarget];
  const taken = { reason: 'number', targets: [botTarget, lobbyTarget], dialOut: true };
  expect(givenBy({ ...decided, targets, transferTo: ['+4930'], notice })).toEqual({
    ...{ ...taken, transferTo: ['+4930'], notice },
    ask: { url: asking.url, before: 1 },
  });
  expect(givenBy({ ...decided, targets: [botTarget, lobbyTarget] })).toStrictEqual(taken);
  expect(givenBy({ kind: 'refused', reason: 'closed' })).toEqual({
    ...{ reason: 'closed', targets: [], dialOut: false },
  });
});

describe('decide', () => {
  test.each<[string, Route | undefined, string | undefined, number, object]>([
    ['no route at all', undefined, '+4930123456', noonMs, { kind: 'refused', reason: 'unknown-number' }],
    [
      'a route that refuses',
      { kind: 'refuse' },
      '+4930123456',
      noonMs,
      { kind: 'refused', reason: 'route-refuses' },
    ],
    [
      'a denied prefix',
      route({ deny: ['+4930'] }),
      '+4930123456',
      noonMs,
      { kind: 'refused', reason: 'caller-denied' },
    ],
    [
      'denied wins over allowed',
      route({ allow: ['+49'], deny: ['+4930'] }),
      '+4930123456',
      noonMs,
      { kind: 'refused', reason: 'caller-denied' },
    ],
    [
      'allowed by one of two prefixes',
      route({ allow: ['+1', '+49'] }),
      '+4930123456',
      noonMs,
      { kind: 'targets', reason: 'number' },
    ],
    [
      'not allowed',
      route({ allow: ['+1'] }),
      '+4930123456',
      noonMs,
      { kind: 'refused', reason: 'caller-not-allowed' },
    ],
    [
      'withheld, with an allow list',
      route({ allow: ['+1'] }),
      'anonymous',
      noonMs,
      { kind: 'refused', reason: 'caller-not-allowed' },
    ],
    [
      'closed',
      route({ hours: weekday }),
      undefined,
      noonMs + 12 * 3_600_000,
      { kind: 'refused', reason: 'closed' },
    ],
    [
      'withheld, with a deny list',
      route({ deny: ['+1'] }),
      undefined,
      noonMs,
      { kind: 'targets', reason: 'number' },
    ],
    [
      'allowed',
      route({ allow: ['+49'], callerHosts: ['carrier.example'] }),
      'sip:+4930123456@carrier.example',
      noonMs,
      { kind: 'targets', reason: 'number' },
    ],
    [
      'one of several denied prefixes',
      route({ deny: ['+1', '+4930'] }),
      '+4930123456',
      noonMs,
      { kind: 'refused', reason: 'caller-denied' },
    ],
    [
      'open',
      route({ hours: weekday }),
      undefined,
      noonMs,
      { kind: 'targets', targets: [botTarget], reason: 'number' },
    ],
    [
      'closed, with somewhere else to go',
      route({ hours: { ...weekday, otherwise: [lobbyTarget] } }),
      undefined,
      noonMs + 12 * 3_600_000,
      { kind: 'targets', targets: [lobbyTarget], reason: 'number-closed' },
    ],
  ])('%s', (_, found, from, nowMs, decision) => {
    expect(decide({ route: found, by: 'number' }, from, nowMs)).toMatchObject(decision);
  });
});

describe('opening hours', () => {
  const night: OpeningHours = {
    timeZone: 'Europe/Berlin',
    open: [{ days: ['fri'], from: '22:00', to: '06:00' }],
  };
  const round: OpeningHours = { ...night, open: [{ days: ['fri'], from: '22:00', to: '22:00' }] };
  const lunchBreak: OpeningHours = {
    timeZone: 'UTC',
    open: [
      { days: ['wed'], from: '08:00', to: '12:00' },
      { days: ['wed'], from: '13:00', to: '17:00' },
    ],
  };
  test.each<[string, OpeningHours, number, boolean]>([
    ['begin on the minute', weekday, Date.UTC(2026, 0, 7, 8), true],
    ['not a minute before', weekday, Date.UTC(2026, 0, 7, 7, 59), false],
    ['end on the minute', weekday, Date.UTC(2026, 0, 7, 16), false],
    ['in summer, an hour earlier in UTC', weekday, Date.UTC(2026, 6, 8, 7), true],
    ['before the change of clocks', weekday, Date.UTC(2026, 2, 27, 7, 30), false],
    ['after the change of clocks', weekday, Date.UTC(2026, 2, 30, 7, 30), true],
    ['over midnight, the evening', night, Date.UTC(2026, 0, 9, 21), true],
    ['over midnight, the morning after', night, Date.UTC(2026, 0, 10, 4, 59), true],
    ['over midnight, the morning of the day itself', night, Date.UTC(2026, 0, 9, 4), false],
    ['over midnight, the end', night, Date.UTC(2026, 0, 10, 5), false],
    ['from one minute round to the same, the evening', round, Date.UTC(2026, 0, 9, 21), true],
    ['from one minute round to the same, the day after', round, Date.UTC(2026, 0, 10, 20, 59), true],
    ['from one minute round to the same, too late', round, Date.UTC(2026, 0, 10, 21), false],
    ['in one of several spans', lunchBreak, Date.UTC(2026, 0, 7, 14), true],
    ['between spans', lunchBreak, Date.UTC(2026, 0, 7, 12, 30), false],
    [
      'all day',
      { timeZone: 'UTC', open: [{ days: ['wed'], from: '00:00', to: '24:00' }] },
      Date.UTC(2026, 0, 7, 23, 59),
      true,
    ],
  ])('%s', (_, hours, atMs, open) => {
    expect(isOpen(hours, atMs)).toBe(open);
  });
});

describe('callers in other spellings', () => {
  const asks = (change: Partial<Extract<Route, { kind: 'targets' }>>, from: string) =>
    decide({ route: routeSchema.parse(route(change)), by: 'number' }, from, noonMs);

  test.each([
    '19005551234',
    '0019005551234',
    '01119005551234',
    'tel:+19005551234',
    'tel:+1-900-555-1234;ext=2',
    '"Bad" <sip:+19005551234@carrier.example>',
    'sip:19005551234@carrier.example:5060;user=phone',
    '"+19005551234" <sip:anonymous@carrier.example>',
    'sip:%2B19005551234@carrier.example',
    '+1 (900) 555-1234',
    '+1900555123412345',
    '＋１９００５５５１２３４',
    'tel:5551234;phone-context=+1900',
  ])('a deny list knows %s', (from) => {
    expect(asks({ deny: ['+1900'] }, from)).toEqual({ kind: 'refused', reason: 'caller-denied' });
  });

  test.each([
    ['sip:+4930123456@evil.example', undefined, false],
    ['sip:+4930123456@evil.example', ['carrier.example'], false],
    ['sip:+4930123456@carrier.example', ['Carrier.Example'], true],
    ['"Ana" <sip:4930123456@CARRIER.example:5061;user=phone>', ['carrier.example'], true],
    ['"x <sip:+4930123456@carrier.example>" <sip:+4930123456@evil.example>', ['carrier.example'], false],
    ['004930123456', undefined, true],
    ['tel:+4930123456', undefined, true],
    ['"+4930123456" <sip:desk@carrier.example>', ['carrier.example'], false],
  ])('an allow list takes %s, with numbers at %j: %s', (from, callerHosts, isAllowed) => {
    const decision = asks({ allow: ['+4930'], ...(callerHosts && { callerHosts }) }, from);
    expect(decision.kind).toBe(isAllowed ? 'targets' : 'refused');
  });
});

test('whatever a caller calls itself, routing has an answer', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 4e12 }), (from, nowMs) => {
      const decision = decide(
        { route: route({ allow: ['+1'], hours: weekday }), by: 'default' },
        from,
        nowMs,
      );
      expect(['targets', 'refused']).toContain(decision.kind);
    }),
  );
});

describe('a route that is not one', () => {
  test.each([
    ['no target', { kind: 'targets', targets: [] }],
    ['too many targets', { kind: 'targets', targets: Array.from({ length: 6 }, () => lobbyTarget) }],
    ['a key nobody knows', { kind: 'targets', targets: [lobbyTarget], colour: 'red' }],
    ['a prefix without +', { kind: 'targets', targets: [lobbyTarget], deny: ['49'] }],
    [
      'a time zone that does not exist',
      { kind: 'targets', targets: [lobbyTarget], hours: { ...weekday, timeZone: 'Europe/Atlantis' } },
    ],
    [
      'a time that does not exist',
      {
        kind: 'targets',
        targets: [lobbyTarget],
        hours: { timeZone: 'UTC', open: [{ days: ['mon'], from: '25:00', to: '26:00' }] },
      },
    ],
    [
      'an endpoint that is no web address',
      { kind: 'targets', targets: [{ kind: 'bot-endpoint', url: 'ftp://example.com' }] },
    ],
  ])('%s', (_, input) => {
    expect(routeSchema.safeParse(input).success).toBe(false);
  });
});
