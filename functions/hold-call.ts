import { holdCall } from '../lib/held-calls/steps/hold.ts';
import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deployTask, TaskError, taskSchema } from './shared/machine-task.ts';

/** First task of the machine: parks its token and gets somebody into a room for the caller. */
export function makeHandler(deps: HeldCallDeps) {
  return async (event: unknown): Promise<void> => {
    const held = await holdCall(deps, taskSchema.parse(event));
    switch (held) {
      case 'waiting':
        return;
      case 'no-target':
        throw new TaskError('NoTarget');
      case 'bot-left':
        throw new TaskError('BotLeft');
      case 'budget-spent':
        throw new TaskError('BudgetSpent');
      case 'over':
        throw new TaskError('CallOver');
    }
  };
}

export const handler = deployTask((base) => makeHandler(composeHeldCalls(base)));
