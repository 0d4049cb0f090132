import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { shownAfterMs } from '../../../../lib/held-calls/model/connect-times.ts';
import { connectCall } from '../../../../lib/held-calls/steps/connect.ts';
import type { Ordered } from '../../../../lib/held-calls/ports.ts';
import { botTarget, inMemory, lobbyTarget, settings, startMs } from '../../../support/held-calls.ts';
import {
  id,
  task,
  readyCall,
  claimedCall,
  unorderedCall,
  busy,
  untilSettled,
  inLobby,
  lobby,
} from './connecting.ts';
import { rightBefore } from './races.ts';

describe('an order that the provider does not take for now', () => {
  /** A provider that takes orders again so long after the beginning. */
  function busyFor(ms: number, call: HeldCall = readyCall(), answer: Ordered = busy) {
    const world = inMemory([call]);
    const orderedAtMs: number[] = [];
    world.world.connect = () => {
      orderedAtMs.push(world.deps.clock.now() - startMs);
      return world.deps.clock.now() < startMs + ms ? answer : { kind: 'taken' };
    };
    return { ...world, orderedAtMs };
  }

  test('is sent again within its task, at a pace, and is one order', async () => {
    const { deps, call, orderedAtMs } = busyFor(1_000);
    expect(await connectCall(deps, task('u1'))).toBe('sent');
    expect(orderedAtMs).toEqual([0, 500, 1_000]);
    const sentAtMs = startMs + 1_000;
    expect(call('c1')).toMatchObject({ updates: 1, claimedAtMs: sentAtMs, orderedAtMs: sentAtMs });
    expect(call('c1').timeline.map(({ event }) => event)).toEqual(['held', 'claimed']);
  });

  test('is the one whose caller the room must show: a second order falls due so long after it', async () => {
    const world = busyFor(1_000);
    await connectCall(world.deps, task('u1'));
    world.world.callerIn = 'out';
    for (const [n, token] of ['u2', 'u3'].entries()) {
      world.advance(startMs + (n + 1) * 12_000 - world.deps.clock.now());
      await connectCall(world.deps, task(token));
    }
    expect(world.call('c1').updates).toBe(2);
    expect(world.orderedAtMs.at(-1)).toBeGreaterThanOrEqual(1_000 + shownAfterMs);
  });

  test('is not sent again by a task of which another has taken the call over', async () => {
    const { deps, orderedAtMs } = busyFor(Infinity);
    const late = rightBefore(deps, 'sentAnew', () =>
      deps.calls.move(id, { kind: 'reclaimed', atMs: startMs, token: 'u2', isCutShort: false }),
    );
    expect(await connectCall(late, task('u1'))).toBe('over');
    expect(orderedAtMs).toEqual([0]);
  });

  test('is sent again by the next task, and is no order until then', async () => {
    const world = busyFor(8_000);
    expect(await connectCall(world.deps, task('u0'))).toBe('busy');
    expect(world.call('c1')).toMatchObject({ state: 'connecting', updates: 0 });
    expect(world.call('c1').claimedAtMs).toBeUndefined();
    world.advance(1_000);
    expect((await untilSettled(world)).result).toBe('sent');
    const { claimedAtMs, orderedAtMs, updates } = world.call('c1');
    expect({ claimedAtMs, updates }).toEqual({ claimedAtMs: orderedAtMs, updates: 1 });
    expect(claimedAtMs).toBeGreaterThan(startMs + 8_000);
    expect(world.call('c1').timeline).toContainEqual(
      expect.objectContaining({ event: 'notOrdered', detail: 'http-429' }),
    );
  });

  test('of whichever room is sent for 30 s on end, and then connects: at most every 6 s', async () => {
    for (const change of [{}, lobby]) {
      const world = busyFor(30_000, readyCall(change));
      inLobby(world);
      expect((await untilSettled(world)).result).toBe('sent');
      expect(world.deps.clock.now()).toBeLessThan(startMs + 38_000);
      expect(world.orderedAtMs.length).toBeLessThanOrEqual(16);
      expect(world.call('c1').updates).toBe(1);
    }
  });

  test('of which nothing comes to the end is sent until a slice before it, and every task leaves time to store that', async () => {
    const world = busyFor(Infinity);
    let longestMs = 0;
    for (let tasks = 1; ; tasks += 1) {
      const begunAtMs = world.deps.clock.now();
      const result = await connectCall(world.deps, task(`u${tasks}`));
      longestMs = Math.max(longestMs, world.deps.clock.now() - begunAtMs);
      if (result === 'budget-spent') break;
      expect(result).toBe('busy');
      world.advance(1_000);
    }
    expect(longestMs).toBeLessThanOrEqual(0.9 * settings.connectTaskMs);
    const lastMs = world.orderedAtMs.at(-1) ?? 0;
    expect(lastMs).toBeGreaterThan(settings.holdBudgetMs - settings.connectSliceMs - 3_000);
    expect(lastMs).toBeLessThan(settings.holdBudgetMs - 5_000);
    expect(world.call('c1').updates).toBe(0);
  });

  test.each([2_000, 10_000, 40_000])(
    'is not sent before the provider wants it: %d ms',
    async (retryAfterMs) => {
      const world = busyFor(500, readyCall(), { ...busy, retryAfterMs });
      expect((await untilSettled(world)).result).toBe('sent');
      // A wait that no limit of the provider can mean is cut to the longest one.
      expect(world.orderedAtMs).toEqual([0, Math.min(30_000, retryAfterMs)]);
    },
  );

  test('is sent once more in time, however long the provider wants to be left alone', async () => {
    const world = busyFor(500, readyCall(), { ...busy, retryAfterMs: 30_000 });
    world.advance(settings.holdBudgetMs - 40_000);
    world.world.connect = () => {
      world.orderedAtMs.push(world.deps.clock.now() - startMs);
      return world.orderedAtMs.length === 1 ? { ...busy, retryAfterMs: 30_000 } : { kind: 'taken' };
    };
    expect((await untilSettled(world)).result).toBe('sent');
    const lastTaskMs = settings.holdBudgetMs - settings.connectSliceMs;
    expect(world.orderedAtMs[1]).toBeGreaterThanOrEqual(lastTaskMs - settings.connectSliceMs);
    expect(world.orderedAtMs[1]).toBeLessThanOrEqual(lastTaskMs);
  });

  test('is sent at moments that differ from call to call', async () => {
    const moments = [0, 0.5, 0.999].map(async (random) => {
      const world = busyFor(1);
      await connectCall({ ...world.deps, random: () => random }, task('u1'));
      return world.orderedAtMs[1];
    });
    expect(await Promise.all(moments)).toEqual([500, 750, 1_000]);
  });

  test('is one whose function died meanwhile: then it may have worked', async () => {
    const { deps, record, advance } = inMemory([claimedCall()]);
    advance(settings.connectSliceMs);
    expect(await connectCall(deps, task('u2'))).toBe('sent');
    expect(record.connected).toEqual([]);
  });

  test('is not sent for a call that somebody else has taken over: its own count stays', async () => {
    const { deps, call } = busyFor(Infinity);
    const late = rightBefore(deps, 'notOrdered', () =>
      deps.calls.move(id, { kind: 'reclaimed', atMs: startMs, token: 'u2', isCutShort: false }),
    );
    expect(await connectCall(late, task('u1'))).toBe('over');
    expect(call('c1')).toMatchObject({ updates: 1, token: 'u2' });
  });

  test('into an existing room that has closed meanwhile is not sent: another target is due', async () => {
    const world = inMemory([unorderedCall({ ...lobby, targets: [lobbyTarget, botTarget] })]);
    inLobby(world, callIdFrom('somebody-else'));
    expect(await connectCall(world.deps, task('u2'))).toBe('next-target');
    expect(world.record.connected).toEqual([]);
    expect(world.call('c1')).toMatchObject({ state: 'waiting', turnedDown: 'lease-lost' });
  });
});
