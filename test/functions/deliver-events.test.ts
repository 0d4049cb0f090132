import { expect, test } from 'vitest';
import { makeHandler, type Deps } from '../../functions/deliver-events.ts';
import type { LogCode, LogFields } from '../../lib/telemetry/telemetry.ts';
import type { Delivered } from '../../lib/providers/event-webhook/event-webhook.ts';

const url = 'https://crm.example.com/calls';
const queued = { consumer: 'crm', id: 'call-1-0-7', subject: 'call-1', body: '{"type":"call.held"}' };
const eventOf = (tries: number, message: unknown = queued) => ({
  Records: [
    {
      messageId: 'm1',
      receiptHandle: 'in-hand',
      body: JSON.stringify(message),
      attributes: { ApproximateReceiveCount: `${tries}` },
    },
  ],
});

function start(answer: Delivered) {
  const posted: unknown[] = [];
  const hidden: unknown[] = [];
  const counted: unknown[] = [];
  const logged: [LogCode, LogFields?][] = [];
  const log = (...line: [LogCode, LogFields?]) => void logged.push(line);
  const deps: Deps = {
    webhook: {
      deliver: (event) => {
        posted.push(event);
        return Promise.resolve(answer);
      },
    },
    urls: { crm: url },
    hide: (...what) => {
      hidden.push(what);
      return Promise.resolve();
    },
    log: { info: log, warn: log, error: log },
    count: (...what) => void counted.push(what),
  };
  return { handle: makeHandler(deps), posted, hidden, counted, logged };
}

test('an event that its consumer takes is done', async () => {
  const { handle, posted, hidden, logged } = start({ ok: true });
  expect(await handle(eventOf(1))).toEqual({ batchItemFailures: [] });
  expect(posted).toEqual([{ id: queued.id, url, body: queued.body }]);
  expect([hidden, logged]).toEqual([[], []]);
});

test.each([
  [1, 5_000],
  [2, 30_000],
  [5, 1_800_000],
  [6, 0],
])('one that it did not take at try %i comes again after %i ms', async (tries, ms) => {
  const { handle, hidden, counted, logged } = start({ ok: false, why: 'http-503' });
  expect(await handle(eventOf(tries))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect(hidden).toEqual([['crm', 'in-hand', ms]]);
  expect(counted).toEqual([['eventsUndelivered', 1, 'crm']]);
  const said = { consumer: 'crm', event: queued.id, why: 'http-503', tries, isLast: tries === 6 };
  expect(logged).toEqual([['event-not-delivered', said]]);
});

test('a consumer that says how long to wait gets that long, and half an hour at most', async () => {
  for (const [asked, given] of [
    [60_000, 60_000],
    [86_400_000, 1_800_000],
    [1, 5_000],
  ]) {
    const { handle, hidden } = start({ ok: false, why: 'http-429', retryAfterMs: asked ?? 0 });
    await handle(eventOf(1));
    expect(hidden).toEqual([['crm', 'in-hand', given]]);
  }
});

test('what is under way to a consumer that the settings do not name any more is dropped, and said', async () => {
  const { handle, posted, logged } = start({ ok: true });
  const answer = await handle(eventOf(1, { ...queued, consumer: 'gone' }));
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(posted).toEqual([]);
  expect(logged).toEqual([['event-without-consumer', { consumer: 'gone', event: queued.id }]]);
});
