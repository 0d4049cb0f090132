import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startAwsEndpoint, type AwsEndpoint } from '../../../local/runtime/aws-endpoint.ts';
import { close, listen } from '../../../local/runtime/ports.ts';
import type { QueueMessage } from '../../../local/runtime/queue/event.ts';
import type { QueueSpec } from '../../../local/runtime/queue/spec.ts';
import { createQueueService } from '../../../local/runtime/queue/service.ts';
import { noQueue } from '../../../local/runtime/queue/queue.ts';
import { createRecorder } from '../../../local/runtime/recorder.ts';
import { startStage } from '../connect/gateway.ts';
import { run } from '../gateway.ts';
import { report, startHealthy, type Healthy } from './gateway.ts';

const urlOf = (name: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}.fifo`;
const spec: QueueSpec = {
  ...{ name: 'crm.fifo', arn: 'arn:aws:sqs:us-east-1:123456789012:crm.fifo', url: urlOf('crm') },
  ...{ deadLettersUrl: urlOf('dead'), visibilityTimeoutMs: 1, deduplicationScope: 'messageGroup' },
  ...{ maxReceiveCount: 1, consumer: { functionName: 'deliver-events', maximumConcurrency: 5 } },
};
const eventWebhookSecrets = [`whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`];

let deadLetters: readonly QueueMessage[] = [];
const dead: QueueMessage = {
  ...{ messageId: 'm', body: '{}', md5OfBody: '', groupId: 'c', deduplicationId: 'd', sequenceNumber: '1' },
  ...{ sentAt: 0, receiveCount: 1, firstReceivedAt: 0, receiptHandle: undefined },
};
let status = 405;
/** A consumer, which takes POSTs alone. */
const consumer = createServer((_, response) => response.writeHead(status).end());
let consumerUrl: string;
let sqs: AwsEndpoint;
let gateway: Healthy;
let stage: Awaited<ReturnType<typeof startStage>>;
beforeAll(async () => {
  consumerUrl = await listen(consumer, 0);
  sqs = await startAwsEndpoint(
    { endpoint: 'http://127.0.0.1:1', accessKeyId: 'nobody' },
    [createQueueService([{ ...spec, queue: { ...noQueue, deadLetters: () => deadLetters } }])],
    createRecorder(),
  );
});
afterAll(async () => {
  await sqs.stop();
  await close(consumer);
});
beforeEach(async () => {
  [deadLetters, status] = [[], 405];
  gateway = await startHealthy();
  gateway.secrets.set({ ...gateway.keys, eventWebhookSecrets });
  stage = await startStage(gateway, gateway.front.url, gateway.bots.pipecatCloudUrl);
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', sqs.url);
  Object.assign(stage.outputs, {
    EventDeadLetters: spec.deadLettersUrl,
    EventQueues: JSON.stringify({ crm: spec.url }),
    EventWebhooks: JSON.stringify({ crm: `${consumerUrl}/calls?key=of-the-consumer` }),
  });
});
afterEach(async () => {
  await stage.stop();
  await gateway.stop();
});

async function examined() {
  const doctor: Healthy['doctor'] = (args, options) =>
    run(['doctor', ...(args ?? []), '--stage', 'dev', '--region', 'us-east-1'], {
      nowMs: Date.now(),
      ...options,
    });
  const ran = await report({ ...gateway, doctor });
  expect(ran.out).not.toContain('of-the-consumer');
  const check = ran.checks.find(({ check: name }) => name === 'event webhooks');
  const found = ran.findings.filter(({ check: name }) => name === 'event webhooks' || name === 'secrets');
  return { check, found };
}

test('consumers that answer, whatever it is, and have taken all: nothing', async () => {
  expect(await examined()).toEqual({ check: { check: 'event webhooks', state: 'checked' }, found: [] });
});

test('a stage that posts events to nobody is not looked at', async () => {
  delete stage.outputs['EventQueues'];
  const { check } = await examined();
  expect(check).toMatchObject({ state: 'not-used', why: 'events are posted to nobody' });
});

test('nothing signs what consumers get', async () => {
  gateway.secrets.set(gateway.keys);
  expect((await examined()).found).toMatchObject([
    {
      ...{ check: 'secrets', severity: 'warning' },
      what: 'event-webhook-secrets is not set, and events are to be posted.',
    },
  ]);
});

test('a consumer that fails, and one that is not there', async () => {
  status = 503;
  const gone = 'http://127.0.0.1:1/billing';
  stage.outputs['EventWebhooks'] = JSON.stringify({ crm: consumerUrl, billing: gone });
  expect((await examined()).found).toMatchObject([
    {
      severity: 'warning',
      what: `${consumerUrl}/, where crm is to be told of events, does not answer (http-503).`,
    },
    {
      severity: 'warning',
      what: `${gone}, where billing is to be told of events, does not answer (no-answer).`,
    },
  ]);
});

test('events that nobody took', async () => {
  deadLetters = [dead, dead];
  expect((await examined()).found).toMatchObject([
    {
      ...{ check: 'event webhooks', severity: 'warning' },
      what: 'Some 2 events were given up: their consumers did not take them.',
      fix: 'When the consumers answer again, `patchbay events replay --stage dev --region us-east-1` has them posted again.',
    },
  ]);
});
