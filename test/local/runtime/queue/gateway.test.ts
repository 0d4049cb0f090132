import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWakeQueue, openWakeClient, backgroundRetry } from '../../../../lib/aws/clients/wake-queue.ts';
import { startGateway, type Gateway } from '../../../../local/runtime/gateway.ts';
import { dynamoAt } from '../../../../local/runtime/dynamo.ts';
import type { LogLine } from '../../../../local/runtime/sandboxes/sandboxes.ts';
import { runningDynamo } from '../../../support/dynamo.ts';
import { functionsFolder, makeTemplate } from '../fixtures/template.ts';

/** The small stack, with a queue that `tick` consumes and one that `broken`, which never loads, does. */
function withQueue(consumer: 'Tick' | 'Broken') {
  return {
    Resources: {
      ...makeTemplate().Resources,
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'things-test-sync.fifo',
          FifoQueue: true,
          VisibilityTimeout: 90,
          RedrivePolicy: {
            deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] },
            maxReceiveCount: 2,
          },
        },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'things-test-dead.fifo', FifoQueue: true } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          FunctionName: { Ref: consumer },
          BatchSize: 1,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
    },
  };
}

const lines: LogLine[] = [];
const start = (consumer: 'Tick' | 'Broken') =>
  startGateway({
    template: withQueue(consumer),
    functionsFolder,
    environment: {},
    secret: {},
    port: 0,
    timers: false,
    dynamo: dynamoAt(runningDynamo().endpoint),
    visibilityScale: 0.001,
    onLog: (line) => lines.push(line),
  });

function wakeQueueOf(gateway: Gateway) {
  const client = openWakeClient(backgroundRetry, gateway.awsClient);
  return createWakeQueue({ client, queueUrl: gateway.stack.queues[0]?.url ?? '', newId: () => randomUUID() });
}

describe('a queue with a consumer that works', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await start('Tick');
  });
  afterAll(() => gateway.stop());

  it('hands wakes from the wire to the function, and settles', async () => {
    const { wake } = wakeQueueOf(gateway);
    const outcomes = await Promise.all(['a', 'b', 'a', 'c'].map((id) => wake(id)));
    expect(outcomes).toEqual(['sent', 'sent', 'sent', 'sent']);
    await gateway.queue.settled();
    expect([gateway.queue.depth(), gateway.queue.inFlight(), gateway.queue.deadLetters()]).toEqual([
      0,
      0,
      [],
    ]);
    const done = gateway.recorder.records.filter(({ action }) => action === 'sqs:DeleteMessage');
    expect(done.map(({ functionName }) => functionName)).toEqual(['tick', 'tick', 'tick', 'tick']);
  });

  it('is where the functions look for SQS', async () => {
    expect(await gateway.invoke('echo', { do: 'environment' })).toMatchObject({
      payload: { AWS_ENDPOINT_URL_SQS: gateway.awsClient.endpoint },
    });
  });
});

it('moves what its consumer cannot do to the dead letters', async () => {
  const gateway = await start('Broken');
  try {
    await wakeQueueOf(gateway).wake('a');
    await gateway.queue.settled();
    expect(gateway.queue.deadLetters()).toMatchObject([{ body: '{"conference":"a"}', receiveCount: 2 }]);
  } finally {
    await gateway.stop();
  }
});

it('stops while a failed message waits for its next try', async () => {
  const gateway = await startGateway({
    template: withQueue('Broken'),
    functionsFolder,
    environment: {},
    secret: {},
    port: 0,
    timers: false,
    dynamo: dynamoAt(runningDynamo().endpoint),
    onLog: (line) => lines.push(line),
  });
  const failuresBefore = lines.length;
  await wakeQueueOf(gateway).wake('a');
  await expect.poll(() => lines.length).toBeGreaterThan(failuresBefore);
  expect(gateway.queue.inFlight()).toBe(1);
  const settled = gateway.queue.settled();
  await Promise.all([expect(settled).rejects.toThrow('stopped'), gateway.stop()]);
});
