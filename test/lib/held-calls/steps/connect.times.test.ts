import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { connectCall } from '../../../../lib/held-calls/steps/connect.ts';
import { inMemory, settings, startMs, type Presence } from '../../../support/held-calls.ts';
import { busy, claimedCall, inLobby, lobby, readyCall, task, unorderedCall } from './connecting.ts';

/** One task that begins so long after the hold, by which moment what was ordered, and when it ended; all in ms. */
async function oneTask(call: HeldCall, afterMs: number, world = inMemory([call])) {
  const orderedAtMs: number[] = [];
  const { connect } = world.world;
  world.world.connect = () => {
    orderedAtMs.push(world.deps.clock.now() - startMs);
    return connect();
  };
  world.advance(afterMs);
  const result = await connectCall(world.deps, task('u2'));
  return { result, orderedAtMs, endedAtMs: world.deps.clock.now() - startMs };
}

/** A provider that takes `takesMs` to say that it takes no order, and wants to be left alone for so long. */
function busyWorld(call: HeldCall, retryAfterMs?: number, takesMs = 0) {
  const world = inMemory([call]);
  world.world.connect = () => {
    world.advance(takesMs);
    return { ...busy, retryAfterMs };
  };
  return world;
}

describe('a task of 8.1 s, of which an order needs 3.5', () => {
  test.each([
    [7_000, 0, 6_000],
    [30_000, 0, 8_100],
    [600, 5_000, 5_000],
  ])(
    'that may order again after %d ms only, said after %d, waits for the next one to do it, until %d',
    async (retryAfterMs, takesMs, endedAtMs) => {
      const world = busyWorld(readyCall(), retryAfterMs, takesMs);
      expect(await oneTask(readyCall(), 0, world)).toEqual({ result: 'busy', orderedAtMs: [0], endedAtMs });
    },
  );

  test('orders ever more often as the end of the hold comes nearer', async () => {
    const { orderedAtMs } = await oneTask(readyCall(), 80_000, busyWorld(readyCall()));
    expect(orderedAtMs).toEqual([80_000, 81_250, 82_422, 83_521, 84_551]);
  });

  test.each<[string, number | undefined, { result: string; orderedAtMs: number[]; endedAtMs: number }]>([
    ['at once, where no time was asked for', undefined, { result: 'sent', orderedAtMs: [0], endedAtMs: 0 }],
    [
      'at once, where the time that was asked for is over',
      -1,
      { result: 'sent', orderedAtMs: [0], endedAtMs: 0 },
    ],
    ['a moment later', 1, { result: 'sent', orderedAtMs: [1], endedAtMs: 1 }],
    ['in the last moment', 4_600, { result: 'sent', orderedAtMs: [4_600], endedAtMs: 4_600 }],
    ['in the next task, which begins in time', 4_601, { result: 'busy', orderedAtMs: [], endedAtMs: 3_601 }],
    ['in a later task', 30_000, { result: 'busy', orderedAtMs: [], endedAtMs: 8_100 }],
  ])('sends what the provider would not take before %s', async (_, afterMs, expected) => {
    const orderAfterMs = afterMs === undefined ? undefined : startMs + afterMs;
    expect(await oneTask(unorderedCall({ orderAfterMs }), 0)).toEqual(expected);
  });

  test.each([
    [4_600, 1],
    [4_601, 0],
  ])('that takes %d ms to look into the room sends %d second orders', async (takesMs, orders) => {
    const call = claimedCall({ emptyPolls: 1 });
    const world = inMemory([call]);
    world.world.callerIn = () => {
      world.advance(takesMs);
      return 'out';
    };
    const { orderedAtMs } = await oneTask(call, 2 * settings.connectSliceMs, world);
    expect(orderedAtMs).toHaveLength(orders);
  });

  test.each([
    [settings.connectSliceMs - 1, true],
    [settings.connectSliceMs, false],
  ])('that comes %d ms after the order came early, since its task died: %s', async (afterMs, isCutShort) => {
    const { deps, record, advance } = inMemory([claimedCall()]);
    advance(afterMs);
    await connectCall(deps, task('u2'));
    expect(record.moves.map(({ event }) => event)).toContainEqual({
      ...{ kind: 'reclaimed', atMs: startMs + afterMs, token: 'u2', isCutShort },
    });
  });
});

describe('a room of others that was ready long ago', () => {
  const unseen = async (afterMs: number, presence: Presence = 'unknown') => {
    const world = inMemory([readyCall(lobby)]);
    inLobby(world);
    const looksEndAtMs: number[] = [];
    const callerIn: typeof world.deps.video.callerIn = (_, endsAtMs) => {
      looksEndAtMs.push(endsAtMs - startMs - afterMs);
      return Promise.resolve(presence);
    };
    const deps = { ...world.deps, video: { ...world.deps.video, callerIn } };
    world.advance(afterMs);
    return {
      result: await connectCall(deps, task('u1')),
      looksEndAtMs,
      orders: world.record.connected.length,
    };
  };
  const twoSlicesLeftMs = settings.holdBudgetMs - 2 * settings.connectSliceMs;

  test.each([
    ['is looked into once more if it could not be, while there is time', twoSlicesLeftMs, 'busy', 0],
    ['is ordered into if there is not', twoSlicesLeftMs + 1, 'sent', 1],
  ])('%s', async (_, afterMs, result, orders) => {
    expect(await unseen(afterMs)).toEqual({ result, looksEndAtMs: [4_600], orders });
  });
});

test('what came of each order is in the log, and why', async () => {
  const call = readyCall();
  const world = inMemory([call]);
  world.world.connect = () => (world.record.connected.length > 1 ? { kind: 'taken' } : busy);
  await oneTask(call, 0, world);
  const sent = { callId: 'c1', update: 1 };
  expect(world.record.logs).toEqual([
    { level: 'info', code: 'call-connect-sent', fields: { ...sent, answer: 'busy', why: 'http-429' } },
    { level: 'info', code: 'call-connect-sent', fields: { ...sent, answer: 'taken', why: undefined } },
  ]);
});
