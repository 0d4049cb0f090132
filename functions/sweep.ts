import type { HeldCallDeps } from '../lib/held-call/ports.ts';
import { sweepCalls } from '../lib/held-call/sweep.ts';
import { deploy } from './compose.ts';

/** Every minute: finds what got lost. */
export function makeHandler(deps: HeldCallDeps) {
  return async () => sweepCalls(deps);
}

export const handler = deploy(({ deps }) => makeHandler(deps));
