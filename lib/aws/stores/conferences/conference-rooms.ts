import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  conferenceIdSchema,
  conferenceSchema,
  type Conference,
  type ConferenceId,
} from '../../../conferences/model/conference.ts';
import { listed, newest } from '../../table/query.ts';
import {
  conferenceKey,
  conferencesList,
  idIn,
  readItem,
  roomOwnerKey,
  type Table,
} from '../../table/table.ts';
import { transact, type TransactionDeps } from '../../table/transaction.ts';
import { isConditionMet } from '../../table/conditional-write.ts';

const ownerSchema = z.object({ conference: conferenceIdSchema });

/** The conference whose room this is, or, until the room is another's, was. */
export async function ownerOf(table: Table, room: string, nowMs: number): Promise<ConferenceId | undefined> {
  const item = await readItem(table, roomOwnerKey(room), nowMs);
  return item && ownerSchema.parse(item).conference;
}

export async function readConference(
  table: Table,
  id: ConferenceId,
  nowMs: number,
): Promise<Conference | undefined> {
  const item = await readItem(table, conferenceKey(id), nowMs);
  return item && conferenceSchema.parse(item);
}

/** Stores a conference and that the room is its own: both or none, or it would never hear of its room. */
export async function putConference(
  deps: TransactionDeps,
  conference: Conference,
): Promise<'stored' | 'exists' | 'room-taken'> {
  const { table, clock } = deps;
  const { id, room, createdAtMs } = conference;
  const nowMs = clock.now();
  const owner = (await ownerOf(table, room, nowMs)) ?? id;
  if (owner !== id && (await readConference(table, owner, nowMs))?.isClosed === false) return 'room-taken';

  const isFree = 'attribute_not_exists(pk) OR #ttl <= :now';
  const nowS = nowMs / 1000;
  const outcome = await transact(deps, [
    {
      Put: {
        TableName: table.name,
        Item: { ...conferenceKey(id), ...conference, version: 1 },
        ConditionExpression: isFree,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': nowS },
      },
    },
    {
      Put: {
        TableName: table.name,
        Item: { ...roomOwnerKey(room), conference: id, list: conferencesList, listAt: createdAtMs },
        // Whoever had it is closed; a third may have taken it a moment ago.
        ConditionExpression: `${isFree} OR #conference = :owner`,
        ExpressionAttributeNames: { '#ttl': 'ttl', '#conference': 'conference' },
        ExpressionAttributeValues: { ':now': nowS, ':owner': owner },
      },
    },
  ]);
  if (outcome === 'done') return 'stored';
  return outcome[0] === true ? 'exists' : 'room-taken';
}

/** Lets a room be nobody's from `ttl` (Unix seconds) on, unless it is another conference's by now. */
export async function letRoomGo(table: Table, { id, room }: Conference, ttl: number): Promise<void> {
  await isConditionMet(
    table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: roomOwnerKey(room),
        UpdateExpression: 'SET #ttl = :ttl',
        ConditionExpression: '#conference = :id',
        ExpressionAttributeNames: { '#ttl': 'ttl', '#conference': 'conference' },
        ExpressionAttributeValues: { ':ttl': ttl, ':id': id },
      }),
    ),
  );
}

/** All conferences that have a room, those made first at the head; one made a moment ago may be missing. */
export async function listConferences({
  table,
  clock,
}: Pick<TransactionDeps, 'table' | 'clock'>): Promise<readonly Conference[]> {
  const conferences: Conference[] = [];
  for await (const { pk } of listed(table, conferencesList)) {
    const id = await ownerOf(table, idIn(pk), clock.now());
    if (id === undefined) continue;
    const conference = await readConference(table, id, clock.now());
    if (conference !== undefined) conferences.push(conference);
  }
  return conferences;
}

/** A page of conferences, those made last at the head. `next`: goes on before that moment (Unix ms). */
export async function conferencePage(
  { table, clock }: Pick<TransactionDeps, 'table' | 'clock'>,
  { limit, untilMs }: { readonly limit: number; readonly untilMs: number },
): Promise<{ readonly conferences: readonly Conference[]; readonly next: number | undefined }> {
  const conferences: Conference[] = [];
  let lastMs: number | undefined;
  for await (const { pk, listAt } of newest(table, [conferencesList], { sinceMs: 0, untilMs })) {
    // Never parts those of one millisecond.
    if (conferences.length >= limit && listAt !== lastMs) return { conferences, next: listAt };
    const id = await ownerOf(table, idIn(pk), clock.now());
    const conference = id === undefined ? undefined : await readConference(table, id, clock.now());
    if (conference !== undefined) conferences.push(conference);
    lastMs = listAt;
  }
  return { conferences, next: undefined };
}
