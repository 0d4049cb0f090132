import type { SimulatedDigitalSamba } from '../../simulated/digital-samba/start.ts';
import type { RoomView } from '../api/events.ts';
import type { Audience } from './audience.ts';
import { done, refusal, type Done } from './result.ts';

type Room = SimulatedDigitalSamba['rooms']['all'][number];

/** The rooms of the simulated Digital Samba, as a moderator sees them. */
export class RoomWatch {
  readonly #watched = new Set<string>();
  readonly #samba: SimulatedDigitalSamba | undefined;
  readonly #audience: Audience;

  constructor(samba: SimulatedDigitalSamba | undefined, audience: Audience) {
    this.#samba = samba;
    this.#audience = audience;
  }

  get all(): readonly RoomView[] {
    return this.#samba?.rooms.all.map(viewOfRoom) ?? [];
  }

  /** Rooms may have been made since: theirs too is told from now on. */
  readonly lookForNew = (): void => {
    for (const room of this.#samba?.rooms.all ?? []) {
      if (this.#watched.has(room.id)) continue;
      this.#watched.add(room.id);
      room.onLine((line) => this.#audience.tell({ kind: 'room', room: viewOfRoom(room), line: { ...line } }));
      this.#audience.tell({ kind: 'room', room: viewOfRoom(room) });
    }
  };

  /** A moderator takes a step, in the words of the simulator's scripts. */
  async step(room: string, step: string): Promise<Done> {
    if (this.#samba === undefined)
      return refusal(409, 'real-provider', 'The running gateway uses the real Digital Samba.');
    const outcome = await this.#samba.perform({ room, script: step });
    return outcome.ok ? done : refusal(outcome.status === 404 ? 404 : 422, 'impossible', outcome.message);
  }
}

function viewOfRoom(room: Room): RoomView {
  const { id, fields, session, people, bridge, isRecorded } = room;
  return {
    id,
    // The gateway fills short names up with dots.
    name: (fields.description ?? fields.friendly_url).replace(/\.+$/, ''),
    isLive: session !== undefined,
    people: people.map(({ name }) => name),
    bridge: bridge.state,
    isRecorded,
    callers: room.phoneParticipants().map(({ callId, name, number, muted, hand }) => ({
      callId,
      name: name ?? number ?? 'a caller',
      muted,
      hand,
    })),
  };
}
