import { beforeEach, describe, expect, test, vi } from 'vitest';
import { voiceCall } from '../../../support/conferences.ts';
import { bridgeCall, conferenceWorld, meeting, running, session, type ConferenceWorld } from '../support.ts';

let world: ConferenceWorld;
let leftAtMs: number;
const isShown = () => world.caller('c1', 'CA1').announced !== undefined;
const change = async (event: Parameters<ConferenceWorld['change']>[1]) => {
  await world.change('CA1', event);
  await world.sync();
};
const at = (ms: number) => world.advance(leftAtMs + ms - world.now());
const returned = (joinSequence = 1) => change({ kind: 'returned', atMs: world.now(), joinSequence });
const rejoining = () => change({ kind: 'rejoining', atMs: world.now(), joinSequence: 2, after: 1 });
const joined = () => change({ kind: 'joined', atMs: world.now(), joinSequence: 2, muted: false });

beforeEach(async () => {
  world = conferenceWorld(running());
  await world.letIn('CA1');
  await world.sync();
  world.advance(20_000);
  leftAtMs = world.now();
});

describe('a caller is shown for 45 s from the moment at which they left the meeting', () => {
  test.each<[string, () => Promise<unknown>]>([
    [
      'and no step of the menu begins that anew',
      async () => {
        await change({ kind: 'left', atMs: world.now(), joinSequence: 1 });
        at(1_000);
        await returned();
        at(30_000);
        await rejoining();
      },
    ],
    [
      'of which only the menu tells',
      async () => {
        await returned();
        at(30_000);
        await rejoining();
      },
    ],
    [
      'and no join that comes to nothing begins it anew',
      async () => {
        await returned();
        at(10_000);
        await rejoining();
        at(11_000);
        await returned(2);
      },
    ],
    [
      'of which a list tells',
      async () => {
        for (const ms of [0, 30_000]) {
          world.advance(ms);
          await change({ kind: 'missed', atMs: world.now(), joinSequence: 1, isUp: true });
        }
        leftAtMs = world.now();
        at(30_000);
        await rejoining();
      },
    ],
  ])('%s', async (_, steps) => {
    await steps();
    expect(world.record.delayedWakes.at(-1)?.atMs).toBe(leftAtMs + 45_000);
    at(44_999);
    await world.sync();
    expect(isShown()).toBe(true);
    at(45_000);
    await world.sync();
    expect(isShown()).toBe(false);
  });

  test('and for as long again after each return', async () => {
    await change({ kind: 'left', atMs: world.now(), joinSequence: 1 });
    at(30_000);
    await rejoining();
    await joined();
    expect(world.caller('c1', 'CA1')).not.toHaveProperty('awaySinceMs');
    at(40_000);
    await change({ kind: 'left', atMs: world.now(), joinSequence: 2 });
    at(84_999);
    await world.sync();
    expect(isShown()).toBe(true);
    at(85_000);
    await world.sync();
    expect(isShown()).toBe(false);
  });

  test('also if only a list tells of the return', async () => {
    await change({ kind: 'left', atMs: world.now(), joinSequence: 1 });
    at(15_000);
    await change({ kind: 'seen', atMs: world.now(), joinSequence: 1, muted: false });
    expect(world.caller('c1', 'CA1')).not.toHaveProperty('awaySinceMs');
    at(60_000);
    await world.sync();
    expect(isShown()).toBe(true);
  });
});

describe('a caller who is moved in once more, which is told as a leave and a join,', () => {
  const leg = { call: voiceCall('CA1'), muted: false };
  const bridgeLeg = { call: bridgeCall, muted: false };
  const moved = async () => {
    await change({ kind: 'left', atMs: world.now() });
    await change({ kind: 'joined', atMs: world.now(), muted: false });
  };
  beforeEach(() => {
    world.world.liveSession = () => ({ session: session.id });
    world.world.isUp = () => true;
  });

  test('is found ten seconds later, and shown all the time', async () => {
    world.world.participants = () => ({ meeting, legs: [leg, bridgeLeg] });
    await moved();
    expect(world.caller('c1', 'CA1').presence).toBe('absent');
    expect(world.record.delayedWakes.at(-1)?.atMs).toBe(leftAtMs + 10_000);
    at(10_000);
    await world.sync();
    expect(world.caller('c1', 'CA1').presence).toBe('in');
    expect(isShown()).toBe(true);
    expect(world.record.announced).toHaveLength(1);
  });

  test('is not in if the list is without them, which is asked once', async () => {
    const participants = vi.fn(() => ({ meeting, legs: [bridgeLeg] }));
    world.world.participants = participants;
    await moved();
    for (const ms of [10_000, 13_000, 40_000]) {
      at(ms);
      await world.sync();
    }
    expect(participants).toHaveBeenCalledTimes(1);
    expect(world.caller('c1', 'CA1').presence).toBe('absent');
  });
});
