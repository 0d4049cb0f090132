import { describe, expect, test } from 'vitest';
import { callStates } from '../../../../lib/held-calls/model/call-states.ts';
import { pinStates } from '../../../../lib/admin/call-schema.ts';
import { laneOf } from '../../../../local/console/derive/lane.ts';
import { eventInWords, outcomeInWords, reasonInWords } from '../../../../local/console/derive/words.ts';
import { heldCall, pinCall } from './calls.ts';

const stepsOf = (call: Parameters<typeof laneOf>[0]) => laneOf(call).steps.map(({ status }) => status);

test('a call on hold moves from step to step', () => {
  const moves = (['held', 'waiting', 'connecting', 'connected'] as const).map((state) =>
    stepsOf(heldCall({ state })),
  );
  expect(moves).toEqual([
    ['now', 'to-come', 'to-come', 'to-come'],
    ['done', 'now', 'to-come', 'to-come'],
    ['done', 'done', 'now', 'to-come'],
    ['done', 'done', 'done', 'now'],
  ]);
});

test('a call that nobody took shows how far it came, and why it ended', () => {
  const at = '2026-11-29T20:00:00.000Z';
  const timeline = ['held', 'tokenStored', 'asked', 'released'].map((event) => ({ at, afterMs: 0, event }));
  const call = heldCall({ state: 'released', isLive: false, outcome: 'silence', timeline });
  expect(laneOf(call)).toMatchObject({ tone: 'bad', label: 'the bot never came' });
  expect(stepsOf(call)).toEqual(['done', 'done', 'missed', 'missed']);
});

test('a caller who never keyed a PIN is told from one who was in', () => {
  const never = pinCall({ state: 'ended', isLive: false, conference: undefined });
  expect(laneOf(never)).toMatchObject({ tone: 'bad', label: 'never let in' });
  expect(laneOf(pinCall({ state: 'ended', isLive: false }))).toMatchObject({ tone: 'over' });
});

test('a caller in the meeting is muted, can be heard, or is not shown yet', () => {
  expect(laneOf(pinCall({ announced: false })).label).toBe('in, not shown yet');
  expect(laneOf(pinCall({ announced: true, muted: true })).label).toBe('in, muted');
  expect(laneOf(pinCall({ announced: true, muted: false })).label).toBe('in, can be heard');
});

describe('every state has a lane', () => {
  test.each(callStates)('held: %s', (state) => {
    expect(laneOf(heldCall({ state })).label).not.toBe('');
  });
  test.each(pinStates)('at a dial-in: %s', (state) => {
    expect(laneOf(pinCall({ state })).label).not.toBe('');
  });
});

test('words of the gateway are explained, and unknown ones shown as they are', () => {
  expect(eventInWords('claimed')).toContain('Daily');
  expect(eventInWords('nothing-known')).toBeUndefined();
  expect(outcomeInWords('no-target: pipecat-cloud:a at-capacity ×3')).toBe('nobody took the call');
  expect(outcomeInWords('strange')).toBe('strange');
  expect(reasonInWords('number-closed')).toContain('opening hours');
});
