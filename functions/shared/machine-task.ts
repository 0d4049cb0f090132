import * as z from 'zod';
import { createLog } from '../../lib/aws/clients/log.ts';
import { callIdSchema } from '../../lib/held-calls/model/call.ts';
import type { Log } from '../../lib/telemetry/telemetry.ts';
import { deploy, type Base } from '../compose/compose.ts';

/** What the machine hands to a task that it waits for. */
export const taskSchema = z.object({ id: callIdSchema, token: z.string().min(1) });

/** The errors that the machine knows by name: its Retry and Catch decide what follows (infra/parts/held-call-machine.ts). */
export type TaskErrorName =
  | 'NoTarget'
  | 'BotLeft'
  | 'BudgetSpent'
  | 'CallOver'
  | 'CallerGone'
  | 'ConnectBusy'
  | 'NextTarget'
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

/** The handler of a task, that reports names of errors alone. */
export function deployTask(make: (base: Base) => (event: unknown) => Promise<void>) {
  return namesOnly(createLog, deploy(make));
}

/**
 * Step Functions keeps what a task throws in the history of its execution for 90 days, with message and stack, and no
 * setting of ours shortens that: it gets the name alone, and our log the message.
 */
export function namesOnly(openLog: () => Log, handle: (event: unknown) => Promise<void>) {
  return async (event: unknown): Promise<void> => {
    try {
      await handle(event);
    } catch (cause) {
      const callId = z.object({ id: callIdSchema }).safeParse(event).data?.id;
      if (!(cause instanceof TaskError)) openLog().error('task-failed', { callId }, cause);
      throw new NameOnly(cause);
    }
  };
}

/** Lambda reports name, message and stack of an error. */
class NameOnly extends Error {
  override readonly name: string;
  override readonly stack: string;

  constructor(cause: unknown) {
    super('');
    const name = cause instanceof Error ? cause.name : 'Error';
    this.name = /^\w{1,64}$/.test(name) ? name : 'Error';
    this.stack = this.name;
  }
}
