import type { CallId } from '../model/call.ts';
import type { RouteStore } from '../ports.ts';
import { defaultRouteKey, dialledKeys } from '../model/route.ts';
import type { Found } from './routing.ts';

/** The route of a dialled number or static SIP address: its own, or the default one. */
export async function findByDialled(
  routes: Pick<RouteStore, 'find'>,
  dialled: string,
  call?: CallId,
): Promise<Found> {
  // At once: a caller is waiting, and only an address with a number in it has two.
  const found = await Promise.all(dialledKeys(dialled).map((key) => routes.find(key, call)));
  const own = found.find((route) => route !== undefined);
  return own === undefined
    ? { route: await routes.find(defaultRouteKey, call), by: 'default' }
    : { route: own, by: 'number' };
}
