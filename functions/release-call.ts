import * as z from 'zod';
import { callIdSchema } from '../lib/held-calls/model/call.ts';
import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { releaseCall } from '../lib/held-calls/steps/release.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deployTask, TaskError } from './shared/machine-task.ts';

const releaseSchema = z.object({
  id: callIdSchema,
  /** What the machine caught (Amazon States Language, Catch). */
  failure: z.object({ Error: z.string() }),
});

/** The word that a call's outcome gets for an error that the machine caught. */
const outcomes: ReadonlyMap<string, string> = new Map([
  ['BudgetSpent', 'budget-spent'],
  ['NoTarget', 'no-target'],
  ['States.Timeout', 'silence'],
  ['ConnectSilent', 'silence'],
]);

/** Last task of the machine, reached only when the caller was not connected: ends the call and cleans up. */
export function makeHandler(deps: HeldCallDeps) {
  return async (event: unknown): Promise<void> => {
    const { id, failure } = releaseSchema.parse(event);
    const released = await releaseCall(deps, id, outcomes.get(failure.Error) ?? 'failure');
    if (released === 'ready-after-all') throw new TaskError('ReadyAfterAll');
  };
}

export const handler = deployTask((base) => makeHandler(composeHeldCalls(base)));
