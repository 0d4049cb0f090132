import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import {
  presenceDelayMs,
  quickAnswerMs,
  shownAfterMs,
} from '../../../../lib/held-calls/model/connect-times.ts';
import type { Ordered } from '../../../../lib/held-calls/ports.ts';
import { connectCall } from '../../../../lib/held-calls/steps/connect.ts';
import {
  botTarget,
  inMemory,
  secondBotTarget,
  settings,
  startMs,
  type Presence,
} from '../../../support/held-calls.ts';
import {
  id,
  task,
  room,
  readyCall,
  claimedCall,
  connected,
  left,
  released,
  busy,
  gone,
  refused,
  untilSettled,
  lobby,
} from './connecting.ts';
import { rightBefore } from './races.ts';

describe('the second order', () => {
  const sliceMs = settings.connectSliceMs;
  const again = async (change: Partial<HeldCall>, presence: Presence, afterMs: number) => {
    const world = inMemory([claimedCall(change)]);
    world.world.callerIn = presence;
    world.advance(afterMs);
    return { ...world, result: await connectCall(world.deps, task('u2')) };
  };

  test('is sent when the room was seen empty twice, the last time when it must show the caller', async () => {
    const { result, record, call, deps } = await again({}, 'out', sliceMs + 1_000);
    expect(result).toBe('sent');
    expect(record.polls.map(({ atMs }) => atMs - startMs)).toEqual([sliceMs + 1_000, shownAfterMs]);
    expect(record.connected).toMatchObject([{ hold: 'hold-of-c1', address: 'room@sip' }]);
    expect(call('c1')).toMatchObject({ updates: 2, token: 'u2', claimedAtMs: startMs });
    expect(call('c1').orderedAtMs).toBe(deps.clock.now());
  });

  test('is sent after one look, if an earlier task had another', async () => {
    const { result, record } = await again({ emptyPolls: 1 }, 'out', 2 * sliceMs);
    expect(result).toBe('sent');
    expect(record.polls).toHaveLength(1);
    expect(record.connected).toHaveLength(1);
  });

  /** The offset of the second order, of a call whose tasks come as the machine has them come. */
  async function secondOrderMs(firstTakesMs: number, answer: Ordered, secondTaskMs: number) {
    const world = inMemory([readyCall()]);
    const orderedAtMs: number[] = [];
    world.world.callerIn = 'out';
    world.world.connect = () => {
      orderedAtMs.push(world.deps.clock.now() - startMs);
      if (orderedAtMs.length > 1) return { kind: 'taken' };
      world.advance(firstTakesMs);
      return answer;
    };
    await connectCall(world.deps, task('u1'));
    for (let n = 0; orderedAtMs.length < 2 && n < 4; n += 1) {
      world.advance(startMs + secondTaskMs + n * (sliceMs + 1_000) - world.deps.clock.now());
      await connectCall(world.deps, task(`u${n + 2}`));
    }
    return { secondMs: orderedAtMs[1], call: world.call('c1'), record: world.record };
  }

  test.each([
    [200, 'taken'],
    [400, 'unknown'],
    [3_000, 'taken'],
    [8_000, 'taken'],
    [8_100, 'unknown'],
  ] as const)('waits for the presence from the answer on, which took %d ms: %s', async (tookMs, kind) => {
    const { secondMs = 0, call } = await secondOrderMs(tookMs, { kind }, sliceMs + 1_000);
    expect(secondMs).toBeGreaterThanOrEqual(tookMs + presenceDelayMs);
    // The second task of the machine sends it if it can, else the third.
    expect(secondMs).toBe(tookMs > quickAnswerMs ? Math.max(24_000, tookMs + shownAfterMs) : shownAfterMs);
    expect(call).toMatchObject({ updates: 2, claimedAtMs: startMs });
  });

  test('costs no write where the answer came at once', async () => {
    const { call, record } = await secondOrderMs(quickAnswerMs, { kind: 'taken' }, sliceMs + 1_000);
    expect(call.answeredAtMs).toBeUndefined();
    expect(record.moves.map(({ event }) => event.kind)).not.toContain('answeredLate');
  });

  test('waits from the next task on, if the one that ordered died before it could note an answer', async () => {
    const world = inMemory([claimedCall()]);
    world.world.callerIn = 'out';
    for (const atMs of [9_000, 21_000, 33_000]) {
      world.advance(startMs + atMs - world.deps.clock.now());
      await connectCall(world.deps, task(`at-${atMs}`));
    }
    expect(world.call('c1')).toMatchObject({ updates: 2, answeredAtMs: startMs + 9_000 });
    const orderedAtMs = world.call('c1').orderedAtMs ?? 0;
    expect(orderedAtMs - startMs).toBeGreaterThanOrEqual(9_000 + presenceDelayMs);
    expect(world.record.connected).toHaveLength(1);
  });

  test('is left to the next task if this one is too short for it, and the look is remembered', async () => {
    const { result, record, call } = await again({}, 'out', 5_000);
    expect(result).toBe('sent');
    expect(record.connected).toEqual([]);
    expect(call('c1')).toMatchObject({ updates: 1, emptyPolls: 1 });
  });

  test('is left to the next task if looking takes as long as this one', async () => {
    const world = inMemory([claimedCall()]);
    world.world.callerIn = () => {
      world.advance(3_000);
      return 'out';
    };
    world.advance(sliceMs + 1_000);
    expect(await connectCall(world.deps, task('u2'))).toBe('sent');
    expect(world.record.connected).toEqual([]);
    expect(world.call('c1').emptyPolls).toBe(2);
    world.advance(sliceMs - 6_000 + 1_000);
    expect(await connectCall(world.deps, task('u3'))).toBe('sent');
    expect(world.record.connected).toHaveLength(1);
  });

  test('is not sent while nobody knows who is in the room: it is looked again', async () => {
    const { result, record, call } = await again({}, 'unknown', sliceMs + 1_000);
    expect(result).toBe('sent');
    expect(record.connected).toEqual([]);
    expect(record.polls).toEqual(
      [12_000, 13_000, 14_000, 15_000, 16_000].map((ms) => ({ room: room.name, atMs: startMs + ms })),
    );
    expect(call('c1').emptyPolls).toBeUndefined();
  });

  test('is not sent while nobody knows who is in the room, however often it was seen empty', async () => {
    const { result, record } = await again({ emptyPolls: 2 }, 'unknown', 2 * sliceMs);
    expect([result, record.connected]).toEqual(['sent', []]);
  });

  test('is sent after two looks, also if the first one comes when the room must show the caller', async () => {
    const { result, record } = await again({}, 'out', 2 * sliceMs);
    expect(result).toBe('sent');
    expect(record.polls.map(({ atMs }) => atMs - startMs)).toEqual([2 * sliceMs, 2 * sliceMs + 1_000]);
    expect(record.connected).toHaveLength(1);
  });

  test('is sent once by two twins, and the later one fails nothing', async () => {
    const { deps, world, record, advance } = inMemory([claimedCall({ emptyPolls: 1 })]);
    world.callerIn = 'out';
    advance(2 * sliceMs);
    const twin = rightBefore(deps, 'reclaimed', () => connectCall(deps, task('u2')));
    expect(await connectCall(twin, task('u2'))).toBe('sent');
    expect(record.connected).toHaveLength(1);
  });

  test('is not sent a third time', async () => {
    const { result, record } = await again({ updates: 2 }, 'out', sliceMs);
    expect(result).toBe('sent');
    expect(record.connected).toEqual([]);
  });

  test('is not sent to a room where the caller cannot be told from others, nor is it looked there', async () => {
    const { result, record } = await again(lobby, 'out', sliceMs);
    expect(result).toBe('sent');
    expect([record.connected, record.polls]).toEqual([[], []]);
  });

  test('that the provider does not take for now does not count either', async () => {
    const world = inMemory([claimedCall({ emptyPolls: 1 })]);
    world.world.callerIn = 'out';
    world.world.connect = () => busy;
    world.advance(2 * sliceMs);
    expect(await connectCall(world.deps, task('u2'))).toBe('busy');
    expect(world.call('c1')).toMatchObject({ updates: 1, claimedAtMs: startMs });
    world.world.connect = () => ({ kind: 'taken' });
    expect((await untilSettled(world)).result).toBe('sent');
    expect(world.call('c1').updates).toBe(2);
  });

  // With the caller in the room, the first row would find out that it should never have looked.
  test.each([
    ['reclaimed', 'in'],
    ['updatedAgain', 'out'],
  ] as const)('is not sent when the news comes right before the call is %s', async (kind, presence) => {
    for (const [event, result, resumed] of [
      [connected, 'done', ['u2']],
      [left, 'done', ['u2']],
      [released, 'over', []],
    ] as const) {
      const { deps, world, record, advance } = inMemory([claimedCall({ emptyPolls: 1 })]);
      world.callerIn = presence;
      advance(2 * sliceMs);
      const late = rightBefore(deps, kind, () => deps.calls.move(id, event));
      expect(await connectCall(late, task('u2'))).toBe(result);
      expect(record.connected).toEqual([]);
      expect(record.resumed).toEqual(resumed);
    }
  });

  test('is still sent when the hold has just a slice left', async () => {
    const { result, record } = await again({ emptyPolls: 1 }, 'out', settings.holdBudgetMs - sliceMs);
    expect(result).toBe('sent');
    expect(record.connected).toHaveLength(1);
  });

  test('is not needed when the room shows the caller: presence is as good as the news', async () => {
    const { result, record, call } = await again({}, 'in', sliceMs);
    expect(result).toBe('done');
    expect(record.connected).toEqual([]);
    expect(record.resumed).toContain('u2');
    expect(call('c1').state).toBe('connected');
    expect(call('c1').timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
  });

  test('is not needed when the second look shows the caller', async () => {
    const world = inMemory([claimedCall()]);
    world.world.callerIn = () => (world.record.polls.length > 1 ? 'in' : 'out');
    world.advance(sliceMs + 1_000);
    expect(await connectCall(world.deps, task('u2'))).toBe('done');
    expect(world.record.connected).toEqual([]);
  });

  test.each(['connected', 'transferring', 'transferred', 'ended'] as const)(
    'is not needed when the call is %s',
    async (state) => {
      const { result, record } = await again({ state }, 'out', sliceMs);
      expect(result).toBe('done');
      expect(record.resumed).toEqual(['u2']);
      expect(record.connected).toEqual([]);
    },
  );

  test('comes too late when the hold is nearly over', async () => {
    const { result, record } = await again({}, 'out', settings.holdBudgetMs - sliceMs + 1);
    expect(result).toBe('budget-spent');
    expect(record.connected).toEqual([]);
  });

  test.each([
    [gone, { reportedGone: true }, 'reportedGone'],
    [refused, {}, 'refusedAgain'],
  ] as const)(
    'answered $kind proves nothing, for the first may have worked',
    async (answer, known, event) => {
      const world = inMemory([claimedCall({ emptyPolls: 1, targets: [botTarget, secondBotTarget] })]);
      world.world.callerIn = 'out';
      world.world.connect = () => answer;
      world.advance(2 * sliceMs);
      expect(await connectCall(world.deps, task('u2'))).toBe('sent');
      expect(world.call('c1')).toMatchObject({ state: 'connecting', updates: 2, ...known });
      expect(world.call('c1').timeline.at(-1)?.event).toBe(event);
    },
  );
});

describe('when all that may be ordered was ordered, and nothing is heard', () => {
  const result = async (change: Partial<HeldCall>, presence: Presence, afterMs: number) => {
    const { deps, world, advance } = inMemory([claimedCall({ updates: 2, ...change })]);
    world.callerIn = presence;
    advance(afterMs);
    return connectCall(deps, task('u2'));
  };

  test.each([
    ['the room must have shown the caller', {}, 'out', shownAfterMs, 'silent'],
    ['the room may not show the caller yet', {}, 'out', shownAfterMs - 1, 'sent'],
    [
      'the room may not show the caller yet, since the order took long',
      { answeredAtMs: startMs + 1 },
      'out',
      shownAfterMs,
      'sent',
    ],
    [
      'the room may not show the caller yet, since the second order came late',
      { orderedAtMs: startMs + 1 },
      'out',
      shownAfterMs,
      'sent',
    ],
    ['nobody knows', {}, 'unknown', 3 * shownAfterMs, 'sent'],
    ['the caller is in', {}, 'in', shownAfterMs, 'done'],
    [
      'others are in the room too, for a slice',
      { ...lobby, updates: 1 },
      'in',
      settings.connectSliceMs,
      'sent',
    ],
    [
      'others are in the room too, for two',
      { ...lobby, updates: 1 },
      'in',
      2 * settings.connectSliceMs,
      'silent',
    ],
  ] as const)('%s', async (_, change, presence, afterMs, expected) => {
    expect(await result(change, presence, afterMs)).toBe(expected);
  });
});
