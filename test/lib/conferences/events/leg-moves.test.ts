import { beforeEach, describe, expect, test } from 'vitest';
import { legIn, legMoved, type LegNews } from '../../../../lib/conferences/events/leg-moves.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../../support/new-conference.ts';
import { operations } from '../reconcile/operations.ts';
import { c1, conferenceWorld, meeting, type ConferenceWorld } from '../support.ts';

// The caller CA1 is in the meeting of c1, and the bridge has been let into it, where a provider names meetings alone.

const other = 'meeting-2';
let world: ConferenceWorld;
let atMs: number;
beforeEach(async () => {
  world = conferenceWorld(newConference('c1'));
  await world.letIn('CA1');
  world.advance(5_000);
  atMs = world.now();
});

const pinCall = (change: Partial<PinCall> = {}): PinCall => ({
  ...{ call: voiceCall('CA1'), dialIn: '+12025550143', language: 'en', voice: 'vonage', opensTo: 'both' },
  ...{ isBridgeOrigin: false, arrivedAtMs: startMs, conference: c1, role: 'caller', joinSequence: 1 },
  ...change,
});
const bridge = pinCall({ call: voiceCall('bridge'), role: 'bridge', joinSequence: 2, isBridgeOrigin: true });

/** What has come of it for the caller, the bridge and the conference, and which event was noted; undefined: none was. */
const outcome = () => {
  const { presence, presenceAtMs, phone } = world.caller('c1', 'CA1');
  const { record } = world;
  const noted = record.logs.flatMap(({ code, fields }) => (code === 'conference-event' ? [fields] : []));
  expect(record.wakes).toEqual(noted.map(() => c1));
  return {
    caller: [presence, presenceAtMs === startMs ? 'before' : presenceAtMs === atMs ? 'now' : presenceAtMs],
    muted: phone.muted,
    bridge: world.conference('c1').bridge,
    meeting: world.conference('c1').meeting,
    noted,
  };
};
const absent = { state: 'absent', tries: 0, notBeforeMs: 0 } as const;
const bridgeIn = { state: 'in', call: 'bridge', joinSequence: 2, sinceMs: startMs + 5_000, isVouched: true };
const unchanged = { caller: ['in', 'before'], muted: false, bridge: absent, meeting, noted: [] as unknown[] };
const noted = (event: string, callId = 'CA1') => [{ conference: c1, callId, event }];

describe('a leg', () => {
  test.each<[string, Partial<PinCall>]>([
    ['a call that is in no conference', { conference: undefined }],
    ['a call whose conference there is no more', { conference: conferenceId('c9') }],
    ['a bridge whose conference there is no more', { conference: conferenceId('c9'), role: 'bridge' }],
  ])('of %s is strange, wherever it is or goes', async (_, change) => {
    const call = pinCall(change);
    expect(await legIn(world.deps, call, meeting, 'left')).toBe('unknown');
    expect(await legMoved(world.deps, call, { from: meeting, to: other, isAsked: true })).toBe('unknown');
    expect(outcome()).toEqual(unchanged);
  });

  test.each<LegNews>(['joined', 'left', 'muted', 'unmuted'])(
    'in a meeting that is not the conference’s has done nothing: %s',
    async (what) => {
      for (const call of [pinCall(), bridge])
        expect(await legIn(world.deps, call, other, what)).toBe('recorded');
      expect(outcome()).toEqual(unchanged);
    },
  );
});

describe('in the meeting of the conference', () => {
  test.each<[LegNews, object]>([
    ['left', { caller: ['absent', 'now'], noted: noted('left') }],
    ['muted', { muted: true, noted: noted('muted') }],
  ])('a caller is %s', async (what, change) => {
    expect(await legIn(world.deps, pinCall(), meeting, what)).toBe('recorded');
    expect(outcome()).toEqual({ ...unchanged, ...change });
  });

  test('a caller is unmuted who should be muted: their phone is to be told again', async () => {
    await world.change('CA1', { kind: 'muted', atMs, is: true, by: 'room' });
    await world.change('CA1', { kind: 'phoneHas', atMs, joinSequence: 1, muted: true });
    expect(await legIn(world.deps, pinCall(), meeting, 'unmuted')).toBe('recorded');
    expect(outcome()).toEqual({ ...unchanged, noted: noted('muted') });
  });

  test('a caller who is on their way in joins, muted or not', async () => {
    await world.change('CA1', { kind: 'rejoining', atMs, joinSequence: 2 });
    expect(await legIn(world.deps, pinCall(), meeting, 'joined')).toBe('recorded');
    expect(outcome()).toEqual({ ...unchanged, caller: ['in', 'now'], noted: noted('joined') });
  });

  test('the bridge comes in and goes out, and of its being muted nothing is noted', async () => {
    await legIn(world.deps, bridge, meeting, 'joined');
    for (const what of ['muted', 'unmuted'] as const)
      expect(await legIn(world.deps, bridge, meeting, what)).toBe('recorded');
    expect(outcome()).toEqual({ ...unchanged, bridge: bridgeIn, noted: noted('joined', 'bridge') });
    expect(await legIn(world.deps, bridge, meeting, 'left')).toBe('recorded');
    expect(world.conference('c1').bridge.state).toBe('absent');
    expect(outcome().noted).toEqual([...noted('joined', 'bridge'), ...noted('left', 'bridge')]);
  });
});

describe('a caller who goes from one meeting into another', () => {
  const moved = (from: string, to: string, isAsked: boolean) =>
    legMoved(world.deps, pinCall(), { from, to, isAsked });

  test.each([true, false])('has left that of the conference, asked for: %s', async (isAsked) => {
    expect(await moved(meeting, other, isAsked)).toBe('recorded');
    expect(outcome()).toEqual({ ...unchanged, caller: ['absent', 'now'], noted: noted('left') });
  });

  test('has done nothing, unless it is the conference’s or was asked for', async () => {
    await world.change('CA1', { kind: 'rejoining', atMs, joinSequence: 2 });
    expect(await moved('meeting-0', other, false)).toBe('recorded');
    expect(outcome()).toEqual({ ...unchanged, caller: ['joining', 'now'] });
  });

  test.each([
    ['that of the conference', meeting, false],
    ['that of the conference, as it was asked to', meeting, true],
    ['one that it was asked into, which is the conference’s from now on', other, true],
  ])('has joined %s', async (_, to, isAsked) => {
    await world.change('CA1', { kind: 'rejoining', atMs, joinSequence: 2 });
    expect(await moved('meeting-0', to, isAsked)).toBe('recorded');
    expect(outcome()).toEqual({
      ...unchanged,
      ...{ caller: ['in', 'now'], meeting: to, noted: noted('joined') },
    });
  });

  test('brings the conference into no meeting once the call is over', async () => {
    await world.change('CA1', { kind: 'gone', atMs });
    await moved('meeting-0', other, true);
    expect(outcome()).toMatchObject({ caller: ['gone', 'now'], meeting, noted: noted('joined') });
  });

  test('writes nothing of a meeting that is known', async () => {
    await world.change('CA1', { kind: 'rejoining', atMs, joinSequence: 2 });
    const { all } = operations(world);
    await moved('meeting-0', meeting, false);
    expect(all).toEqual(['conferences.get', 'conferences.changeCaller']);
  });
});

describe('the bridge that goes from one meeting into another', () => {
  test.each([
    ['is in that, whichever it is', 'meeting-0', other],
    ['is in the conference’s', 'meeting-0', meeting],
  ])('%s', async (_, from, to) => {
    expect(await legMoved(world.deps, bridge, { from, to, isAsked: false })).toBe('recorded');
    expect(outcome()).toEqual({
      ...unchanged,
      ...{ bridge: bridgeIn, meeting: to, noted: noted('joined', 'bridge') },
    });
  });

  test('is looked for among no callers', async () => {
    const { all } = operations(world);
    await legMoved(world.deps, bridge, { from: 'meeting-0', to: meeting, isAsked: false });
    expect(all).toEqual(['conferences.get', 'conferences.changeConference']);
  });

  test('has left the conference’s', async () => {
    await legIn(world.deps, bridge, meeting, 'joined');
    expect(await legMoved(world.deps, bridge, { from: meeting, to: other, isAsked: true })).toBe('recorded');
    expect(world.conference('c1').bridge.state).toBe('absent');
    expect(outcome().noted).toEqual([...noted('joined', 'bridge'), ...noted('left', 'bridge')]);
  });
});
