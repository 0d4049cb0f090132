import { proveThatCallsGetThrough, type ProveDeps } from '../lib/canary/prove.ts';
import { composeCanary } from './compose/canary.ts';
import { deploy } from './compose/compose.ts';

/** Every few minutes, where the settings say so: proves with a call of its own that calls get through. */
export function makeHandler(deps: ProveDeps) {
  return () => proveThatCallsGetThrough(deps);
}

export const handler = deploy((base) => makeHandler(composeCanary(base)));
