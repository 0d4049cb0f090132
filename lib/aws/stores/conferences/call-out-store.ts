import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { hourMs, withOrder } from '../../../conferences/call-out/limits.ts';
import type { CallOutStore, Clock } from '../../../conferences/ports.ts';
import type { Random } from '../../clients/timeouts.ts';
import { callOutKey, callOutTimesKey, readItem, type Table } from '../../table/table.ts';
import { changeItem, putVersioned } from '../../table/versioned-item.ts';
import { orderedCallOutSchema } from './pin-call-store.ts';

const timesSchema = z.object({ times: z.array(z.number()), version: z.number() });

/** Orders to call somebody in the table: one item each, and one with the moments of all that were in the last hour. */
export function createCallOutStore({
  table,
  clock,
  random,
}: {
  readonly table: Table;
  readonly clock: Clock;
  readonly random: Random;
}): CallOutStore {
  const ttl = (nowMs: number) => Math.ceil((nowMs + hourMs) / 1000);

  return {
    async charge(nowMs, limits) {
      let reached: 'minute' | 'hour' | undefined;
      const changed = await changeItem<readonly number[], number>(
        { clock, random },
        {
          read: async () => {
            const item = await readItem(table, callOutTimesKey, 0);
            const { times, version } =
              item === undefined ? { times: [], version: 0 } : timesSchema.parse(item);
            return { value: times, current: version };
          },
          after: (times = []) => {
            const next = withOrder(times, nowMs, limits);
            reached = typeof next === 'string' ? next : undefined;
            return typeof next === 'string' ? undefined : next;
          },
          write: (times, version) =>
            putVersioned(table, { ...callOutTimesKey, times, ttl: ttl(nowMs) }, version),
        },
      );
      // As many at once as that are an attack: what cannot be counted is not called.
      return changed.ok ? (reached ?? 'charged') : 'minute';
    },

    async remember({ audio, ...order }) {
      const { id } = order.callOut;
      const Item = {
        ...callOutKey(id),
        ...order,
        audio: audio && JSON.stringify(audio),
        ttl: ttl(order.arrivedAtMs),
      };
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
    },

    async find(id) {
      const item = await readItem(table, callOutKey(id), clock.now());
      return item && orderedCallOutSchema.parse(item);
    },
  };
}
