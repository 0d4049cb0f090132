import { beforeEach, describe, expect, test } from 'vitest';
import { voiceCall } from '../../../../support/conferences.ts';
import {
  bridgeCall,
  conferenceWorld,
  meeting,
  running,
  session,
  type ConferenceWorld,
} from '../../support.ts';
import { maxBridgeTries } from '../../../../../lib/conferences/state/bridge.ts';

let world: ConferenceWorld;
/** A caller and the bridge have been in for a while. */
beforeEach(async () => {
  world = conferenceWorld(running({ joins: 1 }));
  await world.letIn('CA2');
  await world.sync();
  world.advance(400_000);
  await world.sync();
  world.record.commands.splice(0);
  world.record.delayedWakes.splice(0);
});
const drops = async () => {
  await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall });
  await world.sync();
};
/** Who has been told what since the last question. */
const told = () => world.record.told.splice(0).map(({ call, sentence }) => `${call} ${sentence}`);

describe('after the bridge has dropped out of a meeting', () => {
  test('those inside hear why at once, and again every 20 s until it is back', async () => {
    await drops();
    expect(told()).toEqual(['CA2 bridge-lost']);
    expect(world.record.commands).toContain(`phone tell ${meeting} CA2 bridge-lost`);
    expect(world.record.delayedWakes.at(-1)?.atMs).toBe(world.now() + 20_000);
    world.advance(19_999);
    await world.sync();
    expect(told()).toEqual([]);
    world.advance(1);
    await world.sync();
    expect(told()).toEqual(['CA2 bridge-lost']);
    await world.bridgeComes('second');
    world.advance(20_000);
    await world.sync();
    expect(told()).toEqual([]);
    world.advance(400_000);
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: voiceCall('second') });
    await world.sync();
    expect(told()).toEqual(['CA2 bridge-lost']);
  });

  test('newcomers hear that they wait, and so does whoever is back from the menu', async () => {
    await drops();
    told();
    world.advance(5_000);
    await world.letIn('CA3');
    await world.sync();
    expect(told()).toEqual(['CA3 waiting-for-bridge']);
    await world.change('CA2', { kind: 'left', atMs: world.now(), joinSequence: 2 });
    world.advance(1_000);
    await world.sync();
    expect(told()).toEqual([]);
    await world.change('CA2', { kind: 'rejoining', atMs: world.now(), joinSequence: 9 });
    await world.change('CA2', { kind: 'joined', atMs: world.now(), joinSequence: 9, muted: false });
    await world.sync();
    expect(told()).toEqual(['CA2 bridge-lost']);
  });

  test('those inside hear of the next drop at once too, however lately they heard of the last: the host must', async () => {
    await drops();
    told();
    await world.bridgeComes('second');
    world.advance(5_000);
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: voiceCall('second') });
    await world.sync();
    expect(told()).toEqual(['CA2 bridge-failed']);
  });

  test.each([
    ['room is asked on and on: it takes longer', { tries: 1 }, 180_000, 'bridge-late'],
    ['room does not dial: the host must', { tries: maxBridgeTries }, 0, 'bridge-failed'],
  ])('the %s', async (_, { tries }, afterMs, sentence) => {
    world.world.connectBridge = () => 'unknown';
    await drops();
    told();
    for (let joinSequence = 0; joinSequence < tries; joinSequence += 1) {
      const untilMs = world.now() + 1;
      await world.tell({ kind: 'bridgeAsked', atMs: world.now(), untilMs });
      await world.tell({ kind: 'bridgeDialled', atMs: world.now(), untilMs });
      await world.tell({ kind: 'bridgeNotDialled', atMs: world.now(), notBeforeMs: world.now() + 1_000_000 });
    }
    world.advance(Math.max(afterMs, 20_000));
    await world.sync();
    expect(told()).toEqual([`CA2 ${sentence}`]);
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'goes with a session that is over',
      () => world.tell({ kind: 'sessionEnded', atMs: world.now(), session: session.id }),
    ],
    ['is removed', () => world.change('CA2', { kind: 'kicked', atMs: world.now(), why: 'kicked' })],
    ['was in a conference that is closed', () => world.tell({ kind: 'closed', atMs: world.now() })],
  ])('nobody hears of it who %s', async (_, happens) => {
    await happens();
    await drops();
    expect(told().filter((line) => line.includes('bridge'))).toEqual([]);
  });

  test('nobody hears of it in the next meeting, which has not begun', async () => {
    await drops();
    told();
    await world.tell({ kind: 'meetingSeen', atMs: world.now(), meeting: 'meeting-2' });
    world.advance(20_000);
    await world.sync();
    expect(told()).toEqual([]);
  });

  test('what may have been heard is not said again at once, and what was not is', async () => {
    world.world.tell = () => 'unknown';
    await drops();
    expect(told()).toHaveLength(1);
    world.world.tell = () => ({ notBeforeMs: undefined });
    world.advance(20_000);
    expect(await world.sync()).toBe('later');
    expect(told()).toHaveLength(1);
    world.world.tell = () => 'done';
    world.advance(5_000);
    await world.sync();
    expect(told()).toHaveLength(1);
  });
});

test('before the bridge was ever in, the voice provider asks what to say, and nobody is told beside that', async () => {
  world = conferenceWorld(running({ bridge: { state: 'absent', tries: 0, notBeforeMs: 0 } }));
  await world.letIn('CA1');
  await world.sync();
  expect(told()).toEqual([]);
});
