import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../../lib/held-calls/model/call.ts';
import { maxTargets, type Target } from '../../../../../lib/held-calls/model/route.ts';
import type { RoutingAnswer } from '../../../../../lib/held-calls/ports.ts';
import { route, targetsAfter } from '../../../../../lib/held-calls/steps/routes/route-call.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  secondBotTarget,
  startMs,
} from '../../../../support/held-calls.ts';

const none = { kind: 'none', why: 'http-503' } as const;

/** A call of a route that asks before its last target, once its task has parked it, and what came of asking. */
async function asked(answer: RoutingAnswer, change: Partial<HeldCall> = {}, isGone = false) {
  const ask = { url: 'https://routing.example.com/calls', before: 0 };
  const call = heldCall('c1', { state: 'waiting', token: 't1', attempt: 1, ask, ...change });
  const world = inMemory([{ ...call, ...(isGone && { state: 'abandoned' }) }]);
  world.world.route = () => answer;
  const result = await route(world.deps, call);
  const { counts, sums, moves } = world.record;
  return { result, counts, sums: Object.fromEntries(sums), moves: moves.map(({ event }) => event), world };
}

describe('whoever is asked where a call goes', () => {
  test.each([false, true])('refuses it, which counts unless it has gone by then: %s', async (isGone) => {
    const { result, counts, sums, moves } = await asked({ kind: 'refusal' }, {}, isGone);
    expect(result).toEqual({ kind: 'over' });
    expect(moves).toEqual([{ kind: 'declined', atMs: startMs, token: 't1' }]);
    expect(counts).toEqual(isGone ? [] : [{ metric: 'callsRefused', reason: 'declined' }]);
    expect(sums).toEqual(isGone ? {} : { callsRefused: 1 });
  });

  test('says nothing that can be used, and the route names nobody else: it is to be asked again', async () => {
    const { result, counts, sums, moves } = await asked(none, { targets: [] });
    expect(result).toEqual({ kind: 'unknown' });
    expect([moves, counts, sums]).toEqual([
      [],
      [{ metric: 'targetsRefused', reason: 'ask' }],
      { targetsRefused: 1 },
    ]);
  });

  const own = { name: 'pb-test-c1-1', own: true };
  const lobby = { name: 'lobby', own: false };
  test.each<[string, RoutingAnswer, readonly Target[], HeldCall['room'], string]>([
    ['nothing that can be used', none, [botTarget], own, 'none http-503'],
    [
      'a room of others',
      { kind: 'targets', targets: [lobbyTarget] },
      [lobbyTarget, botTarget],
      lobby,
      'targets',
    ],
    ['data', { kind: 'data', data: { a: 'b' } }, [{ ...botTarget, data: { a: 'b' } }], own, 'data'],
  ])(
    'says %s: the call has its targets, and the room of the first',
    async (_, says, targets, room, answer) => {
      const { result, counts, moves, world } = await asked(says);
      expect(result).toEqual({ kind: 'known', call: world.call('c1') });
      expect(moves).toEqual([{ kind: 'routed', atMs: startMs, token: 't1', targets, room, answer }]);
      expect(counts).toEqual(says === none ? [{ metric: 'targetsRefused', reason: 'ask' }] : []);
      expect(world.call('c1').timeline.at(-1)).toEqual({ atMs: startMs, event: 'routed', detail: answer });
    },
  );

  test('says so too late, when the call has gone', async () => {
    const { result } = await asked({ kind: 'targets', targets: [secondBotTarget] }, {}, true);
    expect(result).toEqual({ kind: 'over' });
  });

  test.each<Partial<HeldCall>>([{ ask: undefined }, { token: undefined }])(
    'is not asked for a call with %j',
    async (change) => {
      const { result, world } = await asked(none, change);
      expect(result).toEqual({ kind: 'known', call: world.call('c1') });
      expect([world.record.asked, world.record.moves]).toEqual([[], []]);
    },
  );
});

test('more targets than a route may name are cut off, also of those that the route names last', () => {
  const answered = Array.from({ length: maxTargets - 1 }, () => secondBotTarget);
  const targets = targetsAfter({ kind: 'targets', targets: answered }, [lobbyTarget, botTarget], 1);
  expect(targets).toEqual([lobbyTarget, ...answered]);
});
