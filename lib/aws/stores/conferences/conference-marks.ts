import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conferenceIdSchema, type ConferenceId } from '../../../conferences/model/conference.ts';
import type { Seen, SeenRecord } from '../../../conferences/ports.ts';
import { listed, type Listed } from '../../table/query.ts';
import { conferenceKey, dueListOf, dueLists, idIn, type Key, type Table } from '../../table/table.ts';
import { isConditionMet } from '../../table/conditional-write.ts';

/** Marks cleared at once; the client has 50 connections. */
const maxClearedAtOnce = 25;

/** Conferences that are marked as due, or that have such callers, the longest waiting first. */
export async function dueConferences(
  table: Table,
  nowMs: number,
  limit: number,
): Promise<readonly ConferenceId[]> {
  const lists = await Promise.all(dueLists.map((list) => oldest(listed(table, list, nowMs), limit)));
  return lists
    .flat()
    .sort((a, b) => a.listAt - b.listAt)
    .slice(0, limit)
    .map(({ pk }) => conferenceIdSchema.parse(idIn(pk)));
}

/** The first entry of each conference, for at most `limit` conferences. */
async function oldest(entries: AsyncIterable<Listed>, limit: number): Promise<readonly Listed[]> {
  const first = new Map<string, Listed>();
  for await (const entry of entries) {
    if (!first.has(entry.pk)) first.set(entry.pk, entry);
    if (first.size >= limit) break;
  }
  return [...first.values()];
}

/** Clears the marks of a conference's callers, moves its own to `dueAtMs`, and clears away callers long gone. */
export async function clearMarks(
  table: Table,
  id: ConferenceId,
  seen: Seen,
  dueAtMs: number | undefined,
): Promise<void> {
  const { pk, sk: own } = conferenceKey(id);
  const writes = Object.entries(seen).flatMap(([sk, record]) => {
    const toMs = sk === own ? dueAtMs : undefined;
    if (record.isStale) return [() => remove(table, { pk, sk }, record)];
    if (record.dueAtMs === toMs) return [];
    return [() => mark(table, { pk, sk }, record, dueListOf(id), toMs)];
  });
  for (let from = 0; from < writes.length; from += maxClearedAtOnce) {
    // A condition that fails is an event that came in meanwhile: it stays due.
    await Promise.all(writes.slice(from, from + maxClearedAtOnce).map((write) => isConditionMet(write())));
  }
}

const remove = (table: Table, key: Key, { version }: SeenRecord) =>
  table.client.send(
    new DeleteCommand({
      TableName: table.name,
      Key: key,
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': version },
    }),
  );

/** The version stays as it is: nothing has happened, and the client may send this twice. */
const mark = (table: Table, key: Key, { version }: SeenRecord, list: string, atMs: number | undefined) =>
  table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: key,
      UpdateExpression: atMs === undefined ? 'REMOVE #list, listAt' : 'SET #list = :list, listAt = :listAt',
      ConditionExpression: 'version = :version',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: {
        ':version': version,
        ...(atMs === undefined ? {} : { ':list': list, ':listAt': atMs }),
      },
    }),
  );
