import type { Route } from '../held-calls/model/route.ts';
import type { CallStore, RouteStore } from '../held-calls/ports.ts';
import { isCanary } from './id.ts';

/** The route that the signed header of a canary's call names. It is not in the table, and no number leads to it. */
export const canaryRouteName = 'canary';

/** A name that never leads anywhere (RFC 2606, reserved top-level domains). */
export const canaryHost = 'canary.invalid';

export const canaryRoute: Route = {
  kind: 'targets',
  targets: [{ kind: 'bot-endpoint', url: `https://${canaryHost}/` }],
  dialOut: false,
};

/** How long the item of a canary's call is kept: long enough to look at why it failed. */
export const canaryRetentionMs = 86_400_000;

/** Routes: one of the canary's calls has its own, which no other call finds, or none. */
export function canaryRoutes(routes: RouteStore): RouteStore {
  return {
    find: (key, call) => {
      if (call === undefined || !isCanary(call)) return routes.find(key, call);
      // A name, so that no dialled number finds it: a header that we signed has named it.
      return Promise.resolve(key === canaryRouteName ? canaryRoute : undefined);
    },
    spend: (header, call, expiresAtMs) => routes.spend(header, call, expiresAtMs),
  };
}

/** Calls: the canary's are kept for a shorter time. */
export function canaryCalls(calls: CallStore): CallStore {
  const ttlOf = (heldAtMs: number) => Math.floor((heldAtMs + canaryRetentionMs) / 1000);
  return {
    ...calls,
    put: (call) => calls.put(isCanary(call.id) ? { ...call, ttl: ttlOf(call.heldAtMs) } : call),
  };
}
