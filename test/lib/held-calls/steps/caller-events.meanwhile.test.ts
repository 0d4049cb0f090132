import { expect, test } from 'vitest';
import type { RoomEvent } from '../../../../lib/held-calls/model/existing-room.ts';
import {
  callerConnected,
  callerLeft,
  existingRoomReady,
  type EventDeps,
} from '../../../../lib/held-calls/steps/caller-events.ts';
import { settings, startMs } from '../../../support/held-calls.ts';
import { connect, lobbyWithCalls } from './lobby.ts';

// A leg leaves a room of others, and while that news is on its way to the room more is heard there.

/** The same, but once, right before a room is told such an event, something else happens. */
function rightBeforeTold(
  deps: EventDeps,
  kind: RoomEvent['kind'],
  happens: () => Promise<unknown>,
): EventDeps {
  let isFirst = true;
  const change: EventDeps['existingRooms']['change'] = async (name, event) => {
    if (isFirst && event.kind === kind) {
      isFirst = false;
      await happens();
    }
    return deps.existingRooms.change(name, event);
  };
  return { ...deps, existingRooms: { ...deps.existingRooms, change } };
}

async function withTwoAddresses() {
  const world = await lobbyWithCalls();
  for (const address of ['a@sip', 'b@sip']) await existingRoomReady(world.deps, 'lobby', address, startMs);
  await connect(world, 'c1');
  const states = () => (['c1', 'c2'] as const).map((id) => world.call(id).state);
  const comesIn = (session: string) => callerConnected(world.deps, 'lobby', session, world.deps.clock.now());
  return { ...world, states, comesIn };
}

test('one that seemed to be of the caller who is being connected is out as that of the next, who has come and gone since', async () => {
  const world = await withTwoAddresses();
  const deps = rightBeforeTold(world.deps, 'stopped', async () => {
    await world.comesIn('s1');
    await connect(world, 'c2');
    await world.comesIn('s2');
  });
  expect(await callerLeft(deps, 'lobby', 's2')).toBe('counted');
  expect(world.states()).toEqual(['connected', 'ended']);
});

test('one that may have been of either of two is out as that of the one who is heard to have come in', async () => {
  const world = await withTwoAddresses();
  world.advance(settings.connectSliceMs + 1_000);
  // Nothing was heard of the first for a slice: the second has their turn.
  await world.deps.existingRooms.change('lobby', {
    kind: 'connected',
    call: world.call('c1').id,
    session: undefined,
  });
  await existingRoomReady(world.deps, 'lobby', 'b@sip', startMs + 1);
  await connect(world, 'c2');
  const deps = rightBeforeTold(world.deps, 'stoppedInDoubt', () => world.comesIn('s2'));
  expect(await callerLeft(deps, 'lobby', 's2')).toBe('counted');
  expect(world.states()).toEqual(['connecting', 'ended']);
});

test('one that seemed to be of the caller whose turn is over by now is out as that of the next, who has come in since', async () => {
  const world = await withTwoAddresses();
  const { id } = world.call('c1');
  const deps = rightBeforeTold(world.deps, 'stopped', async () => {
    world.advance(settings.connectSliceMs + 1_000);
    await world.deps.existingRooms.change('lobby', { kind: 'connected', call: id, session: undefined });
    await existingRoomReady(world.deps, 'lobby', 'b@sip', startMs + 1);
    await connect(world, 'c2');
    await world.comesIn('s2');
  });
  expect(await callerLeft(deps, 'lobby', 's2')).toBe('counted');
  expect(world.states()).toEqual(['connecting', 'ended']);
});
