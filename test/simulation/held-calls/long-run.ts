import { callStates } from '../../../lib/held-calls/model/call-states.ts';
import { life } from '../../../lib/held-calls/state/life.ts';
import { eventOfEachKind } from '../../support/call-events.ts';
import type { LongRun } from '../frame/long-run.ts';
import type { Remark } from './judges/checks.ts';
import { everyCommand, headings, pairOf } from './covered.ts';

const events = Object.values(eventOfEachKind);

/** What the table takes, and no drawn world has. */
const undrawn: ReadonlySet<string> = new Set([
  // Such a call has no room.
  pairOf('held', 'roomsDeleted'),
  pairOf('refused', 'roomsDeleted'),
  // A call on a trunk: trunk.ts plays all of its histories.
  pairOf('waiting', 'accepted'),
]);

/** Every state in which the table takes an event. */
const everyPair = events
  .flatMap(({ kind }) => callStates.map((state) => ({ kind, state })))
  .flatMap(({ kind, state }) => (life[kind].from.some((each) => each === state) ? [pairOf(state, kind)] : []))
  .filter((pair) => !undrawn.has(pair));

/** How many of a million calls with heavy faults may come to a case that is not promised: somewhat more than do. */
const goals: Readonly<Record<Remark, number>> = {
  'second-leg-unseen-by-presence': 3_000,
  'room-left-before-the-order': 10_000,
  'own-room-known-closed': 600,
  'existing-room-known-closed': 200,
  'joined-after-release': 2_000,
  'joined-after-gone': 1_000,
  'pending-leg-cut': 300,
  'held-though-gone': 200,
  'address-was-busy': 2_000,
  'leg-taken-for-the-next-calls': 2_000,
  'place-kept-in-doubt': 5_000,
  'cut-off-unseen-by-presence': 300,
  'transfer-cut-unheard': 1_000,
  'strangers-leg-taken': 8_000,
  'older-meetings-end-taken': 100,
  'room-made-after-clean-up': 50,
};

export const longRunOfHeldCalls: LongRun = {
  calls: 300_000,
  meetable: {
    [headings.life]: everyPair,
    [headings.commands]: everyCommand,
  },
  goals,
};
