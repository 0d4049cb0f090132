/**
 * Seconds until the function behind a task is stopped: a fifth of its slice less, at least 1 and at most 5, so that
 * a function which hangs ends before the task's time-out and is seen as what it is. 35 → 30, 11 → 9, 3 → 2.
 */
export function taskFunctionTimeoutS(sliceS: number): number {
  return sliceS - Math.min(5, Math.max(1, Math.floor(sliceS / 5)));
}
