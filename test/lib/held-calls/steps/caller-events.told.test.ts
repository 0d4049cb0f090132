import { describe, expect, test } from 'vitest';
import { callIdFrom, trunkCallId, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { newExistingRoom, type ExistingRoom } from '../../../../lib/held-calls/model/existing-room.ts';
import {
  callerConnected,
  callerLeft,
  meetingEnded,
  recordConnected,
  type EventDeps,
} from '../../../../lib/held-calls/steps/caller-events.ts';
import { heldCall, inMemory, startMs } from '../../../support/held-calls.ts';
import { watchingRooms } from './races.ts';

const c1 = callIdFrom('c1');
const lobby = { name: 'lobby', own: false };
const own = { name: 'pb-test-c1-1', own: true };

/** A call whose caller was ordered into a room. */
const ordered = (change: Partial<HeldCall>) =>
  heldCall('c1', {
    state: 'connecting',
    token: 'u1',
    attempt: 1,
    updates: 1,
    claimedAtMs: startMs,
    ...change,
  });

/** A room of others whose one address is the call's. */
const leased = (lease: Partial<ExistingRoom['addresses'][string]>, change: Partial<ExistingRoom> = {}) => ({
  ...newExistingRoom('lobby'),
  addresses: { 'a@sip': { readyAtMs: startMs, call: c1, ...lease } },
  ...change,
});

/** What an event came to, and all that was written for it, in order. */
async function traces(
  call: HeldCall,
  room: ExistingRoom | undefined,
  event: (deps: EventDeps) => Promise<unknown>,
) {
  const world = inMemory([call]);
  if (room !== undefined) world.rooms.set('lobby', room);
  const { deps, told } = watchingRooms(world.deps);
  const result = await event(deps);
  const { moves, resumed, logs } = world.record;
  const written = moves.map(({ event: { kind }, ok }) => `${kind} ${ok}`);
  const codes = logs.map(({ code }) => code).filter((code) => code !== 'call-resumed');
  return { result, written, told, resumed, logs: codes };
}

describe('a leg in a room of ours', () => {
  const connects = (session: string | undefined) => (deps: EventDeps) =>
    callerConnected(deps, own.name, session, startMs);

  test.each(['s1', 's2', undefined])(
    'of a caller who is in by s1 lets the machine go on, whoever it is: %j',
    async (session) => {
      const call = ordered({ state: 'connected', room: own, session: 's1' });
      expect(await traces(call, undefined, connects(session))).toEqual({
        ...{ result: 'counted', written: ['connected false'], told: [], resumed: ['u1'], logs: [] },
      });
    },
  );

  test.each<[string, Partial<HeldCall>, readonly string[], readonly string[]]>([
    ['given up', { state: 'released' }, ['connected false', 'connectedLate true'], ['call-connected']],
    [
      'cleaned up after',
      { state: 'released', dueAtMs: undefined },
      ['connected false', 'connectedLate false'],
      ['event-ignored'],
    ],
    ['over', { state: 'ended' }, ['connected false'], ['event-ignored']],
  ])('of a call that was %s by then', async (_, change, written, logs) => {
    const told = await traces(ordered({ room: own, ...change }), undefined, connects('s1'));
    expect(told).toMatchObject({ written, logs });
  });

  test.each<[HeldCall['state'], readonly string[]]>([
    ['connecting', ['meetingEnded false']],
    ['connected', ['meetingEnded true']],
    ['transferring', ['meetingEnded false', 'legLeft true']],
    ['ended', ['meetingEnded false']],
    ['released', ['meetingEnded false']],
  ])('is out when its meeting ends, which is written once if the call is %s', async (state, written) => {
    const ends = (deps: EventDeps) => meetingEnded(deps, own.name, startMs);
    expect(await traces(ordered({ room: own, state }), undefined, ends)).toMatchObject({ written, told: [] });
  });

  test('of the attempt before ends nothing of one whose bot has left too', async () => {
    const call = ordered({
      state: 'waiting',
      attempt: 2,
      turnedDown: 'bot-left',
      room: { ...own, name: 'pb-test-c1-2' },
    });
    expect(await traces(call, undefined, (deps) => meetingEnded(deps, own.name, startMs))).toMatchObject({
      result: 'ignored',
      written: ['meetingEnded false', 'botLeft false'],
    });
  });
});

test('a leg that leaves the room of a trunk is out once', async () => {
  const room = { name: 'kQ3vT8xYpLmN0aBcDeFg', own: true };
  const call = { ...ordered({ state: 'ended', trunk: 'support', room }), id: trunkCallId(room.name) };
  const left = await traces(call, undefined, (deps) => callerLeft(deps, room.name, 's1'));
  expect(left).toMatchObject({ result: 'ignored', written: ['callerLeft false'] });
});

describe('a leg that comes into a room of others', () => {
  const connects =
    (session: string | undefined, atMs = startMs) =>
    (deps: EventDeps) =>
      callerConnected(deps, 'lobby', session, atMs);
  const inLobby = ordered({ room: lobby });

  test.each<[string, ExistingRoom, string | undefined, number, readonly string[]]>([
    ['nobody’s, is remembered', newExistingRoom('lobby'), 's9', startMs, ['lobby unknown']],
    ['nobody’s, again', { ...newExistingRoom('lobby'), seenSessions: ['s9'] }, 's9', startMs, []],
    ['nobody’s, and without a name', newExistingRoom('lobby'), undefined, startMs, []],
    ['of before the order', leased({ stopped: 's9' }, { seenSessions: ['s9'] }), 's9', 0, ['lobby unknown']],
  ])('%s', async (_, room, session, atMs, told) => {
    expect(await traces(inLobby, room, connects(session, atMs))).toEqual({
      ...{ result: 'unknown', written: [], told, resumed: [], logs: [] },
    });
  });

  test('is the caller’s, and is told to the room', async () => {
    expect(await traces(inLobby, leased({}), connects('s1'))).toEqual({
      ...{ result: 'counted', written: ['connected true'], told: ['lobby connected'], resumed: ['u1'] },
      logs: ['call-connected'],
    });
  });

  test.each([
    [startMs, ['lobby connected', 'lobby meetingEnded']],
    [startMs - 1, ['lobby connected']],
  ])('is out if the end of its meeting was told first: at %d', async (endedAtMs, told) => {
    expect((await traces(inLobby, leased({}, { endedAtMs }), connects('s1'))).told).toEqual(told);
  });

  test('of a call whose room nobody knows any more is the caller’s all the same', async () => {
    const record = (deps: EventDeps) => recordConnected(deps, inLobby, { source: 'presence' });
    expect(await traces(inLobby, undefined, record)).toMatchObject({ result: 'counted', resumed: ['u1'] });
  });

  test('is asked for twice whose it is, if each time another leg turns out to be that caller’s', async () => {
    let asked = 0;
    const found = await traces(inLobby, leased({}), (deps) => {
      const move: typeof deps.calls.move = () => {
        asked += 1;
        return Promise.resolve({
          ok: false,
          call: ordered({ state: 'connected', room: lobby, session: 's2' }),
        });
      };
      return connects('s1')({ ...deps, calls: { ...deps.calls, move } });
    });
    expect(found).toMatchObject({ result: 'unknown', told: ['lobby unknown'], resumed: [] });
    expect(asked).toBe(2);
  });
});

describe('a leg that leaves a room of others', () => {
  const leaves = (deps: EventDeps) => callerLeft(deps, 'lobby', 's1', startMs);
  const isCallers = leased({ session: 's1' });
  const isConnecting = leased({}, { connecting: { call: c1, address: 'a@sip' } });
  const isKnown = { ...newExistingRoom('lobby'), seenSessions: ['s1'] };
  const isHeard = { result: 'counted', written: [], told: ['lobby stopped'] };
  const isNobodys = { result: 'unknown', written: [], told: ['lobby unknown'] };
  const over = { written: ['callerLeft true'], told: ['lobby returned'] };
  const overBefore = { written: ['callerLeft false'], told: ['lobby returned'] };

  test.each<[string, HeldCall['state'], ExistingRoom, object]>([
    ['is the caller’s: they are out', 'connected', isCallers, { result: 'counted', ...over }],
    [
      'is of a call that is over, and gives its address back',
      'ended',
      isCallers,
      { result: 'ignored', ...overBefore },
    ],
    ['may be of a caller who is being connected: more will be heard', 'connecting', isConnecting, isHeard],
    ['is nobody’s, and is remembered', 'connecting', newExistingRoom('lobby'), isNobodys],
    ['is nobody’s, again', 'connecting', isKnown, { result: 'unknown', written: [], told: [] }],
  ])('%s', async (_, state, room, expected) => {
    const session = room === isCallers ? 's1' : undefined;
    expect(await traces(ordered({ room: lobby, state, session }), room, leaves)).toMatchObject(expected);
  });
});
