import * as z from 'zod';
import {
  existingRoomSchema,
  newExistingRoom,
  roomAfter,
  type ExistingRoom,
} from '../../../held-calls/model/existing-room.ts';
import type { Clock, ExistingRoomStore } from '../../../held-calls/ports.ts';
import { existingRoomKey, readItem, type Table } from '../../table/table.ts';
import type { Random } from '../../clients/timeouts.ts';
import { changeItem, maxTries, putVersioned } from '../../table/versioned-item.ts';

export interface ExistingRoomStoreDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly random: Random;
}

/** Thrown when a room kept changing under a change of ours. Nothing was written; the same event may come again. */
export class RoomContendedError extends Error {
  override readonly name = 'RoomContendedError';
}

const itemSchema = existingRoomSchema.extend({ version: z.number() });

/** Writes the room if it still is at `version` (0: not there); false if it is not. */
const write = (table: Table, room: ExistingRoom, version: number) =>
  putVersioned(table, { ...existingRoomKey(room.name), ...room }, version);

/** Makes a room known, so that its events count; one that is known stays as it is. */
export async function registerExistingRoom(table: Table, name: string): Promise<void> {
  await write(table, newExistingRoom(name), 0);
}

/** Existing rooms in the table, one item each: read, changed in memory, written if nobody else did in between. */
export function createExistingRoomStore({ table, clock, random }: ExistingRoomStoreDeps): ExistingRoomStore {
  async function read(name: string) {
    const item = await readItem(table, existingRoomKey(name), clock.now());
    if (item === undefined) return undefined;
    const { version, ...room } = itemSchema.parse(item);
    return { version, room };
  }

  return {
    async get(name) {
      return (await read(name))?.room;
    },

    async change(name, event) {
      const changed = await changeItem<ExistingRoom, number>(
        { clock, random },
        {
          read: async () => {
            const current = await read(name);
            return { value: current?.room, current: current?.version ?? 0 };
          },
          after: (room) => room && roomAfter(room, event),
          write: (room, version) => write(table, room, version),
        },
      );
      if (changed.ok) return changed.value;
      throw new RoomContendedError(
        `The room ${name} changed ${maxTries} times while '${event.kind}' was recorded.`,
      );
    },
  };
}
