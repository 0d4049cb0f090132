import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { connectCall, type Connecting } from '../../../../lib/held-calls/steps/connect.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import type { Ordered } from '../../../../lib/held-calls/ports.ts';
import { releaseCall } from '../../../../lib/held-calls/steps/release.ts';
import {
  botTarget,
  inMemory,
  lobbyTarget,
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
  connected,
  released,
  gone,
  refused,
  inLobby,
  lobby,
} from './connecting.ts';
import { rightBefore, watchingRooms } from './races.ts';

describe('the first order', () => {
  test.each(['held', 'abandoned', 'released', 'refused'] as const)(
    'is not sent for a call that is %s',
    async (state) => {
      const { deps, record } = inMemory([readyCall({ state })]);
      expect(await connectCall(deps, task('u1'))).toBe('over');
      expect(record.connected).toEqual([]);
    },
  );

  test('is not sent for a call that nobody knows', async () => {
    expect(await connectCall(inMemory().deps, task('u1'))).toBe('over');
  });

  test('is sent once by two twins, and the later one fails nothing', async () => {
    const { deps, record } = inMemory([readyCall()]);
    const twin = rightBefore(deps, 'claimed', () => connectCall(deps, task('u1')));
    expect(await connectCall(twin, task('u1'))).toBe('sent');
    expect(record.connected).toHaveLength(1);
  });

  test('is not sent for a call that ends in the same moment', async () => {
    const { deps, record } = inMemory([readyCall()]);
    const ending = rightBefore(deps, 'claimed', () => deps.calls.move(id, released));
    expect(await connectCall(ending, task('u1'))).toBe('over');
    expect(record.connected).toEqual([]);
  });

  test('is not sent to nowhere: the address is looked up again, and no order is counted meanwhile', async () => {
    const world = inMemory([readyCall({ ready: { atMs: startMs, source: 'bot' } })]);
    world.world.addressOf = undefined;
    expect(await connectCall(world.deps, task('u1'))).toBe('busy');
    expect(world.record.connected).toEqual([]);
    expect(world.call('c1')).toMatchObject({ state: 'connecting', updates: 0 });
    expect(world.call('c1').timeline.at(-1)).toMatchObject({ event: 'notOrdered', detail: 'no-address' });
    world.world.addressOf = 'found@sip';
    expect(await connectCall(world.deps, task('u2'))).toBe('sent');
    expect(world.record.connected).toMatchObject([{ address: 'found@sip' }]);
  });

  test('is sent so and so long after the room was ready, which is counted', async () => {
    const { deps, record, advance } = inMemory([readyCall()]);
    advance(700);
    await connectCall(deps, task('u1'));
    expect(record.sums.get('readyToUpdateMs')).toBe(700);
  });

  test('is not sent before the room is ready', async () => {
    const { ready, ...unready } = readyCall();
    const { deps, record } = inMemory([unready]);
    expect(ready).toBeDefined();
    expect(await connectCall(deps, task('u1'))).toBe('over');
    expect(record.connected).toEqual([]);
  });

  test('is claimed, then sent to the ready address, once', async () => {
    const { deps, record, call } = inMemory([readyCall()]);
    expect(await connectCall(deps, task('u1'))).toBe('sent');
    expect(await connectCall(deps, task('u1'))).toBe('sent');
    expect(record.connected).toMatchObject([{ hold: 'hold-of-c1', address: 'room@sip' }]);
    expect(call('c1')).toMatchObject({ state: 'connecting', token: 'u1', updates: 1 });
  });

  test('is waited for as long as its task lasts, but for the time to store what came of it', async () => {
    const { deps, record } = inMemory([readyCall()]);
    await connectCall(deps, task('u1'));
    expect(record.connected[0]?.endsAtMs).toBe(startMs + 0.9 * settings.connectTaskMs);
  });

  test.each<[{ address?: string }, string]>([
    [{ address: 'made@sip' }, 'made@sip'],
    [{}, 'looked-up@sip.example'],
  ])('finds its address when the report named none: %j', async (known, address) => {
    const { deps, record } = inMemory([readyCall({ ready: { atMs: startMs, source: 'bot' }, ...known })]);
    const lookedUp: unknown[] = [];
    const addressOf: typeof deps.video.addressOf = (name, endsAtMs) => {
      lookedUp.push([name, endsAtMs - startMs]);
      return deps.video.addressOf(name, endsAtMs);
    };
    await connectCall({ ...deps, video: { ...deps.video, addressOf } }, task('u1'));
    expect(record.connected).toMatchObject([{ hold: 'hold-of-c1', address }]);
    // That leaves time to order.
    expect(lookedUp).toEqual(known.address === undefined ? [[room.name, 4_600]] : []);
  });

  test.each<[Ordered, Connecting, HeldCall['state']]>([
    [{ kind: 'taken' }, 'sent', 'connecting'],
    [{ kind: 'unknown' }, 'sent', 'connecting'],
    [gone, 'gone', 'abandoned'],
  ])('answered $kind: %s', async (answer, result, state) => {
    const { deps, world, call, record } = inMemory([readyCall()]);
    world.connect = () => answer;
    expect(await connectCall(deps, task('u1'))).toBe(result);
    expect(call('c1').state).toBe(state);
    expect(record.counts).toEqual([
      { metric: 'readyToUpdateMs' },
      ...(state === 'abandoned' ? [{ metric: 'callsAbandoned' }] : []),
    ]);
  });

  test.each([
    [connected, 'done', ['u1']],
    [released, 'over', []],
  ] as const)('answered gone, but the call is by then %j: %s', async (event, result, resumed) => {
    const { deps, world, record } = inMemory([readyCall()]);
    world.connect = () => gone;
    const late = rightBefore(deps, 'callerGone', () => deps.calls.move(id, event));
    expect(await connectCall(late, task('u1'))).toBe(result);
    expect(record.resumed).toEqual(resumed);
    expect(record.sums.has('callsAbandoned')).toBe(false);
  });
});

describe('a room that does not take the caller', () => {
  async function ordered(answer: Ordered, change: Partial<HeldCall>, presence: Presence = 'in') {
    const world = inMemory([readyCall(change)]);
    inLobby(world);
    world.world.connect = () => answer;
    world.world.callerIn = presence;
    return { ...world, result: await connectCall(world.deps, task('u1')) };
  }
  const twoTargets = { ...lobby, targets: [lobbyTarget, botTarget] };

  test.each<[string, Ordered & { readonly why: string }, Partial<HeldCall>]>([
    ['an existing room, refused', refused, twoTargets],
    ['an existing room, not found: its address may be in use', gone, twoTargets],
    ['a room that we made, refused', refused, { targets: [botTarget, secondBotTarget] }],
  ])('%s: another target is due, and no order counts', async (_, answer, change) => {
    const { result, call, record, deps } = await ordered(answer, change);
    expect(result).toBe('next-target');
    expect(call('c1')).toMatchObject({ state: 'waiting', updates: 0, turnedDown: answer.why });
    expect(call('c1').ready).toBeUndefined();
    expect(call('c1').timeline.at(-1)).toMatchObject({ event: 'turnedDown', detail: answer.why });
    // The next task of holding says, and counts, who refused.
    expect(record.logs.filter(({ code }) => code === 'target-refused')).toEqual([]);
    expect(deps.clock.now()).toBe(startMs);
  });

  test('is left at once, so that the next in line has its turn', async () => {
    const { rooms } = await ordered(refused, twoTargets);
    expect(rooms.get('lobby')).toMatchObject({ addresses: { 'room@sip': { readyAtMs: startMs } } });
    expect(rooms.get('lobby')?.connecting).toBeUndefined();
  });

  test('says it again to a task that comes twice, or whose function died', async () => {
    const { deps, record } = await ordered(refused, twoTargets);
    expect(await connectCall(deps, task('u2'))).toBe('next-target');
    expect(record.connected).toHaveLength(1);
  });

  test('is left just so if the answer to the note of it is lost, and the call written by another before it is sent again', async () => {
    const world = inMemory([readyCall(twoTargets)]);
    inLobby(world);
    world.world.connect = () => refused;
    const { deps, call, rooms } = world;
    const asked = { kind: 'asked', atMs: startMs, attempt: 1, target: 'room', targetIndex: 0 } as const;
    const sentAgain = rightBefore(deps, 'turnedDown', async () => {
      await deps.calls.move(id, {
        kind: 'turnedDown',
        atMs: startMs,
        token: 'u1',
        updates: 1,
        why: refused.why,
      });
      await deps.calls.move(id, asked);
    });
    expect(await connectCall(sentAgain, task('u1'))).toBe('next-target');
    expect(call('c1')).toMatchObject({ state: 'waiting', turnedDown: refused.why });
    expect(rooms.get('lobby')?.connecting).toBeUndefined();
  });

  test.each([
    [connected, 'done', ['u1']],
    [released, 'over', []],
  ] as const)('is left as it is if the call is by then %j: %s', async (event, result, resumed) => {
    const world = inMemory([readyCall({ targets: [botTarget, secondBotTarget] })]);
    world.world.connect = () => refused;
    const late = rightBefore(world.deps, 'turnedDown', () => world.deps.calls.move(id, event));
    expect(await connectCall(late, task('u1'))).toBe(result);
    expect(world.record.resumed).toEqual(resumed);
  });

  test('is told nothing if it is ours', async () => {
    const world = inMemory([readyCall({ targets: [botTarget, secondBotTarget] })]);
    world.world.connect = () => refused;
    const { deps, told } = watchingRooms(world.deps);
    expect(await connectCall(deps, task('u1'))).toBe('next-target');
    expect(told).toEqual([]);
  });

  test('does not become ready again by a report that is repeated', async () => {
    const { deps } = await ordered(refused, { targets: [botTarget, secondBotTarget] });
    const ready = { kind: 'ready', atMs: startMs, room: room.name, source: 'bot' } as const;
    expect((await deps.calls.move(id, ready)).ok).toBe(false);
  });

  test('and is the last: the targets are gone through again', async () => {
    expect((await ordered(refused, lobby)).result).toBe('next-target');
  });

  test('when there is no time for another: the call is given up, and the record says who refused', async () => {
    const world = inMemory([readyCall(twoTargets)]);
    inLobby(world);
    world.world.connect = () => refused;
    world.advance(settings.holdBudgetMs - settings.connectSliceMs - settings.reserveMs + 1);
    expect(await connectCall(world.deps, task('u1'))).toBe('next-target');
    expect(await holdCall(world.deps, task('t2'))).toBe('budget-spent');
    expect(await releaseCall(world.deps, id, 'budget-spent')).toBe('over');
    expect(world.call('c1')).toMatchObject({ state: 'released', updates: 0 });
    expect(world.call('c1').outcome).toBe('no-target: room:lobby connect-http-400 ×1');
  });

  test.each([
    ['in', 'gone', 'abandoned'],
    ['out', 'next-target', 'waiting'],
    ['unknown', 'next-target', 'waiting'],
  ] as const)(
    'and is the only target, not found while its meeting is seen as %s: %s',
    async (presence, expected, state) => {
      const { result, call } = await ordered(gone, lobby, presence);
      expect(result).toBe(expected);
      expect(call('c1').state).toBe(state);
    },
  );
});
