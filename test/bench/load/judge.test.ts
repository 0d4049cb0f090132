import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../bench/load/faults.ts';
import { judge, scoreOf, type Outcome, type Seen } from '../../../bench/load/judge.ts';
import type { CallState } from '../../../lib/held-calls/model/call-states.ts';
import { heldCall, settings, startMs } from '../../support/held-calls.ts';

/** A call that was connected after a second and talked. */
function seen(state: CallState | undefined, change: Partial<Seen> = {}): Seen {
  return {
    callId: 'call-1',
    legs: state === 'ended' ? 1 : 0,
    dialledAtMs: startMs,
    answeredAtMs: startMs + 100,
    isHeld: true,
    offHoldAtMs: startMs + 1_000,
    hungUpOnHold: false,
    neverEarly: true,
    item: state && heldCall('call-1', { state }),
    ...change,
  };
}

const killed = (fromMs: number): Fault => ({ kind: 'killed', what: 'hold-call', fromMs, toMs: fromMs + 5 });
const meanwhile = [killed(startMs + 50)];

describe('how a call ended', () => {
  test.each<{ what: string; call: Seen; outcome: Outcome; faults?: Fault[] }>([
    { what: 'who was in a room', call: seen('ended'), outcome: 'connected' },
    { what: 'who hung up on hold', call: seen('abandoned', { hungUpOnHold: true }), outcome: 'abandoned' },
    {
      what: 'who hung up before their webhook was answered, and was never stored',
      call: seen(undefined, { hungUpOnHold: true, isHeld: false }),
      outcome: 'abandoned',
    },
    {
      what: 'who was given up after a fault',
      call: seen('released'),
      outcome: 'released',
      faults: meanwhile,
    },
    {
      what: 'who hung up, and was given up before that was known',
      call: seen('released', { hungUpOnHold: true }),
      outcome: 'released',
    },
    {
      what: 'whose webhook was not answered well after a fault',
      call: seen(undefined, { isHeld: false }),
      outcome: 'turnedAway',
      faults: meanwhile,
    },
    {
      what: 'whose webhook was not answered well, though the call was stored',
      call: seen('abandoned', { isHeld: false }),
      outcome: 'turnedAway',
      faults: meanwhile,
    },
  ])('$what: $outcome, as promised', ({ call, outcome, faults = [] }) => {
    expect(judge(call, faults)).toEqual({ callId: 'call-1', outcome, broken: [], isMisrecorded: false });
  });

  test('who is in the room although given up is connected, and recorded otherwise', () => {
    expect(judge(seen('released', { legs: 1 }), [])).toMatchObject({
      outcome: 'connected',
      broken: [],
      isMisrecorded: true,
    });
  });
});

describe('a promise is broken', () => {
  test.each<{ what: string; call: Seen; faults?: Fault[]; broken: string[] }>([
    { what: 'by two legs', call: seen('ended', { legs: 2 }), broken: ['connected twice'] },
    {
      what: 'by an order before readiness',
      call: seen('ended', { neverEarly: false }),
      broken: ['ordered before it was ready'],
    },
    {
      what: 'by a call on hold that was never stored',
      call: seen(undefined),
      broken: ['lost: never stored'],
    },
    {
      what: 'by a caller on hold who is taken to be gone',
      call: seen('abandoned'),
      broken: ['lost: abandoned'],
    },
    {
      what: 'by an end that nobody recorded',
      call: seen('waiting'),
      broken: ['lost: waiting', 'still waiting'],
    },
    { what: 'by giving up with nothing wrong', call: seen('released'), broken: ['released without a fault'] },
    {
      what: 'by giving up after a fault that was over before the call',
      call: seen('released'),
      faults: [killed(startMs - 100)],
      broken: ['released without a fault'],
    },
    {
      what: 'by turning away before a fault',
      call: seen(undefined, { isHeld: false }),
      faults: [killed(startMs + 500)],
      broken: ['turned away without a fault'],
    },
    {
      what: 'by connecting after the budget',
      call: seen('ended', { offHoldAtMs: startMs + settings.holdBudgetMs + 1 }),
      broken: ['connected after its budget'],
    },
    {
      what: 'by a call that never ends',
      call: seen('connected', { legs: 1 }),
      broken: ['still connected'],
    },
  ])('$what', ({ call, faults = [], broken }) => {
    expect(judge(call, faults).broken).toEqual(broken);
  });
});

test('calls are added up, and each broken promise names its call', () => {
  const calls = [
    seen('ended'),
    seen('ended', { callId: 'call-2', legs: 2 }),
    seen(undefined, { callId: 'call-3' }),
  ];
  expect(scoreOf(calls, [])).toEqual({
    calls: 3,
    outcomes: { connected: 2, abandoned: 0, released: 0, turnedAway: 0, lost: 1 },
    connectedTwice: 1,
    misrecorded: 0,
    broken: ['call-2: connected twice', 'call-3: lost: never stored'],
  });
});
