import { beforeEach, describe, expect, test } from 'vitest';
import { transferCaller } from '../../../../../lib/conferences/admin/transfer.ts';
import { leftMeeting } from '../../../../../lib/conferences/call/inside/menu.ts';
import { waited } from '../../../../../lib/conferences/call/inside/waiting.ts';
import { roomReported } from '../../../../../lib/conferences/events/room-events.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { newConference } from '../../../../support/new-conference.ts';
import { bridgeIn, conferenceWorld, outside, running, session, type ConferenceWorld } from '../../support.ts';
import { brief } from './brief.ts';

// A moderator removes a caller who is to be led on: for five seconds it is not known whether it was that.

const call = voiceCall('CA1');
const dialIn = '+12025550143';
const desk = '+493012345678';

let world: ConferenceWorld;

/** CA1 is in `c1` and shown in its room, has been ordered on, and has left the room. */
async function setUp(to: string, traits = world.world.traits) {
  world = conferenceWorld(running());
  world.world.traits = traits;
  world.world.isUp = () => true;
  world.world.liveSession = () => ({ session: session.id });
  world.openDialIn(dialIn, { kind: 'pin', transferTo: ['+4930'] });
  world.addConference(newConference('c2', { session, bridge: bridgeIn, meeting: 'meeting-2' }));
  await world.letIn('CA1');
  await world.sync();
  world.advance(30_000);
  const pinCall = world.pinCall('CA1');
  if (pinCall === undefined) throw new Error('nobody has called');
  const limits = { allow: ['+49'], perMinute: 3, perHour: 5 };
  expect(await transferCaller({ ...world.deps, limits }, pinCall, to)).toEqual({ ok: true });
}
beforeEach(() => void (world = conferenceWorld(running())));

const leaves = () =>
  roomReported(world.deps, {
    ...{ kind: 'participantLeft', room: 'room-of-c1', calls: [call], session: session.id },
    atMs: Math.floor(world.now() / 1_000) * 1_000,
  });
const caller = () => world.caller('c1', 'CA1');
const asksInside = () => leftMeeting(world.deps, { call, joinSequence: caller().joinSequence, isUp: true });
const asksOutside = async () => waited(world.deps, await world.deps.pinCalls.get(call));
const outcomes = () =>
  world.record.counts.filter(({ metric }) => metric === 'transfers').map(({ reason }) => reason);
/** The time after which a removal is believed passes, with a wake before and after it. */
const settles = async () => {
  await world.sync();
  world.advance(5_000);
  await world.sync();
};

describe.each([
  ['another conference', 'c2'],
  ['a number', desk],
])('a caller whose removal has just been heard of is not led on to %s', (_, to) => {
  test('if their call asks by itself: they hear that they were removed', async () => {
    await setUp(to);
    await leaves();
    expect(brief(await asksInside())).toEqual(['ask menu']);
    expect(caller()).toMatchObject({ presence: 'absent' });
    await settles();
    expect(caller().kicked?.why).toBe('kicked');
    expect(brief(await asksInside())).toEqual(['kicked', 'hangUp']);
    expect(world.callers('c2')).toEqual([]);
    expect(outcomes()).toEqual([]);
  });

  test('where callers wait outside: it waits in silence until that is known', async () => {
    await setUp(to, { ...outside, leadsOut: true });
    await world.sync();
    await leaves();
    expect(brief(await asksOutside())).toEqual(['wait in silence']);
    await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
    expect(brief(await asksOutside())).toEqual(['wait in silence']);
    await settles();
    expect(brief(await asksOutside())).toEqual(['kicked', 'hangUp']);
    expect(world.callers('c2')).toEqual([]);
  });

  test('if it is heard of between the request and its note', async () => {
    await setUp(to, { ...outside, leadsOut: true });
    let writes = 0;
    world.world.before = async (operation) => {
      if (operation === 'conferences.changeCaller' && (writes += 1) === 2) await leaves();
    };
    expect(brief(await asksOutside())).toEqual(['wait in silence']);
    expect(caller()).toMatchObject({ presence: 'in' });
    expect(world.callers('c2')).toEqual([]);
  });
});

test('a caller who was not removed is led on a little later', async () => {
  await setUp('c2', { ...outside, leadsOut: true });
  await world.sync();
  await leaves();
  await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: 1 });
  expect(brief(await asksOutside())).toEqual(['wait in silence']);
  world.world.isUp = () => false;
  await settles();
  expect(caller()).not.toHaveProperty('kicked');
  expect(brief(await asksOutside())).toEqual(['led-on', 'join c2 1']);
  expect(outcomes()).toEqual(['answered']);
});

test('the provider is not told to take out whose removal is heard of just before', async () => {
  await setUp('c2');
  let isHeard = false;
  world.world.before = async (operation) => {
    if (isHeard || operation !== 'conferences.changeCaller') return;
    isHeard = true;
    await leaves();
  };
  await world.sync();
  expect(world.record.commands).not.toContain('phone leadOut CA1 1');
  expect(caller().transfer?.askedAtMs).toBeUndefined();
});
