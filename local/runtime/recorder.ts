import * as z from 'zod';
import { ACCOUNT, REGION } from './intrinsics.ts';
import { keepNewest } from './keep.ts';

/** One AWS operation that a function asked for, in the words of IAM. */
export interface AwsRecord {
  /** Folder name of the function, or what another caller's access key id spells; `undefined` without a signature. */
  readonly functionName: string | undefined;
  /** For example `dynamodb:UpdateItem`. A transaction counts as the operations in it, as IAM sees it. */
  readonly action: string;
  /** The ARN that IAM compares with the role: table, index, machine, execution or secret. */
  readonly resource: string;
  /** DynamoDB read units of the request; of a transaction, on its first record. */
  readonly readUnits: number;
  /** DynamoDB write units, likewise. A failed condition counts one: the service charges it and does not say how much. */
  readonly writeUnits: number;
  /** HTTP status of the answer. */
  readonly status: number;
  /** When the request came, in milliseconds since the epoch: with fractions, since many take less than one. */
  readonly receivedAt: number;
  /** When the answer came, likewise. */
  readonly at: number;
}

/** Keeps what the functions asked of AWS. */
export interface Recorder {
  readonly records: readonly AwsRecord[];
  note(record: AwsRecord): void;
  clear(): void;
}

/** @param maxKept how many records are kept, the newest */
export function createRecorder(maxKept = Infinity): Recorder {
  const records: AwsRecord[] = [];
  return {
    records,
    note: (record) => void keepNewest(records, record, maxKept),
    clear: () => void records.splice(0),
  };
}

/**
 * The access key id that stands for a function: DynamoDB Local takes only letters and digits (DynamoDB docs, "DynamoDB
 * local usage notes"), so any other character, and Z itself, becomes Z and two hexadecimal digits.
 */
export function toAccessKeyId(functionName: string): string {
  return functionName.replace(/[^A-Ya-z0-9]/g, (character) => {
    return `Z${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
  });
}

/** The function behind an access key id: the inverse of `toAccessKeyId`. */
export function fromAccessKeyId(accessKeyId: string): string {
  return accessKeyId.replace(/Z([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** The access key id in a Signature Version 4 header: `AWS4-HMAC-SHA256 Credential=<id>/<date>/…`. */
export function readAccessKeyId(authorization: string | undefined): string | undefined {
  return /Credential=([^/]+)\//.exec(authorization ?? '')?.[1];
}

/** An operation and the ARN it touches, as IAM names them. */
export interface Access {
  readonly action: string;
  readonly resource: string;
}

const tableInput = z.object({ TableName: z.string(), IndexName: z.string().optional() });
const batchInput = z.object({ RequestItems: z.record(z.string(), z.unknown()) });
const transactInput = z.object({
  TransactItems: z.array(z.record(z.string(), z.object({ TableName: z.string() }))),
});

/** Name of an element of TransactItems → the permission it needs (DynamoDB docs, "Using IAM with transactions"). */
const transactActions: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** Which permissions a DynamoDB request needs, on which tables and indexes. */
export function readDynamoAccess(operation: string, input: unknown): Access[] {
  const transact = transactInput.safeParse(input);
  if (transact.success) {
    return transact.data.TransactItems.flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => ({
        action: `dynamodb:${transactActions[kind] ?? kind}`,
        resource: toTableArn(TableName),
      })),
    );
  }
  const action = `dynamodb:${operation}`;
  const batch = batchInput.safeParse(input);
  if (batch.success) {
    return Object.keys(batch.data.RequestItems).map((table) => ({ action, resource: toTableArn(table) }));
  }
  const table = tableInput.safeParse(input);
  if (!table.success) return [{ action, resource: '*' }];
  const arn = toTableArn(table.data.TableName);
  return [
    { action, resource: table.data.IndexName === undefined ? arn : `${arn}/index/${table.data.IndexName}` },
  ];
}

function toTableArn(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${nameOrArn}`;
}

const consumed = z.object({ CapacityUnits: z.number() });
const dynamoAnswer = z.object({
  ConsumedCapacity: z.union([consumed.transform((one) => [one]), z.array(consumed)]).optional(),
  __type: z.string().optional(),
});
const readOperations = ['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan'];

/** What a DynamoDB request cost, from its answer. Nothing for an answer without figures. */
export function readConsumedUnits(
  operation: string,
  answer: unknown,
): { readUnits: number; writeUnits: number } {
  const parsed = dynamoAnswer.safeParse(answer);
  if (!parsed.success) return { readUnits: 0, writeUnits: 0 };
  const { ConsumedCapacity, __type } = parsed.data;
  const units = (ConsumedCapacity ?? []).reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
  if (readOperations.includes(operation)) return { readUnits: units, writeUnits: 0 };
  const conditionFailed = __type?.endsWith('ConditionalCheckFailedException') === true;
  return { readUnits: 0, writeUnits: conditionFailed ? 1 : units };
}
