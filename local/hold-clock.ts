import type { Gateway } from './runtime/gateway.ts';
import type { Simulators } from './simulators.ts';

/** Faster than this, functions would not be done before what they wait for is over. */
export const maxHurry = 10;

/** The variables that say how long a held call waits for what (infra/functions/variables.ts). */
const waits = [
  'HOLD_BUDGET_MS',
  'HOLD_SLICE_MS',
  'HOLD_TASK_MS',
  'CONNECT_SLICE_MS',
  'CONNECT_TASK_MS',
  'RESERVE_MS',
];

/**
 * Lets held calls that begin from now on wait so many times less: for their bots, for Daily, for their next try, all in
 * proportion, so that the same becomes of them, sooner. It is the stack with shorter waits, and not another clock: what needs the
 * time that it needs, such as a request, takes as long as before, and so do calls at voice providers.
 * @param factor 1 (as the template says) to `maxHurry`
 */
export function hurryHolds(
  { gateway, daily, bots }: Pick<Simulators, 'daily' | 'bots'> & { readonly gateway: Gateway },
  factor: number,
): void {
  const stated = [...gateway.stack.functions.values()].map(({ environment }) => environment);
  const shorter = waits.flatMap((name) => {
    const value = stated.find((environment) => name in environment)?.[name];
    return value === undefined ? [] : [[name, String(Math.round(Number(value) / factor))] as const];
  });
  gateway.hurry(factor, Object.fromEntries(shorter));
  daily?.calls.hurry(factor);
  bots?.hurry(factor);
}
