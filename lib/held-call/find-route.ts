import type { RouteStore } from './ports.ts';
import { defaultRouteKey, routeKeyOf } from './route.ts';
import type { Found } from './routing.ts';

/** The route of a dialled number or static SIP address: its own, or the default one. */
export async function findByDialled(routes: Pick<RouteStore, 'find'>, dialled: string): Promise<Found> {
  const key = routeKeyOf(dialled);
  const own = await routes.find(key);
  if (own === undefined) return { route: await routes.find(defaultRouteKey), by: 'default' };
  return { route: own, by: key === defaultRouteKey ? 'default' : 'number' };
}
