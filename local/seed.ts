import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConferenceStore } from '../lib/aws/stores/conferences/conference-store.ts';
import { createDialInAdmin } from '../lib/aws/stores/conferences/dial-in-store.ts';
import { createPinStore } from '../lib/aws/stores/conferences/pin-store.ts';
import { createRouteAdmin } from '../lib/aws/stores/route-store.ts';
import { openTable } from '../lib/aws/table/table.ts';
import { addForwardPin } from '../lib/conferences/admin/pins.ts';
import { createConference } from '../lib/conferences/admin/administer.ts';
import { conferenceIdSchema, type VoiceId } from '../lib/conferences/model/conference.ts';
import type { ForwardTarget } from '../lib/conferences/model/dial-in.ts';
import { pinKeysOf } from '../lib/conferences/model/pins.ts';
import { traitsOf } from '../lib/providers/voices.ts';
import { makeRoomProvisioner } from '../lib/providers/digital-samba/provisioner.ts';
import type { Route } from '../lib/held-calls/model/route.ts';
import type { ConferencesFile } from './conferences-file.ts';
import type { Gateway } from './runtime/gateway.ts';

/** A conference that was made at start. Its PIN is known here and nowhere else. */
interface SeededConference {
  readonly id: string;
  readonly voice: VoiceId;
  /** Number that callers dial. */
  readonly dialIn: string;
  readonly name: string;
  readonly room: string;
  readonly pin: string;
  readonly invitation: string;
}

/** A PIN that was made at start and forwards. */
interface SeededForwardPin extends ForwardTarget {
  readonly pin: string;
}

/** All that was made at start and is known nowhere else. */
export interface Seeded {
  readonly conferences: readonly SeededConference[];
  readonly forwardPins: readonly SeededForwardPin[];
}

export interface Seed {
  readonly routes: ReadonlyMap<string, Route>;
  readonly conferences: ConferencesFile;
}

/** Fills the table with routes, dial-ins and conferences; of these and of PINs, with those that it does not have yet. */
export async function seed(
  gateway: Gateway,
  { routes, conferences }: Seed,
  digitalSamba: {
    readonly apiUrl: string;
    /** Endpoint of the gateway's webhook. */
    readonly eventsUrl: string;
    readonly developerKey: string;
    readonly signingKey: string;
    /** What is in the table already. Default: nothing. */
    readonly made?: Seeded;
  },
): Promise<Seeded> {
  const table = openTable(gateway.tableName, gateway.awsClient);
  const clock = { now: () => Date.now(), sleep: (ms: number) => sleep(ms) };
  const deps = { table, clock, random: Math.random };
  const routeAdmin = createRouteAdmin({ table, clock });
  for (const [key, route] of routes) await routeAdmin.set(key, route);
  const dialIns = createDialInAdmin({ table, clock });
  for (const [dialled, dialIn] of Object.entries(conferences.dialIns)) await dialIns.set(dialled, dialIn);

  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const developerKey = () => Promise.resolve(digitalSamba.developerKey);
  const admin: Parameters<typeof createConference>[0] = {
    conferences: createConferenceStore(deps),
    pins: createPinStore(deps),
    clock,
    randomBelow: randomInt,
    pinKeys: () => Promise.resolve(pinKeysOf(digitalSamba)),
    newId: () => randomUUID(),
    traitsOf,
    provisioner: makeRoomProvisioner(
      {
        http: { fetch, timeoutSignal: (ms) => AbortSignal.timeout(ms), clock },
        log: silent,
        apiUrl: digitalSamba.apiUrl,
        developerKey: { read: developerKey, reread: developerKey },
      },
      digitalSamba.eventsUrl,
    ),
  };
  const made: SeededConference[] = [];
  for (const order of conferences.conferences) {
    const known = digitalSamba.made?.conferences.find(
      ({ name, dialIn }) => name === order.name && dialIn === order.dialIn,
    );
    if (known !== undefined && (await admin.conferences.get(conferenceIdSchema.parse(known.id)))) {
      made.push(known);
      continue;
    }
    const created = await createConference(admin, order);
    if (!created.ok) throw new Error(`The conference ${order.name} cannot be made: ${created.why}.`);
    const { conference, pin, invitation } = created;
    const { id, name, room, voice } = conference;
    made.push({ id, name, room, voice, dialIn: order.dialIn, pin, invitation });
  }
  const forwardPins: SeededForwardPin[] = [];
  for (const target of conferences.forwardPins ?? []) {
    const known = digitalSamba.made?.forwardPins.find(({ address }) => address === target.address);
    if (known !== undefined) {
      forwardPins.push(known);
      continue;
    }
    const added = await addForwardPin(admin, target, {});
    if (!added.ok) throw new Error(`The PIN for ${target.address} cannot be made: ${added.why}.`);
    forwardPins.push({ ...target, pin: added.pin });
  }
  table.close();
  return { conferences: made, forwardPins };
}
