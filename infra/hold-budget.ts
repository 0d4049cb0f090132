import { machinePauseMs, shownAfterMs, tasksForTwoOrders } from '../lib/held-calls/model/connect-times.ts';
import { taskFunctionTimeoutS } from './functions/task-timeout.ts';

type HoldTimes = Record<'holdBudgetS' | 'holdSliceS' | 'holdAttempts' | 'connectSliceS' | 'reserveS', number>;

/**
 * Seconds that a call can spend on hold when everything that may take long does: every attempt's slice, the
 * machine's pause of 1 s before each further attempt, the slices of connecting until a second order is out and was
 * waited for, with a pause of 1 s between them, and the reserve.
 */
export function longestHoldS(times: Omit<HoldTimes, 'holdBudgetS'>): number {
  const pauseS = machinePauseMs / 1000;
  const attempts = times.holdAttempts * times.holdSliceS + (times.holdAttempts - 1) * pauseS;
  const tasks = connectTasks(times.connectSliceS);
  const connects = tasks * times.connectSliceS + (tasks - 1) * pauseS;
  return attempts + connects + times.reserveS;
}

const connectTasks = (connectSliceS: number) =>
  tasksForTwoOrders(connectSliceS * 1000, taskFunctionTimeoutS(connectSliceS) * 1000);

/** What is wrong with a hold budget, as the rest of a sentence; undefined if it suffices. */
export function budgetProblem(times: HoldTimes): string | undefined {
  const neededS = longestHoldS(times);
  if (neededS <= times.holdBudgetS) return undefined;
  return (
    `must be at least ${neededS} s: ${times.holdAttempts} attempts of holdSliceS ${times.holdSliceS} s with 1 s between ` +
    `them, ${connectTasks(times.connectSliceS)} tasks of connectSliceS ${times.connectSliceS} s with 1 s between them (a ` +
    `second order goes out ${shownAfterMs / 1000} s after the first), and reserveS ${times.reserveS} s; it is ` +
    `${times.holdBudgetS} s`
  );
}
