import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { messageOf } from '../../../lib/aws/clients/event-queues.ts';
import { startAwsEndpoint, type AwsEndpoint } from '../../../local/runtime/aws-endpoint.ts';
import type { QueueSpec } from '../../../local/runtime/queue/spec.ts';
import { createQueueService } from '../../../local/runtime/queue/service.ts';
import { createQueue, type Queue } from '../../../local/runtime/queue/queue.ts';
import { createRecorder } from '../../../local/runtime/recorder.ts';
import { run } from '../gateway.ts';

const urlOf = (name: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}.fifo`;
const spec: QueueSpec = {
  ...{ name: 'crm.fifo', arn: 'arn:aws:sqs:us-east-1:123456789012:crm.fifo', url: urlOf('crm') },
  ...{ deadLettersUrl: urlOf('dead'), visibilityTimeoutMs: 1, deduplicationScope: 'messageGroup' },
  ...{ maxReceiveCount: 1, consumer: { functionName: 'deliver-events', maximumConcurrency: 5 } },
};

const folder = mkdtempSync(join(tmpdir(), 'patchbay-events-'));
const recorder = createRecorder();
let isDown = true;
let handed: unknown[] = [];
let queue: Queue;
let aws: AwsEndpoint;
const localGatewayFile = join(folder, 'local-gateway.json');
const describeGateway = (events?: object) =>
  writeFileSync(
    localGatewayFile,
    JSON.stringify({
      ...{ url: 'http://127.0.0.1:1', awsEndpoint: aws.url, region: 'us-east-1', tableName: 'none' },
      ...{ secretId: 'none', digitalSambaUrl: 'http://127.0.0.1:1', events },
      digitalSambaEventsUrl: 'http://127.0.0.1:1/events',
    }),
  );
const local = (...args: string[]) => run(['events', 'replay', '--local', ...args], { localGatewayFile });

beforeAll(async () => {
  const invoke = (_: string, event: unknown) => {
    if (isDown) return Promise.resolve({ ok: true, payload: 'no answer that Lambda knows' } as const);
    handed.push(event);
    return Promise.resolve({ ok: true, payload: null } as const);
  };
  queue = createQueue(spec, { invoke, recorder, visibilityScale: 1 });
  aws = await startAwsEndpoint(
    { endpoint: 'http://127.0.0.1:1', accessKeyId: 'nobody' },
    [createQueueService([{ ...spec, queue }])],
    recorder,
  );
});
afterAll(async () => {
  queue.stop();
  await aws.stop();
});
beforeEach(() => {
  isDown = true;
  handed = [];
  describeGateway({ deadLettersUrl: spec.deadLettersUrl, queues: { crm: spec.url } });
});

/** Events of three calls that nobody took. */
async function dayOfOutage(consumer = 'crm', calls = 3): Promise<void> {
  const before = queue.deadLetters().length;
  for (const n of [1, 2, 3, 4, 5])
    for (let call = 0; call < calls; call += 1) {
      const { MessageBody, MessageGroupId, MessageDeduplicationId } = messageOf({
        ...{ consumer, id: `c${call}-${n}`, subject: `c${call}`, body: `{"n":${n}}` },
      });
      queue.send({ body: MessageBody, groupId: MessageGroupId, deduplicationId: MessageDeduplicationId });
    }
  await vi.waitFor(() => expect(queue.deadLetters()).toHaveLength(before + 5 * calls));
}

test('a consumer that was down gets all that it has missed, in the order of each call; a dry run only counts', async () => {
  await dayOfOutage();
  expect(await local('--dry-run')).toMatchObject({
    exitCode: 0,
    out: 'Some 15 events would be posted again from the gateway on this machine; nothing was.\n',
  });
  expect(queue.deadLetters()).toHaveLength(15);
  isDown = false;
  expect(await local()).toMatchObject({
    exitCode: 0,
    out: '15 events are on their way again from the gateway on this machine.\n',
  });
  await queue.settled();
  expect(queue.deadLetters()).toEqual([]);
  const ids = [...JSON.stringify(handed).matchAll(/\\"id\\":\\"(c\d-\d)/g)].map(([, id = '']) => id);
  expect(ids.toSorted()).toEqual([0, 1, 2].flatMap((call) => [1, 2, 3, 4, 5].map((n) => `c${call}-${n}`)));
  for (const call of ['c0', 'c1', 'c2'])
    expect(ids.filter((id) => id.startsWith(call))).toEqual([1, 2, 3, 4, 5].map((n) => `${call}-${n}`));
});

test('what is for a consumer that there is no more stays, and is said', async () => {
  await dayOfOutage('gone', 1);
  expect(JSON.parse((await local('--json')).out)).toMatchObject({ replayed: 0 });
  expect(queue.deadLetters()).toHaveLength(5);
});

test('where events are posted to nobody it is refused', async () => {
  describeGateway();
  expect(await local()).toMatchObject({ exitCode: 3, out: '' });
});
