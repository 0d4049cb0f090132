import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import {
  addressOf,
  newExistingRoom,
  overInDoubt,
  roomAfter,
  unheardCalls,
  type ExistingRoom,
  type RoomEvent,
} from '../../../../lib/held-calls/model/existing-room.ts';

const calls = ['c1', 'c2', 'c3', 'c4'].map(callIdFrom);
const anyCall = fc.constantFrom(...calls);
const anySession = fc.constantFrom('s1', 's2', 's3');
const anyEvent: fc.Arbitrary<RoomEvent> = fc.oneof(
  fc.record({ kind: fc.constant('ready' as const), address: fc.constantFrom('a', 'b'), atMs: fc.nat(100) }),
  fc.record({ kind: fc.constant('meetingEnded' as const), atMs: fc.nat(100) }),
  fc.record({ kind: fc.constant('asked' as const), call: anyCall, mayWait: fc.boolean() }),
  fc.record({
    kind: fc.constant('connected' as const),
    call: anyCall,
    session: fc.option(anySession, { nil: undefined }),
    connectedAtMs: fc.option(fc.nat(100), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('stopped' as const), call: anyCall, session: anySession }),
  fc.record({ kind: fc.constant('unknown' as const), session: anySession }),
  fc.record({
    kind: fc.constant('stoppedInDoubt' as const),
    session: anySession,
    calls: fc.uniqueArray(anyCall, { minLength: 2 }),
  }),
  fc.record({ kind: fc.constant('doubtsEnded' as const) }),
  fc.record({ kind: fc.constant('passed' as const), call: anyCall }),
  fc.record({
    kind: fc.constant('returned' as const),
    call: anyCall,
    session: fc.option(anySession, { nil: undefined }),
  }),
);
const after = (events: readonly RoomEvent[]) => events.reduce(roomAfter, newExistingRoom('lobby'));

function holdsTogether(room: ExistingRoom) {
  const leased = Object.values(room.addresses).flatMap(({ call }) => call ?? []);
  expect(new Set(leased).size, 'one address per call').toBe(leased.length);
  expect(new Set(room.waiters).size, 'in line once').toBe(room.waiters.length);
  expect(
    room.waiters.filter((call) => leased.includes(call)),
    'nobody waits who is served',
  ).toEqual([]);
  if (room.connecting) expect(addressOf(room, room.connecting.call)).toBe(room.connecting.address);
  const isFree = Object.values(room.addresses).some(({ call }) => call === undefined);
  expect(
    isFree && room.waiters.length > 0 && room.connecting === undefined,
    'no free address while somebody waits',
  ).toBe(false);
}

test('whatever happens, one address has one caller, one call is being connected, and nobody waits for nothing', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => holdsTogether(after(events))),
    { numRuns: 2_000 },
  );
});

test('an event twice equals once', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 20 }), anyEvent, (events, event) => {
      const once = roomAfter(after(events), event);
      // An event that frees an address lets the next in line have it, and the same event again must not take it away.
      const freeing: readonly RoomEvent['kind'][] = [
        'returned',
        'passed',
        'doubtsEnded',
        'meetingEnded',
        'connected',
      ];
      if (freeing.includes(event.kind)) return;
      expect(roomAfter(once, event)).toEqual(once);
    }),
  );
});

test.each([40, 50])('a ready event of %i that is no newer than what is known changes nothing', (atMs) => {
  const room = after([{ kind: 'ready', address: 'a', atMs: 50 }]);
  expect(roomAfter(room, { kind: 'ready', address: 'a', atMs })).toBe(room);
});

test('the line has an end', () => {
  const asked = Array.from(
    { length: 60 },
    (_, n) => ({ kind: 'asked', call: callIdFrom(`c${n}`), mayWait: true }) as const,
  );
  expect(after(asked).waiters).toHaveLength(50);
});

const c1 = callIdFrom('c1');
const c2 = callIdFrom('c2');
const ready = (address: string, atMs: number): RoomEvent => ({ kind: 'ready', address, atMs });
const ended = (atMs: number): RoomEvent => ({ kind: 'meetingEnded', atMs });
const asked = (call: typeof c1): RoomEvent => ({ kind: 'asked', call, mayWait: true });
const turnOver = (call: typeof c1): RoomEvent => ({ kind: 'connected', call, session: undefined });
const ownLeg = { kind: 'connected', call: c1, session: 's2' } as const;
const cameIn = (connectedAtMs: number): RoomEvent => ({ ...ownLeg, connectedAtMs });
const anothersLeg: RoomEvent = { kind: 'unknown', session: 's1' };
const returned = (call: typeof c1, session?: string): RoomEvent => ({ kind: 'returned', call, session });

test.each<[string, readonly RoomEvent[], readonly string[]]>([
  ['ready before the meeting ended, and heard of later', [ended(10), ready('a', 9)], []],
  ['ready in the moment in which one ended', [ended(10), ready('a', 10)], ['a']],
  ['ready after it ended', [ended(10), ready('a', 11)], ['a']],
  ['ready before any end', [ready('a', 9)], ['a']],
  ['ready, and then over', [ready('a', 9), ended(10)], []],
  ['ready in the moment of the end', [ready('a', 10), ended(10)], ['a']],
  ['an older end that comes late', [ended(10), ended(5), ready('a', 9)], []],
  ['of a leg that came in after the end', [ready('a', 9), asked(c1), cameIn(11), ended(10)], ['a']],
  ['of a leg that came in in the moment of the end', [ready('a', 9), asked(c1), cameIn(10), ended(10)], []],
])('addresses: %s', (_, events, addresses) => {
  expect(Object.keys(after(events).addresses)).toEqual(addresses);
});

test('of free addresses the first by name is given, however they came', () => {
  for (const order of [
    ['b', 'a', 'c'],
    ['c', 'b', 'a'],
    ['a', 'b', 'c'],
  ]) {
    expect(addressOf(after([...order.map((address) => ready(address, 1)), asked(c1)]), c1)).toBe('a');
  }
});

test('of four calls at once that need not wait, a room with three addresses takes three', () => {
  const room = after([
    ...['a', 'b', 'c'].map((address) => ready(address, 1)),
    ...calls.map((call) => ({ kind: 'asked', call, mayWait: false }) as const),
  ]);
  expect([room.connecting?.call, ...room.waiters]).toEqual(['c1', 'c2', 'c3']);
  const waiting = roomAfter(room, { kind: 'asked', call: callIdFrom('c4'), mayWait: true });
  expect(waiting.waiters).toEqual(['c2', 'c3', 'c4']);
});

test('a leg of another call frees nobody, and one without an address leaves no session', () => {
  const room = after([ready('a', 1), asked(c1)]);
  const other = roomAfter(room, { kind: 'connected', call: c2, session: 's2' });
  expect(other).toEqual(room);
  expect(roomAfter(room, { kind: 'returned', call: c2 }).connecting).toEqual({ call: c1, address: 'a' });
});

test('a session that is heard of again is the last one seen, once', () => {
  const room = after([
    ...[ready('a', 1), ready('b', 1), asked(c1)],
    { kind: 'connected', call: c1, session: 's1' },
    asked(c2),
    { kind: 'connected', call: c2, session: 's2' },
    { kind: 'connected', call: c1, session: 's1' },
  ]);
  expect(room.seenSessions).toEqual(['s2', 's1']);
});

test.each<[string, readonly RoomEvent[]]>([
  ['stops before it', [{ kind: 'stopped', call: c1, session: 's1' }, ownLeg]],
  ['stops after it', [ownLeg, { kind: 'stopped', call: c1, session: 's1' }]],
  ['stops, and is none of our calls', [{ kind: 'stopped', call: c1, session: 's1' }, anothersLeg, ownLeg]],
])('a call whose leg is known has no other: one that %s', (_, events) => {
  const room = after([ready('a', 1), asked(c1), ...events]);
  expect(room.addresses['a']).toEqual({ readyAtMs: 1, call: c1, session: 's2' });
  expect(room.seenSessions.toSorted()).toEqual(['s1', 's2']);
});

test('the end of a meeting takes the address of whoever is being connected, or leaves it with them', () => {
  const room = after([ready('a', 5), asked(c1)]);
  expect(roomAfter(room, ended(6)).connecting).toBeUndefined();
  expect(roomAfter(room, ended(5)).connecting).toEqual({ call: c1, address: 'a' });
});

test.each<[string, RoomEvent, string[], { call: string; session: string }[]]>([
  [
    'of one whose leg can be any of them, the other is over all the same',
    returned(c1),
    ['s1', 's2'],
    [
      { call: 'c2', session: 's1' },
      { call: 'c1', session: 's2' },
    ],
  ],
  [
    'of one whose leg is known, the other had the other',
    returned(c1, 's2'),
    ['s1'],
    [{ call: 'c2', session: 's1' }],
  ],
  ['of one who had no leg, both legs were others', { kind: 'passed', call: c1 }, ['s1', 's2'], []],
])('two legs that left in doubt, and the place is given back: %s', (_, event, doubted, over) => {
  const room = after([
    ...[ready('a', 1), ready('b', 1), asked(c1), turnOver(c1), asked(c2)],
    ...['s1', 's2'].map((session) => ({ kind: 'stoppedInDoubt', session, calls: [c2, c1] }) as const),
    turnOver(c2),
  ]);
  const left = roomAfter(room, event);
  expect(left.doubted?.map(({ session }) => session)).toEqual(doubted);
  expect(overInDoubt(left)).toEqual(over);
});

const inDoubt = (session: string, ...of: (typeof c1)[]): RoomEvent => ({
  ...{ kind: 'stoppedInDoubt', session, calls: of },
});
const both = [ready('a', 1), ready('b', 1), asked(c1), turnOver(c1), asked(c2), turnOver(c2)];
const legOf = (call: typeof c1, session: string): RoomEvent => ({ kind: 'connected', call, session });

test.each<[string, readonly RoomEvent[], ExistingRoom['doubted']]>([
  [
    'can be that of each whose leg was not heard of',
    [inDoubt('s1', c1, c2)],
    [{ session: 's1', calls: [c1, c2] }],
  ],
  [
    'is not that of one whose leg is known',
    [legOf(c1, 's9'), inDoubt('s1', c1, c2)],
    [{ session: 's1', calls: [c2] }],
  ],
  ['is heard of twice', [inDoubt('s1', c1, c2), inDoubt('s1', c1)], [{ session: 's1', calls: [c1, c2] }]],
  [
    'is one too many for the calls that there are',
    [inDoubt('s1', c1, c2), inDoubt('s2', c1, c2), inDoubt('s3', c1, c2)],
    ['s1', 's2'].map((session) => ({ session, calls: [c1, c2] })),
  ],
  ['is nobody’s, once the leg of its only call is known', [inDoubt('s1', c1), legOf(c1, 's9')], []],
  ['is forgotten with the meeting', [inDoubt('s1', c1, c2), ended(1)], []],
])('a leg that left in doubt %s', (_, events, doubted) => {
  expect(after([...both, ...events]).doubted).toEqual(doubted);
});

test('of legs in doubt nobody is over while one of their calls is being connected', () => {
  const legs = [inDoubt('s1', c1, c2), inDoubt('s2', c1, c2)];
  expect(overInDoubt(after([...both.slice(0, -1), ...legs]))).toEqual([]);
  expect(overInDoubt(after([...both, ...legs]))).toHaveLength(2);
});

test('a call is unheard of that has an address, and of whose leg nobody has told', () => {
  expect(unheardCalls(after([...both, legOf(c2, 's2'), ready('c', 1)]))).toEqual([c1]);
});

test('a leg that seemed to be a call’s stays so, whatever another turns out to be', () => {
  const stopped: RoomEvent = { kind: 'stopped', call: c1, session: 's1' };
  const lease = { readyAtMs: 1, call: c1 };
  const seemsTo = after([ready('a', 1), asked(c1), stopped, { kind: 'unknown', session: 's9' }]);
  expect(seemsTo.addresses['a']).toEqual({ ...lease, stopped: 's1' });
  expect(roomAfter(seemsTo, anothersLeg).addresses['a']).toEqual(lease);
});

test('of the legs that were seen the last fifty are remembered', () => {
  const sessions = Array.from({ length: 51 }, (_, n) => `leg-${n}`);
  const room = after(sessions.map((session) => ({ kind: 'unknown', session })));
  expect(room.seenSessions).toEqual(sessions.slice(1));
});

test.each<[string, readonly RoomEvent[], ExistingRoom['addresses'][string]]>([
  ['was ready in that moment, and nobody came in', [], { readyAtMs: 10, call: c1 }],
  ['was ready in that moment, and whose leg had come in', [cameIn(10)], { readyAtMs: 10 }],
  [
    'has a leg that came in later',
    [cameIn(11)],
    { readyAtMs: 10, call: c1, session: 's2', connectedAtMs: 11 },
  ],
  ['has a leg that came in nobody knows when', [ownLeg], { readyAtMs: 10, call: c1, session: 's2' }],
])('when a meeting ends an address stays that %s', (_, events, lease) => {
  const room = after([ready('a', 10), asked(c1), ...events, ended(10)]);
  expect(room.addresses).toStrictEqual({ a: lease });
});
