import { maxUnauthenticatedMs } from '../../lib/conferences/call/unauthenticated.ts';
import type { AttemptStore, UnauthenticatedCallStore } from '../../lib/conferences/ports.ts';
import type { CountedUnauthenticated } from '../../lib/conferences/model/pin-call.ts';

/** How a double carries out one operation: whatever the test has put in its way first, then the work as a single step. */
type Run = <Result>(operation: string, work: () => Result) => Promise<Result>;

const hourMs = 3_600_000;

/** Attempts in memory, and how many a scope has been charged in the hour of `atMs`. */
export function inMemoryAttempts(run: Run) {
  const attempts = new Map<string, Set<string>>();
  const windowOf = (scope: string, atMs: number) => {
    const key = `${scope} ${Math.floor(atMs / hourMs)}`;
    const charged = attempts.get(key) ?? new Set<string>();
    attempts.set(key, charged);
    return charged;
  };
  const store: AttemptStore = {
    charge: (scopes, key, atMs) =>
      run('attempts.charge', () => {
        const windows = scopes.map(({ name, max }) => ({ charged: windowOf(name, atMs), max }));
        const isKnown = windows[0]?.charged.has(key) === true;
        const isSpent = windows.some(({ charged, max }) => max !== undefined && charged.size >= max);
        if (!isKnown && isSpent) return 'spent';
        return windows.map(({ charged }) => charged.add(key).size);
      }),
    refund: (scopes, key, atMs) =>
      run('attempts.refund', () => {
        for (const { name } of scopes) windowOf(name, atMs).delete(key);
      }),
  };
  return { store, charged: (scope: string, atMs: number) => windowOf(scope, atMs).size };
}

/** Calls before their PIN in memory. */
export function inMemoryUnauthenticated(run: Run) {
  const calls = new Map<string, CountedUnauthenticated>();
  const presentAt = (arrivedAtMs: number) =>
    [...calls.values()].filter((other) => other.arrivedAtMs >= arrivedAtMs - maxUnauthenticatedMs);
  const store: UnauthenticatedCallStore = {
    present: (arrivedAtMs) => run('beforePin.present', () => presentAt(arrivedAtMs)),
    enter: (call, arrivedAtMs, whyNot, present) =>
      run('beforePin.enter', () => {
        if (calls.has(call.call)) return undefined;
        const reason = whyNot(present) ?? whyNot(presentAt(arrivedAtMs));
        if (reason === undefined) calls.set(call.call, { ...call, arrivedAtMs });
        return reason;
      }),
    leave: ({ call }) => run('beforePin.leave', () => void calls.delete(call)),
    arrivedBy: (atMs, limit) =>
      run('beforePin.arrivedBy', () =>
        [...calls.values()].filter(({ arrivedAtMs }) => arrivedAtMs <= atMs).slice(0, limit),
      ),
  };
  return { store, calls: () => [...calls.keys()] };
}
