import { listen } from '../kit/http.ts';
import { Timers } from '../kit/timers.ts';
import type { Dial } from './rooms/bridge.ts';
import { perform, type ModeratorRequest } from './moderate.ts';
import { EventFeed } from './webhooks/events.ts';
import { DigitalSambaFaults } from './faults.ts';
import { type DigitalSambaSettings, settle, type SimulatedDigitalSambaOptions } from './options.ts';
import type { RestRecord } from './rest/deps.ts';
import { restApp } from './rest/rest.ts';
import { stockRoles } from './rooms/roles.ts';
import type { Outcome } from './rooms/phone.ts';
import type { Session } from './rooms/room.ts';
import { Rooms } from './rooms/rooms.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** A running simulated Digital Samba team. */
export interface SimulatedDigitalSamba {
  /** Base URL of the REST interface, without `/api/v1` and without a trailing slash. */
  readonly url: string;
  readonly settings: DigitalSambaSettings;
  readonly rooms: Rooms;
  /** Sessions of all rooms, past and present, in order. */
  readonly sessions: readonly Session[];
  readonly webhooks: Webhooks;
  /** What happened, what was delivered, and how deliveries are disturbed. */
  readonly events: EventFeed;
  readonly faults: DigitalSambaFaults;
  /** Every REST request, in order of arrival. */
  readonly requests: readonly RestRecord[];
  /** Lets a moderator take steps in a room, up to the first that is impossible. */
  perform(request: ModeratorRequest): Promise<Outcome>;
  /** Lets bridge calls be placed; until then every one of them fails. */
  useDial(dial: Dial): void;
  /** Stops everything; no timer, request or connection stays open. Bridge calls that are up stay with whoever carries them. */
  stop(): Promise<void>;
}

/** Starts a simulated Digital Samba on loopback. Rejects if the port is taken. */
export async function startSimulatedDigitalSamba(
  options: SimulatedDigitalSambaOptions = {},
): Promise<SimulatedDigitalSamba> {
  const settings = settle(options);
  const timers = new Timers();
  const stopping = new AbortController();
  const webhooks = new Webhooks();
  const events = new EventFeed({ settings, timers, stopped: stopping.signal, webhooks });
  const roles = stockRoles(settings.phoneRoles);
  let currentDial: Dial | undefined;
  const rooms = new Rooms({ settings, timers, events, webhooks, roles, dial: () => currentDial });
  const faults = new DigitalSambaFaults();
  const requests: RestRecord[] = [];
  const rest = restApp({ settings, timers, faults, rooms, roles, webhooks, requests });
  const server = await listen(rest, settings.port, settings.onServed);

  return {
    url: server.origin,
    settings,
    rooms,
    sessions: rooms.sessions,
    webhooks,
    events,
    faults,
    requests,
    perform: (request) => perform(rooms, timers, request),
    useDial: (dial) => {
      currentDial = dial;
    },
    stop: async () => {
      stopping.abort();
      timers.clear();
      await server.close();
    },
  };
}
