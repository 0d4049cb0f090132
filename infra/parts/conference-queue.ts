import { Aws, ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { keyOf } from './key.ts';
import type { Settings } from '../settings.ts';

/** What a function that wakes conferences must be allowed on the queue. */
export const wakeActions = ['sqs:SendMessage'] as const;

/** What the consumer's role must allow on the queue, for Lambda polls under it (Lambda docs, "Using Lambda with Amazon SQS"). */
export const consumeActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] as const;

/**
 * Lambda's advice: a message may not come again while its function could still run, throttled tries included (Lambda
 * docs, "Configuring scaling behavior for SQS event source mappings", visibility timeout).
 */
const VISIBILITY_FACTOR = 6;

/** Five failures in a row are no passing trouble; and the conference's later wakes stand behind this one. */
const MAX_RECEIPTS = 5;

/**
 * A wake carries no facts: those are in the table, and the sweep wakes again whatever is behind. An hour survives every
 * series of tries, and after a longer outage there is no backlog of wakes that have nothing left to say.
 */
const RETENTION = Duration.hours(1);

/** The longest that SQS keeps a message: somebody has to look at it. */
const DEAD_LETTER_RETENTION = Duration.days(14);

/** Where a queue will be. */
export interface QueueAddress {
  readonly arn: string;
  readonly url: string;
}

/** Where the queue will be. Its name is fixed, so that functions and policies can name it while it names its consumer. */
export function conferenceQueueAddress(scope: Construct, settings: Settings): QueueAddress {
  return addressOf(scope, nameOf(settings));
}

/** Where its dead-letter queue will be. */
export function deadLettersAddress(scope: Construct, settings: Settings): QueueAddress {
  return addressOf(scope, deadLettersNameOf(settings));
}

function addressOf(scope: Construct, resource: string): QueueAddress {
  const arn = Stack.of(scope).formatArn({
    service: 'sqs',
    region: Aws.REGION,
    resource,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  return { arn, url: `https://sqs.${Aws.REGION}.${Aws.URL_SUFFIX}/${Aws.ACCOUNT_ID}/${resource}` };
}

const nameOf = ({ stage }: Settings) => `patchbay-${stage}-conference-sync.fifo`;
const deadLettersNameOf = ({ stage }: Settings) => `patchbay-${stage}-conference-sync-dead.fifo`;

interface ConferenceQueueProps {
  readonly settings: Settings;
  /** The function that makes a conference agree; its role must allow `consumeActions`. */
  readonly consumer: IFunction;
  /** The consumer's time-out in seconds. */
  readonly consumerTimeoutS: number;
}

/**
 * Wakes `consumer` for one conference at a time: a FIFO queue whose message group is the conference, and its dead-letter
 * queue.
 */
export class ConferenceQueue extends Construct {
  readonly queue: Queue;
  /** What five runs could not do; anything in it is worth an alarm. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { settings, consumer, consumerTimeoutS }: ConferenceQueueProps) {
    super(scope, id);
    const visibilityS = VISIBILITY_FACTOR * consumerTimeoutS;
    if (MAX_RECEIPTS * visibilityS >= RETENTION.toSeconds()) {
      throw new Error(
        `A wake that fails ${MAX_RECEIPTS} times, ${visibilityS} s apart, would expire before it is seen as dead.`,
      );
    }
    const key = keyOf(this);
    const common = {
      fifo: true,
      enforceSSL: true,
      ...(key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: deadLettersNameOf(settings),
      retentionPeriod: DEAD_LETTER_RETENTION,
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: nameOf(settings),
      // High throughput: limits and duplicates count per conference, not for all of them together.
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      visibilityTimeout: Duration.seconds(visibilityS),
      retentionPeriod: RETENTION,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIPTS },
    });
    new EventSourceMapping(this, 'Wakes', {
      target: consumer,
      eventSourceArn: this.queue.queueArn,
      // With one message a batch fails as a whole or not at all, and one conference never waits for another.
      batchSize: 1,
      maxConcurrency: settings.conferencesAtOnce,
      // A wake for later says that it is to be kept; that is no error, and slows no other down.
      reportBatchItemFailures: true,
    });
  }
}
