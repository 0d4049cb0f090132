import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { resourcesOf } from '../../../infra/template.ts';
import { grantsOf, lambdaOf, roleOf, templateOf, variablesOf } from '../support.ts';

describe('events out', () => {
  const template = templateOf();
  const withEvents = templateOf({ events: { busName: 'calls' } });
  const publisher = lambdaOf(withEvents, 'publish-events');
  const queueNames = resourcesOf(withEvents, 'AWS::SQS::Queue').map(
    ([, queue]) => queue.Properties['QueueName'],
  );

  test('are there only if the settings say so', () => {
    expect(() => lambdaOf(template, 'publish-events')).toThrow('no function publish-events');
    expect(resourcesOf(template, 'AWS::DynamoDB::GlobalTable')[0]?.[1].Properties).not.toHaveProperty(
      'StreamSpecification',
    );
    const added = Object.values(withEvents.Resources).length - Object.values(template.Resources).length;
    // Function, role, log group, the mapping, the queue and its policy, two alarms, their query.
    expect(added).toBe(9);
    expect(queueNames).toContain('patchbay-dev-unpublished-events');
    expect(variablesOf(lambdaOf(template, 'hold-call'))).not.toContain('EVENT_BUS');
  });

  test('come from all that the stream has, in order, and what fails comes again until it expires', () => {
    const [tableId] = resourcesOf(withEvents, 'AWS::DynamoDB::GlobalTable')[0] ?? [''];
    Assertions.fromJSON(withEvents).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const [, mapping] =
      resourcesOf(withEvents, 'AWS::Lambda::EventSourceMapping').find(
        ([, { Properties }]) => Properties['StartingPosition'] !== undefined,
      ) ?? [];
    expect(mapping?.Properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [tableId, 'StreamArn'] },
      FunctionName: { Ref: publisher.logicalId },
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: {
        Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"news":{"N":[{"exists":true}]}}}}' }],
      },
    });
    expect(mapping?.Properties).toHaveProperty('DestinationConfig.OnFailure.Destination');
    for (const limit of ['MaximumRetryAttempts', 'MaximumRecordAgeInSeconds', 'ParallelizationFactor'])
      expect(mapping?.Properties).not.toHaveProperty(limit);
  });

  test('may be read, sent and given up on, and nothing else', () => {
    const grants = grantsOf(roleOf(withEvents, publisher.Properties['Role']));
    expect(grants.filter((grant) => !grant.startsWith('logs:')).map((grant) => grant.split(' ')[0])).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'events:PutEvents',
      'sqs:SendMessage',
    ]);
    expect(grants).toContain('events:PutEvents on arn:aws:events:us-east-1:<AWS::AccountId>:event-bus/calls');
  });
});

describe('events by webhook', () => {
  const [crm, billing] = ['https://crm.example.com/calls', 'https://billing.example.com'];
  const withWebhooks = templateOf({ events: { webhooks: { crm, billing } } });
  const named = Object.fromEntries(
    resourcesOf(withWebhooks, 'AWS::SQS::Queue').map(([, { Properties }]) => [
      String(Properties['QueueName']),
      Properties,
    ]),
  );

  test('each consumer has a queue that keeps order, and gives up after six tries to one that all share', () => {
    for (const consumer of ['crm', 'billing'])
      expect(named[`patchbay-dev-events-to-${consumer}.fifo`]).toMatchObject({
        ...{ FifoQueue: true, DeduplicationScope: 'messageGroup', VisibilityTimeout: 90 },
        ...{ MessageRetentionPeriod: 14 * 86_400, RedrivePolicy: { maxReceiveCount: 6 } },
      });
    expect(named['patchbay-dev-events-dead.fifo']).toMatchObject({ FifoQueue: true });
    expect(Object.keys(withWebhooks.Outputs)).toEqual(
      expect.arrayContaining(['EventDeadLetters', 'EventQueues', 'EventWebhooks']),
    );
  });

  test('their addresses are known to one function, and no other may read the queues', () => {
    const has = (name: string) => variablesOf(lambdaOf(withWebhooks, name));
    expect(has('deliver-events')).toContain('EVENT_WEBHOOKS');
    expect(has('publish-events')).not.toContain('EVENT_WEBHOOKS');
    expect(has('hold-call')).not.toContain('EVENT_QUEUES');
    const role = roleOf(withWebhooks, lambdaOf(withWebhooks, 'deliver-events').Properties['Role']);
    const actions = grantsOf(role).map((grant) => grant.split(' ')[0]);
    expect(new Set(actions.filter((action) => action?.startsWith('sqs:')))).toEqual(
      new Set([
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
      ]),
    );
  });

  test.each([
    'http://crm.example.com',
    'https://10.0.0.1/',
    'https://localhost/',
    'https://me:key@a.example.com',
    'https://:key@a.example.com',
    'https://a.example.com/calls?key=1',
  ])('an address that is open, inside a network or holds a key is refused: %s', (url) => {
    expect(() => templateOf({ events: { webhooks: { crm: url } } })).toThrow('events.webhooks.crm');
  });
});
