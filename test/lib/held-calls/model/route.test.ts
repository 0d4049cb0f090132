import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dialledKeys,
  hasPlainHttp,
  parseRouteKey,
  routeSchema,
  targetName,
  type Route,
} from '../../../../lib/held-calls/model/route.ts';
import { botTarget, lobbyTarget } from '../../../support/held-calls.ts';

const hours = { timeZone: 'Europe/Berlin', open: [{ days: ['mon'], from: '09:00', to: '24:00' }] };

/** That many lists within each other. */
const nested = (levels: number): unknown =>
  levels === 0 ? 'the innermost' : [nested(levels - 1), 'beside it'];

describe('a route', () => {
  test.each([
    ['with opening hours', { kind: 'targets', targets: [lobbyTarget], hours }],
    [
      'with a notice in languages that only its bot speaks',
      {
        kind: 'targets',
        targets: [lobbyTarget],
        notice: { version: '1', text: { fr: 'Bonjour.', 'pt-BR': 'Olá.' } },
      },
    ],
    ['that refuses', { kind: 'refuse' }],
    ['to a room with pb- inside its name', { kind: 'targets', targets: [{ kind: 'room', room: 'x-pb-' }] }],
  ])('%s is one', (_, route) => {
    expect(routeSchema.safeParse(route).success).toBe(true);
  });

  test.each([
    [
      'a room that could be one of ours',
      { kind: 'targets', targets: [{ kind: 'room', room: 'pb-prod-c1-1' }] },
    ],
    [
      'a notice in a language that does not exist',
      { kind: 'targets', targets: [lobbyTarget], notice: { version: '1', text: { qq: 'Hello.' } } },
    ],
    [
      'a notice in what cannot be a language',
      { kind: 'targets', targets: [lobbyTarget], notice: { version: '1', text: { 'not one': 'Hello.' } } },
    ],
    [
      'a notice whose audio anybody on the way can change',
      { kind: 'targets', targets: [lobbyTarget], notice: { version: '1', audioUrl: 'http://a.example/n' } },
    ],
    [
      'a notice that says nothing',
      { kind: 'targets', targets: [lobbyTarget], notice: { version: '1', text: {} } },
    ],
    ['no time zone', { kind: 'targets', targets: [lobbyTarget], hours: { ...hours, timeZone: '' } }],
  ])('with %s is none', (_, route) => {
    expect(routeSchema.safeParse(route).success).toBe(false);
  });

  const ask = (url: string) => ({ kind: 'ask', url }) as const;

  test('asks where to once at most, beside any number of targets', () => {
    const [one, other] = [ask('https://a.example/'), ask('https://b.example/')];
    const isRoute = (...targets: readonly object[]) =>
      routeSchema.safeParse({ kind: 'targets', targets }).success;
    expect(isRoute(one)).toBe(true);
    expect(isRoute(lobbyTarget, one, botTarget)).toBe(true);
    expect(isRoute(lobbyTarget, botTarget)).toBe(true);
    expect(isRoute(one, other)).toBe(false);
  });

  test.each([
    ['as it was written before', 'ways', '`ways` are now `targets`'],
    ['of another kind', 'way', "Invalid discriminator value. Expected 'targets' | 'refuse'"],
  ])('%s is told what is wrong', (_, kind, message) => {
    const { error } = routeSchema.safeParse({ kind, ways: [lobbyTarget] });
    expect(error?.issues).toMatchObject([{ message }]);
  });

  test('is written without what is confidential of whom it names', () => {
    const names = [ask('https://user:pw@a.example:8443/x?key=1'), lobbyTarget].map(targetName);
    expect(names).toEqual(['ask:a.example:8443', 'room:lobby']);
  });

  test.each([
    [{ greeting: 'Hello', vip: true, visits: 3, last: null }, true],
    ['one word', true],
    [nested(100), true],
    [nested(101), false],
    [[nested(1), nested(101)], false],
    [() => 'no data', false],
  ])('hands a bot what can be written as JSON, of a bounded depth (%#)', (data, isRoute) => {
    const route = { kind: 'targets', targets: [{ ...botTarget, data }] };
    expect(routeSchema.safeParse(route).success).toBe(isRoute);
    if (isRoute) expect(routeSchema.parse(route)).toMatchObject({ targets: [{ data }] });
  });
});

const addressOf = (length: number) => `${'a'.repeat(length - '@host'.length)}@host`;

test.each([
  ['a number', '+1 (202) 555-0143', '+12025550143'],
  ['an address', 'sip:Desk@Host.example;transport=tls', 'Desk@host.example'],
  ['an address with a port, which is none of it', 'desk@host.example:5060', 'desk@host.example'],
  ['a long address', addressOf(320), addressOf(320)],
  ['an address that is too long', addressOf(321), undefined],
  ['no address', 'desk@host@other', undefined],
  ['the default route', 'default', 'default'],
  ['a name for a signed header', 'Vip_2', 'Vip_2'],
  ['a name that a header would write in another target', 'v-i-p', undefined],
  ['a name that begins with a digit', '2nd', undefined],
  ['a number without +, which no call carries', '12025550143', undefined],
  ['a number that begins with 0', '+0123', undefined],
  ['nothing', '', undefined],
])('a key of a route can be %s: %s', (_, written, key) => {
  expect(parseRouteKey(written)).toBe(key);
});

describe('what is dialled', () => {
  const number = fc.stringMatching(/^\+[1-9]\d{6,14}$/);
  const name = fc.stringMatching(/^[A-Za-z]\w{0,63}$/);
  const host = fc.stringMatching(/^[a-z]{1,9}(\.[a-z]{2,5}){1,3}$/);
  const scheme = fc.constantFrom('', 'sip:', 'SIP:', 'sips:');
  const port = fc.constantFrom('', ':5060', ':1');
  const parameters = fc.constantFrom('', ';user=phone', ';transport=tls;lr', '?X-A=b%40c');
  const around = fc.constantFrom(
    ['', ''],
    [' ', '\t'],
    ['<', '>'],
    ['Desk <', '>;tag=1'],
    ['"vip" <', '>'],
    ['"a \\" <sip:vip>" <', '>'],
  );
  const dialled = fc
    .tuple(fc.oneof(number, name), fc.option(host, { nil: undefined }), scheme, port, parameters, around)
    .map(([user, at, sip, colon, behind, [open = '', close = '']]) => ({
      user,
      at,
      text: `${open}${sip}${user}${at === undefined ? '' : `@${at}`}${colon}${behind}${close}`,
    }));

  test('finds a number or an address in every spelling, and never a name', () => {
    fc.assert(
      fc.property(dialled, ({ user, at, text }) => {
        const expected = [
          ...(at === undefined ? [] : [`${user}@${at}`]),
          ...(user.startsWith('+') ? [user] : []),
        ];
        expect(dialledKeys(text)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test('finds no name, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), name), (text) => {
        for (const key of dialledKeys(text)) expect(key).toMatch(/^\+[1-9]\d{1,14}$|@/);
      }),
    );
  });

  test.each([
    [' +1 (202) 555-0143 ', ['+12025550143']],
    ['tel:+1-202-555-0143', ['+12025550143']],
    ['sip:static-abc--0@Example.SIP.daily.co;transport=tls', ['static-abc--0@example.sip.daily.co']],
    ['SIPS:Desk@host', ['Desk@host']],
    ['desk@host?subject=a;b', ['desk@host']],
    ['desk;x=1@host', ['desk@host']],
    ['sip:desk@[2001:db8::1]:5060', ['desk@[2001:db8::1]']],
    ['12025550143', []],
    ['desk@one@two', []],
    ['desk:secret@host', []],
    ['<sip:desk@host>, <sip:other@host>', []],
    ['sip:desk@host>', []],
    ['sip:desk (2)@host', []],
    ['desk@', []],
    ['@host', []],
    ['sip:', []],
    ['', []],
  ])('%s has the keys %j', (text, keys) => {
    expect(dialledKeys(text)).toEqual(keys);
  });
});

describe('a route to a bot over plain http', () => {
  const bot = (url: string) => ({ kind: 'bot-endpoint', url }) as const;
  const route = (
    targets: Extract<Route, { kind: 'targets' }>['targets'],
    otherwise?: typeof targets,
  ): Route =>
    routeSchema.parse({
      kind: 'targets',
      targets,
      ...(otherwise === undefined ? {} : { hours: { ...hours, otherwise } }),
    });
  const safe = bot('https://bots.example.com/http:');

  test.each<[string, Route, boolean]>([
    ['the only target', route([bot('http://bots.example.com/')]), true],
    ['one of several', route([safe, bot('HTTP://bots.example.com/')]), true],
    ['outside opening hours', route([safe], [lobbyTarget, bot('http://bots.example.com/')]), true],
    ['none, with another outside opening hours', route([safe], [safe]), false],
    ['who is asked', route([safe, { kind: 'ask', url: 'http://a.example/' }]), true],
    ['none, and who is asked is safe', route([safe, { kind: 'ask', url: 'https://a.example/' }]), false],
    ['none', route([safe, botTarget, lobbyTarget]), false],
    ['a refusal', { kind: 'refuse' }, false],
  ])('%s', (_, each, isPlain) => {
    expect(hasPlainHttp(each)).toBe(isPlain);
  });
});
