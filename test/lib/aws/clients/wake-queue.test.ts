import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import {
  createWakeQueue,
  interactiveRetry,
  openWakeClient,
  backgroundRetry,
  wakeSchema,
} from '../../../../lib/aws/clients/wake-queue.ts';
import { startAwsStub, type AwsStub, type StubAnswer } from '../aws-stub.ts';

const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/patchbay-test-conference-sync.fifo';
const BODY = '{"conference":"conf-1"}';
const LATER = '{"conference":"conf-1","notBeforeMs":1800000006000}';
const acceptedAs = (what: 'now' | 'later'): StubAnswer => {
  const body = what === 'now' ? BODY : LATER;
  return { body: { MessageId: 'm', MD5OfMessageBody: createHash('md5').update(body).digest('hex') } };
};
const accepted = acceptedAs('now');

let stub: AwsStub;
beforeEach(async () => {
  stub = await startAwsStub();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await stub.stop();
});

function queue(client = openWakeClient(backgroundRetry, stub.settings)) {
  let ids = 0;
  return createWakeQueue({ client, queueUrl, newId: () => `id-${(ids += 1)}` });
}

/** Faults that another try may overcome. */
const passing: { readonly what: string; readonly answer: StubAnswer }[] = [
  { what: 'throttling by SQS', answer: { error: 'RequestThrottled' } },
  { what: 'throttling', answer: { error: 'ThrottlingException' } },
  { what: 'status 429', answer: { status: 429, html: '<h1>Too many</h1>' } },
  { what: 'an internal error', answer: { status: 500, error: 'InternalFailure' } },
  { what: 'status 503 without JSON', answer: { status: 503, html: '<h1>Unavailable</h1>' } },
  { what: 'a dropped connection', answer: 'drop' },
  { what: 'no answer', answer: 'hang' },
];

describe.each(passing)('after $what', ({ answer }) => {
  test('a wake is tried again under the same id', async () => {
    stub.answers.push(answer, accepted);
    expect(await queue().wake('conf-1')).toBe('sent');
    const ids = stub.requests.map(({ input }) => {
      return z.object({ MessageDeduplicationId: z.string() }).parse(input).MessageDeduplicationId;
    });
    expect(ids).toEqual(['id-1', 'id-1']);
  });

  test('three times, a wake has failed', async () => {
    stub.answers.push(...Array<StubAnswer>(5).fill(answer));
    expect(await queue().wake('conf-1')).toBe('failed');
    expect(stub.requests).toHaveLength(3);
  });
});

describe('while a caller listens into silence', () => {
  const hasty = () => queue(openWakeClient(interactiveRetry, stub.settings));
  /** Of the SDK before its second try, at most (AWS SDKs and Tools Reference Guide, "Retry behavior"). */
  const sdkPauseMs = 100;

  test('a wake that hangs has failed within a second', async () => {
    stub.answers.push('hang', 'hang');
    const startedAtMs = performance.now();
    expect(await hasty().wake('conf-1')).toBe('failed');
    const { maxTries, requestTimeoutMs } = interactiveRetry;
    expect(maxTries * requestTimeoutMs + sdkPauseMs).toBeLessThan(1_000);
    // A busy machine adds to it: the answer of the voice webhook may take three seconds.
    expect(performance.now() - startedAtMs).toBeLessThan(3_000);
    expect(stub.requests).toHaveLength(2);
  });

  test('a connection that has died is replaced', async () => {
    stub.answers.push('drop', accepted);
    expect(await hasty().wake('conf-1')).toBe('sent');
  });
});

test('a service that is not there has failed too', async () => {
  await stub.stop();
  expect(await queue().wake('conf-1')).toBe('failed');
  stub = await startAwsStub();
});

test.each(['AccessDeniedException', 'QueueDoesNotExist', 'InvalidParameterValue'])(
  '%s is thrown at once',
  async (error) => {
    stub.answers.push({ error });
    await expect(queue().wake('conf-1')).rejects.toMatchObject({ name: error });
    expect(stub.requests).toHaveLength(1);
  },
);

test('a wake names its conference, which is its group, and has an id of its own', async () => {
  stub.answers.push(accepted, accepted);
  const { wake } = queue();
  expect([await wake('conf-1'), await wake('conf-1')]).toEqual(['sent', 'sent']);
  const input = { QueueUrl: queueUrl, MessageBody: BODY, MessageGroupId: 'conf-1' };
  expect(stub.requests).toEqual([
    { operation: 'SendMessage', input: { ...input, MessageDeduplicationId: 'id-1' } },
    { operation: 'SendMessage', input: { ...input, MessageDeduplicationId: 'id-2' } },
  ]);
  expect(wakeSchema.parse(JSON.parse(BODY))).toEqual({ conference: 'conf-1' });
});

describe('a wake for later', () => {
  test('has a group of its own, and is one for all of a second', async () => {
    stub.answers.push(acceptedAs('later'), acceptedAs('later'));
    const { wakeAt } = queue();
    expect(await wakeAt('conf-1', 1_800_000_005_001)).toBe('sent');
    expect(await wakeAt('conf-1', 1_800_000_006_000)).toBe('sent');
    const name = 'conf-1.1800000006';
    const input = {
      QueueUrl: queueUrl,
      MessageBody: LATER,
      MessageGroupId: name,
      MessageDeduplicationId: name,
    };
    expect(stub.requests).toEqual([
      { operation: 'SendMessage', input },
      { operation: 'SendMessage', input },
    ]);
  });

  test('is postponed by whole seconds, and no shorter than was asked', async () => {
    stub.answers.push({ body: {} });
    expect(await queue().postpone('receipt', 4_001)).toBe('postponed');
    const input = { QueueUrl: queueUrl, ReceiptHandle: 'receipt', VisibilityTimeout: 5 };
    expect(stub.requests).toEqual([{ operation: 'ChangeMessageVisibility', input }]);
  });

  test.each(['ReceiptHandleIsInvalid', 'MessageNotInflight', 'InvalidParameterValue'])(
    'that is in nobody’s hand any more (%s) cannot be postponed',
    async (error) => {
      stub.answers.push({ error });
      expect(await queue().postpone('receipt', 1_000)).toBe('failed');
      expect(stub.requests).toHaveLength(1);
    },
  );

  test('is tried to be postponed as often as a wake is tried to be sent', async () => {
    stub.answers.push(...Array<StubAnswer>(5).fill({ status: 500, error: 'InternalFailure' }));
    expect(await queue().postpone('receipt', 1_000)).toBe('failed');
    expect(stub.requests).toHaveLength(3);
  });

  test('that may not be postponed is a mistake of ours', async () => {
    stub.answers.push({ error: 'AccessDeniedException' });
    await expect(queue().postpone('receipt', 1_000)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

test("AWS_ENDPOINT_URL_SQS goes before the host in the queue's URL", async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', stub.settings.endpoint);
  stub.answers.push(accepted);
  const { region, credentials } = stub.settings;
  expect(await queue(openWakeClient(backgroundRetry, { region, credentials })).wake('conf-1')).toBe('sent');
  expect(stub.requests).toHaveLength(1);
});
