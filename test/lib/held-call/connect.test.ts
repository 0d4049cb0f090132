import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../lib/held-call/call.ts';
import { connectCall } from '../../../lib/held-call/connect.ts';
import type { CallEvent } from '../../../lib/held-call/life.ts';
import { heldCall, inMemory, settings, startMs } from '../../support/held-calls.ts';
import { rightBefore } from './races.ts';

const id = callIdFrom('c1');
const task = (token: string) => ({ id, token });
const room = { name: 'pb-test-c1-1', own: true };
const readyCall = (change: Partial<HeldCall> = {}) =>
  heldCall('c1', {
    state: 'waiting',
    token: 't1',
    attempt: 1,
    room,
    ready: { atMs: startMs, address: 'room@sip', source: 'provider' },
    ...change,
  });
const claimedCall = (change: Partial<HeldCall> = {}) =>
  readyCall({ state: 'connecting', token: 'u1', updates: 1, claimedAtMs: startMs, ...change });

const connected: CallEvent = { kind: 'connected', atMs: startMs, room: room.name, source: 'provider' };
const released: CallEvent = { kind: 'released', atMs: startMs, why: 'failure', unlessReady: false };

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

  test('is not sent to nowhere: the machine waits, and may find the address next time', async () => {
    const { deps, world, record } = inMemory([readyCall({ ready: { atMs: startMs, source: 'bot' } })]);
    world.addressOf = undefined;
    expect(await connectCall(deps, task('u1'))).toBe('sent');
    expect(record.connected).toEqual([]);
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
    expect(record.connected).toEqual([{ hold: 'hold-of-c1', address: 'room@sip' }]);
    expect(call('c1')).toMatchObject({ state: 'connecting', token: 'u1', updates: 1 });
  });

  test.each<[{ address?: string }, string]>([
    [{ address: 'made@sip' }, 'made@sip'],
    [{}, 'looked-up@sip.example'],
  ])('finds its address when the report named none: %j', async (known, address) => {
    const { deps, record } = inMemory([readyCall({ ready: { atMs: startMs, source: 'bot' }, ...known })]);
    const lookedUp: string[] = [];
    const addressOf = (name: string) => {
      lookedUp.push(name);
      return deps.video.addressOf(name);
    };
    await connectCall({ ...deps, video: { ...deps.video, addressOf } }, task('u1'));
    expect(record.connected).toEqual([{ hold: 'hold-of-c1', address }]);
    expect(lookedUp).toEqual(known.address === undefined ? [room.name] : []);
  });

  test.each([
    ['taken', 'sent', 'connecting'],
    ['unknown', 'sent', 'connecting'],
    ['busy', 'sent', 'connecting'],
    ['gone', 'gone', 'abandoned'],
    ['refused', 'refused', 'connecting'],
  ] as const)('answered %s: %s', async (answer, result, state) => {
    const { deps, world, call, record } = inMemory([readyCall()]);
    world.connect = answer;
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
  ] as const)('answered gone, but the call is by then %j: %s', async (event, result, settled) => {
    const { deps, world, record } = inMemory([readyCall()]);
    world.connect = 'gone';
    const late = rightBefore(deps, 'callerGone', () => deps.calls.move(id, event));
    expect(await connectCall(late, task('u1'))).toBe(result);
    expect(record.settled).toEqual(settled);
    expect(record.sums.has('callsAbandoned')).toBe(false);
  });
});

describe('the second order', () => {
  const again = async (change: Partial<HeldCall>, presence: 'in' | 'out' | 'unknown', afterMs: number) => {
    const world = inMemory([claimedCall(change)]);
    world.world.callerIn = presence;
    world.advance(afterMs);
    return { ...world, result: await connectCall(world.deps, task('u2')) };
  };
  const sliceMs = settings.connectSliceMs;

  test('is sent after a silent slice when the room shows nobody, to the same address', async () => {
    const { result, record, call } = await again({}, 'out', sliceMs);
    expect(result).toBe('sent');
    expect(record.connected).toEqual([{ hold: 'hold-of-c1', address: 'room@sip' }]);
    expect(call('c1')).toMatchObject({ updates: 2, token: 'u2' });
  });

  test.each<[string, Partial<HeldCall>, 'in' | 'out' | 'unknown', number]>([
    ['when the first task was cut short', {}, 'out', sliceMs / 2 - 1],
    ['when nobody knows who is in the room', {}, 'unknown', sliceMs],
    ['a third time', { updates: 2 }, 'out', sliceMs],
    [
      'to a room where the caller cannot be told from others',
      { room: { name: 'lobby', own: false } },
      'out',
      sliceMs,
    ],
  ])('is not sent %s', async (_, change, presence, afterMs) => {
    const { result, record } = await again(change, presence, afterMs);
    expect(result).toBe('sent');
    expect(record.connected).toEqual([]);
  });

  test.each([
    [sliceMs / 2, sliceMs],
    [sliceMs - 2_000, sliceMs],
    [sliceMs - 1, sliceMs],
    [sliceMs + 1_000, sliceMs + 1_000],
  ])(
    'waits for the end of the slice of the first, which began later than the first task: %d ms',
    async (afterMs, sentMs) => {
      const { result, record, deps } = await again({}, 'out', afterMs);
      expect(result).toBe('sent');
      expect(record.connected).toHaveLength(1);
      expect(deps.clock.now()).toBe(startMs + sentMs);
    },
  );

  // With the caller in the room, the first row would find out that it should never have looked.
  test.each([
    ['reclaimed', 'in'],
    ['updatedAgain', 'out'],
  ] as const)('is not sent when the news comes right before the call is %s', async (kind, presence) => {
    for (const [event, result, settled] of [
      [connected, 'done', ['u2']],
      [released, 'over', []],
    ] as const) {
      const { deps, world, record, advance } = inMemory([claimedCall()]);
      world.callerIn = presence;
      advance(sliceMs);
      const late = rightBefore(deps, kind, () => deps.calls.move(id, event));
      expect(await connectCall(late, task('u2'))).toBe(result);
      expect(record.connected).toEqual([]);
      expect(record.settled).toEqual(settled);
    }
  });

  test('is still sent when the hold has just a slice left', async () => {
    const { result, record } = await again({}, 'out', settings.holdBudgetMs - sliceMs);
    expect(result).toBe('sent');
    expect(record.connected).toHaveLength(1);
  });

  test('is not needed when the room shows the caller: presence is as good as the news', async () => {
    const { result, record, call } = await again({}, 'in', sliceMs);
    expect(result).toBe('done');
    expect(record.connected).toEqual([]);
    expect(record.settled).toContain('u2');
    expect(call('c1').state).toBe('connected');
    expect(call('c1').timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
  });

  test.each(['connected', 'ended'] as const)('is not needed when the call is %s', async (state) => {
    const { result, record } = await again({ state }, 'out', sliceMs);
    expect(result).toBe('done');
    expect(record.settled).toEqual(['u2']);
    expect(record.connected).toEqual([]);
  });

  test('comes too late when the hold is nearly over', async () => {
    const { result, record } = await again({}, 'out', settings.holdBudgetMs - sliceMs + 1);
    expect(result).toBe('budget-spent');
    expect(record.connected).toEqual([]);
  });

  test('answered 404 proves nothing, for the first may have worked: the machine waits for the news', async () => {
    const world = inMemory([claimedCall()]);
    world.world.callerIn = 'out';
    world.world.connect = 'gone';
    world.advance(sliceMs);
    expect(await connectCall(world.deps, task('u2'))).toBe('sent');
    expect(world.call('c1')).toMatchObject({ state: 'connecting', toldGone: true });
  });
});
