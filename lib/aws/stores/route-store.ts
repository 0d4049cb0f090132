import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock, RouteStore } from '../../held-calls/ports.ts';
import { defaultRouteKey, routeSchema, type Route, type RouteTarget } from '../../held-calls/model/route.ts';
import { masked } from '../../telemetry/telemetry.ts';
import { registerExistingRoom } from './held-calls/existing-room-store.ts';
import { readJsonText } from '../clients/json-text.ts';
import { isConditionMet } from '../table/conditional-write.ts';
import { pagesOf } from '../table/query.ts';
import { headerKey, idIn, listIndex, readItem, routeKey, routesList, type Table } from '../table/table.ts';

/** Numbers have 15 digits and SIP addresses some dozen characters; DynamoDB takes keys of up to 2,048 bytes. */
const longestKey = 500;
/** Routes read at once while listing them. */
const listPage = 50;
/**
 * A spent header is remembered this much longer than it is valid: a call that checked it in its last moment may
 * spend it only after that, and a second call must still find it spent. Longer than any function runs.
 */
const headerKeptMs = 60_000;

export interface RouteStoreDeps {
  readonly table: Table;
  readonly clock: Pick<Clock, 'now'>;
}

/** Thrown when what is stored under a key is no route. Names the key, of a number only its last two digits. */
export class RouteUnreadableError extends Error {
  override readonly name = 'RouteUnreadableError';
  constructor(key: string, problem: string) {
    super(
      `The route ${key === defaultRouteKey ? key : masked(key)} cannot be read: ${problem}. Set it again.`,
    );
  }
}

/** Routes in the table, one item each, and the one-time headers that were spent. */
export function createRouteStore({ table, clock }: RouteStoreDeps): RouteStore {
  return {
    async find(key) {
      const stored = await readRoute(table, key, clock.now());
      if (stored === undefined) return undefined;
      if (stored.route === undefined) throw new RouteUnreadableError(key, stored.problem);
      return stored.route;
    },

    async spend(header, call, expiresAtMs) {
      const ttl = Math.ceil((expiresAtMs + headerKeptMs) / 1000);
      const put = new PutCommand({
        TableName: table.name,
        Item: { ...headerKey(header), call, ttl },
        ConditionExpression: 'attribute_not_exists(pk) OR #call = :call OR #ttl <= :now',
        ExpressionAttributeNames: { '#call': 'call', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':call': call, ':now': clock.now() / 1000 },
      });
      return isConditionMet(table.client.send(put));
    },
  };
}

/** A route as it is listed: unreadable ones too, with what is wrong with them. */
export type ListedRoute =
  | { readonly key: string; readonly route: Route }
  | { readonly key: string; readonly route: undefined; readonly problem: string };

/** What whoever administers routes needs beside reading them. Keys as `parseRouteKey` makes them. */
export interface RouteAdmin {
  /** Stores a route in the place of any before it, and makes the existing rooms that it names known. */
  set(key: string, route: Route): Promise<void>;
  /** All routes, ordered by key; one set a moment ago may be missing. */
  list(): Promise<readonly ListedRoute[]>;
  /** False if there was none. Rooms that it named stay known: calls may be in them. */
  remove(key: string): Promise<boolean>;
}

export function createRouteAdmin({ table, clock }: RouteStoreDeps): RouteAdmin {
  return {
    async set(key, route) {
      if (key === '' || key.length > longestKey)
        throw new RangeError(`A route's key has 1 to ${longestKey} characters.`);
      // First the rooms: a route whose room is unknown would never see it ready.
      for (const name of existingRoomsOf(route)) await registerExistingRoom(table, name);
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          // As text: bots' data may have what DynamoDB refuses, such as empty names.
          Item: { ...routeKey(key), list: routesList, listAt: 0, route: JSON.stringify(route) },
        }),
      );
    },

    async list() {
      const routes: ListedRoute[] = [];
      const pages = pagesOf(table, {
        IndexName: listIndex,
        KeyConditionExpression: '#list = :list',
        ExpressionAttributeNames: { '#list': 'list' },
        ExpressionAttributeValues: { ':list': routesList },
        Limit: listPage,
      });
      for await (const { Items = [] } of pages) {
        const keys = Items.map((item) => idIn(item.pk));
        const read = await Promise.all(keys.map((key) => readRoute(table, key, clock.now())));
        routes.push(...read.filter((route) => route !== undefined));
      }
      return routes.sort((a, b) => (a.key < b.key ? -1 : 1));
    },

    async remove(key) {
      const { Attributes } = await table.client.send(
        new DeleteCommand({ TableName: table.name, Key: routeKey(key), ReturnValues: 'ALL_OLD' }),
      );
      return Attributes !== undefined;
    },
  };
}

async function readRoute(table: Table, key: string, nowMs: number): Promise<ListedRoute | undefined> {
  if (key.length > longestKey) return undefined;
  const item = await readItem(table, routeKey(key), nowMs);
  if (item === undefined) return undefined;
  const read = readJsonText(routeSchema, item.route);
  return read.ok ? { key, route: read.value } : { key, route: undefined, problem: read.problem };
}

function existingRoomsOf(route: Route): ReadonlySet<string> {
  if (route.kind === 'refuse') return new Set();
  const targets: readonly RouteTarget[] = [...route.targets, ...(route.hours?.otherwise ?? [])];
  return new Set(targets.filter((target) => target.kind === 'room').map((target) => target.room));
}
