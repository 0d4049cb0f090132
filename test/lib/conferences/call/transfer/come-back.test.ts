import { beforeEach, describe, expect, test } from 'vitest';
import { transferCaller } from '../../../../../lib/conferences/admin/transfer.ts';
import { callForwarded } from '../../../../../lib/conferences/call/forwarded.ts';
import { waited } from '../../../../../lib/conferences/call/inside/waiting.ts';
import { poll } from '../../../../../lib/conferences/reconcile/poll.ts';
import { voiceCallEnded } from '../../../../../lib/conferences/events/meeting-events.ts';
import type { TransferOutcome } from '../../../../../lib/conferences/model/conference.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { bridgeIn, conferenceWorld, meeting, outside, running, type ConferenceWorld } from '../../support.ts';
import { brief } from './brief.ts';

// Where callers wait for the bridge outside, who asks there may have been led out, or have come out for nothing.

const call = voiceCall('CA1');
const dialIn = '+12025550143';
const desk = '+493012345678';

let world: ConferenceWorld;

/** CA1 is in `c1` and shown in its room; its dial-in allows numbers in Berlin. */
beforeEach(async () => {
  world = conferenceWorld(running());
  world.world.traits = { ...outside, leadsOut: true };
  world.openDialIn(dialIn, { kind: 'pin', transferTo: ['+4930'] });
  await world.letIn('CA1');
  await world.sync();
  world.advance(30_000);
});

const order = () => {
  const pinCall = world.pinCall('CA1');
  if (pinCall === undefined) throw new Error('nobody has called');
  const limits = { allow: ['+49'], perMinute: 3, perHour: 5 };
  return transferCaller({ ...world.deps, limits }, pinCall, desk);
};
const asksOutside = async () => waited(world.deps, await world.deps.pinCalls.get(call));
const comesBack = (outcome: TransferOutcome) => callForwarded(world.deps, { call, dialled: dialIn, outcome });
const caller = () => world.caller('c1', 'CA1');
const outcomes = () =>
  world.record.counts.filter(({ metric }) => metric === 'transfers').map(({ reason }) => reason);

/** The caller was led out, and the desk rings. */
async function ledOut() {
  await order();
  await asksOutside();
}

test('whoever is not taken goes back in with the bridge', async () => {
  await order();
  expect(brief(await asksOutside())).toEqual(['led-on', `dial ${desk} from ${dialIn}, 30 s, 14370 s`]);
  expect(brief(await comesBack('no-answer'))).toEqual(['not-led-on', 'join c1 2']);
});

test('whoever is not taken, and finds the bridge out, waits', async () => {
  await ledOut();
  await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
  const back = await comesBack('no-answer');
  expect(brief(back)).toEqual(['wait not-led-on']);
  expect(await comesBack('no-answer')).toEqual(back);
  expect(caller()).toMatchObject({ presence: 'waiting', joinSequence: 2 });
});

test('late news of the join out of which they were led say nothing of the one by which they are let in again', async () => {
  await ledOut();
  await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
  await comesBack('no-answer');
  await world.bridgeComes('another');
  world.advance(5_000);
  expect(brief(await asksOutside())).toEqual(['join c1 2']);
  await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
  expect(caller().presence).toBe('joining');
});

test('whoever is back, and is taken out by an order that was carried out late, goes back in once more', async () => {
  await order();
  await world.change('CA1', { kind: 'leadingOut', atMs: world.now() });
  await asksOutside();
  await comesBack('rejected');
  world.advance(1_000);
  await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 2 });
  await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 2 });
  expect(brief(await asksOutside())).toEqual(['not-led-on', 'join c1 3']);
  expect(outcomes()).toEqual(['rejected']);
});

describe('whoever comes out when the order has come to nothing', () => {
  beforeEach(async () => {
    await order();
    await world.change('CA1', { kind: 'leadingOut', atMs: world.now() });
    await world.change('CA1', { kind: 'transferEnded', atMs: world.now(), outcome: 'failed' });
    await world.change('CA1', { kind: 'left', atMs: world.now() });
    world.advance(1_000);
  });

  test('hears so, and goes back in', async () => {
    expect(brief(await asksOutside())).toEqual(['not-led-on', 'join c1 2']);
    expect(brief(await asksOutside())).toEqual(['join c1 2']);
  });

  test('hears so, and waits if the bridge is out', async () => {
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call });
    expect(brief(await asksOutside())).toEqual(['wait not-led-on']);
    expect(caller().presence).toBe('waiting');
  });
});

describe('whom the list has in the meeting, moved there by an order that was carried out late,', () => {
  const legs = () => [{ call, joinSequence: caller().joinSequence, muted: true }];
  const pollNow = () => poll(world.deps, world.conference('c1'), world.callers('c1'));
  beforeEach(async () => {
    await ledOut();
    await world.sync();
    world.world.participants = () => ({ meeting, legs: legs() });
  });

  test('is in again, and was not led on', async () => {
    world.advance(10_000);
    await pollNow();
    expect(caller()).toMatchObject({ presence: 'in', phone: { muted: true } });
    expect(outcomes()).toEqual(['failed']);
    world.record.commands.length = 0;
    await world.sync();
    expect(world.record.commands).toContain('room announce room-of-c1 CA1');
  });

  test('may not have been out yet when it was read soon after', async () => {
    world.advance(9_000);
    await pollNow();
    expect(caller()).toMatchObject({ presence: 'gone' });
    expect(outcomes()).toEqual([]);
  });

  test('is no answer: whether their call is in the meeting is looked at before', async () => {
    world.world.isUp = () => true;
    world.advance(105_000);
    await world.sync();
    expect(caller().presence).toBe('in');
    expect(outcomes()).toEqual(['failed']);
  });

  test('is neither as long as that cannot be looked at', async () => {
    world.world.isUp = () => true;
    world.world.participants = () => undefined;
    world.advance(105_000);
    await world.sync();
    expect(outcomes()).toEqual([]);
    world.world.participants = () => ({ meeting, legs: [] });
    world.advance(30_000);
    await world.sync();
    expect(outcomes()).toEqual(['answered']);
  });

  test('is gone all the same if their call is over', async () => {
    await voiceCallEnded(world.deps, call);
    world.advance(60_000);
    await pollNow();
    expect(caller()).toMatchObject({ presence: 'gone' });
    expect(outcomes()).toEqual(['caller-left']);
  });
});
