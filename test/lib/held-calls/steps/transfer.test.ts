import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import {
  callerConnected,
  callerLeft,
  callerTransferred,
  callerTransferring,
  meetingEnded,
} from '../../../../lib/held-calls/steps/caller-events.ts';
import { sweepCalls } from '../../../../lib/held-calls/steps/sweep.ts';
import { botTarget, heldCall, inMemory, settings, startMs } from '../../../support/held-calls.ts';

const room = { name: 'pb-test-c1-1', own: true };
const longestMs = startMs + settings.longestCallMs;
const minute = 60_000;

function connected(change: Partial<HeldCall> = {}) {
  return inMemory([
    heldCall('c1', {
      state: 'connected',
      attempt: 1,
      room,
      rooms: [room],
      bots: [{ target: botTarget, attempt: 1, session: 'b1' }],
      session: 's1',
      dueAtMs: longestMs,
      ...change,
    }),
  ]);
}
type World = ReturnType<typeof connected>;

/** Whether anything of the call was stopped or deleted, by now and by a sweep after another minute. */
async function touched({ deps, record, advance }: World) {
  advance(minute);
  await sweepCalls(deps);
  return record.deletedRooms.length + record.botsStopped.length > 0;
}

const leaves = ({ deps }: World) => callerLeft(deps, room.name, 's1');
const isLed = ({ deps }: World) => callerTransferring(deps, room.name, 's1');
const roomEmpties = ({ deps }: World) => meetingEnded(deps, room.name, deps.clock.now());
const isOver = ({ deps }: World) => callerTransferred(deps, room.name, 's1');

test('a caller who leaves is over: this is what a transfer must not be taken for', async () => {
  const world = connected();
  await leaves(world);
  expect(await touched(world)).toBe(true);
});

describe('nothing is stopped or deleted while a caller is led to somebody else', () => {
  test.each<[string, readonly ((world: World) => Promise<unknown>)[]]>([
    ['told before they leave', [isLed, leaves, roomEmpties]],
    ['told three times', [isLed, isLed, leaves, isLed, roomEmpties]],
    ['told after they have left', [leaves, isLed, roomEmpties]],
    ['told after the room was empty', [roomEmpties, leaves, isLed]],
  ])('%s', async (_, happened) => {
    const world = connected();
    for (const each of happened) await each(world);
    expect(await touched(world)).toBe(false);
    expect(world.call('c1').transferAtMs).toBe(startMs);
  });

  test('whose coming in was not heard of', async () => {
    const world = connected({ state: 'connecting', token: 'u1', updates: 1, session: undefined });
    expect(await isLed(world)).toBe('counted');
    expect(world.call('c1')).toMatchObject({ state: 'connected', session: 's1', transferAtMs: startMs });
    expect(world.record.resumed).toEqual(['u1']);
    await leaves(world);
    expect(world.call('c1').state).toBe('connected');
  });

  test('of a call that had been given up when they came in after all', async () => {
    const world = connected({ state: 'released', updates: 1, session: undefined, dueAtMs: startMs });
    world.world.callerIn = 'out';
    expect(await isLed(world)).toBe('counted');
    expect(await touched(world)).toBe(false);
    expect(await callerConnected(world.deps, room.name, 's1', startMs)).toBe('counted');
    expect(world.call('c1').state).toBe('connected');
    expect(world.call('c1').dueAtMs).toBe(longestMs);
    await isOver(world);
    expect(await touched(world)).toBe(true);
  });

  test('until that is over', async () => {
    const world = connected();
    for (const each of [isLed, leaves, roomEmpties]) await each(world);
    expect(await isOver(world)).toBe('counted');
    expect(world.call('c1')).toMatchObject({ state: 'ended', outcome: 'transferred' });
    expect(await touched(world)).toBe(true);
    expect(world.call('c1').dueAtMs).toBeUndefined();
  });

  test.each<[string, (world: World) => Promise<unknown>]>([
    ['whose end nobody tells', isLed],
    ['whose beginning came after the leave', async (world) => (await leaves(world), isLed(world))],
  ])('or until the longest call, of one %s', async (_, happened) => {
    const world = connected();
    await happened(world);
    await leaves(world);
    world.advance(settings.longestCallMs - minute - 1);
    expect(await touched(world)).toBe(false);
    world.advance(1);
    expect(await touched(world)).toBe(true);
    expect(world.call('c1').state).toBe('ended');
  });
});

test('of a call that was taken for over before its transfer was heard of, the end is heard too', async () => {
  const world = connected();
  for (const each of [leaves, isLed, isOver]) await each(world);
  expect(await touched(world)).toBe(true);
});

test('news of a transfer that come after its end change nothing', async () => {
  const world = connected();
  await isOver(world);
  expect(await isLed(world)).toBe('ignored');
  expect(await touched(world)).toBe(true);
  expect(await isLed(world)).toBe('ignored');
  expect(await isOver(world)).toBe('ignored');
});

test('of another leg, or of a room of nobody’s, nothing is known', async () => {
  const world = connected();
  expect(await callerTransferring(world.deps, room.name, 's2')).toBe('ignored');
  expect(await callerTransferred(world.deps, room.name, 's2')).toBe('ignored');
  expect(await callerTransferring(world.deps, 'somebody-elses', 's1')).toBe('unknown');
  expect(await callerTransferred(world.deps, 'somebody-elses', 's1')).toBe('unknown');
  expect(world.call('c1').state).toBe('connected');
});
