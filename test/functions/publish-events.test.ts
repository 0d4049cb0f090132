import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { makeHandler, type Deps } from '../../functions/publish-events.ts';
import type { BusEvent } from '../../lib/aws/clients/event-bus.ts';
import { itemOf } from '../../lib/aws/stores/held-calls/call-item.ts';
import { canaryCallId } from '../../lib/canary/id.ts';
import type { HeldCall } from '../../lib/held-calls/model/call.ts';
import type { LogCode } from '../../lib/telemetry/telemetry.ts';
import { goodCall, heldCall, historyOf } from '../lib/events/calls.ts';

const history = historyOf(heldCall, goodCall);
const imageOf = (call: HeldCall) => marshall(itemOf(call), { removeUndefinedValues: true });
const key = { pk: { S: 'CALL#call-1' }, sk: { S: 'CALL' } };
/** The writes of a call, as the stream brings them. */
const recordsOf = (calls: readonly HeldCall[]) =>
  calls.map((call, index) => {
    const before = calls[index - 1];
    return {
      dynamodb: {
        SequenceNumber: `${100 + index}`,
        ApproximateCreationDateTime: 1_772_359_200,
        Keys: key,
        ...(before && { OldImage: imageOf(before) }),
        NewImage: imageOf(call),
      },
    };
  });
const unreadable = {
  dynamodb: {
    SequenceNumber: '99',
    ApproximateCreationDateTime: 0,
    Keys: key,
    NewImage: { ...key, state: { S: 'unheard-of' } },
  },
};

function start({ takes = Infinity, queueTakes = Infinity, notes = true } = {}) {
  const queued: { readonly id: string; readonly subject: string; readonly body: string }[] = [];
  const taken: BusEvent[] = [];
  const noted: unknown[] = [];
  const logged: LogCode[] = [];
  const counted: unknown[] = [];
  const log = (code: LogCode) => void logged.push(code);
  const deps: Deps = {
    bus: {
      put: (events) => {
        taken.push(...events.slice(0, takes));
        return Promise.resolve(Math.min(takes, events.length));
      },
    },
    queues: {
      put: (events) => {
        queued.push(...events.slice(0, queueTakes));
        return Promise.resolve(Math.min(queueTakes, events.length));
      },
    },
    unpublished: {
      note: (...what) => {
        if (!notes) return Promise.reject(new Error('the queue is gone'));
        noted.push(what);
        return Promise.resolve();
      },
    },
    view: { stage: 'dev', showsNumbers: false },
    log: { info: log, warn: log, error: log },
    count: (...what) => void counted.push(what),
  };
  return { handle: makeHandler(deps), taken, queued, noted, logged, counted };
}

test('what was written is published in order', async () => {
  const { handle, taken, logged } = start();
  expect(await handle({ Records: recordsOf(history) })).toEqual({ batchItemFailures: [] });
  expect(taken.map(({ source, detailType }) => `${source} ${detailType}`)).toEqual([
    'patchbay call.held',
    'patchbay call.targetRefused',
    'patchbay call.connected',
    'patchbay call.callerLeft',
  ]);
  expect(logged).toEqual([]);
});

test('a bus that takes no more is brought the rest again, from the first that it did not take', async () => {
  const { handle, taken, logged, counted } = start({ takes: 2 });
  const answer = await handle({ Records: recordsOf(history) });
  expect(taken).toHaveLength(2);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '105' }] });
  expect(logged).toEqual(['events-not-taken']);
  expect(counted).toEqual([['eventsUnpublished', 2, 'not-taken']]);
});

test('what is posted is the same, by call, and what a queue does not take comes again as what the bus does not', async () => {
  const { handle, taken, queued, counted } = start({ queueTakes: 1 });
  const answer = await handle({ Records: recordsOf(history) });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '102' }] });
  expect(counted).toEqual([['eventsUnpublished', 3, 'not-taken']]);
  expect(queued).toEqual([
    { id: `call-1-${heldCall.heldAtMs}-1`, subject: 'call-1', body: taken[0]?.detail },
  ]);
});

test('a write that cannot be read is noted by its key, and holds up no other', async () => {
  const { handle, taken, noted, logged, counted } = start();
  const answer = await handle({ Records: [unreadable, ...recordsOf([heldCall])] });
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(taken).toHaveLength(1);
  expect(noted).toEqual([[{ pk: 'CALL#call-1', sk: 'CALL' }, '99']]);
  expect(logged).toEqual(['event-unreadable']);
  expect(counted).toEqual([['eventsUnpublished', 1, 'unreadable']]);
});

test('if it cannot be noted either, the stream brings it again', async () => {
  const { handle, taken } = start({ notes: false });
  await expect(handle({ Records: [unreadable, ...recordsOf([heldCall])] })).rejects.toThrow(
    'the queue is gone',
  );
  expect(taken).toEqual([]);
});

test('of the canary, of what is deleted and of other items nothing is published', async () => {
  const { handle, taken } = start();
  const canary = { ...heldCall, id: canaryCallId('1') };
  const [deleted] = recordsOf([heldCall]).map(({ dynamodb }) => ({
    dynamodb: { ...dynamodb, OldImage: dynamodb.NewImage, NewImage: undefined },
  }));
  const route = { pk: { S: 'ROUTE#+1' }, sk: { S: 'ROUTE' } };
  const other = {
    dynamodb: { SequenceNumber: '1', ApproximateCreationDateTime: 0, Keys: route, NewImage: route },
  };
  await handle({ Records: [...recordsOf([canary]), deleted, other] });
  expect(taken).toEqual([]);
});
