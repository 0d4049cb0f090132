import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../../../lib/held-calls/model/call.ts';
import {
  callerConnected,
  callerLeft,
  existingRoomReady,
} from '../../../../../lib/held-calls/steps/caller-events.ts';
import { connectCall } from '../../../../../lib/held-calls/steps/connect.ts';
import { holdCall } from '../../../../../lib/held-calls/steps/hold.ts';
import { releaseCall } from '../../../../../lib/held-calls/steps/release.ts';
import { heldCall, inMemory, lobbyTarget, startMs } from '../../../../support/held-calls.ts';

const c1 = callIdFrom('c1');
const orderedAtMs = startMs + 40_000;

/** The address when the caller is in by their own leg, which came as they were ordered in. */
const withTheirOwnLeg = { readyAtMs: orderedAtMs, call: 'c1', session: 'own', connectedAtMs: orderedAtMs };

/** A caller is being connected to the one address of a room of others. */
async function oneOrdered() {
  const world = inMemory([heldCall('c1', { targets: [lobbyTarget] })]);
  const { deps } = world;
  world.addRoom('lobby');
  world.world.callerIn = 'in';
  world.advance(orderedAtMs - startMs);
  await existingRoomReady(deps, 'lobby', 'a@sip', orderedAtMs);
  await holdCall(deps, { id: c1, token: 'hold' });
  await connectCall(deps, { id: c1, token: 'connect' });
  return { ...world, lease: () => world.rooms.get('lobby')?.addresses['a@sip'] };
}

/** Meanwhile the end of a leg is told that nobody had heard of, and that may be theirs. */
async function oneWhoseLegSeemsOver() {
  const world = await oneOrdered();
  expect(await callerLeft(world.deps, 'lobby', 'older', orderedAtMs - 2_000)).toBe('counted');
  expect(world.lease()).toMatchObject({ call: 'c1', stopped: 'older' });
  return world;
}

describe('a leg that seemed to be of the caller who is being connected', () => {
  const cameAtMs = orderedAtMs - 34_000;

  test('is not theirs if it had come before they were ordered in, of which is told last', async () => {
    const { deps, call, lease } = await oneWhoseLegSeemsOver();
    expect(await callerConnected(deps, 'lobby', 'older', cameAtMs)).toBe('unknown');
    expect(call('c1').state).toBe('connecting');
    expect(lease()).toEqual({ readyAtMs: orderedAtMs, call: 'c1' });
    expect(await callerConnected(deps, 'lobby', 'own', orderedAtMs)).toBe('counted');
    expect(call('c1')).toMatchObject({ state: 'connected', session: 'own' });
  });

  test('does not count as their leave then, if they are given up', async () => {
    const { deps, call, lease } = await oneWhoseLegSeemsOver();
    await callerConnected(deps, 'lobby', 'older', cameAtMs);
    await releaseCall(deps, c1, 'silence');
    expect(call('c1').state).toBe('released');
    expect(lease()?.call).toBe('c1');
  });

  test('is not taken for theirs again when its end is repeated', async () => {
    const { deps, call, lease } = await oneWhoseLegSeemsOver();
    await callerConnected(deps, 'lobby', 'older', cameAtMs);
    expect(await callerLeft(deps, 'lobby', 'older', orderedAtMs - 2_000)).toBe('unknown');
    expect(call('c1').state).toBe('connecting');
    expect(lease()).toEqual({ readyAtMs: orderedAtMs, call: 'c1' });
  });

  test('may be theirs if it came as they were ordered in, whatever whole seconds and clocks do to its time', async () => {
    const { deps, call } = await oneWhoseLegSeemsOver();
    expect(await callerConnected(deps, 'lobby', 'older', orderedAtMs - 5_000)).toBe('counted');
    expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
  });

  test('takes no place from them when its end is repeated, once another leg has turned out to be theirs', async () => {
    const { deps, call, lease } = await oneWhoseLegSeemsOver();
    await callerConnected(deps, 'lobby', 'own', orderedAtMs);
    expect(await callerLeft(deps, 'lobby', 'older', orderedAtMs - 2_000)).toBe('unknown');
    expect(call('c1').state).toBe('connected');
    expect(lease()).toEqual(withTheirOwnLeg);
  });

  test('takes no place from them when their own is told of at the same moment', async () => {
    const { deps, call, lease } = await oneOrdered();
    const { existingRooms } = deps;
    const change: typeof existingRooms.change = async (name, event) => {
      if (event.kind === 'stopped') await callerConnected(deps, 'lobby', 'own', orderedAtMs);
      return existingRooms.change(name, event);
    };
    const meanwhile = { ...deps, existingRooms: { ...existingRooms, change } };
    expect(await callerLeft(meanwhile, 'lobby', 'older', orderedAtMs - 2_000)).toBe('counted');
    expect(call('c1').state).toBe('connected');
    expect(lease()).toEqual(withTheirOwnLeg);
  });
});
