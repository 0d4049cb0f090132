import { describe, expect, test } from 'vitest';
import { callSummarySchema, callViewSchema, summaryOf, viewOf } from '../../../lib/admin/call-view.ts';
import type { LoggedCall } from '../../../lib/aws/call-log.ts';
import { conferenceIdSchema, voiceCallIdSchema, type Caller } from '../../../lib/conference/conference.ts';
import { callIdSchema, callStates, type HeldCall } from '../../../lib/held-call/call.ts';

const nowMs = Date.UTC(2026, 4, 4, 10);

const held = (over: Partial<HeldCall>): LoggedCall => ({
  kind: 'held',
  call: {
    id: callIdSchema.parse('a-call'),
    state: 'waiting',
    hold: 'the-handle',
    to: '+12025550100',
    from: '+12025550188',
    reason: 'number',
    ways: [
      { kind: 'bot-endpoint', url: 'https://bots.example.com/start?key=confidential' },
      { kind: 'room', room: 'lobby' },
    ],
    dialOut: false,
    heldAtMs: nowMs,
    budgetEndsAtMs: nowMs + 9,
    attempt: 1,
    wayIndex: 0,
    token: 'the-token',
    updates: 0,
    rooms: [],
    removed: [],
    bots: [],
    timeline: [{ atMs: nowMs, event: 'held' }],
    ttl: 1,
    ...over,
  },
});

const call = voiceCallIdSchema.parse('CA1');
const conference = conferenceIdSchema.parse('board');
const caller = (over: Partial<Caller>): Caller => ({
  ...{ conference, call, name: 'Ana', number: '+12025550188', n: 1, hand: false },
  presence: 'in',
  presenceAtMs: nowMs + 4_000,
  admittedAtMs: nowMs + 3_000,
  muted: { is: true, by: 'room', atMs: nowMs },
  phone: { muted: true },
  ...over,
});
const atDoor = (
  over: Partial<Extract<LoggedCall, { kind: 'pin' }>['call']> = {},
  as?: Caller,
  isBridgeIn = false,
): LoggedCall => ({
  kind: 'pin',
  call: {
    ...{ call, door: '+12025550151', language: 'en', number: '+12025550188' },
    isBridgeOrigin: false,
    arrivedAtMs: nowMs,
    ...over,
  },
  caller: as,
  isBridgeIn,
});
const inside = { conference, role: 'caller' } as const;

test.each(callStates)('a held call that is %s fits its schema, and says what was heard', (state) => {
  const view = viewOf(held({ state }), nowMs);
  expect(callViewSchema.parse(view)).toEqual(view);
  expect(view.heard.length).toBeGreaterThan(0);
  expect(callSummarySchema.safeParse(summaryOf(held({ state }), nowMs)).error).toBeUndefined();
});

test('nothing of a call is shown that is not for everybody: its handle, its token, its number, its bots’ addresses', () => {
  const text = JSON.stringify([viewOf(held({}), nowMs), viewOf(atDoor(inside, caller({})), nowMs)]);
  expect(text).not.toMatch(/the-handle|the-token|2025550188|confidential/);
  expect(text).toContain('bot-endpoint:bots.example.com');
});

test('each line says how long after the line before it came, and a connection how long it was waited for', () => {
  const timeline = [0, 400, 5_400].map((ms, index) => ({
    atMs: nowMs + ms,
    event: ['held', 'parked', 'connected'][index] ?? '',
  }));
  const view = viewOf(held({ state: 'connected', timeline }), nowMs);
  expect(view.timeline.map(({ afterMs }) => afterMs)).toEqual([0, 400, 5_000]);
  expect(view).toMatchObject({ waitedMs: 5_400, isLive: true });
});

test.each([
  ['ended', false],
  ['abandoned', false],
  ['released', false],
  ['refused', false],
  ['held', true],
  ['connecting', true],
] as const)('a held call that is %s is live: %s', (state, isLive) => {
  expect(summaryOf(held({ state }), nowMs).isLive).toBe(isLive);
});

describe('a call at a door', () => {
  test.each<[string, LoggedCall, string, boolean]>([
    ['has not said its PIN yet', atDoor(), 'before-pin', true],
    ['never said its PIN', atDoor({ arrivedAtMs: nowMs - 150_000 }), 'over', false],
    ['was forwarded by its PIN', atDoor({ role: 'forward' }), 'over', false],
    ['is in', atDoor(inside, caller({})), 'in', true],
    ['is in the menu', atDoor(inside, caller({ presence: 'absent' })), 'absent', true],
    ['has gone', atDoor(inside, caller({ presence: 'gone' })), 'over', false],
    ['has gone long since', atDoor(inside), 'over', false],
    ['is the bridge', atDoor({ conference, role: 'bridge' }, undefined, true), 'in', true],
    ['was the bridge', atDoor({ conference, role: 'bridge' }), 'over', false],
  ])('%s', (_, logged, state, isLive) => {
    const view = viewOf(logged, nowMs);
    expect(view).toMatchObject({ state, isLive });
    expect(callViewSchema.parse(view)).toEqual(view);
  });

  test('has its caller’s lines, in the order of time', () => {
    const announced = { session: 's', bridge: 'b', muted: true, hand: false, atMs: nowMs + 3_500 };
    const removed = { why: 'removed', atMs: nowMs + 9_000, toldAtMs: nowMs + 9_100 } as const;
    const view = viewOf(atDoor(inside, caller({ announced, removed })), nowMs + 9_500);
    expect(view.timeline.map(({ event }) => event)).toEqual([
      'arrived',
      'admitted',
      'announced',
      'in',
      'removed',
    ]);
    expect(view).toMatchObject({ muted: true, announced: true });
    expect(view.heard.at(-1)).toBe('why it was removed: removed');
  });
});
