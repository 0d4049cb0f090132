import { sweepBeforePin } from '../lib/conference/before-pin.ts';
import { sweepConferences } from '../lib/conference/sweep.ts';
import type { ConferenceDeps } from '../lib/conference/ports.ts';
import type { HeldCallDeps } from '../lib/held-call/ports.ts';
import { sweepCalls } from '../lib/held-call/sweep.ts';
import { composeConferenceSweep } from './compose-conferences.ts';
import { composeHeldCalls } from './compose-held-calls.ts';
import { deploy } from './compose.ts';

export interface Deps {
  readonly heldCalls: HeldCallDeps;
  readonly conferences: Pick<ConferenceDeps, 'conferences' | 'wake' | 'clock' | 'log' | 'count'> &
    Parameters<typeof sweepBeforePin>[0];
}

/** Every minute: finds what got lost. */
export function makeHandler({ heldCalls, conferences }: Deps) {
  return async () => ({
    ...(await sweepCalls(heldCalls)),
    ...(await sweepConferences(conferences)),
    ...(await sweepBeforePin(conferences)),
  });
}

export const handler = deploy((base) =>
  makeHandler({ heldCalls: composeHeldCalls(base), conferences: composeConferenceSweep(base) }),
);
