import * as z from 'zod';
import { callIdSchema } from '../lib/held-call/call.ts';

/** What the machine hands to a task that it waits for. */
export const taskSchema = z.object({ id: callIdSchema, token: z.string().min(1) });

/** The errors that the machine knows by name: its Retry and Catch decide what follows (infra/held-call-machine.ts). */
export type TaskErrorName =
  | 'NoWay'
  | 'BotLeft'
  | 'BudgetSpent'
  | 'CallOver'
  | 'CallerGone'
  | 'ConnectBusy'
  | 'NextWay'
  | 'ConnectSilent'
  | 'ReadyAfterAll';

/** Ends a task with a named error. Lambda reports an error's `name` to the machine. */
export class TaskError extends Error {
  override readonly name: TaskErrorName;

  constructor(name: TaskErrorName) {
    super(`The task ends with ${name}.`);
    this.name = name;
  }
}
