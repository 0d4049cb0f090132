import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { withoutPlace, type ConferenceId, type VoiceCallId } from '../../conferences/model/conference.ts';
import type { CallOutId } from '../../conferences/model/call-out.ts';
import type { CallId } from '../../held-calls/model/call.ts';
import { boundedRequests, type ClientSettings } from '../clients/timeouts.ts';

/** DynamoDB answers in milliseconds; a request that takes this long is better tried again elsewhere. */
const requestTimeoutMs = 3_000;
/** Tries of one request, for throttling, server errors and time-outs: 9 s, below the 10 s of a webhook's function. */
const maxTries = 3;

/** The one table. Its client takes and gives items as they are here; `undefined` in them is left out, at any depth. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** Whether others are told of what is written to it. */
  readonly isTold: boolean;
  /** Ends its connections, which the client's own `destroy` leaves open. */
  readonly close: () => void;
}

/**
 * Opens the table of this name; nothing is sent yet.
 * @param isTold whether others are told of what is written: functions know; what the command line writes is no news of a call
 */
export function openTable(name: string, settings: ClientSettings = {}, isTold = false): Table {
  const client = new DynamoDBClient({
    ...settings,
    maxAttempts: maxTries,
    requestHandler: boundedRequests(requestTimeoutMs),
  });
  return tableOver(client, name, isTold);
}

/** The table of this name as this client reaches it. */
export function tableOver(client: DynamoDBClient, name: string, isTold = false): Table {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { client: documents, name, isTold, close: () => client.destroy() };
}

/** The sparse index by which lists are read: items that carry `list` and `listAt`, ordered by the latter. */
export const listIndex = 'list';
/** The list of all routes. */
export const routesList = 'ROUTES';
/** The list of all dial-ins. */
export const dialInsList = 'DIAL_INS';
/** The list of PINs, ordered by the moment at which they expire. */
export const pinsList = 'PINS';
/** The same for those that are shorter than is safe. */
export const guessablePinsList = 'GUESSABLE_PINS';
/** The list of all rooms that have a conference. */
export const conferencesList = 'CONFERENCES';

/**
 * The calls and conferences that the sweep has to look at are spread over this many lists each. One partition of an
 * index takes 1,000 writes a second (DynamoDB docs, "Partitions and data distribution"); four leave room far above
 * Daily's own limits, and for some hundred callers of conferences that join or leave in one second.
 */
const shards = 4;
const shardsOf = (list: string) => Array.from({ length: shards }, (_, shard) => `${list}#${shard}`);
const shardOf = (id: string) => createHash('sha256').update(id).digest().readUInt8(0) % shards;

/** The lists of the calls that the sweep has to look at. */
export const liveLists = shardsOf('LIVE');
/** The lists of the held calls that nothing is left to do for, ordered by the moment at which they came. */
export const pastLists = shardsOf('PAST');
/** The lists of the calls that came to a dial-in, live and past, ordered likewise. */
export const pinCallLists = shardsOf('PINCALL');
/** The lists of the conferences, and of their callers, that something is left to do for. */
export const dueLists = shardsOf('CONF');

/** The list that one call is on. */
export function liveListOf(id: CallId): string {
  return `LIVE#${shardOf(id)}`;
}

/** Whether a list is one of those that the sweep has to look at. */
export function isLiveList(list: unknown): boolean {
  return typeof list === 'string' && liveLists.includes(list);
}

/** The list that a held call is on once nothing is left to do for it. */
export function pastListOf(id: CallId): string {
  return `PAST#${shardOf(id)}`;
}

/** The list that a call at a dial-in is on. */
export function pinCallListOf(call: VoiceCallId): string {
  return `PINCALL#${shardOf(call)}`;
}

/** The list that one conference and all its callers are on. */
export function dueListOf(id: ConferenceId): string {
  return `CONF#${shardOf(id)}`;
}

/** An item's primary key. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export const callKey = (id: CallId): Key => ({ pk: `CALL#${id}`, sk: 'CALL' });
export const existingRoomKey = (name: string): Key => ({ pk: `ROOM#${name}`, sk: 'ROOM' });
/** `key` as `parseRouteKey` makes it. */
export const routeKey = (key: string): Key => ({ pk: `ROUTE#${key}`, sk: 'ROUTE' });
/** The header itself is a credential while it lasts: only its hash is stored. */
export const headerKey = (header: string): Key => ({
  pk: `HEADER#${createHash('sha256').update(header).digest('hex')}`,
  sk: 'HEADER',
});

/** The dialogue's memory of a call, beside what may be held of it. It is found wherever its provider reaches the call. */
export const pinCallKey = (call: VoiceCallId): Key => ({ pk: `CALL#${withoutPlace(call)}`, sk: 'PINCALL' });
export const conferenceKey = (id: ConferenceId): Key => ({ pk: `CONF#${id}`, sk: 'CONF' });
export const callerKey = (id: ConferenceId, call: VoiceCallId): Key => ({
  pk: `CONF#${id}`,
  sk: `CALLER#${call}`,
});
/** Says that a PIN leads to the conference. */
export const pinPointerKey = (id: ConferenceId, hash: string): Key => ({
  pk: `CONF#${id}`,
  sk: `PIN#${hash}`,
});
/** Says that a PIN forwards. */
export const forwardPinPointerKey = (hash: string): Key => ({ pk: 'FORWARDING', sk: `PIN#${hash}` });
export const pinKey = (hash: string): Key => ({ pk: `PIN#${hash}`, sk: 'PIN' });
/** Callers of one number at one dial-in, in each conference that knows them there. */
export const knownKey = (hash: string, dialled: string, id: ConferenceId | ''): Key => ({
  pk: `KNOWN#${hash}#${dialled}`,
  sk: `CONF#${id}`,
});
/** Says that a conference knows a caller. */
export const knownPointerKey = (id: ConferenceId, hash: string, dialled: string): Key => ({
  pk: `CONF#${id}`,
  sk: `KNOWN#${hash}#${dialled}`,
});
/** Says whose room it is. */
export const roomOwnerKey = (room: string): Key => ({ pk: `ROOMOF#${room}`, sk: 'ROOMOF' });
/** `dialled`: a number in E.164, or a SIP domain. */
export const dialInKey = (dialled: string): Key => ({ pk: `DIALIN#${dialled}`, sk: 'DIAL_IN' });
/** `startMs`: when the bucket begins; 13 digits until the year 2286, so that keys are in the order of time. */
export const unauthenticatedKey = (startMs: number): Key => ({ pk: 'BEFOREPIN', sk: String(startMs) });
/** `window`: hours since 1970. */
export const triesKey = (scope: string, window: number): Key => ({
  pk: `TRIES#${scope}`,
  sk: String(window),
});

/** Orders to call somebody, until the calls have ids. */
export const callOutKey = (id: CallOutId): Key => ({ pk: `CALLOUT#${id}`, sk: 'CALLOUT' });
/** When there were any in the last hour. */
export const callOutTimesKey: Key = { pk: 'CALLOUTS', sk: 'TIMES' };

/** Keys that programs choose: only their hash is stored, which fits whatever they chose. */
export const idempotencyKey = (key: string): Key => ({
  pk: `IDEMPOTENT#${createHash('sha256').update(key).digest('hex')}`,
  sk: 'IDEMPOTENT',
});

/** What follows the first `#` of a partition key. */
export function idIn(pk: unknown): string {
  if (typeof pk !== 'string') throw new Error('an item of the index has no pk');
  return pk.slice(pk.indexOf('#') + 1);
}

/**
 * How many events a write is told as; absent where it is none. The function that tells them is run for writes with it alone
 * (infra/parts/events-out.ts), since each run costs a fifth of what telling an event does.
 */
export const newsAttribute = 'news';

/** The attribute of a write that is told as so many events; none where nobody is told. */
export const newsOfWrite = ({ isTold }: Pick<Table, 'isTold'>, events: number): Item =>
  isTold ? { [newsAttribute]: events || undefined } : {};

/** An item as we write it. */
export type Item = Readonly<Record<string, unknown>>;

/** Whether an item's `ttl` (Unix seconds) has passed. DynamoDB deletes such items days later; to us they are gone. */
export function isGone(item: Item, nowMs: number): boolean {
  return typeof item.ttl === 'number' && item.ttl * 1000 <= nowMs;
}

/** Reads one item as it is after every write that has been answered; undefined if there is none or it is gone. */
export async function readItem(table: Table, key: Key, nowMs: number): Promise<Item | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  );
  return Item === undefined || isGone(Item, nowMs) ? undefined : Item;
}
