import { beforeEach, expect, test } from 'vitest';
import type { Leg } from '../../../../lib/conferences/ports.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import {
  bridgeCall,
  c1,
  conferenceWorld,
  meeting,
  newcomer,
  running,
  session,
  type ConferenceWorld,
} from '../support.ts';

// A look that a provider leaves unanswered is had again a minute later, for as long as most outages last.

const minuteMs = 60_000;
const call = voiceCall('CA1');
let world: ConferenceWorld;
let legs: readonly Leg[];
/** The minutes in which the voice provider was asked who is there. */
let asked: number[];
/** Which provider says nothing in a minute. */
let isDown: (side: 'voice' | 'room', minute: number) => boolean;

const minute = () => (world.now() - startMs) / minuteMs;

/** Bridge and one caller are in. */
beforeEach(async () => {
  world = conferenceWorld(running());
  asked = [];
  isDown = () => false;
  legs = [bridgeCall, call].map((each) => ({ call: each, muted: false }));
  world.world.isUp = () => true;
  world.world.participants = () => {
    asked.push(minute());
    return isDown('voice', minute()) ? undefined : { meeting, legs };
  };
  world.world.liveSession = () => (isDown('room', minute()) ? undefined : { session: session.id });
  await world.letIn('CA1');
  await world.sync();
});

/** As the sweep does: wakes the conference every minute in which it is due. */
async function pass(minutes: number) {
  for (let spent = 0; spent < minutes; spent += 1) {
    world.advance(minuteMs);
    const due = await world.deps.conferences.due(world.now(), 10);
    if (due.includes(c1)) await world.sync();
  }
}

test.each<[string, typeof isDown, readonly number[]]>([
  ['the first, at the voice provider', (side, at) => side === 'voice' && at < 2, [1, 2, 5, 20, 35]],
  ['the first, at the room', (side, at) => side === 'room' && at < 2, [1, 2, 5, 20, 35]],
  ['the second', (_, at) => at === 5, [1, 5, 6, 21, 36]],
  ['several, late', (side, at) => side === 'voice' && at >= 20 && at < 23, [1, 5, 20, 21, 22, 23, 38]],
])('%s: a minute later', async (_, down, minutes) => {
  isDown = down;
  await pass(40);
  expect(asked).toEqual(minutes);
});

test('whoever left unheard during it is found a minute later', async () => {
  isDown = (side, at) => side === 'voice' && at < 2;
  legs = legs.filter((leg) => leg.call !== call);
  world.world.isUp = () => false;
  await pass(3);
  expect(world.caller('c1', 'CA1').presence).toBe('gone');
});

test('a call that was asked about in vain is asked about a minute later: it holds a place', async () => {
  const joinSequence = (await world.tell({ kind: 'joinRendered', atMs: world.now() }))?.joins ?? 0;
  const admitted = { kind: 'admitted', atMs: world.now(), joinSequence, newcomer: newcomer('CA2') } as const;
  await world.change('CA2', admitted);
  world.world.isUp = (each) => (each === voiceCall('CA2') ? (minute() < 2 ? undefined : false) : true);
  await pass(1);
  expect(world.caller('c1', 'CA2').presence).toBe('joining');
  await pass(1);
  expect(world.caller('c1', 'CA2').presence).toBe('gone');
});

test('a provider that stays away is asked every minute for ten minutes, and then as if it had answered', async () => {
  isDown = (side) => side === 'voice';
  await pass(60);
  expect(asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 26, 41, 56]);
  isDown = () => false;
  await pass(15);
  isDown = (_, at) => at === 86;
  await pass(20);
  expect(asked.slice(14)).toEqual([71, 86, 87]);
});

test('what was left unanswered before anybody was there who is now counts for nothing', async () => {
  isDown = (_, at) => at === 1 || at === 91;
  await pass(1);
  await world.change('CA1', { kind: 'gone', atMs: world.now() });
  await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall });
  await pass(89);
  const admitted = {
    kind: 'admitted',
    atMs: world.now(),
    joinSequence: 9,
    newcomer: newcomer('CA2'),
  } as const;
  await world.change('CA2', admitted);
  legs = [{ call: voiceCall('CA2'), muted: false }];
  await world.sync();
  await pass(2);
  expect(asked).toEqual([1, 91, 92]);
});

test('where no meeting is known that a list could be asked for, there is nothing to be asked again', async () => {
  const { meetingOf = () => undefined, ...rest } = world.world;
  world = conferenceWorld(running({ meeting: undefined }));
  Object.assign(world.world, { ...rest, meetingOf });
  isDown = (side) => side === 'voice';
  await world.sync();
  await pass(10);
  expect(asked).toEqual([1, 5]);
});
