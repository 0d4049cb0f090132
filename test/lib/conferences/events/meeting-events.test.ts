import { beforeEach, describe, expect, test } from 'vitest';
import {
  legJoined,
  legLeft,
  legMuted,
  voiceCallEnded,
  type EventResult,
  type MeetingEventDeps,
} from '../../../../lib/conferences/events/meeting-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { operations } from '../reconcile/operations.ts';
import { c1, conferenceWorld, type ConferenceWorld } from '../support.ts';

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(newConference('c1'));
  await world.letIn('CA1');
  world.addPinCall({ ...bridgeCall, conference: c1, role: 'bridge' });
});
const bridgeCall = {
  call: voiceCall('bridge'),
  dialIn: '+12025550144',
  language: 'en',
  voice: 'twilio',
  opensTo: 'both',
  isBridgeOrigin: false,
  arrivedAtMs: startMs,
} as const;
const leg = (name: string, muted = false, meeting = 'meeting-1') => {
  const [call = '', joinSequence] = name.split('-');
  return {
    conference: c1,
    meeting,
    call: voiceCall(call),
    joinSequence: joinSequence === undefined ? undefined : Number(joinSequence),
    muted,
  };
};
const caller = () => world.caller('c1', 'CA1');
/** What the log says of events, by which a call can be followed. */
const noted = () =>
  world.record.logs.filter(({ code }) => code === 'conference-event').map(({ fields }) => fields);

describe('a leg that is none of ours', () => {
  test.each(['nobody-1', 'nonsense'])('%s is strange, whatever it does', async (label) => {
    expect(await legJoined(world.deps, leg(label))).toBe('unknown');
    expect(await legLeft(world.deps, leg(label))).toBe('unknown');
    expect(await legMuted(world.deps, leg(label))).toBe('unknown');
    expect(world.record.wakes).toEqual([]);
  });

  test('of a call that belongs elsewhere, or of no call, is strange', async () => {
    world.addPinCall({ ...bridgeCall, call: voiceCall('other') });
    expect(await legJoined(world.deps, leg('other-1'))).toBe('unknown');
    expect(await voiceCallEnded(world.deps, voiceCall('nobody'))).toBe('unknown');
    expect(await voiceCallEnded(world.deps, voiceCall('other'))).toBe('recorded');
    expect(world.record.wakes).toEqual([]);
  });

  test('of a bridge whose join nobody has numbered is strange', async () => {
    expect(await legJoined(world.deps, leg('bridge'))).toBe('unknown');
    expect(await legLeft(world.deps, leg('bridge'))).toBe('unknown');
    expect(world.record.wakes).toEqual([]);
  });

  test('is over: nothing but its call is looked for', async () => {
    const { all } = operations(world);
    await voiceCallEnded(world.deps, voiceCall('nobody'));
    expect(all).toEqual(['pinCalls.get']);
  });
});

describe('a leg of ours', () => {
  test('joins, leaves, is over: each is recorded and wakes the sync', async () => {
    await world.change('CA1', { kind: 'rejoining', atMs: startMs, joinSequence: 2 });
    await legJoined(world.deps, leg('CA1-2', true));
    expect(caller()).toMatchObject({ presence: 'in', phone: { muted: true } });
    await legLeft(world.deps, leg('CA1-2'));
    expect(caller().presence).toBe('absent');
    await voiceCallEnded(world.deps, voiceCall('CA1'));
    expect(caller().presence).toBe('gone');
    expect(world.record.wakes).toEqual(['c1', 'c1', 'c1']);
    expect(noted()).toEqual(
      ['joined', 'left', 'ended'].map((event) => ({ conference: c1, callId: 'CA1', event })),
    );
  });

  test('wakes the sync also when the event is known: the one that recorded it may have died before it could', async () => {
    await legLeft(world.deps, leg('CA1-1'));
    await legLeft(world.deps, leg('CA1-1'));
    expect(world.record.wakes).toHaveLength(2);
  });

  test('whose end is told in two ways at once wakes the sync once, and once more if it is told later', async () => {
    const woken: [number, number][] = [];
    for (const afterMs of [0, 0, 1, 999, 1_000]) {
      world.advance(startMs + afterMs - world.now());
      expect(await voiceCallEnded(world.deps, voiceCall('CA1'))).toBe('recorded');
      woken.push([afterMs, world.record.wakes.length]);
    }
    expect(woken).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
      [999, 2],
      [1_000, 3],
    ]);
  });

  test.each([
    ['joins', () => legJoined(world.deps, leg('CA2-1'))],
    ['leaves', () => legLeft(world.deps, leg('CA2-1'))],
    ['is over', () => voiceCallEnded(world.deps, voiceCall('CA2'))],
  ])('of a caller long gone changes nothing, and wakes the sync: it %s', async (_, tell) => {
    world.addPinCall({ ...bridgeCall, call: voiceCall('CA2'), conference: c1, role: 'caller' });
    const before = world.conference('c1');
    expect(await tell()).toBe('recorded');
    expect(world.conference('c1')).toEqual(before);
    expect(world.callers('c1')).toHaveLength(1);
    expect(world.record.wakes).toEqual([c1]);
  });

  test('is recorded although the wake fails', async () => {
    world.world.wake = 'failed';
    expect(await legLeft(world.deps, leg('CA1-1'))).toBe('recorded');
    expect(await world.deps.conferences.due(world.now(), 1)).toEqual(['c1']);
  });

  test('that joins a new meeting: late news of the old one do not bring that back', async () => {
    await legLeft(world.deps, leg('CA1-1'));
    await world.change('CA1', { kind: 'rejoining', atMs: startMs, joinSequence: 2 });
    await legJoined(world.deps, leg('CA1-2', false, 'meeting-2'));
    await legJoined(world.deps, leg('CA1-1', false, 'meeting-1'));
    await legLeft(world.deps, leg('CA1-1', false, 'meeting-1'));
    expect(world.conference('c1').meeting).toBe('meeting-2');
    expect(caller()).toMatchObject({ presence: 'in', joinSequence: 2 });
  });

  test('whose leave overtakes its join stays out', async () => {
    await world.change('CA1', { kind: 'rejoining', atMs: startMs, joinSequence: 2 });
    await legLeft(world.deps, leg('CA1-2'));
    await legJoined(world.deps, leg('CA1-2'));
    expect(caller().presence).toBe('absent');
  });

  test('is reported unmuted although it should be muted: the phone is told again', async () => {
    await world.change('CA1', { kind: 'muted', atMs: startMs + 1, is: true, by: 'room' });
    await world.sync();
    expect(caller().phone.muted).toBe(true);
    expect(await legMuted(world.deps, leg('CA1-1', false))).toBe('recorded');
    expect(noted()).toEqual([{ conference: c1, callId: 'CA1', event: 'muted' }]);
    await world.sync();
    expect(world.record.commands.filter((command) => command === 'phone mute meeting-1 CA1')).toHaveLength(2);
  });
});

describe('the bridge', () => {
  const bridge = () => world.conference('c1').bridge;
  test('is in by its call, and no caller', async () => {
    await legJoined(world.deps, leg('bridge-2'));
    expect(bridge()).toMatchObject({ state: 'in', call: 'bridge', joinSequence: 2 });
    expect(world.callers('c1')).toHaveLength(1);
    expect(await legMuted(world.deps, leg('bridge-2', true))).toBe('recorded');
    expect(world.record.wakes).toHaveLength(1);
  });

  test.each(['left', 'ended'])('is out once it has %s, and does not come back by late news', async (how) => {
    await legJoined(world.deps, leg('bridge-2'));
    await (how === 'left'
      ? legLeft(world.deps, leg('bridge-2'))
      : voiceCallEnded(world.deps, bridgeCall.call));
    await legJoined(world.deps, leg('bridge-2'));
    expect(bridge().state).toBe('absent');
  });

  test.each<[string, object, (deps: MeetingEventDeps) => Promise<EventResult>]>([
    ['left', { joinSequence: 2 }, (deps) => legLeft(deps, leg('bridge-2'))],
    ['ended', {}, (deps) => voiceCallEnded(deps, bridgeCall.call)],
  ])('has %s: how it had come is told too, though of its join nothing was heard', async (_, of, tell) => {
    world.addPinCall({
      ...bridgeCall,
      conference: c1,
      role: 'bridge',
      joinSequence: 2,
      isBridgeOrigin: true,
    });
    const told: unknown[] = [];
    const { conferences } = world.deps;
    const changeConference = (...[id, event]: Parameters<typeof conferences.changeConference>) => {
      told.push(event);
      return conferences.changeConference(id, event);
    };
    world.advance(3_000);
    expect(await tell({ ...world.deps, conferences: { ...conferences, changeConference } })).toBe('recorded');
    const came = { arrivedAtMs: startMs, renderedJoin: 2, isVouched: true };
    expect(told).toEqual([{ kind: 'bridgeLeft', atMs: startMs + 3_000, call: 'bridge', ...of, ...came }]);
    expect(world.record.wakes).toEqual([c1]);
  });

  test('whose call is over before the news of its join stays out', async () => {
    await voiceCallEnded(world.deps, bridgeCall.call);
    await legJoined(world.deps, leg('bridge-2'));
    expect(bridge().state).toBe('absent');
  });
});
