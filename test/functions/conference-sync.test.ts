import { beforeEach, describe, expect, test } from 'vitest';
import { makeHandler } from '../../functions/conference-sync.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { newConference, startMs } from '../support/new-conference.ts';

let world: ReturnType<typeof inMemoryConferences>;
let postponed: { receipt: string; ms: number }[];
beforeEach(() => {
  world = inMemoryConferences([newConference('c1')]);
  postponed = [];
});
const handle = (wake: object) => {
  const postpone = (receipt: string, ms: number) => {
    postponed.push({ receipt, ms });
    return Promise.resolve('postponed' as const);
  };
  const record = { messageId: 'm1', receiptHandle: 'r1', body: JSON.stringify(wake) };
  const { deps } = world;
  return makeHandler({ ...deps, wake: { ...deps.wake, postpone } })({ Records: [record] });
};
const done = { batchItemFailures: [] };
const synced = () => world.record.logs.filter(({ code }) => code === 'conference-synced').length;

test('a wake makes its conference agree, and is done with', async () => {
  expect(await handle({ conference: 'c1' })).toEqual(done);
  expect([synced(), postponed, world.record.wakes]).toEqual([1, [], []]);
});

describe('a wake for later', () => {
  test('that comes too early is hidden until then, and kept', async () => {
    const kept = await handle({ conference: 'c1', notBeforeMs: startMs + 4_200 });
    expect(kept).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect([synced(), postponed, world.record.wakes]).toEqual([0, [{ receipt: 'r1', ms: 4_200 }], []]);
  });

  test.each([0, 90_000])('that comes %i ms after its time is sent on to its conference', async (lateMs) => {
    world.advance(lateMs);
    expect(await handle({ conference: 'c1', notBeforeMs: startMs })).toEqual(done);
    expect([synced(), postponed, world.record.wakes]).toEqual([0, [], ['c1']]);
  });

  test('that cannot be sent on is left to the sweep', async () => {
    world.world.wake = 'failed';
    expect(await handle({ conference: 'c1', notBeforeMs: startMs })).toEqual(done);
  });
});

test.each([{}, { conference: '' }, { conference: 'c1', notBeforeMs: 'soon' }])(
  '%j names no conference, and fails',
  async (wake) => {
    await expect(handle(wake)).rejects.toThrow();
  },
);
