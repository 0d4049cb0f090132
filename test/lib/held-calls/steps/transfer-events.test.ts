import { describe, expect, test } from 'vitest';
import type { TransferOutcome } from '../../../../lib/held-calls/model/transfer.ts';
import { callerConnected, callerLeft, meetingEnded } from '../../../../lib/held-calls/steps/caller-events.ts';
import { transferHeard } from '../../../../lib/held-calls/steps/transfer-events.ts';
import { sweepCalls } from '../../../../lib/held-calls/steps/sweep.ts';
import { settings, startMs } from '../../../support/held-calls.ts';
import { connected, room, type World } from './connected.ts';

const longestMs = startMs + settings.longestCallMs;
const minute = 60_000;

/** Whether anything of the call was stopped or deleted, by now and by a sweep after another minute. */
async function touched({ deps, record, advance }: World) {
  advance(minute);
  await sweepCalls(deps);
  return record.deletedRooms.length + record.botsStopped.length > 0;
}

const leaves = ({ deps }: World) => callerLeft(deps, room.name, 's1');
const isLed = ({ deps }: World) => transferHeard(deps, room.name, 's1', { kind: 'transferring' });
const isTakenOut = ({ deps }: World) => transferHeard(deps, room.name, 's1', { kind: 'transferBegun' });
const isAnswered = ({ deps }: World) => transferHeard(deps, room.name, 's1', { kind: 'transferAnswered' });
const roomEmpties = ({ deps }: World) => meetingEnded(deps, room.name, deps.clock.now());
const isOver = ({ deps }: World, transferOutcome: TransferOutcome = 'answered') =>
  transferHeard(deps, room.name, 's1', { kind: 'transferOver', transferOutcome });
const outcomes = ({ record }: World) =>
  record.counts.filter(({ metric }) => metric === 'transfers').map(({ reason }) => reason);

test('a caller who leaves is over: this is what a transfer must not be taken for', async () => {
  const world = connected();
  await leaves(world);
  expect(await touched(world)).toBe(true);
});

describe('nothing is stopped or deleted while a caller is led to somebody else', () => {
  test.each<[string, readonly ((world: World) => Promise<unknown>)[]]>([
    ['told before they leave', [isLed, leaves, roomEmpties]],
    ['told three times', [isLed, isLed, leaves, isTakenOut, isTakenOut, isLed, roomEmpties]],
    ['told after they have left', [leaves, isLed, roomEmpties]],
    ['told after the room was empty', [roomEmpties, leaves, isLed]],
    ['of which the answer is heard first', [isAnswered, leaves, isTakenOut, roomEmpties]],
  ])('%s', async (_, happened) => {
    const world = connected();
    for (const each of happened) await each(world);
    expect(await touched(world)).toBe(false);
    world.advance(5 * minute);
    expect(await touched(world)).toBe(false);
  });

  test('whose coming in was not heard of', async () => {
    const world = connected({ state: 'connecting', token: 'u1', updates: 1, session: undefined });
    expect(await isLed(world)).toBe('counted');
    expect(world.call('c1')).toMatchObject({ state: 'transferring', session: 's1', transferAtMs: startMs });
    expect(world.record.resumed).toEqual(['u1']);
    await leaves(world);
    expect(world.call('c1').state).toBe('transferring');
  });

  test('of a call that had been given up when they came in after all', async () => {
    const world = connected({ state: 'released', updates: 1, session: undefined, dueAtMs: startMs });
    world.world.callerIn = 'out';
    expect(await isTakenOut(world)).toBe('counted');
    expect(await touched(world)).toBe(false);
    expect(await callerConnected(world.deps, room.name, 's1', startMs)).toBe('counted');
    await isOver(world);
    expect(await touched(world)).toBe(true);
  });

  test('until that is over', async () => {
    const world = connected();
    for (const each of [isLed, isTakenOut, leaves, roomEmpties, isAnswered]) await each(world);
    expect(world.call('c1')).toMatchObject({ state: 'transferred', transferOutcome: 'answered' });
    expect(await isOver(world)).toBe('counted');
    expect(world.call('c1')).toMatchObject({ state: 'ended', outcome: 'transferred' });
    expect(await touched(world)).toBe(true);
    expect(world.call('c1').dueAtMs).toBeUndefined();
    expect(outcomes(world)).toEqual(['answered']);
  });

  test.each<[string, (world: World) => Promise<unknown>]>([
    ['whose end nobody tells', isAnswered],
    ['which nobody answers', isTakenOut],
    ['of which no more is told', async (world) => (await isLed(world), leaves(world))],
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

describe('what came of a transfer is known in bounded time', () => {
  test.each<[TransferOutcome, string, number, readonly ((world: World) => Promise<unknown>)[]]>([
    ['no-answer', 'ended', 90_000, [isLed, isTakenOut, leaves]],
    ['caller-left', 'ended', 30_000, [isLed, leaves]],
    ['caller-left', 'ended', 30_000, [isLed, roomEmpties]],
    ['caller-left', 'ended', 30_000, [leaves, isLed]],
    ['failed', 'connected', 30_000, [isLed]],
  ])('%s: the call is %s after %d ms of silence', async (outcome, state, withinMs, happened) => {
    const world = connected();
    for (const each of happened) await each(world);
    world.advance(withinMs - 1);
    await sweepCalls(world.deps);
    expect(world.call('c1').state).toBe('transferring');
    world.advance(1);
    await sweepCalls(world.deps);
    expect(world.call('c1')).toMatchObject({ state, transferOutcome: outcome, dueAtMs: longestMs });
    expect(outcomes(world)).toEqual([outcome]);
  });

  test.each<TransferOutcome>(['rejected', 'no-answer', 'caller-left', 'failed'])(
    '%s, as the provider tells: who is back in the room is not cut off',
    async (outcome) => {
      const world = connected();
      world.world.callerIn = 'in';
      for (const each of [isLed, isTakenOut, leaves]) await each(world);
      await isOver(world, outcome);
      expect(world.call('c1')).toMatchObject({ state: 'ended', outcome: `transfer-${outcome}` });
      expect(outcomes(world)).toEqual([outcome]);
      expect(await touched(world)).toBe(outcome === 'caller-left');
      world.world.callerIn = 'out';
      world.advance(5 * minute);
      expect(await touched(world)).toBe(true);
    },
  );

  test('a late answer corrects that nobody answered', async () => {
    const world = connected();
    for (const each of [isTakenOut, leaves]) await each(world);
    world.advance(2 * minute);
    await sweepCalls(world.deps);
    expect(await isAnswered(world)).toBe('counted');
    expect(world.call('c1')).toMatchObject({ state: 'transferred', transferOutcome: 'answered' });
    expect(await isTakenOut(world)).toBe('ignored');
  });
});

test('a caller who stays in the room is led on another time', async () => {
  const world = connected();
  await isLed(world);
  world.advance(minute);
  await sweepCalls(world.deps);
  expect(world.call('c1').state).toBe('connected');
  await isLed(world);
  await leaves(world);
  expect(world.call('c1').state).toBe('transferring');
});

test('of a call that was taken for over before its transfer was heard of, the end is heard too', async () => {
  const world = connected();
  for (const each of [leaves, isLed, isOver]) await each(world);
  expect(await touched(world)).toBe(true);
});

test('news of a transfer that come after its end change nothing', async () => {
  const world = connected();
  await isOver(world);
  for (const each of [isLed, isTakenOut, isAnswered, isOver]) expect(await each(world)).toBe('ignored');
  expect(await touched(world)).toBe(true);
  for (const each of [isLed, isTakenOut, isAnswered, isOver]) expect(await each(world)).toBe('ignored');
});

test('of another leg, or of a room of nobody’s, nothing is known', async () => {
  const world = connected();
  const over = { kind: 'transferOver', transferOutcome: 'answered' } as const;
  expect(await transferHeard(world.deps, room.name, 's2', { kind: 'transferBegun' })).toBe('ignored');
  expect(await transferHeard(world.deps, room.name, 's2', over)).toBe('ignored');
  expect(await transferHeard(world.deps, 'somebody-elses', 's1', { kind: 'transferBegun' })).toBe('unknown');
  expect(await transferHeard(world.deps, 'somebody-elses', 's1', over)).toBe('unknown');
  expect(world.call('c1').state).toBe('connected');
});
