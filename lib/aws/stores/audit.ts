import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { masked, type Log } from '../../telemetry/telemetry.ts';
import type { Key, Table } from '../table/table.ts';

/** Who does what, as one line of the record of changes says it. */
export interface Doing {
  /** ARN of whoever signed. */
  readonly principal: string;
  /** Such as `putRoute`, or `route set` of the command line. */
  readonly operation: string;
}

/** One line of that record. It holds no value, no PIN and no full number. */
export interface AuditLine extends Doing {
  /** What was changed, numbers masked: `ROUTE#…43`. */
  readonly keys: string;
  /** SHA-256 of what stood there before, 16 hexadecimal digits of it; `none` if nothing did. */
  readonly before: string;
  /** Of what stands there now. */
  readonly after: string;
}

/** What was changed while something was done: by the key of each thing, its states before and after, as text. */
export type Changes = ReadonlyMap<string, readonly [before: string | undefined, after: string | undefined]>;

/** Longer lists of keys are cut; all of them count in the hashes. */
const maxKeys = 20;

/** The line; undefined if nothing was changed. */
export function auditLineOf(doing: Doing, changes: Changes): AuditLine | undefined {
  const changed = [...changes].filter(([, [before, after]]) => before !== after).toSorted(byKey);
  if (changed.length === 0) return undefined;
  const keys = changed.slice(0, maxKeys).map(([key]) => maskedKey(key));
  const more = changed.length - keys.length;
  const hashOf = (at: 0 | 1) => {
    const states = changed.map(([key, states]) => [key, states[at]] as const);
    if (states.every(([, state]) => state === undefined)) return 'none';
    return createHash('sha256').update(JSON.stringify(states)).digest('hex').slice(0, 16);
  };
  return {
    ...doing,
    keys: [...keys, ...(more > 0 ? [`${more} more`] : [])].join(', '),
    before: hashOf(0),
    after: hashOf(1),
  };
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

/** Numbers and addresses in it are masked; a long hash keeps as much as tells it from others. */
export function maskedKey(key: string): string {
  return key
    .split(/([# ])/)
    .map((part) =>
      /[+@]|^sips?:/i.test(part) ? masked(part) : part.replace(/^([0-9a-f]{8})[0-9a-f]{24,}$/, '$1…'),
    )
    .join('');
}

/** Notes what is written to a table while something is done. */
export interface ChangeWatch {
  /**
   * Does the work, then tells what it changed, also if it threw.
   * @throws what the work throws; what DynamoDB throws when it cannot say what was there before, and then nothing is written
   */
  readonly during: <Result>(
    work: () => Promise<Result>,
    tell: (changes: Changes) => unknown,
  ) => Promise<Result>;
}

/** Items that only say that something was asked for are no part of what an operator changes. */
const ownBooks = /^IDEMPOTENT#/;

/** The commands that write (DynamoDB API reference); no other is used here. */
const writing = /^(PutItem|UpdateItem|DeleteItem|TransactWriteItems|BatchWriteItem)Command$/;

/** By name, the items that are written and what stood there before. */
type Noted = Map<string, { readonly key: Key; readonly before: string | undefined }>;

/** Watches the writes of one table's client, each under the work that they belong to. Costs two reads for each item. */
export function watchChanges(table: Table): ChangeWatch {
  const underWay = new AsyncLocalStorage<Noted>();

  const stateOf = async (key: Key): Promise<string | undefined> => {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : JSON.stringify(Object.entries(Item).toSorted(byKey));
  };

  table.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const noted = underWay.getStore();
        if (noted !== undefined && writing.test(String(commandName))) {
          const fresh = keysWritten(args.input).filter(
            ({ pk, sk }) => !ownBooks.test(pk) && !noted.has(`${pk} ${sk}`),
          );
          const states = await Promise.all(fresh.map(async (key) => ({ key, before: await stateOf(key) })));
          for (const state of states) noted.set(`${state.key.pk} ${state.key.sk}`, state);
        }
        return next(args);
      },
    { step: 'initialize', name: 'noteChanges' },
  );

  return {
    during: async (work, tell) => {
      const noted: Noted = new Map();
      try {
        return await underWay.run(noted, work);
      } finally {
        const changes = await Promise.all(
          [...noted].map(async ([name, { key, before }]) => [name, [before, await stateOf(key)]] as const),
        );
        await tell(new Map(changes));
      }
    },
  };
}

/** Leaves each line in the log, under the code `changed`. */
export function makeAudited(table: Table, log: Log) {
  const { during } = watchChanges(table);
  return <Result>(doing: Doing, work: () => Promise<Result>): Promise<Result> =>
    during(work, (changes) => {
      const line = auditLineOf(doing, changes);
      if (line !== undefined) log.info('changed', { ...line });
    });
}

const keySchema: z.ZodType<Key> = z.object({ pk: z.string(), sk: z.string() });
const putSchema = z.object({ Item: keySchema }).transform(({ Item }) => Item);
const keyedSchema = z.object({ Key: keySchema }).transform(({ Key }) => Key);
const transactionSchema = z.object({
  TransactItems: z.array(
    z.object({ Put: putSchema.optional(), Update: keyedSchema.optional(), Delete: keyedSchema.optional() }),
  ),
});

const inputSchema = z.union([
  transactionSchema.transform(({ TransactItems }) =>
    TransactItems.flatMap(({ Put, Update, Delete }) => Put ?? Update ?? Delete ?? []),
  ),
  putSchema.transform((key) => [key]),
  keyedSchema.transform((key) => [key]),
]);

/** The keys of what a command writes. @throws if it is none that this knows, rather than let a change go unnoticed */
const keysWritten = (input: object): readonly Key[] => inputSchema.parse(input);
