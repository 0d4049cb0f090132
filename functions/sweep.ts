import { sweepCallOuts } from '../lib/conferences/call-out/sweep.ts';
import { sweepUnauthenticated } from '../lib/conferences/call/unauthenticated.ts';
import { sweepConferences } from '../lib/conferences/reconcile/sweep.ts';
import type { CleanUpDeps } from '../lib/held-calls/steps/clean-up.ts';
import { sweepCalls } from '../lib/held-calls/steps/sweep.ts';
import { composeConferenceSweep } from './compose/conferences.ts';
import { composeReleases } from './compose/releases.ts';
import { composeSweepRounds } from './compose/sweep.ts';
import { deploy } from './compose/compose.ts';
import {
  checkSecret,
  reviveConferences,
  reviveDailyWebhook,
  type RoundsDeps,
} from './shared/sweep-rounds.ts';

export interface Deps {
  readonly heldCalls: CleanUpDeps;
  readonly conferences: Parameters<typeof sweepConferences>[0] &
    Parameters<typeof sweepUnauthenticated>[0] &
    Parameters<typeof sweepCallOuts>[0];
  readonly rounds: Omit<RoundsDeps, 'clock' | 'log' | 'count'>;
}

/**
 * Every minute: finds what got lost. Its parts need nothing of each other and run side by side: one that throws, or takes
 * long, keeps no other from its work, and the run fails at the end.
 *
 * What a call leaves behind (a machine that never started, failed or was aborted, its bots, rooms and leases) is found by
 * the call's own item, which is due until nothing is left of it. So nobody has to ask Step Functions for executions that
 * failed, and a minute in which nothing is due costs a few reads of an index.
 */
export function makeHandler({ heldCalls, conferences, rounds }: Deps) {
  const { clock, log, count } = heldCalls;
  const roundsDeps = { clock, log, count, ...rounds };
  const parts = {
    'held-calls': () => sweepCalls(heldCalls),
    conferences: () => sweepConferences(conferences),
    unauthenticated: () => sweepUnauthenticated(conferences),
    'call-outs': () => sweepCallOuts(conferences),
    'dead-letters': () => reviveConferences(roundsDeps),
    'daily-webhook': () => reviveDailyWebhook(roundsDeps),
    secret: () => checkSecret(roundsDeps),
  };
  return async () => {
    const found: Record<string, number> = {};
    const causes: unknown[] = [];
    const sweepPart = async ([part, run]: readonly [string, () => Promise<object>]) => {
      try {
        Object.assign(found, await run());
      } catch (cause) {
        log.error('sweep-failed', { what: part }, cause);
        count('sweepFailed', 1, part);
        causes.push(cause);
      }
    };
    await Promise.all(Object.entries(parts).map(sweepPart));
    if (causes.length > 0) throw new AggregateError(causes, `${causes.length} parts of the sweep failed`);
    return found;
  };
}

export const handler = deploy((base) =>
  makeHandler({
    heldCalls: composeReleases(base),
    conferences: composeConferenceSweep(base),
    rounds: composeSweepRounds(base),
  }),
);
