import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { maxDeliveries } from '../../lib/events/delivery.ts';
import { optionalFunctions } from '../functions/functions.ts';
import { GatewayFunction, type GatewayFunctionProps } from '../functions/gateway-function.ts';
import { keyOf } from './key.ts';

/** As Lambda advises, of the function's time-out (Lambda docs, "Using Lambda with Amazon SQS", visibility timeout). */
const VISIBILITY_FACTOR = 6;

/** The longest that SQS keeps a message: events behind one that is not taken wait for it, and the given up for somebody. */
const RETENTION = Duration.days(14);

/** Events of one consumer that are posted at once: half of what a new account may run, and 50 a second if it answers in 100 ms. */
const AT_ONCE = 5;

/**
 * Posts events to consumers: each has a FIFO queue of its own, so that one which is down delays no other, and in it one group for
 * each call. What a consumer does not take in all its tries ends in the dead-letter queue that they share.
 */
export class EventWebhooks extends Construct {
  readonly lambda: Lambda;
  readonly queueArns: readonly string[];
  /** What was given up; anything in it is worth an alarm. */
  readonly deadLetters: Queue;
  /** Where the queues are, for functions that use them. */
  readonly variables: Readonly<Record<'EVENT_QUEUES', string>>;
  /** Where the consumers are, as the function is told: JSON by their names. */
  readonly addresses: string;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    super(scope, id);
    const { settings, resources, variables } = props;
    const { stage, events } = settings;
    const urls = events?.webhooks ?? {};
    const key = keyOf(this);
    const common = {
      fifo: true,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      ...(key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: `patchbay-${stage}-events-dead.fifo`,
    });
    const queues = Object.keys(urls).map((consumer) => ({
      consumer,
      queue: new Queue(this, consumer, {
        ...common,
        queueName: `patchbay-${stage}-events-to-${consumer}.fifo`,
        // High throughput: limits and repetitions count per call, not for all of them together.
        deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
        fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
        visibilityTimeout: Duration.seconds(
          VISIBILITY_FACTOR * optionalFunctions['deliver-events'].timeoutS(),
        ),
        deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxDeliveries },
      }),
    }));
    this.queueArns = queues.map(({ queue }) => queue.queueArn);
    const queueUrls = Object.fromEntries(queues.map(({ consumer, queue }) => [consumer, queue.queueUrl]));
    this.variables = { EVENT_QUEUES: JSON.stringify(queueUrls) };
    this.addresses = JSON.stringify(urls);
    this.lambda = new GatewayFunction(this, 'deliver-events', {
      ...props,
      resources: { ...resources, eventQueueArns: this.queueArns },
      variables: { ...variables, ...this.variables, EVENT_WEBHOOKS: this.addresses },
    }).lambda;
    for (const { consumer, queue } of queues) {
      new EventSourceMapping(this, `Events to ${consumer}`, {
        target: this.lambda,
        eventSourceArn: queue.queueArn,
        // With one event a batch fails as a whole or not at all, and no call waits for another.
        batchSize: 1,
        maxConcurrency: AT_ONCE,
        // One that is tried again later is no error, and slows no other down.
        reportBatchItemFailures: true,
      });
    }
  }
}
