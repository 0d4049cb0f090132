import { beforeEach, describe, expect, test } from 'vitest';
import { joinAsCaller, rejoin, restOfStayS } from '../../../../lib/conferences/call/join.ts';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import type { ConferencePin } from '../../../../lib/conferences/model/pins.ts';
import type { VoiceTraits } from '../../../../lib/conferences/model/voice.ts';
import { twilioTraits } from '../../../../lib/providers/twilio/traits.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { c1, conferenceWorld, joinNext, outside, session, type ConferenceWorld } from '../support.ts';

let world: ConferenceWorld;
const setUp = (settings: NonNullable<Parameters<typeof newConference>[1]>['settings'] = {}) => {
  world = conferenceWorld(newConference('c1', { settings }));
};
beforeEach(() => setUp());

const entry: ConferencePin = { conference: c1, kind: 'caller', keyId: 'k1' };
async function join(call: string, number?: string, change: Partial<ConferencePin> = {}) {
  const pinCall = {
    call: voiceCall(call),
    dialIn: '+12025550143',
    language: 'de',
    voice: 'twilio',
    opensTo: 'both',
    isBridgeOrigin: false,
    arrivedAtMs: startMs,
    number,
  } as const;
  world.addPinCall(pinCall);
  const guest = { ...entry, ...change };
  const [instruction] = await joinNext(world.deps, pinCall, world.conference('c1'), guest);
  return instruction;
}

describe('a join', () => {
  test('is rendered with a number of its own, in the language of the call', async () => {
    expect(await join('CA1')).toEqual({
      kind: 'join',
      conference: 'c1',
      role: 'caller',
      call: 'CA1',
      joinSequence: 1,
      muted: false,
      language: 'de',
      longestStayS: 14_400,
    });
    expect(await join('CA2')).toMatchObject({ call: 'CA2', joinSequence: 2 });
    expect(world.pinCall('CA1')).toMatchObject({ conference: 'c1', role: 'caller' });
    expect(world.caller('c1', 'CA1')).toMatchObject({
      presence: 'joining',
      joinSequence: 1,
      admittedAtMs: startMs,
    });
  });

  test('is heard by nobody unless the conference says so, and that of the bridge never is', async () => {
    expect(await join('CA1')).not.toHaveProperty('tones');
    setUp({ tones: 'on' });
    expect(await join('CA1')).toMatchObject({ tones: true });
    expect(await join('bridge', undefined, { kind: 'bridge' })).not.toHaveProperty('tones');
  });

  test('is heard while so many callers at most are there, whoever has gone not counted', async () => {
    setUp({ tones: 2 });
    for (const call of ['CA1', 'CA2']) expect(await join(call)).toMatchObject({ tones: true });
    expect(await join('CA3')).not.toHaveProperty('tones');
    for (const call of ['CA1', 'CA2']) await voiceCallEnded(world.deps, voiceCall(call));
    expect(await join('CA4')).toMatchObject({ tones: true });
  });

  test('of the bridge makes no caller, and is never muted', async () => {
    setUp({ joinMuted: true });
    expect(await join('bridge', undefined, { kind: 'bridge' })).toMatchObject({
      role: 'bridge',
      muted: false,
    });
    expect(world.callers('c1')).toEqual([]);
  });

  test('of the bridge is not bound by the longest stay, which is for callers', async () => {
    setUp({ longestStayMs: 60_000 });
    expect(await join('CA1')).toMatchObject({ longestStayS: 60 });
    expect(await join('bridge', undefined, { kind: 'bridge' })).not.toHaveProperty('longestStayS');
  });

  test('is muted if the conference says so', async () => {
    setUp({ joinMuted: true });
    expect(await join('CA1')).toMatchObject({ muted: true });
    expect(world.caller('c1', 'CA1')).toMatchObject({ muted: { is: true }, phone: { muted: true } });
  });

  test('of a request that is repeated is rendered as it was: whichever answer arrives, its number counts', async () => {
    const first = await join('CA1');
    expect(await join('CA1')).toEqual(first);
    expect(world.caller('c1', 'CA1').joinSequence).toBe(1);
  });

  test('of a request that is repeated late, when the caller is in by it, is rendered as it was too', async () => {
    const first = await join('CA1');
    await world.change('CA1', { kind: 'joined', atMs: startMs, joinSequence: 1, muted: false });
    expect(await join('CA1')).toEqual(first);
  });

  test('into a conference that is not there is a bug, and renders nothing', async () => {
    const { conferences } = world.deps;
    await world.letIn('CA1');
    const pinCall = world.pinCall('CA1');
    if (pinCall === undefined) throw new Error('nobody was let in');
    const deps = {
      ...world.deps,
      conferences: { ...conferences, changeCaller: () => Promise.resolve(undefined) },
    };
    await expect(joinAsCaller(deps, pinCall, world.conference('c1'), entry, 2)).rejects.toThrow(
      'conference disappeared',
    );
  });

  test.each([
    [0, 60],
    [999, 60],
    [1_000, 59],
    [59_500, 1],
    [90_000, 1],
  ])('after a stay of %i ms of a minute may last for %i s, and a second at least', (stayedMs, seconds) => {
    setUp({ longestStayMs: 60_000 });
    expect(restOfStayS(world.conference('c1'), stayedMs)).toBe(seconds);
  });

  test('of a request that is repeated begins no new stay', async () => {
    setUp({ longestStayMs: 3_600_000 });
    expect(await join('CA1')).toMatchObject({ joinSequence: 1, longestStayS: 3_600 });
    world.advance(60_000);
    expect(await join('CA1')).toMatchObject({ joinSequence: 1, longestStayS: 3_540 });
  });

  test('once more, into a conference that is there no more, is a bug, and renders nothing', async () => {
    await join('CA1');
    await world.change('CA1', { kind: 'left', atMs: startMs, joinSequence: 1 });
    const conferences = { ...world.deps.conferences, changeConference: () => Promise.resolve(undefined) };
    const pinCall = world.pinCall('CA1');
    if (pinCall === undefined) throw new Error('nobody was let in');
    await expect(
      rejoin({ ...world.deps, conferences }, pinCall, world.conference('c1'), world.caller('c1', 'CA1')),
    ).rejects.toThrow('conference disappeared');
  });

  test('of two requests at once has one number', async () => {
    const joins = await Promise.all([join('CA1'), join('CA1'), join('CA1')]);
    expect(new Set(joins.map((each) => each?.kind === 'join' && each.joinSequence)).size).toBe(1);
  });
});

describe('somebody who comes wakes the sync', () => {
  const inside = { ...twilioTraits, waits: 'inside', reportsJoins: true } as const;
  test.each<[string, Partial<VoiceTraits>, { caller: number; bridge: number }]>([
    ['only as their join is reported, where it is', {}, { caller: 0, bridge: 0 }],
    ['where nobody reports it', { reportsJoins: false }, { caller: 1, bridge: 1 }],
    ['where callers wait outside', { waits: 'outside' }, { caller: 1, bridge: 0 }],
  ])('%s', async (_, traits, expected) => {
    world.world.traits = { ...inside, ...traits };
    await join('CA1');
    const caller = world.record.wakes.length;
    await join('bridge', undefined, { kind: 'bridge' });
    expect({ caller, bridge: world.record.wakes.length - caller }).toEqual(expected);
  });

  test.each([
    ['is told by its news', true, undefined, undefined],
    ['is found by the list alone', false, undefined, { call: 'bridge', atMs: startMs }],
    ['is found by asking its call', true, () => undefined, { call: 'bridge', atMs: startMs }],
  ])('the bridge, which is noted to be coming unless it %s', async (_, reportsJoins, meetingOf, coming) => {
    world.world.traits = { ...inside, reportsJoins };
    if (meetingOf !== undefined) world.world.meetingOf = meetingOf;
    await join('bridge', undefined, { kind: 'bridge' });
    expect(world.conference('c1').comingBridge).toEqual(coming);
  });
});

describe('the call is written to belong to the conference beside its caller', () => {
  /** Fails this one of the two writes. */
  const failing = (write: 'pinCalls.admitted' | 'conferences.changeCaller') => {
    world.world.before = (operation) =>
      operation === write ? Promise.reject(new Error('not written')) : Promise.resolve();
  };
  const mends = () => {
    world.world.before = () => Promise.resolve();
  };

  test.each(['pinCalls.admitted', 'conferences.changeCaller'] as const)(
    'without %s nothing is rendered, and the repeated request makes one caller of one call',
    async (write) => {
      failing(write);
      await expect(join('CA1')).rejects.toThrow('not written');
      mends();
      const again = await join('CA1');
      const { joinSequence } = world.caller('c1', 'CA1');
      expect(again).toMatchObject({ kind: 'join', role: 'caller', joinSequence });
      expect(world.callers('c1')).toHaveLength(1);
      expect(world.pinCall('CA1')).toMatchObject({ conference: 'c1', role: 'caller' });
    },
  );

  test('a caller of whose call that was not written takes a place until a poll, and the room never hears of them', async () => {
    world.advance(1);
    failing('pinCalls.admitted');
    await expect(join('CA1')).rejects.toThrow('not written');
    mends();
    await voiceCallEnded(world.deps, voiceCall('CA1'));
    expect(world.caller('c1', 'CA1').presence).toBe('joining');
    world.world.participants = () => ({ meeting: undefined, legs: [] });
    world.world.isUp = () => false;
    await world.sync();
    expect(world.caller('c1', 'CA1').presence).toBe('joining');
    world.advance(60_000);
    await world.sync();
    expect(world.caller('c1', 'CA1').presence).toBe('gone');
    expect(world.record.announced).toEqual([]);
  });

  test('where people wait outside, such a caller is moved in as soon as the call is written', async () => {
    world = conferenceWorld(newConference('c1', { session }));
    world.world.traits = outside;
    world.world.letIn = () => 'done';
    failing('pinCalls.admitted');
    await expect(join('CA1')).rejects.toThrow('not written');
    mends();
    await world.bridgeComes();
    await world.sync();
    const moves = () => world.record.commands.filter((command) => command.startsWith('phone letIn'));
    expect(moves()).toEqual([]);
    expect(world.caller('c1', 'CA1').moved).toBeUndefined();
    expect(await join('CA1')).toMatchObject({ kind: 'wait' });
    await world.sync();
    expect(moves()).toEqual(['phone letIn CA1 1']);
    expect(world.callers('c1')).toHaveLength(1);
  });
});

describe('what the room sees of a caller', () => {
  const number = '+12025550188';
  test.each<[string, 'full' | 'last-digits' | 'nothing', string | undefined, Partial<ConferencePin>, object]>(
    [
      ['by default, the last digits', 'last-digits', number, {}, { name: 'Caller 1 (…188)' }],
      ['everything', 'full', number, {}, { name: number, number }],
      ['nothing', 'nothing', number, {}, { name: 'Caller 1' }],
      ['a withheld number', 'full', undefined, {}, { name: 'Caller 1' }],
      [
        'a personal PIN',
        'nothing',
        number,
        { name: 'Ana', externalId: 'crm-7' },
        { name: 'Ana', externalId: 'crm-7' },
      ],
      ['a personal PIN, with its number', 'full', number, { name: 'Ana' }, { name: 'Ana', number }],
    ],
  )('%s', async (_, numberDisplay, from, change, expected) => {
    setUp({ numberDisplay });
    await join('CA1', from, change);
    const { name, number: shown, externalId, isNamed } = world.caller('c1', 'CA1');
    expect({ name, number: shown, externalId, isNamed }).toEqual({
      number: undefined,
      externalId: undefined,
      isNamed: change.name === undefined ? undefined : true,
      ...expected,
    });
  });

  test('tells callers without a name apart', async () => {
    await join('CA1');
    await join('CA2');
    const [first, second] = world.callers('c1');
    expect(first?.name).not.toBe(second?.name);
  });
});
