import { expect, test } from 'vitest';
import type { CallerEvent } from '../../../lib/conferences/model/caller-events.ts';
import {
  conferenceIdSchema,
  conferenceSchema,
  voiceCallIdSchema,
  type Caller,
} from '../../../lib/conferences/model/conference.ts';
import type { PinCall } from '../../../lib/conferences/model/pin-call.ts';
import { reduceCaller } from '../../../lib/conferences/state/reduce-caller.ts';
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
function published(): PatchbayEvent[][] {
  let before: Caller | undefined;
  let version = 0;
  return history.map((event) => {
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

test('of a call before its PIN each try is published, without what was keyed, before anything of its caller', () => {
  const arrived: PinCall = {
    voice: 'twilio',
    ...{ call, dialIn: '+12025550151', language: 'en', opensTo: 'both', number: '+12025550188' },
    isBridgeOrigin: false,
    arrivedAtMs: startMs,
  };
  const tries = [{ attempt: 1, atMs: startMs + 4_000, why: 'wrong-pin', isLast: false }] as const;
  const tried: PinCall = { ...arrived, tries };
  const forwarded: PinCall = { ...tried, role: 'forward' };
  const all = [
    ...eventsOfPinCall(undefined, arrived, view, startMs),
    ...eventsOfPinCall(arrived, tried, view, startMs + 4_000),
    ...eventsOfPinCall(tried, { ...tried, role: 'caller', conference }, view, startMs + 8_000),
    ...eventsOfPinCall(tried, forwarded, view, startMs + 8_000),
  ];
  expect(all.map(({ type }) => type)).toEqual(['call.arrived', 'call.tried', 'call.forwarded']);
  expectValid(all);
  expect(all[0]).toMatchObject({ call: { from: '…88', to: '+12025550151' } });
  const [first] = published().flat();
  expect(Math.max(...all.map(({ sequence }) => sequence))).toBeLessThan(first?.sequence ?? 0);
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
