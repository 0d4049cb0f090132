import type { Route } from '../lib/held-calls/model/route.ts';
import type { SimulatedDaily } from './simulated/daily/start.ts';

/** A SIP address each for two callers: enough to see one wait for the other. */
const addressesPerRoom = 2;
const roomLifeMs = 24 * 3_600_000;

/** Opens every existing room that the routes name, with somebody in it, so that its addresses become ready. */
export function openExistingRooms(daily: SimulatedDaily, routes: ReadonlyMap<string, Route>): void {
  const targets = [...routes.values()].flatMap((route) => (route.kind === 'targets' ? route.targets : []));
  const names = new Set(targets.flatMap((target) => (target.kind === 'room' ? [target.room] : [])));
  for (const name of names) openExistingRoom(daily, name);
}

/** Opens one room with its host in it, who may leave. */
export function openExistingRoom(
  daily: SimulatedDaily,
  name: string,
  addresses = addressesPerRoom,
): { readonly leave: () => void } {
  const expiresAtMs = Date.now() + roomLifeMs;
  const sip = { display_name: 'Caller', sip_mode: 'dial-in', num_endpoints: addresses } as const;
  if (daily.rooms.find(name) === undefined) {
    const made = daily.rooms.create({ name, properties: { exp: Math.floor(expiresAtMs / 1000), sip } });
    if (!made.ok) throw new Error(`The simulated room ${name} cannot be opened: ${made.info}.`);
  }
  const joined = daily.join({ room: name, userName: 'Host' });
  if (!joined.joined) throw new Error(`Nobody can join the simulated room ${name}: ${joined.reason}.`);
  return { leave: joined.leave };
}
