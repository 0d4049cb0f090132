import * as z from 'zod';
import { ACCOUNT, REGION, type Resolver } from '../intrinsics.ts';

/** A FIFO queue that a function consumes, one message at a time. */
export interface QueueSpec {
  /** For example `patchbay-dev-conference-sync.fifo`. */
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly deadLettersUrl: string;
  /** How long a message that was handed out and not deleted stays hidden, in milliseconds. */
  readonly visibilityTimeoutMs: number;
  /** Within what a deduplication id is unique. */
  readonly deduplicationScope: 'messageGroup' | 'queue';
  /** How often a message is handed out before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  readonly consumer: {
    /** The function's folder name. */
    readonly functionName: string;
    /** How many copies of the function the event source runs at once. */
    readonly maximumConcurrency: number;
  };
}

/** Defaults as SQS has them (CloudFormation docs, AWS::SQS::Queue). */
const queueProperties = z.object({
  QueueName: z.string().endsWith('.fifo'),
  FifoQueue: z.literal(true),
  ContentBasedDeduplication: z.literal(false).default(false),
  DeduplicationScope: z.enum(['messageGroup', 'queue']).default('queue'),
  VisibilityTimeout: z.number().default(30),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.int().positive() }),
});
/** Strict, so that no batching or filter is passed over. */
const mappingProperties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.literal(1),
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
  /** Without it only the account's concurrency bounds the mapping: 1,000 by default (Lambda quotas). */
  ScalingConfig: z.object({ MaximumConcurrency: z.int().positive() }).default({ MaximumConcurrency: 1_000 }),
  Enabled: z.literal(true).optional(),
  Tags: z.unknown().optional(),
});
/** What of a template its queues are made of. */
interface Parts {
  readonly queueIds: readonly string[];
  /** The mappings of queues. */
  readonly mappingIds: readonly string[];
  /** The queue that names what the stream gave up on, which is none of these. */
  readonly unpublishedArn: string | undefined;
  /** Finds a function's folder by its ARN or its name. */
  readonly nameOf: (reference: string) => string;
}

/** Every queue with a consumer. Whatever else there is are their dead-letter queues, of which several may share one. */
export function readQueues(resolver: Resolver, parts: Parts): readonly QueueSpec[] {
  const { mappingIds, unpublishedArn, nameOf } = parts;
  const arnOf = (id: string) => resolver.resolve({ 'Fn::GetAtt': [id, 'Arn'] });
  const queueIds = parts.queueIds.filter((id) => arnOf(id) !== unpublishedArn);
  // Only to compare what points at the queues; their own ARNs are made of their names, which must be given.
  const idOf = (arn: string): string => {
    const found = queueIds.find((id) => arnOf(id) === arn);
    if (found === undefined) throw new Error(`The template points at ${arn}, which is none of its queues.`);
    return found;
  };
  const known = new Set<string>();
  const specs = mappingIds.map((mappingId) => {
    const mapping = mappingProperties.parse(resolver.properties(mappingId));
    const sourceId = idOf(mapping.EventSourceArn);
    if (known.has(sourceId)) throw new Error(`The local runtime plays one consumer of a queue: ${sourceId}.`);
    const queue = queueProperties.parse(resolver.properties(sourceId));
    const deadLettersId = idOf(queue.RedrivePolicy.deadLetterTargetArn);
    known.add(sourceId).add(deadLettersId);
    const deadLetters = z.object({ QueueName: z.string() }).parse(resolver.properties(deadLettersId));
    return {
      name: queue.QueueName,
      arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue.QueueName}`,
      url: urlOf(queue.QueueName),
      deadLettersUrl: urlOf(deadLetters.QueueName),
      visibilityTimeoutMs: queue.VisibilityTimeout * 1000,
      deduplicationScope: queue.DeduplicationScope,
      maxReceiveCount: queue.RedrivePolicy.maxReceiveCount,
      consumer: {
        functionName: nameOf(mapping.FunctionName),
        maximumConcurrency: mapping.ScalingConfig.MaximumConcurrency,
      },
    };
  });
  const stray = queueIds.find((id) => !known.has(id));
  if (stray !== undefined) throw new Error(`The local runtime plays no queue without a consumer: ${stray}.`);
  return specs;
}

const urlOf = (queueName: string) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${queueName}`;
