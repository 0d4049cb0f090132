import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dialInSchema, type DialIn } from '../../../conferences/model/dial-in.ts';
import type { Clock, DialInStore } from '../../../conferences/ports.ts';
import { masked } from '../../../telemetry/telemetry.ts';
import { readJsonText } from '../../clients/json-text.ts';
import { listed } from '../../table/query.ts';
import { dialInKey, dialInsList, idIn, readItem, type Table } from '../../table/table.ts';

/** Numbers have 15 digits and host names 253 characters; DynamoDB takes keys of up to 2,048 bytes. */
const longestDialled = 500;

export interface DialInStoreDeps {
  readonly table: Table;
  readonly clock: Pick<Clock, 'now'>;
}

/** Thrown when what is stored for a dialled number is no dial-in. Shows only its last two characters. */
export class DialInUnreadableError extends Error {
  override readonly name = 'DialInUnreadableError';
  constructor(dialled: string, problem: string) {
    super(`The dial-in ${masked(dialled)} cannot be read: ${problem}. Set it again.`);
  }
}

/** Dial-ins in the table, one item each. */
export function createDialInStore({ table, clock }: DialInStoreDeps): DialInStore {
  return {
    async find(dialled) {
      const stored = await readDialIn(table, dialled, clock.now());
      if (stored === undefined) return undefined;
      if (stored.dialIn === undefined) throw new DialInUnreadableError(dialled, stored.problem);
      return stored.dialIn;
    },
  };
}

/** A dial-in as it is listed: unreadable ones too, with what is wrong with them. */
export type ListedDialIn =
  | { readonly dialled: string; readonly dialIn: DialIn }
  | { readonly dialled: string; readonly dialIn: undefined; readonly problem: string };

/** What whoever administers dial-ins needs beside finding them. `dialled`: a number in E.164, or a SIP domain. */
export interface DialInAdmin {
  /** Stores a dial-in in the place of any before it. */
  set(dialled: string, dialIn: DialIn): Promise<void>;
  /** All dial-ins, ordered by what is dialled; one set a moment ago may be missing. */
  list(): Promise<readonly ListedDialIn[]>;
  /** False if there was none. */
  remove(dialled: string): Promise<boolean>;
}

export function createDialInAdmin({ table, clock }: DialInStoreDeps): DialInAdmin {
  return {
    /** @throws RangeError if `dialled` has not 1 to 500 characters */
    async set(dialled, dialIn) {
      if (dialled === '' || dialled.length > longestDialled)
        throw new RangeError(`What is dialled has 1 to ${longestDialled} characters.`);
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          // As text: the audio's names are whatever was written there, and DynamoDB refuses empty ones.
          Item: {
            ...dialInKey(dialled),
            list: dialInsList,
            listAt: 0,
            dialIn: JSON.stringify(dialIn),
          },
        }),
      );
    },

    async list() {
      const dialIns: ListedDialIn[] = [];
      for await (const { pk } of listed(table, dialInsList)) {
        const dialIn = await readDialIn(table, idIn(pk), clock.now());
        if (dialIn !== undefined) dialIns.push(dialIn);
      }
      return dialIns.sort((a, b) => (a.dialled < b.dialled ? -1 : 1));
    },

    async remove(dialled) {
      const { Attributes } = await table.client.send(
        new DeleteCommand({
          TableName: table.name,
          Key: dialInKey(dialled),
          ReturnValues: 'ALL_OLD',
        }),
      );
      return Attributes !== undefined;
    },
  };
}

async function readDialIn(table: Table, dialled: string, nowMs: number): Promise<ListedDialIn | undefined> {
  // Whoever calls may write anything there, also what is no key.
  if (dialled === '' || dialled.length > longestDialled) return undefined;
  const item = await readItem(table, dialInKey(dialled), nowMs);
  if (item === undefined) return undefined;
  const read = readJsonText(dialInSchema, item.dialIn);
  return read.ok ? { dialled, dialIn: read.value } : { dialled, dialIn: undefined, problem: read.problem };
}
