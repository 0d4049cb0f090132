import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { sweepCalls } from '../../../../lib/held-calls/steps/sweep.ts';
import type { Answered } from '../../../../lib/held-calls/steps/trunk-call.ts';
import { botTarget, heldCall, settings, startMs } from '../../../support/held-calls.ts';
import { full, id, room, started, world } from './trunk.ts';

describe('an announcement that is repeated is the same call', () => {
  test.each([
    ['accepted', started],
    ['refused', full],
  ] as const)('once %s, it is answered alike, and nobody is asked again', async (kind, bot) => {
    const { answer, world: outside, record } = world([botTarget]);
    outside.bot = () => bot;
    expect(await answer()).toMatchObject({ kind });
    expect(await answer()).toMatchObject({ kind });
    expect(record.botsStarted).toHaveLength(1);
  });

  test.each<[HeldCall['state'], Answered['kind']]>([
    ['connecting', 'accepted'],
    ['connected', 'accepted'],
    ['transferring', 'accepted'],
    ['transferred', 'accepted'],
    ['ended', 'accepted'],
    ['held', 'refused'],
    ['abandoned', 'refused'],
    ['released', 'refused'],
    ['refused', 'refused'],
  ])('that is %s by now: %s', async (state, kind) => {
    const outcome = 'a-word: and more';
    const { answer, record } = world(undefined, [{ ...heldCall('c1', { state, outcome }), id }]);
    expect(await answer()).toEqual({ kind, id, ...(kind === 'refused' && { reason: 'a-word' }) });
    expect([record.moves, record.botsStarted, record.counts]).toEqual([[], [], []]);
  });

  test('while the first asks bots, it waits for what comes of that', async () => {
    const { answer, world: outside, record } = world();
    let second: ReturnType<typeof answer> | undefined;
    outside.whileStarting = () => {
      second ??= answer();
      return Promise.resolve();
    };
    expect(await answer()).toMatchObject({ kind: 'accepted' });
    expect(await second).toMatchObject({ kind: 'accepted' });
    expect(record.botsStarted).toHaveLength(1);
  });

  test('if the first has died, it is refused when the time is over, and what was started is removed', async () => {
    const { answer, stored, deps, advance, world: outside, record } = world();
    outside.whileStarting = () => Promise.reject(new Error('killed'));
    await expect(answer()).rejects.toThrow('killed');
    expect(await answer()).toEqual({ kind: 'refused', id, reason: 'cut-short' });
    // The first has ten seconds, and a moment more to store what came of it.
    expect(deps.clock.now() - startMs).toBe(10_500);
    await sweepCalls(deps);
    advance(settings.holdTaskMs);
    await sweepCalls(deps);
    expect(stored()).toMatchObject({ state: 'released' });
    expect(record.deletedRooms).toContain(room.name);
  });

  test('a bot that accepts when the repeated one has given up is stopped', async () => {
    const { answer, world: outside, record } = world([botTarget]);
    let isFirst = true;
    outside.whileStarting = async () => {
      if (isFirst) await answer();
      isFirst = false;
    };
    expect(await answer()).toMatchObject({ kind: 'refused', reason: 'cut-short' });
    expect(record.botsStopped).toMatchObject([{ target: botTarget, attempt: 1 }]);
    expect(record.moves.map(({ event, ok }) => [event.kind, ok])).toEqual([
      ['released', true],
      ['accepted', false],
    ]);
  });
});
