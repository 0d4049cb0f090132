import { withOrder } from '../../lib/conferences/call-out/limits.ts';
import type { CallOutId } from '../../lib/conferences/model/call-out.ts';
import type { OrderedCallOut } from '../../lib/conferences/model/pin-call.ts';
import type { CallOutStore } from '../../lib/conferences/ports.ts';

/** Orders to call somebody in memory. `run`: how a store does one thing. */
export function inMemoryCallOuts(
  run: <Value>(name: string, action: () => Value) => Promise<Value>,
): CallOutStore {
  const orders = new Map<CallOutId, OrderedCallOut>();
  const open = new Map<CallOutId, number>();
  let times: readonly number[] = [];
  return {
    charge: (id, nowMs, limits) =>
      run('callOuts.charge', () => {
        if (id !== undefined && open.has(id)) return 'charged';
        const next = withOrder(times, nowMs, limits);
        if (typeof next === 'string') return next;
        times = next;
        if (id !== undefined) open.set(id, nowMs);
        return 'charged';
      }),
    remember: (order) => run('callOuts.remember', () => void orders.set(order.callOut.id, order)),
    find: (id) => run('callOuts.find', () => orders.get(id)),
    forget: (id) => run('callOuts.forget', () => void orders.delete(id)),
    claim: (id, call) =>
      run('callOuts.claim', () => {
        const order = orders.get(id);
        if (order === undefined || (order.call ?? call) !== call) return undefined;
        orders.set(id, { ...order, call });
        return { ...order, call };
      }),
    openOrders: (atMs) =>
      run('callOuts.openOrders', () =>
        [...open].filter(([, chargedAtMs]) => chargedAtMs <= atMs).map(([id]) => id),
      ),
    closeOrder: (id) => run('callOuts.closeOrder', () => void open.delete(id)),
  };
}
