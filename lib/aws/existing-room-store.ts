import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import {
  existingRoomSchema,
  newExistingRoom,
  roomAfter,
  type ExistingRoom,
} from '../held-call/existing-room.ts';
import type { Clock, ExistingRoomStore } from '../held-call/ports.ts';
import { encode, existingRoomKey, readItem, type Table } from './table.ts';
import { backOffMs, type Random } from './timeouts.ts';

/**
 * Tries of one change while others change the same room. Fifty calls at once, more than may wait for a room, are
 * through within a handful each; so many mean that something else is wrong.
 */
const mostTries = 20;
/** Waits between tries: about two writes at first, and a good part of fifty writes at most. */
const backOffBaseMs = 20;
const backOffMostMs = 400;

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

/** Existing rooms in the table, one item each: read, changed in memory, written if nobody else did in between. */
export function createExistingRoomStore({
  table,
  clock,
  random,
}: ExistingRoomStoreDeps): ExistingRoomStore & {
  /** Makes the room known, so that its events count; one that is known stays as it is. */
  register(name: string): Promise<void>;
} {
  const { client, name: TableName } = table;

  async function read(name: string) {
    const item = await readItem(table, existingRoomKey(name), clock.now());
    if (item === undefined) return undefined;
    const { version, ...room } = itemSchema.parse(item);
    return { version, room };
  }

  /** Writes the room if it still is at `version` (0: not there); false if it is not. */
  async function write(room: ExistingRoom, version: number): Promise<boolean> {
    try {
      await client.send(
        new PutItemCommand({
          TableName,
          Item: encode({ ...existingRoomKey(room.name), ...room, version: version + 1 }),
          ...(version === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'version = :version',
                ExpressionAttributeValues: encode({ ':version': version }),
              }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async get(name) {
      return (await read(name))?.room;
    },

    async change(name, event) {
      for (let tries = 1; tries <= mostTries; tries += 1) {
        if (tries > 1) await clock.sleep(backOffMs(tries - 1, backOffBaseMs, backOffMostMs, random));
        const current = await read(name);
        if (current === undefined) return undefined;
        const room = roomAfter(current.room, event);
        if (isDeepStrictEqual(room, current.room) || (await write(room, current.version))) return room;
      }
      throw new RoomContendedError(
        `The room ${name} changed ${mostTries} times while '${event.kind}' was recorded.`,
      );
    },

    async register(name) {
      await write(newExistingRoom(name), 0);
    },
  };
}
