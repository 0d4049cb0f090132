import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { hourMs, withOrder } from '../../../conferences/call-out/limits.ts';
import { callOutIdSchema } from '../../../conferences/model/call-out.ts';
import type { CallOutStore, Clock } from '../../../conferences/ports.ts';
import type { Random } from '../../clients/timeouts.ts';
import { conditional } from '../../table/conditional-write.ts';
import { callOutKey, callOutTimesKey, readItem, type Table } from '../../table/table.ts';
import { changeItem, putVersioned } from '../../table/versioned-item.ts';
import { keyKeptMs } from '../idempotency-store.ts';
import { orderedCallOutSchema } from './pin-call-store.ts';

const countedSchema = z.object({
  /** When the orders of the last hour were. */
  times: z.array(z.number()).readonly(),
  /** Those of which something is still to come. */
  open: z.array(z.object({ id: callOutIdSchema, atMs: z.number() })).readonly(),
});
type Counted = z.infer<typeof countedSchema>;
const itemSchema = countedSchema.extend({ version: z.number() });

interface CallOutStoreDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly random: Random;
}

/** An order is remembered for longer than any key that it may be repeated under: forgotten sooner, it would call again. */
const orderKeptMs = keyKeptMs + hourMs;

const ttl = (fromMs: number, keptMs: number) => Math.ceil((fromMs + keptMs) / 1000);

/** Orders to call somebody in the table: one item each, and one that counts all that were in the last hour. */
export function createCallOutStore(deps: CallOutStoreDeps): CallOutStore {
  const { table, clock } = deps;
  const change = (after: (counted: Counted) => Counted | undefined) => changeCounted(deps, after);

  return {
    async charge(id, nowMs, limits) {
      let reached: 'minute' | 'hour' | undefined;
      const changed = await change(({ times, open }) => {
        // Our own write, whose answer got lost.
        if (id !== undefined && open.some((each) => each.id === id)) return undefined;
        const next = withOrder(times, nowMs, limits);
        reached = typeof next === 'string' ? next : undefined;
        if (typeof next === 'string') return undefined;
        return { times: next, open: id === undefined ? open : [...open, { id, atMs: nowMs }] };
      });
      // As many at once as that are an attack: what cannot be counted is not called.
      return changed.ok ? (reached ?? 'charged') : 'minute';
    },

    async remember({ audio, ...order }) {
      const { id } = order.callOut;
      const Item = {
        ...callOutKey(id),
        ...order,
        audio: audio && JSON.stringify(audio),
        ttl: ttl(order.arrivedAtMs, orderKeptMs),
      };
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
    },

    async find(id) {
      const item = await readItem(table, callOutKey(id), clock.now());
      return item && orderedCallOutSchema.parse(item);
    },

    async forget(id) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: callOutKey(id) }));
    },

    async claim(id, call) {
      const update = new UpdateCommand({
        TableName: table.name,
        Key: callOutKey(id),
        UpdateExpression: 'SET #call = :call',
        ConditionExpression: '#ttl > :now AND (attribute_not_exists(#call) OR #call = :call)',
        ExpressionAttributeNames: { '#call': 'call', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':call': call, ':now': clock.now() / 1000 },
        ReturnValues: 'ALL_NEW',
      });
      const claimed = await conditional(table.client.send(update));
      return claimed.ok ? orderedCallOutSchema.parse(claimed.output.Attributes) : undefined;
    },

    async openOrders(atMs) {
      const { open } = await readCounted(table);
      return open.filter((each) => each.atMs <= atMs).map(({ id }) => id);
    },

    async closeOrder(id) {
      await change(({ times, open }) => {
        const left = open.filter((each) => each.id !== id);
        return left.length === open.length ? undefined : { times, open: left };
      });
    },
  };
}

async function readCounted(table: Table): Promise<z.infer<typeof itemSchema>> {
  const item = await readItem(table, callOutTimesKey, 0);
  return item === undefined ? { times: [], open: [], version: 0 } : itemSchema.parse(item);
}

function changeCounted(
  { table, clock, random }: CallOutStoreDeps,
  after: (counted: Counted) => Counted | undefined,
) {
  return changeItem<Counted, number>(
    { clock, random },
    {
      read: async () => {
        const { version, ...value } = await readCounted(table);
        return { value, current: version };
      },
      after: (counted) => counted && after(counted),
      write: (counted, version) =>
        putVersioned(table, { ...callOutTimesKey, ...counted, ttl: ttl(clock.now(), hourMs) }, version),
    },
  );
}
