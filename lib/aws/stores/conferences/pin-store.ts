import * as z from 'zod';
import {
  pinEntrySchema,
  type ConferencePin,
  type PinEntry,
  type ListedPin,
} from '../../../conferences/model/pins.ts';
import type { PinStore, PinAdmin } from '../../../conferences/ports.ts';
import { moveHashed, putHashed, removeHashed, type Content, type Place } from '../../table/hashed-item.ts';
import { pagesOf, query } from '../../table/query.ts';
import {
  forwardPinPointerKey,
  guessablePinsList,
  listIndex,
  pinKey,
  pinPointerKey,
  pinsList,
  readItem,
  type Key,
} from '../../table/table.ts';
import { transact, type TransactionDeps } from '../../table/transaction.ts';

/** A PIN is remembered this long after it has expired, so that callers hear what is wrong with it. */
const expiredKeptMs = 30 * 86_400_000;
/** PINs read at once while listing them. */
const listPage = 50;

/** The list is ordered by the moment of expiry, so that those that are live can be counted. */
const neverMs = Number.MAX_SAFE_INTEGER;

const listFor = (entry: PinEntry) =>
  entry.kind === 'caller' && entry.isGuessable === true ? guessablePinsList : pinsList;

const ttlOf = (validUntilMs: number) => Math.ceil((validUntilMs + expiredKeptMs) / 1000);

function placeOf(hash: string, entry: PinEntry): Place {
  const pointerKey =
    entry.kind === 'forward' ? forwardPinPointerKey(hash) : pinPointerKey(entry.conference, hash);
  return { key: pinKey(hash), pointerKey };
}

function contentOf(hash: string, entry: PinEntry): Content {
  const { validUntilMs } = entry;
  return {
    item: { ...entry, list: listFor(entry), listAt: validUntilMs ?? neverMs },
    pointer: { hash },
    ttl: validUntilMs === undefined ? undefined : ttlOf(validUntilMs),
  };
}

/** PINs in the table: one item each by its hash, and one by its owner that only says that there is such a PIN. */
export function createPinStore(deps: TransactionDeps): PinStore & PinAdmin {
  const { table, clock } = deps;
  const { name: TableName } = table;

  async function find(hash: string): Promise<PinEntry | undefined> {
    const item = await readItem(table, pinKey(hash), clock.now());
    return item && pinEntrySchema.parse(item);
  }

  /** The PINs that the pointers beside this one (with an empty hash) lead to, by their hashes. */
  async function pointedTo<Entry extends PinEntry>(
    { pk, sk: prefix }: Key,
    isOwn: (entry: PinEntry) => entry is Entry,
  ): Promise<readonly ListedPin<Entry>[]> {
    const hashes: string[] = [];
    const pointers = query(table, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
    });
    for await (const pointer of pointers) hashes.push(pointerSchema.parse(pointer).hash);
    const pins: ListedPin<Entry>[] = [];
    for (let from = 0; from < hashes.length; from += listPage) {
      const page = hashes.slice(from, from + listPage);
      const entries = await Promise.all(page.map(async (hash) => ({ hash, entry: await find(hash) })));
      for (const { hash, entry } of entries)
        if (entry !== undefined && isOwn(entry)) pins.push({ hash, entry });
    }
    return pins;
  }

  /** Those of one list that have not expired. */
  async function countIn(list: string): Promise<number> {
    let count = 0;
    const pages = pagesOf(table, {
      IndexName: listIndex,
      KeyConditionExpression: '#list = :list AND listAt > :now',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':list': list, ':now': clock.now() },
      Select: 'COUNT',
    });
    for await (const { Count = 0 } of pages) count += Count;
    return count;
  }

  return {
    find,

    put: (hash, entry) => putHashed(deps, placeOf(hash, entry), contentOf(hash, entry)),

    move: (from, to, entry) =>
      moveHashed(deps, placeOf(from, entry), placeOf(to, entry), contentOf(to, entry)),

    async remove(hash) {
      const entry = await find(hash);
      if (entry !== undefined) await removeHashed(table, placeOf(hash, entry));
    },

    listOf: (conference) =>
      pointedTo(
        pinPointerKey(conference, ''),
        (entry): entry is ConferencePin => entry.kind !== 'forward' && entry.conference === conference,
      ),

    listForwarding: () => pointedTo(forwardPinPointerKey(''), (entry) => entry.kind === 'forward'),

    async expire(hash, validUntilMs) {
      const entry = await find(hash);
      if (entry === undefined) return false;
      const ttl = ttlOf(validUntilMs);
      const { key, pointerKey } = placeOf(hash, entry);
      const outcome = await transact(deps, [
        {
          Update: {
            TableName,
            Key: key,
            UpdateExpression: 'SET validUntilMs = :until, #ttl = :ttl, #list = :list, listAt = :until',
            ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#ttl) OR #ttl > :now)',
            ExpressionAttributeNames: { '#ttl': 'ttl', '#list': 'list' },
            ExpressionAttributeValues: {
              ':until': validUntilMs,
              ':ttl': ttl,
              ':list': listFor(entry),
              ':now': clock.now() / 1000,
            },
          },
        },
        { Put: { TableName, Item: { ...pointerKey, hash, ttl } } },
      ]);
      return outcome === 'done';
    },

    async countLive() {
      const [safe, guessable] = await Promise.all([countIn(pinsList), countIn(guessablePinsList)]);
      return safe + guessable;
    },
    countGuessable: () => countIn(guessablePinsList),
  };
}

const pointerSchema = z.object({ hash: z.string() });
