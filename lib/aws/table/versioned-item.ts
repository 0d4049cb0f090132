import { isDeepStrictEqual } from 'node:util';
import { PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../conferences/ports.ts';
import { isConditionMet } from './conditional-write.ts';
import type { Item, Key, Table } from './table.ts';
import { backOffMs, type Random } from '../clients/timeouts.ts';

/**
 * Tries of one change while others change the same item. Fifty changes at once, more than ever come together, are
 * through within a handful each, and within thirty on a table that answers slowly; so many mean that something else is wrong.
 */
export const maxTries = 40;
/** Waits between tries: about two writes at first, and a good part of fifty writes at most. */
const backOffBaseMs = 20;
const backOffMaxMs = 400;

/** How one item is changed. `Current` is what was read, with what `write` needs to know of it. */
export interface ChangeSteps<Value, Current> {
  readonly read: () => Promise<{ readonly value: Value | undefined; readonly current: Current }>;
  /** Pure. Undefined: there is nothing to change, and nothing is made. */
  readonly after: (value: Value | undefined) => Value | undefined;
  /** Writes if the item still is as it was read; false if it is not. `before`: the value that was read. */
  readonly write: (value: Value, current: Current, before: Value | undefined) => Promise<boolean>;
}

/**
 * Reads an item, changes it in memory, and writes it if it is another one then and nobody else wrote in between;
 * otherwise it begins again.
 * @returns the item as it then is, or `contended`: it kept changing, and nothing was written
 */
export async function changeItem<Value, Current>(
  { clock, random }: { readonly clock: Pick<Clock, 'sleep'>; readonly random: Random },
  { read, after, write }: ChangeSteps<Value, Current>,
): Promise<{ readonly ok: true; readonly value: Value | undefined } | { readonly ok: false }> {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    if (tries > 1) await clock.sleep(backOffMs(tries - 1, backOffBaseMs, backOffMaxMs, random));
    const { value, current } = await read();
    const next = after(value);
    const isDone =
      next === undefined || isDeepStrictEqual(next, value) || (await write(next, current, value));
    if (isDone) return { ok: true, value: next };
  }
  return { ok: false };
}

/** Puts the item with the next version if it still is at `version` (0: not there); false if it is not. */
export async function putVersioned(table: Table, item: Item, version: number): Promise<boolean> {
  return isConditionMet(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...item, version: version + 1 },
        ...(version === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'version = :version',
              ExpressionAttributeValues: { ':version': version },
            }),
      }),
    ),
  );
}

/**
 * Turns `before` into `after` if the item still is at the version of `before`; false if it is not. Attributes that are
 * the same in both are not written, so that what others count up in them without a version stays.
 */
export async function updateVersioned(
  table: Table,
  key: Key,
  before: Item & { readonly version: number },
  after: Item,
): Promise<boolean> {
  const next: Item = { ...after, version: before.version + 1 };
  const names = [...new Set([...Object.keys(before), ...Object.keys(next)])];
  const changed = names.filter((name) => !isDeepStrictEqual(before[name], next[name]));
  const set = changed.filter((name) => next[name] !== undefined);
  const remove = changed.filter((name) => next[name] === undefined);
  const update: UpdateCommandInput = {
    TableName: table.name,
    Key: key,
    UpdateExpression:
      `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}` +
      (remove.length === 0 ? '' : ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}`),
    ConditionExpression: '#version = :before',
    ExpressionAttributeNames: Object.fromEntries(changed.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ':before': before.version,
      ...Object.fromEntries(set.map((name) => [`:${name}`, next[name]])),
    },
  };
  return isConditionMet(table.client.send(new UpdateCommand(update)));
}
