import { describe, expect, it } from 'vitest';
import { readStack } from '../../../../local/runtime/template.ts';
import { functionsFolder, makeTemplate } from '../fixtures/template.ts';

const getArn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const mapping = {
  EventSourceArn: getArn('Queue'),
  FunctionName: { Ref: 'Echo' },
  BatchSize: 1,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
};
const queue = {
  QueueName: 'things-test-sync.fifo',
  FifoQueue: true,
  RedrivePolicy: { deadLetterTargetArn: getArn('Dead'), maxReceiveCount: 4 },
};

/** The queue of the template with some properties changed. */
function readWith(
  changes: {
    mapping?: Record<string, unknown>;
    queue?: Record<string, unknown>;
    more?: Record<string, unknown>;
  } = {},
) {
  const template = {
    Resources: {
      ...makeTemplate().Resources,
      Queue: { Type: 'AWS::SQS::Queue', Properties: { ...queue, ...changes.queue } },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, QueueName: 'dead.fifo' } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { ...mapping, ...changes.mapping },
      },
      ...changes.more,
    },
  };
  return readStack(template, functionsFolder).queues[0];
}

describe('a queue that the runtime cannot play', () => {
  const parameters = (Properties: unknown) => ({ Type: 'AWS::Lambda::EventSourceMapping', Properties });
  it.each<{ what: string; changes: Parameters<typeof readWith>[0]; message: string }>([
    { what: 'batches', changes: { mapping: { BatchSize: 10 } }, message: 'BatchSize' },
    {
      what: 'a batching window',
      changes: { mapping: { MaximumBatchingWindowInSeconds: 1 } },
      message: 'Window',
    },
    { what: 'a filter', changes: { mapping: { FilterCriteria: {} } }, message: 'FilterCriteria' },
    {
      what: 'no reports of single failures',
      changes: { mapping: { FunctionResponseTypes: undefined } },
      message: 'FunctionResponseTypes',
    },
    { what: 'a mapping that is switched off', changes: { mapping: { Enabled: false } }, message: 'Enabled' },
    { what: 'a queue without order', changes: { queue: { FifoQueue: undefined } }, message: 'FifoQueue' },
    { what: 'no fixed name', changes: { queue: { QueueName: undefined } }, message: 'QueueName' },
    {
      what: 'deduplication by content',
      changes: { queue: { ContentBasedDeduplication: true } },
      message: 'ContentBasedDeduplication',
    },
    {
      what: 'no dead-letter queue',
      changes: { queue: { RedrivePolicy: undefined } },
      message: 'RedrivePolicy',
    },
    {
      what: 'a function of somebody else',
      changes: { mapping: { FunctionName: 'other' } },
      message: 'points at other, which is none of its functions',
    },
    {
      what: 'a queue of somebody else',
      changes: { mapping: { EventSourceArn: 'arn:aws:sqs:us-east-1:1:q' } },
      message: 'arn:aws:sqs:us-east-1:1:q, which is none of its queues',
    },
    {
      what: 'a queue that nothing consumes',
      changes: { more: { Lonely: { Type: 'AWS::SQS::Queue', Properties: {} } } },
      message: 'no queue without a consumer: Lonely',
    },
    {
      what: 'two consumers',
      changes: { more: { Second: parameters(mapping) } },
      message: 'one consumer of a queue',
    },
  ])('$what is named', ({ changes, message }) => {
    expect(() => readWith(changes)).toThrow(message);
  });
});

describe('a queue', () => {
  it('has its names, the defaults of SQS and its consumer', () => {
    expect(readWith()).toEqual({
      name: 'things-test-sync.fifo',
      arn: 'arn:aws:sqs:us-east-1:123456789012:things-test-sync.fifo',
      url: 'https://sqs.us-east-1.amazonaws.com/123456789012/things-test-sync.fifo',
      deadLettersUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead.fifo',
      visibilityTimeoutMs: 30_000,
      deduplicationScope: 'queue',
      maxReceiveCount: 4,
      consumer: { functionName: 'echo', maximumConcurrency: 1_000 },
    });
  });

  it('has what the template gives', () => {
    const given = { VisibilityTimeout: 90, DeduplicationScope: 'messageGroup' };
    const scaling = { ScalingConfig: { MaximumConcurrency: 7 }, FunctionName: getArn('Echo') };
    expect(readWith({ queue: given, mapping: scaling })).toMatchObject({
      visibilityTimeoutMs: 90_000,
      deduplicationScope: 'messageGroup',
      consumer: { functionName: 'echo', maximumConcurrency: 7 },
    });
  });

  it('need not be there', () => {
    expect(readStack(makeTemplate(), functionsFolder).queues).toEqual([]);
  });
});
