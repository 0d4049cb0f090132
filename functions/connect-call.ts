import { connectCall } from '../lib/held-calls/steps/connect.ts';
import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deployTask, TaskError, taskSchema } from './shared/machine-task.ts';

/** Second task of the machine: orders the caller into the ready room. */
export function makeHandler(deps: HeldCallDeps) {
  return async (event: unknown): Promise<void> => {
    const connecting = await connectCall(deps, taskSchema.parse(event));
    switch (connecting) {
      case 'sent':
      case 'done':
        return;
      case 'busy':
        throw new TaskError('ConnectBusy');
      case 'next-target':
        throw new TaskError('NextTarget');
      case 'gone':
        throw new TaskError('CallerGone');
      case 'silent':
        throw new TaskError('ConnectSilent');
      case 'budget-spent':
        throw new TaskError('BudgetSpent');
      case 'over':
        throw new TaskError('CallOver');
    }
  };
}

export const handler = deployTask((base) => makeHandler(composeHeldCalls(base)));
