import { expect, test } from 'vitest';
import type { HeldCall } from '../../../lib/held-calls/model/call.ts';
import { eventsOfHeldCall } from '../../../lib/events/held-call.ts';
import { eventSchema } from '../../../lib/events/schema.ts';
import { goodCall, heldAtMs, heldCall, historyOf } from './calls.ts';

const view = { stage: 'dev', showsNumbers: false };
const history = historyOf(heldCall, goodCall);
/** What each write publishes, the first being that of the call itself. */
const published = history.map((call, index) => eventsOfHeldCall(history[index - 1], call, view));
const all = published.flat();

test('a call that goes well publishes three events, and each target that refused it', () => {
  expect(all.map(({ type }) => type)).toEqual([
    'call.held',
    'call.targetRefused',
    'call.connected',
    'call.callerLeft',
  ]);
});

test('our own steps publish nothing', () => {
  expect(published.map((events) => events.length)).toEqual([1, 0, 1, 0, 0, 1, 1, 0]);
});

test('each is as its schema says, and has a number of its own that rises', () => {
  for (const event of all) expect(eventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
  const numbers = all.map(({ sequence }) => sequence);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

test('it says what a consumer needs', () => {
  expect(all[2]).toEqual({
    version: 1,
    type: 'call.connected',
    id: `call-1-${heldAtMs}-7`,
    stage: 'dev',
    at: '2026-03-01T10:00:03.000Z',
    sequence: 7,
    call: {
      id: 'call-1',
      to: '+12025550143',
      from: '…88',
      arrivedAt: '2026-03-01T10:00:00.000Z',
      reason: 'number',
    },
    target: 'pipecat-cloud:receptionist',
    attempt: 1,
    room: 'pb-dev-call-1-1',
    waitedMs: 3_000,
  });
  expect(all[3]).toMatchObject({ outcome: 'caller-left', connectedAt: '2026-03-01T10:00:03.000Z' });
});

test('neither a number nor a token is in it, unless the settings ask for numbers', () => {
  const text = JSON.stringify(all);
  expect(text).not.toContain('2025550188');
  expect(text).not.toMatch(/a-task-token|"t1"|opaque/);
  const [held] = eventsOfHeldCall(undefined, heldCall, { stage: 'dev', showsNumbers: true });
  expect(held).toMatchObject({ call: { from: '+12025550188' } });
});

test('the whole history at once is the same events: what was not published can be made good', () => {
  const [last = heldCall] = history.slice(-1);
  const again = eventsOfHeldCall(undefined, last, view);
  expect(again.map(({ id, type }) => [id, type])).toEqual(all.map(({ id, type }) => [id, type]));
});

test('a call whose id was that of one that has expired begins anew', () => {
  const old = { ...heldCall, heldAtMs: heldAtMs - 1, timeline: history[7]?.timeline ?? [] };
  expect(eventsOfHeldCall(old, heldCall, view).map(({ type }) => type)).toEqual(['call.held']);
});

test('that its bot has told the notice of the route is published once, with its version', () => {
  const told: HeldCall = { ...heldCall, notice: { version: '2026-11', text: { en: 'A machine speaks.' } } };
  const [before = told] = historyOf(told, goodCall.slice(0, 5)).slice(-1);
  const noticed = { kind: 'noticed', atMs: heldAtMs + 5_000, room: 'pb-dev-call-1-1' } as const;
  const [after = before] = historyOf(before, [noticed]).slice(-1);
  expect(eventsOfHeldCall(before, after, view)).toMatchObject([
    { type: 'call.noticed', at: '2026-03-01T10:00:05.000Z', sequence: 8, noticeVersion: '2026-11' },
  ]);
  for (const event of eventsOfHeldCall(before, after, view)) expect(eventSchema.parse(event)).toEqual(event);
  expect(() => historyOf(after, [noticed])).toThrow('may not happen');
});
