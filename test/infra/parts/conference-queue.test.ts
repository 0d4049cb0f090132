import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  conferenceQueueAddress,
  ConferenceQueue,
  consumeActions,
  wakeActions,
} from '../../../infra/parts/conference-queue.ts';
import { parseSettings } from '../../../infra/settings.ts';
import { parseTemplate, resourcesOf } from '../../../infra/template.ts';
import { Resolver, parseTemplate as parseLocally } from '../../../local/runtime/intrinsics.ts';
import { readStack } from '../../../local/runtime/template.ts';
import { makeTemplate } from '../../local/runtime/fixtures/template.ts';

const folder = mkdtempSync(join(tmpdir(), 'patchbay-queue-'));
const bundles = join(folder, 'functions');
for (const name of ['conference-sync', 'store', 'park', 'settle', 'tidy', 'tick', 'echo', 'broken']) {
  mkdirSync(join(bundles, name), { recursive: true });
  writeFileSync(join(bundles, name, 'index.mjs'), 'export const handler = () => undefined;\n');
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { context } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(fileURLToPath(new URL('../../../cdk.json', import.meta.url)), 'utf8')));

/** A stack with the queue, and a consumer that has the queue's address as the gateway's functions will. */
function synthesise({ consumerTimeoutS = 15, region = 'us-east-1' } = {}) {
  const parsed = parseSettings({});
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const { settings } = parsed;
  const app = new App({
    outdir: mkdtempSync(join(folder, 'out-')),
    context: { ...context, 'aws:cdk:disable-asset-staging': true },
    builtinCloudFormationValidation: false,
  });
  const stack = new Stack(app, 'queue', { env: { region } });
  const { arn, url } = conferenceQueueAddress(stack, settings);
  const role = new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      wiring: new PolicyDocument({
        statements: [new PolicyStatement({ actions: [...wakeActions, ...consumeActions], resources: [arn] })],
      }),
    },
  });
  const consumer = new LambdaFunction(stack, 'Consumer', {
    functionName: 'patchbay-dev-conference-sync',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(join(bundles, 'conference-sync')),
    handler: 'index.handler',
    role: role.withoutPolicyUpdates(),
    environment: { WAKE_QUEUE_URL: url },
  });
  new ConferenceQueue(stack, 'ConferenceQueue', { settings, consumer, consumerTimeoutS });
  return parseTemplate(app.synth().getStackByName('queue').template);
}

const template = synthesise();
const assertions = Assertions.fromJSON(template);
const queueNamed = (name: string) => {
  const found = resourcesOf(template, 'AWS::SQS::Queue').find(
    ([, { Properties }]) => Properties['QueueName'] === name,
  );
  if (found === undefined) throw new Error(`no queue ${name} in the template`);
  const [logicalId, { Properties }] = found;
  return { logicalId, Properties };
};
const queue = queueNamed('patchbay-dev-conference-sync.fifo');
const dead = queueNamed('patchbay-dev-conference-sync-dead.fifo');

test.each([120, 900])('a consumer with %i s would outlive its wakes, and is refused', (consumerTimeoutS) => {
  expect(() => synthesise({ consumerTimeoutS })).toThrow('would expire before');
});

describe('the queue', () => {
  test('keeps order and limits per conference, and hides a message for six time-outs', () => {
    expect(queue.Properties).toMatchObject({
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      VisibilityTimeout: 90,
      MessageRetentionPeriod: 3_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [dead.logicalId, 'Arn'] },
        maxReceiveCount: 5,
      },
    });
    expect(queue.Properties).not.toHaveProperty('ContentBasedDeduplication');
  });

  test('has a dead-letter queue of its kind that keeps messages for two weeks', () => {
    expect(dead.Properties).toMatchObject({
      FifoQueue: true,
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 86_400,
    });
  });

  test.each([queue, dead])(
    'is refused to whoever comes without TLS: $Properties.QueueName',
    ({ logicalId }) => {
      assertions.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: logicalId }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Deny',
              Action: 'sqs:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      });
    },
  );

  test('hands its messages to the consumer one by one, to a bounded number of copies', () => {
    assertions.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    const [consumerId] = resourcesOf(template, 'AWS::Lambda::Function')[0] ?? [];
    assertions.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [queue.logicalId, 'Arn'] },
      FunctionName: { Ref: consumerId },
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('adds nothing to the role of its consumer', () => {
    assertions.resourceCountIs('AWS::IAM::Policy', 0);
  });
});

describe.each(['us-east-1', 'eu-central-1'])('on a local gateway, synthesised for %s', (region) => {
  const local = { Resources: { ...makeTemplate().Resources, ...synthesise({ region }).Resources } };
  const stack = readStack(local, bundles);
  const consumer = stack.functions.get('conference-sync');

  test('is read as it is', () => {
    expect(stack.queues[0]).toMatchObject({
      name: 'patchbay-dev-conference-sync.fifo',
      visibilityTimeoutMs: 90_000,
      deduplicationScope: 'messageGroup',
      maxReceiveCount: 5,
      consumer: { functionName: 'conference-sync', maximumConcurrency: 5 },
    });
  });

  test('has the address that functions and policies are given', () => {
    expect(consumer?.environment).toMatchObject({ WAKE_QUEUE_URL: stack.queues[0]?.url });
    expect(consumer?.statements).toEqual([
      { actions: [...wakeActions, ...consumeActions].toSorted(), resources: [stack.queues[0]?.arn] },
    ]);
  });
});

test('the address names the queue itself', () => {
  const parsed = parseSettings({ stage: 'prod' });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const stack = new Stack(new App({ outdir: mkdtempSync(join(folder, 'out-')) }), 'address');
  const address: unknown = stack.resolve(conferenceQueueAddress(stack, parsed.settings));
  const resolver = new Resolver(parseLocally({ Resources: {} }));
  expect(resolver.resolve(address)).toEqual({
    arn: 'arn:aws:sqs:us-east-1:123456789012:patchbay-prod-conference-sync.fifo',
    url: 'https://sqs.us-east-1.amazonaws.com/123456789012/patchbay-prod-conference-sync.fifo',
  });
});
