import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConferenceStore } from '../lib/aws/conference-store.ts';
import { createDoorBook } from '../lib/aws/door-store.ts';
import { createExistingRoomStore } from '../lib/aws/existing-room-store.ts';
import { createPinStore } from '../lib/aws/pin-store.ts';
import { createRouteBook } from '../lib/aws/route-store.ts';
import { openTable } from '../lib/aws/table.ts';
import { createConference, type AdminDeps } from '../lib/conference/administer.ts';
import { pinKeyOf } from '../lib/conference/pins.ts';
import { makeRoomOffice } from '../lib/digital-samba/office.ts';
import type { Route } from '../lib/held-call/route.ts';
import type { ConferencesFile } from './conferences-file.ts';
import type { Gateway } from './runtime/gateway.ts';

/** A conference that was made at start. Its PIN is known here and nowhere else. */
export interface SeededConference {
  readonly id: string;
  readonly name: string;
  readonly room: string;
  readonly pin: string;
  readonly invitation: string;
}

export interface Seed {
  readonly routes: ReadonlyMap<string, Route>;
  readonly conferences: ConferencesFile;
}

/** Fills the empty table with routes, doors and conferences. */
export async function seed(
  gateway: Gateway,
  { routes, conferences }: Seed,
  digitalSamba: { readonly apiUrl: string; readonly developerKey: string; readonly signingKey: string },
): Promise<readonly SeededConference[]> {
  const table = openTable(gateway.tableName, gateway.awsClient);
  const clock = { now: () => Date.now(), sleep: (ms: number) => sleep(ms) };
  const deps = { table, clock, random: Math.random };
  const book = createRouteBook({ table, clock, rooms: createExistingRoomStore(deps) });
  for (const [key, route] of routes) await book.set(key, route);
  const doors = createDoorBook({ table, clock });
  for (const [dialled, door] of Object.entries(conferences.doors)) await doors.set(dialled, door);

  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const developerKey = () => Promise.resolve(digitalSamba.developerKey);
  const admin: AdminDeps = {
    conferences: createConferenceStore(deps),
    pins: createPinStore(deps),
    clock,
    randomBelow: randomInt,
    pinKey: () => Promise.resolve(pinKeyOf(digitalSamba.signingKey)),
    newId: () => randomUUID(),
    office: makeRoomOffice({
      http: { fetch, timeoutSignal: (ms) => AbortSignal.timeout(ms), clock },
      log: silent,
      apiUrl: digitalSamba.apiUrl,
      developerKey: { read: developerKey, reread: developerKey },
    }),
  };
  const made: SeededConference[] = [];
  for (const order of conferences.conferences) {
    const created = await createConference(admin, order);
    if (!created.ok) throw new Error(`The conference ${order.name} cannot be made: ${created.why}.`);
    const { conference, pin, invitation } = created;
    made.push({ id: conference.id, name: conference.name, room: conference.room, pin, invitation });
  }
  table.client.destroy();
  return made;
}
