import type { CallId } from '../../model/call.ts';
import type { RouteStore } from '../../ports.ts';
import { defaultRouteKey, dialledKeys } from '../../model/route.ts';
import type { Found } from './routing.ts';

/** The route of a dialled number or static SIP address: its own, or the default one. */
export async function findByDialled(
  routes: Pick<RouteStore, 'find'>,
  dialled: string,
  call?: CallId,
): Promise<Found> {
  // All at once: a caller is waiting.
  const byDefault = routes.find(defaultRouteKey, call);
  // Where it cannot be read, that is so only for calls that need it.
  byDefault.catch(() => undefined);
  const found = await Promise.all(dialledKeys(dialled).map((key) => routes.find(key, call)));
  const own = found.find((route) => route !== undefined);
  return own === undefined ? { route: await byDefault, by: 'default' } : { route: own, by: 'number' };
}
