import { createHash } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { idempotencyKey, type Table } from '../table/table.ts';
import { conditional, isConditionMet } from '../table/conditional-write.ts';

/** A key is remembered this long from its first use, or from its answer: whoever tries again later makes something new. */
export const keyKeptMs = 24 * 3_600_000;
/** Longer than any function runs: work that began before it has died. */
const longestWorkMs = 60_000;

/** What an idempotency key stands for. */
type Begun =
  /** Nobody has done it. `id`: for what is made; `isRepeated`: an earlier try with this id died on the way. */
  | { readonly kind: 'begun'; readonly id: string; readonly isRepeated: boolean }
  /** Somebody is doing it. */
  | { readonly kind: 'running' }
  /** The key was used for something else. */
  | { readonly kind: 'different' }
  /** It is done; the answer was this. */
  | { readonly kind: 'done'; readonly answer: unknown };

/** Remembers what was done under which idempotency key. */
export interface IdempotencyStore {
  /** @param request what is asked for; only its hash is stored */
  begin(key: string, request: string): Promise<Begun>;
  /** @param answer for repetitions, without what may be shown only once */
  finish(key: string, request: string, id: string, answer: unknown): Promise<void>;
  /** Nothing was done: the key is free again. */
  forget(key: string): Promise<void>;
}

const itemSchema = z.object({
  id: z.string(),
  request: z.string(),
  begunAtMs: z.number(),
  answer: z.string().optional(),
  ttl: z.number(),
});

export function createIdempotencyStore({
  table,
  clock,
  newId,
}: {
  readonly table: Table;
  readonly clock: { now(): number };
  readonly newId: () => string;
}): IdempotencyStore {
  const hashOf = (request: string) => createHash('sha256').update(request).digest('hex');
  const ttlOf = (nowMs: number) => Math.ceil((nowMs + keyKeptMs) / 1000);

  return {
    async begin(key, text) {
      const nowMs = clock.now();
      const [id, request] = [newId(), hashOf(text)];
      const begin = (
        item: { readonly id: string; readonly ttl: number },
        condition: string,
        values: Record<string, unknown>,
      ) =>
        table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...idempotencyKey(key), ...item, request, begunAtMs: nowMs },
            ConditionExpression: condition,
            ExpressionAttributeNames: condition.includes('#ttl') ? { '#ttl': 'ttl' } : undefined,
            ExpressionAttributeValues: values,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
      const begun = await conditional(
        begin({ id, ttl: ttlOf(nowMs) }, 'attribute_not_exists(pk) OR #ttl <= :now', {
          ':now': nowMs / 1000,
        }),
      );
      if (begun.ok) return { kind: 'begun', id, isRepeated: false };
      const before = itemSchema.parse(begun.item);
      // Our own write refused its repetition: the first try's answer got lost, and the client sent it again.
      if (before.id === id) return { kind: 'begun', id, isRepeated: false };
      if (before.request !== request) return { kind: 'different' };
      if (before.answer !== undefined) return { kind: 'done', answer: JSON.parse(before.answer) };
      if (nowMs < before.begunAtMs + longestWorkMs) return { kind: 'running' };
      // With the time that it had: what the first try left is not kept for longer either.
      const taken = begin(before, 'begunAtMs = :before AND attribute_not_exists(answer)', {
        ':before': before.begunAtMs,
      });
      return (await isConditionMet(taken))
        ? { kind: 'begun', id: before.id, isRepeated: true }
        : { kind: 'running' };
    },

    async finish(key, text, id, answer) {
      const nowMs = clock.now();
      const item = { id, request: hashOf(text), begunAtMs: nowMs, answer: JSON.stringify(answer) };
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...idempotencyKey(key), ...item, ttl: ttlOf(nowMs) },
        }),
      );
    },

    async forget(key) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: idempotencyKey(key) }));
    },
  };
}
