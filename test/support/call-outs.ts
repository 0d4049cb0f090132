import { withOrder } from '../../lib/conferences/call-out/limits.ts';
import type { CallOutId } from '../../lib/conferences/model/call-out.ts';
import type { OrderedCallOut } from '../../lib/conferences/model/pin-call.ts';
import type { CallOutStore } from '../../lib/conferences/ports.ts';

/** Orders to call somebody in memory. `run`: how a store does one thing. */
export function inMemoryCallOuts(
  run: <Value>(name: string, action: () => Value) => Promise<Value>,
): CallOutStore {
  const orders = new Map<CallOutId, OrderedCallOut>();
  let times: readonly number[] = [];
  return {
    charge: (nowMs, limits) =>
      run('callOuts.charge', () => {
        const next = withOrder(times, nowMs, limits);
        if (typeof next === 'string') return next;
        times = next;
        return 'charged';
      }),
    remember: (order) => run('callOuts.remember', () => void orders.set(order.callOut.id, order)),
    find: (id) => run('callOuts.find', () => orders.get(id)),
  };
}
