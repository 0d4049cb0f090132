import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { callIdSchema } from '../../../held-calls/model/call.ts';
import { changeFor } from '../../../held-calls/state/life.ts';
import { newsOf } from '../../../held-calls/state/news.ts';
import type { CallStore, Clock } from '../../../held-calls/ports.ts';
import { callOf, itemOf } from './call-item.ts';
import {
  callKey,
  idIn,
  isGone,
  listIndex,
  liveLists,
  newsOfWrite,
  readItem,
  type Table,
} from '../../table/table.ts';
import { conditional, isConditionMet } from '../../table/conditional-write.ts';
import { expressionsFor } from '../../table/update-expression.ts';
import type { LifeSettings } from '../../../held-calls/state/change.ts';

export interface CallStoreDeps {
  readonly table: Table;
  readonly clock: Pick<Clock, 'now'>;
  readonly life: LifeSettings;
  /** A string that no other write has; names each move in the item it changes. */
  readonly newWriteId: () => string;
}

/** Held calls in the table, one item each. Faults of DynamoDB that outlast the client's retries are thrown. */
export function createCallStore({ table, clock, life, newWriteId }: CallStoreDeps): CallStore {
  const { client, name: TableName } = table;

  return {
    async put(call) {
      const put = new PutCommand({
        TableName,
        Item: { ...itemOf(call), ...newsOfWrite(table, newsOf(undefined, call).length) },
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': clock.now() / 1000 },
      });
      return (await isConditionMet(client.send(put))) ? 'stored' : 'exists';
    },

    async get(id) {
      const item = await readItem(table, callKey(id), clock.now());
      return item && callOf(item);
    },

    async move(id, event) {
      const writeId = newWriteId();
      const nowMs = clock.now();
      const update = new UpdateCommand({
        TableName,
        Key: callKey(id),
        ...expressionsFor(changeFor(event, life), { id, nowMs, writeId, isTold: table.isTold }),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const moved = await conditional(client.send(update));
      if (moved.ok) return { ok: true, call: callOf(moved.output.Attributes ?? {}) };
      const { item } = moved;
      if (item === undefined || isGone(item, nowMs)) return { ok: false, call: undefined };
      // Our own write refused its repetition: the first try's answer got lost, and the client sent it again.
      return { ok: item.lastWrite === writeId, call: callOf(item) };
    },

    async due(nowMs, limit) {
      const lists = await Promise.all(
        liveLists.map((list) =>
          client.send(
            new QueryCommand({
              TableName,
              IndexName: listIndex,
              KeyConditionExpression: '#list = :list AND listAt <= :now',
              ExpressionAttributeNames: { '#list': 'list' },
              ExpressionAttributeValues: { ':list': list, ':now': nowMs },
              // Only keys: some thousands fit a page of 1 MB, so one page is always enough.
              Limit: limit,
            }),
          ),
        ),
      );
      return lists
        .flatMap(({ Items = [] }) => Items.map((item) => dueSchema.parse(item)))
        .sort((a, b) => a.listAt - b.listAt)
        .slice(0, limit)
        .map(({ pk }) => callIdSchema.parse(idIn(pk)));
    },
  };
}

const dueSchema = z.object({ pk: z.string(), listAt: z.number() });
