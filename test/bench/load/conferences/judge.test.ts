import { describe, expect, test } from 'vitest';
import { disagreements, pinScoreOf, type Snapshot } from '../../../../bench/load/conferences/judge.ts';
import type { Phone } from '../../../../bench/load/conferences/phone.ts';
import { voiceCallIdSchema } from '../../../../lib/conferences/model/conference.ts';

const kept = (id: string, presence: 'in' | 'absent' | 'gone' = 'in') => ({
  call: voiceCallIdSchema.parse(id),
  presence,
});

describe('a conference at rest', () => {
  const agreed: Snapshot = {
    name: 'Meeting 1',
    inMeeting: 2,
    shown: ['a', 'b'],
    kept: [kept('a'), kept('b'), kept('c', 'gone')],
  };

  test('nothing differs if room, phones and table have the same', () => {
    expect(disagreements(agreed, 2)).toEqual([]);
  });

  test.each<[string, Partial<Snapshot>, string]>([
    ['a phone that was lost', { inMeeting: 1, shown: ['a'], kept: [kept('a')] }, '2 should be in, 1 are'],
    ['a phone that is shown twice', { shown: ['a', 'b', 'a'] }, 'shows 1 twice'],
    ['a ghost', { shown: ['a', 'b', 'c'], kept: [kept('a'), kept('b'), kept('c')] }, 'shows 3, 2 are in'],
    ['a caller who is kept as away', { kept: [kept('a'), kept('b', 'absent')] }, 'the table keeps others'],
    ['another caller who is kept', { kept: [kept('a'), kept('c')] }, 'the table keeps others'],
  ])('%s differs', (_, change, what) => {
    expect(disagreements({ ...agreed, ...change }, 2).join()).toContain(`Meeting 1: ${what}`);
  });
});

describe('PIN calls', () => {
  const phone: Phone = {
    dialledAtMs: 10_000,
    isIn: false,
    wasIn: false,
    isMuted: false,
    endedAtMs: 20_000,
    hasHungUp: false,
    hangUp: () => undefined,
  };
  const killed = (fromMs: number) =>
    ({ kind: 'killed', what: 'twilio-voice', fromMs, toMs: fromMs }) as const;

  test('whoever was in the meeting is not lost, however the call ended', () => {
    const { outcomes, broken } = pinScoreOf([{ ...phone, wasIn: true }], []);
    expect({ outcomes, broken }).toEqual({ outcomes: { in: 1, turnedAway: 0, lost: 0 }, broken: [] });
  });

  test('whoever gave up on the line is lost, whatever failed', () => {
    expect(pinScoreOf([{ ...phone, hasHungUp: true }], [killed(15_000)]).broken).toEqual([
      'PIN call 1: lost',
    ]);
  });

  test('a caller may be turned away only beside a fault', () => {
    expect(pinScoreOf([phone], [killed(15_000)]).broken).toEqual([]);
    expect(pinScoreOf([phone], [killed(5_000)]).broken).toEqual([]);
    for (const fromMs of [-1_000, 25_000])
      expect(pinScoreOf([phone], [killed(fromMs)]).broken).toEqual([
        'PIN call 1: turned away without a fault',
      ]);
  });
});
