import { createCallStore } from '../../../lib/aws/stores/held-calls/call-store.ts';
import { createExistingRoomStore } from '../../../lib/aws/stores/held-calls/existing-room-store.ts';
import { createRouteStore } from '../../../lib/aws/stores/route-store.ts';
import { existingRoomKey } from '../../../lib/aws/table/table.ts';
import { putVersioned } from '../../../lib/aws/table/versioned-item.ts';
import type { HeldCallDeps } from '../../../lib/held-calls/ports.ts';
import { bearerToken, routeHeaderName, signRouteHeader } from '../../../lib/held-calls/steps/bots/tokens.ts';
import { callIdFrom } from '../../../lib/held-calls/model/call.ts';
import { botTarget, heldCall, inMemory, lobbyTarget, settings, startMs } from '../../support/held-calls.ts';
import { Injected, type Manner } from './http.ts';
import { lookOn, strictTable } from './table-rules.ts';

export const signingKey = 'the signing key that strangers do not know';
export const number = '+12025550143';
const room = (id: string) => ({ name: `pb-test-${id}-1`, own: true });
export const ownRoom = room('c1').name;
export const token = bearerToken(signingKey, 'ready', 'test', ownRoom);
/** With which the bot of the call that is connected may have its caller led on. */
export const transferToken = bearerToken(signingKey, 'transfer', 'test', room('c3').name);
/** A header that leads to a route which nobody can dial. */
export const routeHeader = {
  [routeHeaderName]: signRouteHeader(signingKey, {
    route: 'desk',
    call: callIdFrom('CA1'),
    expiresAtMs: startMs + 30_000,
  }),
};

const table = strictTable();
const clock = { now: () => startMs, sleep: () => Promise.resolve() };
const strictCalls = createCallStore({ table, clock, life: settings, newWriteId: () => 'w' });
const strictRooms = createExistingRoomStore({ table, clock, random: () => 0.5 });
const strictRoutes = createRouteStore({ table, clock });

/**
 * All that held calls need, with a call in each state that events can meet, an existing room, and routes. The table's
 * adapters look on, so that what the real table would not take is seen.
 */
export function heldCallWorld() {
  const world = inMemory([
    heldCall('c1', { state: 'waiting', token: 't1', attempt: 1, room: room('c1') }),
    heldCall('c2', { state: 'connecting', attempt: 1, room: room('c2'), claimedAtMs: startMs }),
    heldCall('c3', {
      ...{ state: 'connected', attempt: 1, room: room('c3'), session: 's3' },
      transferTo: ['+1202', 'desk@carrier.example'],
    }),
    heldCall('c4', { state: 'waiting', token: 't4', attempt: 1, room: { name: 'lobby', own: false } }),
  ]);
  world.routes.set(number, {
    kind: 'targets',
    targets: [botTarget, lobbyTarget],
    dialOut: false,
    deny: ['+1900'],
  });
  world.routes.set('desk', { kind: 'targets', targets: [lobbyTarget], dialOut: true });
  world.routes.set('+12025550144', { kind: 'refuse' });
  world.addRoom('lobby');
  world.world.signingKey = signingKey;
  const done: string[] = [];
  let manner: Manner = 'signed';
  const seen = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
    done.push(what);
    if (manner === 'broken') throw new Injected(what);
    return work();
  };

  const { calls, existingRooms, routes, machine } = world.deps;
  const deps: HeldCallDeps = {
    ...world.deps,
    calls: {
      ...calls,
      put: (call) =>
        seen('put', async () => {
          await lookOn(() => strictCalls.put(call));
          return calls.put(call);
        }),
      get: (id) =>
        seen('get', async () => {
          await lookOn(() => strictCalls.get(id));
          return calls.get(id);
        }),
      move: (id, event) =>
        seen(event.kind, async () => {
          await lookOn(() => strictCalls.move(id, event));
          return calls.move(id, event);
        }),
    },
    existingRooms: {
      get: (name) =>
        seen('room', async () => {
          await lookOn(() => strictRooms.get(name));
          return existingRooms.get(name);
        }),
      change: (name, event) =>
        seen('change-room', async () => {
          await lookOn(() => strictRooms.get(name));
          const after = await existingRooms.change(name, event);
          if (after !== undefined)
            await lookOn(() => putVersioned(table, { ...existingRoomKey(name), ...after }, 1));
          return after;
        }),
    },
    routes: {
      find: (key) =>
        seen('route', async () => {
          await lookOn(() => strictRoutes.find(key));
          return routes.find(key);
        }),
      spend: (header, call, expiresAtMs) =>
        seen('spend', async () => {
          await lookOn(() => strictRoutes.spend(header, call, expiresAtMs));
          return routes.spend(header, call, expiresAtMs);
        }),
    },
    machine: {
      start: (id) => seen('start', () => machine.start(id)),
      resume: (resumed) => seen('resume', () => machine.resume(resumed)),
      giveUp: (token) => seen('resume', () => machine.giveUp(token)),
    },
  };
  return {
    deps,
    record: world.record,
    /** Sets what works from now on, and forgets what was done. */
    begin: (next: Manner) => {
      manner = next;
      done.length = 0;
      world.world.start = next === 'failing' ? 'throttled' : 'started';
      world.world.resume = () => (next === 'failing' ? 'failed' : 'resumed');
    },
    done: () => [...done],
  };
}
