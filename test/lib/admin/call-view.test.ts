import { describe, expect, test } from 'vitest';
import { callSummarySchema, callViewSchema } from '../../../lib/admin/call-schema.ts';
import { summaryOf, viewOf } from '../../../lib/admin/call-view.ts';
import type { LoggedCall } from '../../../lib/aws/stores/held-calls/call-log.ts';
import {
  conferenceIdSchema,
  voiceCallIdSchema,
  type Caller,
} from '../../../lib/conferences/model/conference.ts';
import { callStates } from '../../../lib/held-calls/model/call-states.ts';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import { callIdSchema, type HeldCall } from '../../../lib/held-calls/model/call.ts';

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
    targets: [
      { kind: 'bot-endpoint', url: 'https://bots.example.com/start?key=confidential' },
      { kind: 'room', room: 'lobby' },
    ],
    dialOut: false,
    heldAtMs: nowMs,
    budgetEndsAtMs: nowMs + 9,
    attempt: 1,
    targetIndex: 0,
    token: 'the-token',
    updates: 0,
    rooms: [],
    deletedRooms: [],
    bots: [],
    timeline: [{ atMs: nowMs, event: 'held' }],
    ttl: 1,
    ...over,
  },
});

const call = voiceCallIdSchema.parse('CA1');
const conference = conferenceIdSchema.parse('board');
const caller = (over: Partial<Caller>): Caller => ({
  ...{ conference, call, name: 'Ana', number: '+12025550188', joinSequence: 1, hand: false },
  presence: 'in',
  presenceAtMs: nowMs + 4_000,
  admittedAtMs: nowMs + 3_000,
  muted: { is: true, by: 'room', atMs: nowMs },
  phone: { muted: true },
  ...over,
});
const atDialIn = (
  over: Partial<Extract<LoggedCall, { kind: 'pin' }>['call']> = {},
  as?: Caller,
  bridge?: 'in' | 'coming',
): LoggedCall => ({
  kind: 'pin',
  call: {
    ...{ call, dialIn: '+12025550151', language: 'en', number: '+12025550188' },
    voice: 'twilio',
    opensTo: 'both',
    isBridgeOrigin: false,
    arrivedAtMs: nowMs,
    ...over,
  },
  caller: as,
  bridge,
  conferenceName: over.conference && 'Board meeting',
});
const inside = { conference, role: 'caller' } as const;

test.each(callStates)('a held call that is %s fits its schema, and says what was heard', (state) => {
  const view = viewOf(held({ state }), nowMs);
  expect(callViewSchema.parse(view)).toEqual(view);
  expect(view.heard.length).toBeGreaterThan(0);
  expect(callSummarySchema.safeParse(summaryOf(held({ state }), nowMs)).error).toBeUndefined();
});

test('nothing of a call is shown that is not for everybody: its handle, its token, its number, its bots’ addresses', () => {
  const text = JSON.stringify([viewOf(held({}), nowMs), viewOf(atDialIn(inside, caller({})), nowMs)]);
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

describe('a call at a dial-in', () => {
  test.each<[string, LoggedCall, string, boolean]>([
    ['has not said its PIN yet', atDialIn(), 'unauthenticated', true],
    ['never said its PIN', atDialIn({ arrivedAtMs: nowMs - 150_000 }), 'ended', false],
    ['was forwarded by its PIN', atDialIn({ role: 'forward' }), 'ended', false],
    ['is in', atDialIn(inside, caller({})), 'in', true],
    ['is in the menu', atDialIn(inside, caller({ presence: 'absent' })), 'absent', true],
    ['has gone', atDialIn(inside, caller({ presence: 'gone' })), 'ended', false],
    ['has gone long since', atDialIn(inside), 'ended', false],
    ['is to be the bridge', atDialIn({ conference, role: 'bridge' }, undefined, 'coming'), 'joining', true],
    ['is the bridge', atDialIn({ conference, role: 'bridge' }, undefined, 'in'), 'in', true],
    ['was the bridge', atDialIn({ conference, role: 'bridge' }), 'ended', false],
  ])('%s', (_, logged, state, isLive) => {
    const view = viewOf(logged, nowMs);
    expect(view).toMatchObject({ state, isLive });
    expect(callViewSchema.parse(view)).toEqual(view);
  });

  test('tells its tries at a PIN, in the words that were heard, and that it was hung up', () => {
    const tries = [
      { attempt: 1, atMs: nowMs + 3_000, why: 'wrong-pin', isLast: false },
      { attempt: 2, atMs: nowMs + 9_000, why: 'too-many-tries', isLast: true },
    ] as const;
    const view = viewOf(atDialIn({ tries }), nowMs + 9_500);
    expect(view).toMatchObject({ state: 'ended', isLive: false });
    expect(view.timeline.map(({ event, detail }) => [event, detail])).toEqual([
      ['arrived', 'en'],
      ['tried', '1, wrong-pin'],
      ['tried', '2, too-many-tries'],
      ['hungUp', 'by the gateway'],
    ]);
    expect(view.heard).toEqual([
      'the greeting, and a request for a PIN',
      `"${textOf('wrong-pin', 'en')}"`,
      `"${textOf('too-many-tries', 'en')}"`,
    ]);
    expect(viewOf(atDialIn({ tries: tries.slice(0, 1) }), nowMs + 3_500).isLive).toBe(true);
  });

  test('tells its notice: in which version, what was said, when, and what was keyed', () => {
    const notice = { version: '2026-11', text: { en: 'A machine speaks.' }, consent: 'press-1' } as const;
    const noticed = { attempt: 1, atMs: nowMs + 3_000, goesOn: { kind: 'caller', conference } } as const;
    const answers = [
      { attempt: 1, atMs: nowMs + 9_000, keyed: 'another key', outcome: 'asked-again' },
      { attempt: 2, atMs: nowMs + 15_000, keyed: '1', outcome: 'went-on' },
    ] as const;
    const told = { notice, noticed, noticeAnswers: answers };
    const view = viewOf(atDialIn(told), nowMs);
    expect(view.timeline.map(({ at, event, detail }) => [Date.parse(at) - nowMs, event, detail])).toEqual([
      [0, 'arrived', 'en'],
      [3_000, 'noticeTold', '2026-11: "A machine speaks."'],
      [9_000, 'notAgreed', 'another key'],
      [15_000, 'agreed', '1'],
    ]);
    expect(view.heard).toContain('the notice 2026-11: "A machine speaks."');
    const gaveUp = { ...answers[0], attempt: 3, outcome: 'hung-up' } as const;
    const turnedAway = viewOf(atDialIn({ ...told, noticeAnswers: [gaveUp] }), nowMs);
    expect(turnedAway.isLive).toBe(false);
    expect(turnedAway.timeline.at(-1)).toMatchObject({ event: 'hungUp' });
    expect(turnedAway.heard.at(-1)).toBe(`"${textOf('not-agreed', 'en')}"`);
    const plain = viewOf(
      atDialIn({
        ...told,
        notice: { version: '1', audioUrl: 'https://a.example/n' },
        noticeAnswers: [answers[1]],
      }),
      nowMs,
    );
    expect(plain.timeline.slice(1).map(({ event, detail }) => [event, detail])).toEqual([
      ['noticeTold', '1: https://a.example/n'],
      ['noticeHeard', undefined],
    ]);
  });

  test('has its caller’s lines, in the order of time', () => {
    const announced = { session: 's', bridge: 'b', muted: true, hand: false, atMs: nowMs + 3_500 };
    const kicked = { why: 'kicked', atMs: nowMs + 9_000, toldAtMs: nowMs + 9_100 } as const;
    const view = viewOf(atDialIn(inside, caller({ announced, kicked })), nowMs + 9_500);
    expect(view.timeline.map(({ event }) => event)).toEqual([
      'arrived',
      'admitted',
      'announced',
      'in',
      'kicked',
    ]);
    expect(view).toMatchObject({ muted: true, announced: true });
    expect(view.heard.at(-1)).toBe('why they were removed: kicked');
  });
});
