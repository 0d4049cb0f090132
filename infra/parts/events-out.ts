import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { EventSourceMapping, StartingPosition, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { newsAttribute } from '../../lib/aws/table/table.ts';
import { GatewayFunction, type GatewayFunctionProps } from '../functions/gateway-function.ts';
import { hasWebhooks } from '../settings.ts';
import { EventWebhooks } from './event-webhooks.ts';
import { keyOf } from './key.ts';

/** Records of one run: the events of a hundred writes are sent within two seconds. */
const BATCH_SIZE = 100;

/** The longest that SQS keeps a message: somebody has to look at it. */
const UNPUBLISHED_RETENTION = Duration.days(14);

interface EventsOutProps extends GatewayFunctionProps {
  readonly streamArn: string;
  readonly busName: string;
}

/**
 * Tells others what happens to calls: the table's stream brings what is written to a function, in order for each item, until
 * the function has sent it. A record lives for a day in the stream; one that was not sent by then is named in a queue.
 */
export class EventsOut extends Construct {
  readonly lambda: Lambda;
  /** Names what the stream gave up on; anything in it is worth an alarm. */
  readonly unpublished: Queue;
  /** Posts them to consumers; undefined: there are none. */
  readonly webhooks: EventWebhooks | undefined;

  constructor(scope: Construct, id: string, { streamArn, busName, ...props }: EventsOutProps) {
    super(scope, id);
    const key = keyOf(this);
    this.unpublished = new Queue(this, 'Unpublished', {
      queueName: `patchbay-${props.settings.stage}-unpublished-events`,
      enforceSSL: true,
      retentionPeriod: UNPUBLISHED_RETENTION,
      ...(key === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: key }),
    });
    Validations.of(this.unpublished).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue, of an event source; nothing receives from it but people.',
    });
    const busArn = Stack.of(this).formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: busName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.webhooks = hasWebhooks(props.settings) ? new EventWebhooks(this, 'Webhooks', props) : undefined;
    const events = { streamArn, busArn, unpublishedArn: this.unpublished.queueArn };
    const eventQueueArns = this.webhooks?.queueArns ?? [];
    this.lambda = new GatewayFunction(this, 'publish-events', {
      ...props,
      resources: { ...props.resources, events, eventQueueArns },
      variables: {
        ...props.variables,
        UNPUBLISHED_EVENTS_URL: this.unpublished.queueUrl,
        ...this.webhooks?.variables,
      },
    }).lambda;
    new EventSourceMapping(this, 'Writes', {
      target: this.lambda,
      eventSourceArn: streamArn,
      // Whatever was written since the stream began, also before Lambda first looked.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      // A write that tells nothing costs no run.
      filters: [
        {
          pattern: JSON.stringify({ dynamodb: { NewImage: { [newsAttribute]: { N: [{ exists: true }] } } } }),
        },
      ],
      // What is not sent stays first in its shard, for as long as the stream keeps it; one record that kills the function
      // is found by halving.
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      onFailure: new SqsDlq(this.unpublished),
    });
  }
}
