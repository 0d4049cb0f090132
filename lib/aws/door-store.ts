import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { doorSchema, type Door } from '../conference/door.ts';
import type { Clock, DoorStore } from '../conference/ports.ts';
import { masked } from '../telemetry/telemetry.ts';
import { readJsonText } from './json-text.ts';
import { listed } from './query.ts';
import { doorKey, doorsList, encode, idIn, readItem, type Table } from './table.ts';

/** Numbers have 15 digits and host names 253 characters; DynamoDB takes keys of up to 2,048 bytes. */
const longestDialled = 500;

export interface DoorStoreDeps {
  readonly table: Table;
  readonly clock: Pick<Clock, 'now'>;
}

/** Thrown when what is stored for a dialled number is no door. Shows only its last two characters. */
export class DoorUnreadableError extends Error {
  override readonly name = 'DoorUnreadableError';
  constructor(dialled: string, problem: string) {
    super(`The door ${masked(dialled)} cannot be read: ${problem}. Set it again.`);
  }
}

/** Doors in the table, one item each. */
export function createDoorStore({ table, clock }: DoorStoreDeps): DoorStore {
  return {
    async find(dialled) {
      const stored = await readDoor(table, dialled, clock.now());
      if (stored === undefined) return undefined;
      if (stored.door === undefined) throw new DoorUnreadableError(dialled, stored.problem);
      return stored.door;
    },
  };
}

/** A door as it is listed: unreadable ones too, with what is wrong with them. */
export type ListedDoor =
  | { readonly dialled: string; readonly door: Door }
  | { readonly dialled: string; readonly door: undefined; readonly problem: string };

/** What whoever administers doors needs beside finding them. `dialled`: a number in E.164, or a SIP domain. */
export interface DoorBook {
  /** Stores a door in the place of any before it. */
  set(dialled: string, door: Door): Promise<void>;
  /** All doors, ordered by what is dialled; one set a moment ago may be missing. */
  list(): Promise<readonly ListedDoor[]>;
  /** False if there was none. */
  remove(dialled: string): Promise<boolean>;
}

export function createDoorBook({ table, clock }: DoorStoreDeps): DoorBook {
  return {
    /** @throws RangeError if `dialled` has not 1 to 500 characters */
    async set(dialled, door) {
      if (dialled === '' || dialled.length > longestDialled)
        throw new RangeError(`What is dialled has 1 to ${longestDialled} characters.`);
      await table.client.send(
        new PutItemCommand({
          TableName: table.name,
          // As text: the audio's names are whatever was written there, and DynamoDB refuses empty ones.
          Item: encode({ ...doorKey(dialled), list: doorsList, listAt: 0, door: JSON.stringify(door) }),
        }),
      );
    },

    async list() {
      const doors: ListedDoor[] = [];
      for await (const { pk } of listed(table, doorsList)) {
        const door = await readDoor(table, idIn(pk), clock.now());
        if (door !== undefined) doors.push(door);
      }
      return doors.sort((a, b) => (a.dialled < b.dialled ? -1 : 1));
    },

    async remove(dialled) {
      const { Attributes } = await table.client.send(
        new DeleteItemCommand({
          TableName: table.name,
          Key: encode(doorKey(dialled)),
          ReturnValues: 'ALL_OLD',
        }),
      );
      return Attributes !== undefined;
    },
  };
}

async function readDoor(table: Table, dialled: string, nowMs: number): Promise<ListedDoor | undefined> {
  // Whoever calls may write anything there, also what is no key.
  if (dialled === '' || dialled.length > longestDialled) return undefined;
  const item = await readItem(table, doorKey(dialled), nowMs);
  if (item === undefined) return undefined;
  const read = readJsonText(doorSchema, item.door);
  return read.ok ? { dialled, door: read.value } : { dialled, door: undefined, problem: read.problem };
}
