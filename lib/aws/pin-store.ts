import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { conferenceIdSchema, type ConferenceId } from '../conference/conference.ts';
import { pinEntrySchema, type PinEntry } from '../conference/pins.ts';
import type { PinStore } from '../conference/ports.ts';
import { query } from './query.ts';
import { decode, encode, pinKey, pinPointerKey, readItem } from './table.ts';
import { transact, type TransactionDeps } from './transaction.ts';

/** A PIN is remembered this long after it has expired, so that callers hear what is wrong with it. */
const expiredKeptMs = 30 * 86_400_000;
/** PINs read at once while listing them. */
const listPage = 50;

const ttlOf = (validUntilMs: number) => Math.ceil((validUntilMs + expiredKeptMs) / 1000);

/** What whoever administers PINs needs beside adding, finding and removing them. */
export interface PinBook {
  /** A conference's PINs by their hashes, ordered by these; expired ones included. */
  listOf(conference: ConferenceId): Promise<readonly { readonly hash: string; readonly entry: PinEntry }[]>;
  /** Lets a PIN expire (Unix ms), at once or later, in the place of any moment set before. False: there is none. */
  expire(hash: string, validUntilMs: number): Promise<boolean>;
}

/** PINs in the table: one item each by its hash, and one in its conference that only says that there is such a PIN. */
export function createPinStore(deps: TransactionDeps): PinStore & PinBook {
  const { table, clock } = deps;
  const { client, name: TableName } = table;

  async function find(hash: string): Promise<PinEntry | undefined> {
    const item = await readItem(table, pinKey(hash), clock.now());
    return item && pinEntrySchema.parse(item);
  }

  return {
    find,

    async put(hash, entry) {
      const ttl = entry.validUntilMs === undefined ? undefined : ttlOf(entry.validUntilMs);
      // Both or none: a PIN that no list shows could not be revoked.
      const outcome = await transact(deps, [
        {
          Put: {
            TableName,
            Item: encode({ ...pinKey(hash), ...entry, ttl }),
            ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
            ExpressionAttributeNames: { '#ttl': 'ttl' },
            ExpressionAttributeValues: encode({ ':now': clock.now() / 1000 }),
          },
        },
        { Put: { TableName, Item: encode({ ...pinPointerKey(entry.conference, hash), hash, ttl }) } },
      ]);
      return outcome === 'done' ? 'stored' : 'exists';
    },

    async remove(hash) {
      const { Attributes } = await client.send(
        new DeleteItemCommand({ TableName, Key: encode(pinKey(hash)), ReturnValues: 'ALL_OLD' }),
      );
      if (Attributes === undefined) return;
      // Afterwards: a crash in between leaves a pointer to a PIN that opens nothing, which no list shows.
      const { conference } = ownerSchema.parse(decode(Attributes));
      await client.send(new DeleteItemCommand({ TableName, Key: encode(pinPointerKey(conference, hash)) }));
    },

    async listOf(conference) {
      const { pk, sk: prefix } = pinPointerKey(conference, '');
      const hashes: string[] = [];
      const pointers = query(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: encode({ ':pk': pk, ':prefix': prefix }),
        ConsistentRead: true,
      });
      for await (const pointer of pointers) hashes.push(pointerSchema.parse(pointer).hash);
      const pins: { hash: string; entry: PinEntry }[] = [];
      for (let from = 0; from < hashes.length; from += listPage) {
        const page = hashes.slice(from, from + listPage);
        const entries = await Promise.all(page.map(async (hash) => ({ hash, entry: await find(hash) })));
        for (const { hash, entry } of entries)
          if (entry?.conference === conference) pins.push({ hash, entry });
      }
      return pins;
    },

    async expire(hash, validUntilMs) {
      const entry = await find(hash);
      if (entry === undefined) return false;
      const ttl = ttlOf(validUntilMs);
      const outcome = await transact(deps, [
        {
          Update: {
            TableName,
            Key: encode(pinKey(hash)),
            UpdateExpression: 'SET validUntilMs = :until, #ttl = :ttl',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#ttl': 'ttl' },
            ExpressionAttributeValues: encode({ ':until': validUntilMs, ':ttl': ttl }),
          },
        },
        { Put: { TableName, Item: encode({ ...pinPointerKey(entry.conference, hash), hash, ttl }) } },
      ]);
      return outcome === 'done';
    },
  };
}

const ownerSchema = z.object({ conference: conferenceIdSchema });
const pointerSchema = z.object({ hash: z.string() });
