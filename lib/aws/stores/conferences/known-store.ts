import * as z from 'zod';
import { maxKnownMatches } from '../../../conferences/call/known-callers.ts';
import type { KnownStore, KnownAdmin } from '../../../conferences/ports.ts';
import { moveHashed, putHashed, removeHashed, type Content, type Place } from '../../table/hashed-item.ts';
import { query } from '../../table/query.ts';
import { isGone, knownKey, knownPointerKey, readItem } from '../../table/table.ts';
import type { TransactionDeps } from '../../table/transaction.ts';
import {
  knownCallerSchema,
  type KnownCaller,
  type ListedKnown,
} from '../../../conferences/model/known-caller.ts';

type Whereabouts = Pick<KnownCaller, 'dialled' | 'conference'>;

const placeOf = (hash: string, { dialled, conference }: Whereabouts): Place => ({
  key: knownKey(hash, dialled, conference),
  pointerKey: knownPointerKey(conference, hash, dialled),
});

const contentOf = (hash: string, caller: KnownCaller): Content => ({
  item: caller,
  pointer: { hash, dialled: caller.dialled },
});

/**
 * Known callers in the table: those of one number at one dial-in stand together, one item for each conference, and each
 * conference has an item that only says that there is such a caller.
 */
export function createKnownStore(deps: TransactionDeps): KnownStore & KnownAdmin {
  const { table, clock } = deps;

  return {
    async find(hash, dialled) {
      const items = query(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': knownKey(hash, dialled, '').pk },
        ConsistentRead: true,
        Limit: maxKnownMatches,
      });
      const found: KnownCaller[] = [];
      for await (const item of items) {
        if (!isGone(item, clock.now())) found.push(knownCallerSchema.parse(item));
        if (found.length === maxKnownMatches) break;
      }
      return found;
    },

    put: (hash, caller) => putHashed(deps, placeOf(hash, caller), contentOf(hash, caller)),

    move: (from, to, caller) =>
      moveHashed(deps, placeOf(from, caller), placeOf(to, caller), contentOf(to, caller)),

    async listOf(conference) {
      const { pk } = knownPointerKey(conference, '', '');
      const pointers = query(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': 'KNOWN#' },
        ConsistentRead: true,
      });
      const all: ListedKnown[] = [];
      for await (const pointer of pointers) {
        const { hash, dialled } = pointerSchema.parse(pointer);
        const item = await readItem(table, knownKey(hash, dialled, conference), clock.now());
        if (item !== undefined) all.push({ hash, caller: knownCallerSchema.parse(item) });
      }
      return all;
    },

    remove: (hash, caller) => removeHashed(table, placeOf(hash, caller)),
  };
}

const pointerSchema = z.object({ hash: z.string(), dialled: z.string() });
