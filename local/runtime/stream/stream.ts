import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { DynamoAddress } from '../aws-endpoint.ts';
import { REGION } from '../intrinsics.ts';
import type { Recorder } from '../recorder.ts';
import type { FunctionOutcome } from '../sandboxes/sandboxes.ts';
import type { StreamSpec } from './spec.ts';

/** Lambda looks at each shard four times a second (Lambda docs, "Polling and batching streams"). */
const POLL_MS = 250;
/** Pauses between tries of a batch that fails: Lambda's own are not documented. */
const RETRY = { firstMs: 100, longestMs: 2_000 };

/** What the stream gave up on, as the queue is told (Lambda docs, "Discarded records"). */
interface GivenUp {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** Brings the function what is written to the table, in the order of each shard. */
export interface Stream {
  /** What the function failed for as often as it may. */
  readonly givenUp: readonly GivenUp[];
  /** Ends it. What runs is not waited for. */
  stop(): void;
}

export interface StreamOptions {
  readonly dynamo: DynamoAddress;
  readonly tableName: string;
  /** Brings what was written before as well. */
  readonly fromBeginning: boolean;
  readonly invoke: (functionName: string, event: unknown) => Promise<FunctionOutcome>;
  /** Notes what Lambda asks of the stream, which it does with the rights of the function's role. */
  readonly recorder: Recorder;
  /** Is told, once, if it cannot go on: DynamoDB Local is gone. */
  readonly onEnd: (why: string) => void;
}

const recordSchema = z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) });
type StreamRecord = z.infer<typeof recordSchema>;
const listedSchema = z.object({ Streams: z.tuple([z.object({ StreamArn: z.string() })]) });
const describedSchema = z.object({
  StreamDescription: z.object({
    Shards: z.array(z.object({ ShardId: z.string(), ParentShardId: z.string().optional() })),
  }),
});
const iteratorSchema = z.object({ ShardIterator: z.string() });
const readSchema = z.object({ Records: z.array(recordSchema), NextShardIterator: z.string().optional() });
const answerSchema = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).optional() })
  .nullish();

/**
 * Plays Lambda's event source for the table's stream, which DynamoDB Local keeps. Not played: that records expire.
 * @param spec undefined: the table has no stream, and nobody is brought anything
 */
export function startStream(spec: StreamSpec | undefined, options: StreamOptions): Stream {
  if (spec === undefined) return { givenUp: [], stop: () => undefined };
  const over = new AbortController();
  const givenUp: GivenUp[] = [];
  const consume = consumerOf(spec, options, (lost) => void givenUp.push(lost), over.signal);
  void follow(spec, options, consume, over.signal).catch((error: unknown) => {
    if (!over.signal.aborted) options.onEnd(String(error));
  });
  return { givenUp, stop: () => over.abort() };
}

type Consume = (shardId: string, records: readonly StreamRecord[]) => Promise<void>;

/** Reads each shard to its end, a parent's before its children's. */
async function follow(
  spec: StreamSpec,
  { dynamo, tableName, fromBeginning, recorder }: StreamOptions,
  consume: Consume,
  signal: AbortSignal,
): Promise<void> {
  const noted = new Set<string>();
  const ask = async <Answer>(operation: string, input: object, schema: z.ZodType<Answer>) => {
    if (!noted.has(operation)) recorder.note({ ...whoever, ...noteOf(spec, operation) });
    noted.add(operation);
    return schema.parse(await askStreams(dynamo, operation, input, signal));
  };
  const { Streams } = await ask('ListStreams', { TableName: tableName }, listedSchema);
  const [{ StreamArn }] = Streams;
  const finished = new Set<string>();
  const reading = new Set<string>();

  const read = async (ShardId: string) => {
    const ShardIteratorType = fromBeginning ? 'TRIM_HORIZON' : 'LATEST';
    const shard = { StreamArn, ShardId, ShardIteratorType };
    let { ShardIterator } = await ask('GetShardIterator', shard, iteratorSchema);
    for (;;) {
      const { Records, NextShardIterator } = await ask('GetRecords', { ShardIterator }, readSchema);
      await consume(ShardId, Records.filter(spec.isWanted));
      if (NextShardIterator === undefined) break;
      ShardIterator = NextShardIterator;
      if (Records.length === 0) await sleep(POLL_MS, undefined, { signal, ref: false });
    }
    finished.add(ShardId);
    await readAll();
  };
  const readAll = async (): Promise<void> => {
    const { StreamDescription } = await ask('DescribeStream', { StreamArn }, describedSchema);
    const ids = new Set(StreamDescription.Shards.map(({ ShardId }) => ShardId));
    const next = StreamDescription.Shards.filter(
      ({ ShardId, ParentShardId }) =>
        !reading.has(ShardId) &&
        (ParentShardId === undefined || !ids.has(ParentShardId) || finished.has(ParentShardId)),
    );
    for (const { ShardId } of next) reading.add(ShardId);
    await Promise.all(next.map(({ ShardId }) => read(ShardId)));
  };
  await readAll();
}

/** Has the function do a shard's records in order, each until it is done or given up. */
function consumerOf(
  spec: StreamSpec,
  { invoke }: StreamOptions,
  giveUp: (lost: GivenUp) => void,
  signal: AbortSignal,
): Consume {
  return async (shardId, records) => {
    const left = [...records];
    let size = spec.batchSize;
    let tries = 0;
    while (left.length > 0) {
      const batch = left.slice(0, size);
      const outcome = await invoke(spec.functionName, { Records: batch });
      const done = doneOf(outcome, batch, spec);
      left.splice(0, done);
      if (done === batch.length) {
        [size, tries] = [spec.batchSize, 0];
        continue;
      }
      tries = done > 0 ? 1 : tries + 1;
      if (spec.halves && !outcome.ok) size = Math.max(1, Math.floor(batch.length / 2));
      const isLastTry = spec.maxRetries !== undefined && tries > spec.maxRetries && size === 1;
      const [first] = left;
      if (isLastTry && first !== undefined) {
        giveUp({ shardId, sequenceNumber: first.dynamodb.SequenceNumber });
        left.shift();
        tries = 0;
        continue;
      }
      const pauseMs = Math.min(RETRY.firstMs * 2 ** (tries - 1), RETRY.longestMs);
      await sleep(pauseMs, undefined, { signal, ref: false });
    }
  };
}

/** How many records of a batch the function has done: those before the first that it names, or all, or none. */
function doneOf(
  outcome: FunctionOutcome,
  batch: readonly StreamRecord[],
  { reportsFailures }: StreamSpec,
): number {
  if (!outcome.ok) return 0;
  if (!reportsFailures) return batch.length;
  const answer = answerSchema.safeParse(outcome.payload);
  if (!answer.success) return 0;
  const failed = new Set(answer.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  if (failed.size === 0) return batch.length;
  return Math.max(
    0,
    batch.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber)),
  );
}

/** As it is on the wire: what Lambda hands to functions is the same JSON, which a client of the SDK would turn into other types. */
async function askStreams(
  { endpoint, accessKeyId }: DynamoAddress,
  operation: string,
  input: object,
  signal: AbortSignal,
): Promise<unknown> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      // DynamoDB Local keeps tables apart by access key id and by Region, and checks no signature.
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${REGION}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
    signal,
  });
  if (!answer.ok) throw new Error(`DynamoDB Local refused ${operation}: ${await answer.text()}`);
  return answer.json();
}

const whoever = { readUnits: 0, writeUnits: 0, status: 200 };

function noteOf({ functionName, arn }: StreamSpec, operation: string) {
  const now = Date.now();
  return { functionName, action: `dynamodb:${operation}`, resource: arn, receivedAt: now, at: now };
}
