import { expect, test } from 'vitest';
import type { CallEvent } from '../../../../lib/held-calls/model/call-events.ts';
import type { Change } from '../../../../lib/held-calls/state/change.ts';
import { changeFor } from '../../../../lib/held-calls/state/life.ts';
import { settings, startMs } from '../../../support/held-calls.ts';

const atMs = startMs + 1_000;
const dueAtMs = atMs + 60_000;
const leg = { atMs, room: 'pb-test-c1-1', session: 's1' } as const;
const isRoom = { attribute: 'room.name', equals: leg.room } as const;
const isLeg = [isRoom, { attribute: 'session', equalsIfPresent: 's1' }] as const;
const isAbsent = <Name extends 'transferAtMs' | 'transferBegunAtMs' | 'transferOverAtMs' | 'legLeftAtMs'>(
  attribute: Name,
) => ({ attribute, is: 'absent' }) as const;
const isDue = { attribute: 'dueAtMs', is: 'present' } as const;
const isGoingOn = [...isLeg, isDue, isAbsent('transferOverAtMs')];

// To the letter, as in life.writes.test.ts: what comes late or twice must not undo what is known by then.
test.each<[CallEvent, Omit<Change, 'from' | 'append'>, string?]>([
  [
    { kind: 'transferAsked', ...leg, to: '+12025550177', by: 'operator', dueAtMs },
    {
      when: isLeg,
      set: { state: 'transferring', transferAtMs: atMs, transferDestination: '+12025550177', dueAtMs },
      remove: ['transferOutcome'],
    },
    'operator',
  ],
  [
    { kind: 'transferring', ...leg, dueAtMs },
    {
      when: [...isGoingOn, isAbsent('transferAtMs')],
      set: { state: 'transferring', transferAtMs: atMs, dueAtMs },
      remove: ['transferOutcome'],
    },
  ],
  [
    { kind: 'transferBegun', ...leg, dueAtMs },
    {
      when: [...isGoingOn, isAbsent('transferBegunAtMs')],
      set: { state: 'transferring', transferBegunAtMs: atMs, dueAtMs },
      remove: ['transferOutcome'],
    },
  ],
  [
    { kind: 'transferAnswered', ...leg, dueAtMs },
    { when: isGoingOn, set: { state: 'transferred', transferOutcome: 'answered', dueAtMs }, remove: [] },
  ],
  [
    { kind: 'transferOver', ...leg },
    {
      when: isLeg,
      set: { state: 'ended', transferOverAtMs: atMs, outcome: 'transferred', dueAtMs: atMs },
      remove: [],
    },
  ],
  ...(['answered', 'rejected'] as const).map(
    (transferOutcome): [CallEvent, Omit<Change, 'from' | 'append'>, string] => [
      { kind: 'transferClosed', ...leg, transferOutcome },
      {
        when: isGoingOn,
        set: {
          ...{ state: 'ended', transferOverAtMs: atMs, transferOutcome, dueAtMs: atMs },
          outcome: transferOutcome === 'answered' ? 'transferred' : 'transfer-rejected',
        },
        remove: [],
      },
      transferOutcome,
    ],
  ),
  [
    {
      kind: 'transferFailed',
      atMs,
      why: 'http-404',
      transferOutcome: 'failed',
      insteadOfMs: startMs,
      dueAtMs,
    },
    {
      when: [{ attribute: 'dueAtMs', equals: startMs }, isAbsent('legLeftAtMs')],
      set: { state: 'connected', transferOutcome: 'failed', dueAtMs },
      remove: ['transferAtMs', 'transferDestination'],
    },
    'http-404',
  ],
  [
    { kind: 'transferLost', atMs, transferOutcome: 'no-answer', insteadOfMs: startMs, dueAtMs },
    {
      when: [{ attribute: 'dueAtMs', equals: startMs }],
      set: { state: 'ended', transferOutcome: 'no-answer', outcome: 'transfer-no-answer', dueAtMs },
      remove: [],
    },
    'no-answer',
  ],
  [
    { kind: 'legLeft', ...leg },
    { when: [...isLeg, isAbsent('legLeftAtMs')], set: { legLeftAtMs: atMs }, remove: [] },
  ],
])('the write of %o', (event, write, detail) => {
  const { from: _, ...rest } = changeFor(event, settings);
  const line = { atMs, event: event.kind, ...(detail !== undefined && { detail }) };
  expect(rest).toStrictEqual({ ...write, append: { timeline: [line] } });
});
