import { describe, expect, test } from 'vitest';
import { callOutIdSchema } from '../../../lib/conferences/model/call-out.ts';
import type { CallerEvent, Newcomer } from '../../../lib/conferences/model/caller-events.ts';
import {
  conferenceIdSchema,
  conferenceSchema,
  voiceCallIdSchema,
  type Caller,
} from '../../../lib/conferences/model/conference.ts';
import {
  maxConsentAsks,
  maxPrompts,
  type NoticeAnswer,
  type PinCall,
} from '../../../lib/conferences/model/pin-call.ts';
import { reduceCaller } from '../../../lib/conferences/state/reduce/caller.ts';
import { eventsOfCaller, eventsOfConference, eventsOfPinCall } from '../../../lib/events/conference.ts';
import { eventSchema, type PatchbayEvent } from '../../../lib/events/schema.ts';

const view = { stage: 'dev', showsNumbers: false };
const startMs = Date.parse('2026-03-01T10:00:00.000Z');
const conference = conferenceIdSchema.parse('board');
const call = voiceCallIdSchema.parse('CA1');

const expectValid = (events: readonly PatchbayEvent[]) => {
  for (const event of events) expect(eventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
  const sequences = events.map(({ sequence }) => sequence);
  expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
};

const newcomer = { conference, call, name: 'Caller +12025550188', number: '+12025550188', muted: false };
const history: readonly CallerEvent[] = [
  { kind: 'admitted', atMs: startMs, joinSequence: 1, newcomer },
  { kind: 'joined', atMs: startMs + 1_000, joinSequence: 1, muted: false },
  { kind: 'phoneHas', atMs: startMs + 1_500, joinSequence: 1, muted: false },
  { kind: 'muted', atMs: startMs + 5_000, is: true, by: 'room' },
  { kind: 'hand', atMs: startMs + 6_000, raised: true },
  { kind: 'kicked', atMs: startMs + 9_000, why: 'kicked' },
  { kind: 'gone', atMs: startMs + 10_000 },
];

/** What each write of a caller publishes. */
function published(more: Pick<Newcomer, 'ledOn'> = {}): PatchbayEvent[][] {
  let before: Caller | undefined;
  let version = 0;
  return history.map((told) => {
    const event = told.kind === 'admitted' ? { ...told, newcomer: { ...told.newcomer, ...more } } : told;
    const after = reduceCaller(before, event);
    if (after === undefined) throw new Error(`${event.kind} is about nobody`);
    version += 1;
    const events = eventsOfCaller({ before, after, version, atMs: event.atMs }, view);
    before = after;
    return [...events];
  });
}

test('of a caller their presence is published, and what was done to them or by them', () => {
  const all = published().flat();
  expect(all.map(({ type }) => type)).toEqual([
    'caller.in',
    'caller.muted',
    'caller.handRaised',
    'caller.kicked',
    'caller.gone',
  ]);
  expectValid(all);
  expect(JSON.stringify(all)).not.toContain('2025550188');
  expect(all[0]).toMatchObject({
    at: '2026-03-01T10:00:01.000Z',
    caller: { call: 'CA1', conference: 'board' },
  });
});

const arrived: PinCall = {
  voice: 'twilio',
  ...{ call, dialIn: '+12025550151', language: 'en', opensTo: 'both', number: '+12025550188' },
  isBridgeOrigin: false,
  arrivedAtMs: startMs,
};

const upTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

/** What is published of a call as it goes from the first of these to the last. */
const publishedOf = (...calls: readonly PinCall[]) =>
  calls.flatMap((after, index) => eventsOfPinCall(calls[index - 1], after, view, startMs + 8_000));

test('of a call before its PIN each try is published, without what was keyed, before anything of its caller', () => {
  const tries = [{ attempt: 1, atMs: startMs + 4_000, why: 'wrong-pin', isLast: false }] as const;
  const tried: PinCall = { ...arrived, tries };
  const forwarded: PinCall = { ...tried, role: 'forward' };
  const all = publishedOf(arrived, tried, forwarded);
  expect(publishedOf(tried, { ...tried, role: 'caller', conference })).toEqual(publishedOf(tried));
  expect(all.map(({ type }) => type)).toEqual(['call.arrived', 'call.tried', 'call.forwarded']);
  expectValid(all);
  expect(all[0]).toMatchObject({ call: { from: '…88', to: '+12025550151' } });
  const [first] = published().flat();
  expect(Math.max(...all.map(({ sequence }) => sequence))).toBeLessThan(first?.sequence ?? 0);
});

describe('of a notice', () => {
  const notice = { version: '2026-11', text: { en: 'This call is recorded.' } };
  const asking = { ...notice, consent: 'press-1' } as const;
  const answer = (attempt: number, keyed: NoticeAnswer['keyed'], outcome: NoticeAnswer['outcome']) => ({
    ...{ attempt, atMs: startMs + 5_000 + attempt * 1_000, keyed, outcome },
  });
  const inVain = answer(1, 'no key', 'asked-again');

  test('each answer is published, when it came and to which version, before anything of its caller', () => {
    const call1: PinCall = { ...arrived, notice: asking };
    const noticeAnswers = [inVain, answer(2, '1', 'went-on')];
    const asked = { ...call1, noticeAnswers: [inVain] };
    const all = publishedOf(call1, asked, { ...call1, noticeAnswers });
    expect(all.slice(1)).toMatchObject([
      { type: 'call.notAgreed', at: '2026-03-01T10:00:06.000Z', attempt: 1, isHungUp: false },
      { type: 'call.agreed', at: '2026-03-01T10:00:07.000Z', noticeVersion: '2026-11' },
    ]);
    expectValid(all);
    expect(all.at(-1)?.sequence).toBeLessThan(published().flat()[0]?.sequence ?? 0);
  });

  test('and of tries no two have one number, however many are made, and all are below those of a caller', () => {
    const callOut = { id: callOutIdSchema.parse('out'), conference, conferenceName: 'Board' };
    const tries = upTo(maxPrompts).map(
      (attempt) => ({ attempt, atMs: startMs + attempt, why: 'no-input', isLast: false }) as const,
    );
    const noticeAnswers = upTo(maxConsentAsks).map((attempt) => answer(attempt, 'no key', 'asked-again'));
    const asking1: PinCall = { ...arrived, notice: asking };
    const answered: PinCall = { ...asking1, tries, noticeAnswers };
    const outcome = { is: 'declined', atMs: startMs } as const;
    const all = [
      ...publishedOf(asking1, { ...asking1, tries }, answered, { ...answered, role: 'forward' }),
      ...publishedOf({ ...answered, callOut }, { ...answered, callOut: { ...callOut, outcome } }).slice(-1),
    ].toSorted((a, b) => a.sequence - b.sequence);
    expect(all).toHaveLength(1 + maxPrompts + maxConsentAsks + 2);
    expectValid(all);
    expect(all.at(-1)?.sequence).toBeLessThan(published().flat()[0]?.sequence ?? 0);
  });

  test('nobody agrees who gives up', () => {
    const noticeAnswers = [inVain, inVain, answer(3, 'another key', 'hung-up')];
    const before = { ...arrived, notice: asking, noticeAnswers: noticeAnswers.slice(0, 2) };
    const after = { ...before, noticeAnswers };
    expect(eventsOfPinCall(before, after, view, startMs)).toMatchObject([
      { type: 'call.notAgreed', attempt: 3, isHungUp: true },
    ]);
  });

  test('that it was heard is published where nothing is asked', () => {
    const heard = { ...arrived, notice, noticeAnswers: [answer(1, 'no key', 'went-on')] };
    expect(publishedOf({ ...arrived, notice }, heard).slice(1)).toMatchObject([
      { type: 'call.noticeHeard', noticeVersion: '2026-11' },
    ]);
  });

  test('the key of a callee who is told none is no news of one', () => {
    const callOut = { id: callOutIdSchema.parse('out'), conference, conferenceName: 'Board' };
    const called: PinCall = { ...arrived, callOut };
    const joined = { ...called, noticeAnswers: [inVain, answer(2, '1', 'went-on')] };
    expect(publishedOf(called, joined).map(({ type }) => type)).toEqual(['call.ordered']);
  });
});

test('what is published of a call that is led on comes after all of before', () => {
  const led = {
    from: conference,
    to: conferenceIdSchema.parse('sales'),
    orderedAtMs: startMs,
    atMs: startMs,
  };
  const there: PinCall = {
    ...{ ...arrived, ledOn: [led], notice: { version: '7' } },
    noticeAnswers: [{ attempt: 1, atMs: startMs, keyed: 'no key', outcome: 'went-on' }],
  };
  const again = published({ ledOn: 1 }).flat();
  const all = [
    ...publishedOf(arrived),
    ...published().flat(),
    ...publishedOf({ ...there, noticeAnswers: [] }, there).slice(1),
    ...again,
  ];
  expect(all.map(({ type }) => type)).toContain('call.noticeHeard');
  expect(again).not.toEqual([]);
  expectValid(all);
});

test('of a conference its bridge is published, and its end', () => {
  const before = conferenceSchema.parse({
    id: 'board',
    name: 'Board meeting',
    room: 'room',
    settings: {},
    isClosed: false,
    bridge: { state: 'absent', tries: 0, notBeforeMs: 0 },
    joins: 0,
    createdAtMs: startMs,
  });
  const bridged = { ...before, bridge: { state: 'in', call, joinSequence: 1, sinceMs: startMs } } as const;
  const closed = { ...before, isClosed: true };
  const write = { atMs: startMs, version: 3 };
  const all = [
    ...eventsOfConference({ ...write, before, after: bridged }, view),
    ...eventsOfConference({ ...write, version: 4, before: bridged, after: closed }, view),
  ];
  expect(all.map(({ type }) => type)).toEqual([
    'conference.bridgeIn',
    'conference.bridgeOut',
    'conference.closed',
  ]);
  expectValid(all);
});
