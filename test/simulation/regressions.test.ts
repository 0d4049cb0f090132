import { describe, expect, test } from 'vitest';
import { reduceCaller } from '../../lib/conferences/state/reduce/caller.ts';
import {
  conferenceIdSchema,
  voiceCallIdSchema,
  type Caller,
} from '../../lib/conferences/model/conference.ts';
import { callArrived, maxTriesPerCaller, pinKeyed } from '../../lib/conferences/call/dialogue.ts';
import { plan } from '../../lib/conferences/reconcile/plan/plan.ts';
import { twilioTraits } from '../../lib/providers/twilio/traits.ts';
import { syncConference } from '../../lib/conferences/reconcile/sync.ts';
import { sinchTraits } from '../../lib/providers/sinch/traits.ts';
import { vonageTraits } from '../../lib/providers/vonage/traits.ts';
import { roomReported } from '../../lib/conferences/events/room-events.ts';
import { callIdFrom, type HeldCall } from '../../lib/held-calls/model/call.ts';
import { callerConnected } from '../../lib/held-calls/steps/caller-events.ts';
import { roomAfter, newExistingRoom } from '../../lib/held-calls/model/existing-room.ts';
import { holdCall } from '../../lib/held-calls/steps/hold.ts';
import { releaseCall } from '../../lib/held-calls/steps/release.ts';
import { sweepCalls } from '../../lib/held-calls/steps/sweep.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  secondBotTarget,
  settings,
  startMs,
} from '../support/held-calls.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { newConference } from '../support/new-conference.ts';
import type { CallerEvent } from '../../lib/conferences/model/caller-events.ts';
import { unheardSession } from '../../lib/conferences/state/session.ts';
import { isAnnouncedNow } from '../../lib/conferences/state/announced.ts';

// What the simulator found, each with its story in one line; the histories are cut down to what matters.

const own = (id: string, attempt: number) => ({ name: `pb-test-${id}-${attempt}`, own: true });
const inLobby = {
  room: { name: 'lobby', own: false },
  rooms: [{ name: 'lobby', own: false }],
  targets: [lobbyTarget],
};
const ordered = { state: 'connecting', token: 't', attempt: 1, updates: 1, claimedAtMs: startMs } as const;

describe('in an existing room', () => {
  const connecting = heldCall('second', { ...inLobby, ...ordered, claimedAtMs: startMs + 30_000 });

  function lobbyWith(call: HeldCall) {
    const world = inMemory([call]);
    const lobby = {
      ...newExistingRoom('lobby'),
      addresses: { 'a@sip': { readyAtMs: startMs, call: call.id } },
    };
    world.rooms.set('lobby', { ...lobby, connecting: { call: call.id, address: 'a@sip' } });
    return world;
  }

  test("the leg of a call that was given up, whose event came again 15 s later, was taken for the next call's", async () => {
    const { deps, call } = lobbyWith(connecting);
    expect(await callerConnected(deps, 'lobby', 's1', startMs + 10_000)).toBe('unknown');
    expect(call('second').state).toBe('connecting');
  });

  test('a leg that came after the order is still its own, whatever whole seconds and clocks do to its time', async () => {
    const { deps, call } = lobbyWith(connecting);
    expect(await callerConnected(deps, 'lobby', 's1', startMs + 26_000)).toBe('counted');
    expect(call('second').state).toBe('connected');
  });

  test('a ready event that came again after the meeting had ended brought the closed address back', () => {
    const ready = { kind: 'ready', address: 'a@sip', atMs: startMs } as const;
    const opened = roomAfter(newExistingRoom('lobby'), ready);
    const closed = roomAfter(opened, { kind: 'meetingEnded', atMs: startMs + 1_000 });
    expect(roomAfter(closed, ready)).toEqual(closed);
    const reopened = roomAfter(closed, { ...ready, atMs: startMs + 1_000 });
    expect(Object.keys(reopened.addresses)).toEqual(['a@sip']);
  });
});

test('a 404 to the second order was taken for a caller who had gone, and their room was deleted as they came in', async () => {
  const gone = { ...ordered, updates: 2, reportedGone: true, room: own('c', 1), rooms: [own('c', 1)] };
  const { deps, call, record, world, advance } = inMemory([heldCall('c', gone)]);
  world.callerIn = 'out';
  expect(await releaseCall(deps, callIdFrom('c'), 'silence')).toBe('over');
  expect(call('c').state).toBe('abandoned');
  expect(record.deletedRooms).toEqual([]);

  world.callerIn = 'in';
  advance(60_000);
  await sweepCalls(deps);
  expect(record.deletedRooms).toEqual([]);

  world.callerIn = 'out';
  advance(6 * 60_000);
  await sweepCalls(deps);
  expect(record.deletedRooms).toEqual(['pb-test-c-1']);
  expect(call('c').dueAtMs).toBeUndefined();
});

test('a room that a cut-short task was still making was deleted too early, found again by nobody, and lived on', async () => {
  const waiting: Partial<HeldCall> = {
    state: 'waiting',
    token: 'old',
    attempt: 1,
    room: own('c', 1),
    rooms: [own('c', 1)],
  };
  const { deps, call, record } = inMemory([
    heldCall('c', { ...waiting, targets: [botTarget, secondBotTarget] }),
  ]);
  await holdCall(deps, { id: callIdFrom('c'), token: 'new' });
  expect(record.deletedRooms).toEqual(['pb-test-c-1']);
  expect(call('c').deletedRooms).toEqual([]);
});

test('while a room that others use kept a call open, the room of its first bot stayed with it for hours', async () => {
  const released = heldCall('c', {
    ...inLobby,
    state: 'released',
    updates: 1,
    rooms: [own('c', 1), { name: 'lobby', own: false }],
    dueAtMs: startMs,
  });
  const { deps, call, record, world } = inMemory([released]);
  world.callerIn = 'in';
  await sweepCalls(deps);
  expect(record.deletedRooms).toEqual(['pb-test-c-1']);
  expect(call('c')).toMatchObject({ deletedRooms: ['pb-test-c-1'] });
  expect(call('c').dueAtMs).toBeLessThanOrEqual(startMs + settings.longestCallMs);
});

test('a caller who came in after the release was thrown out by the sweep, since the presence did not show them yet', async () => {
  const released = heldCall('c', { ...ordered, state: 'released', room: own('c', 1), rooms: [own('c', 1)] });
  const { deps, record, world } = inMemory([{ ...released, dueAtMs: startMs }]);
  world.callerIn = 'out';
  expect(await callerConnected(deps, 'pb-test-c-1', 's1', startMs)).toBe('counted');
  await sweepCalls(deps);
  expect(record.deletedRooms).toEqual([]);
});

test('a caller who came in after the look was thrown out, since the room went only when its bot had been stopped', async () => {
  const released = heldCall('c', {
    ...ordered,
    state: 'released',
    room: own('c', 1),
    rooms: [own('c', 1)],
    bots: [{ target: botTarget, attempt: 1, session: 'b1' }],
    dueAtMs: startMs,
  });
  const { deps, call, record, world } = inMemory([released]);
  world.callerIn = 'out';
  let roomsGoneAtStop: readonly string[] = [];
  const bots = {
    ...deps.bots,
    stop: async (...bot: Parameters<typeof deps.bots.stop>) => {
      roomsGoneAtStop = [...record.deletedRooms];
      return deps.bots.stop(...bot);
    },
  };
  await sweepCalls({ ...deps, bots });
  expect(roomsGoneAtStop).toEqual(['pb-test-c-1']);
  expect(call('c').dueAtMs).toBeUndefined();
});

test('a room whose request was under way when its function died appeared after the clean-up, and lived on', async () => {
  const waiting: Partial<HeldCall> = {
    state: 'waiting',
    token: 't',
    attempt: 1,
    room: own('c', 1),
    rooms: [own('c', 1)],
  };
  const { deps, call, record, advance } = inMemory([heldCall('c', waiting)]);
  await releaseCall(deps, callIdFrom('c'), 'failure');
  expect(call('c').deletedRooms).toEqual([]);
  advance(settings.holdTaskMs);
  await sweepCalls(deps);
  expect(record.deletedRooms).toEqual(['pb-test-c-1', 'pb-test-c-1']);
  expect(call('c').dueAtMs).toBeUndefined();
});

describe('in a conference', () => {
  const atMs = startMs;
  const newcomer = {
    conference: conferenceIdSchema.parse('c1'),
    call: voiceCallIdSchema.parse('CA1'),
    name: 'Caller 1',
    muted: false,
  };
  const bridge = {
    state: 'in',
    call: voiceCallIdSchema.parse('CA9'),
    joinSequence: 1,
    sinceMs: atMs,
  } as const;
  const announced: readonly CallerEvent[] = [
    { kind: 'admitted', atMs, joinSequence: 1, newcomer },
    { kind: 'joined', atMs, joinSequence: 1, muted: false },
    { kind: 'roomHas', atMs, session: 's1', bridge: 'CA9-1', muted: false },
  ];
  const after = (events: readonly CallerEvent[]) =>
    events.reduce<Caller | undefined>(reduceCaller, undefined);

  test("a host's mute that the caller undid before anything was done about it stayed in the room for ever", () => {
    const caller = after([
      ...announced,
      { kind: 'muted', atMs: atMs + 20_000, is: true, by: 'room' },
      { kind: 'muted', atMs: atMs + 40_000, is: false, by: 'caller', menu: 1 },
    ]);
    expect(caller?.muted.is).toBe(false);
    expect(caller?.announced?.muted).toBeUndefined();
  });

  test('a caller who came back in after the run that took them back had died was shown no more', () => {
    const back = after([
      ...announced,
      { kind: 'left', atMs, joinSequence: 1 },
      { kind: 'rejoining', atMs, joinSequence: 2 },
      { kind: 'roomLetsGo', atMs: atMs + 50_000 },
      { kind: 'joined', atMs: atMs + 51_000, joinSequence: 2, muted: false },
    ]);
    const conference = newConference('c1', { bridge, session: { id: 's1', startedAtMs: atMs } });
    expect(back && isAnnouncedNow(conference, back)).toBe(false);
    expect(back && plan({ traits: twilioTraits }, conference, [back], atMs + 52_000).commands).toMatchObject([
      { kind: 'announce' },
    ]);
  });

  test('a hand that was lowered after the run that raised it had died stayed up in the room', () => {
    const raised = after([
      ...announced,
      { kind: 'hand', atMs, raised: true, menu: 1 },
      { kind: 'roomHandUnknown', atMs },
      { kind: 'left', atMs, joinSequence: 1 },
      { kind: 'rejoining', atMs, joinSequence: 2 },
      { kind: 'hand', atMs, raised: false, menu: 2 },
    ]);
    expect(raised).toMatchObject({ hand: false });
    expect(raised?.announced).not.toHaveProperty('hand');
  });

  test("a host's unmute was taken for an echo of what the caller had just keyed, and the caller then keyed once more", async () => {
    const world = inMemoryConferences([
      newConference('c1', { bridge, session: { id: 's1', startedAtMs: atMs } }),
    ]);
    const tell = (event: CallerEvent) =>
      world.deps.conferences.changeCaller(newcomer.conference, newcomer.call, event);
    for (const event of announced) await tell(event);
    await tell({ kind: 'roomHas', atMs, session: 's1', bridge: 'CA9-1', muted: true });
    await tell({ kind: 'muted', atMs: atMs + 60_000, is: false, by: 'caller', menu: 1 });
    const unmuted = {
      kind: 'unmuted',
      room: 'room-of-c1',
      calls: [newcomer.call],
      atMs: atMs + 65_000,
    } as const;
    await roomReported(world.deps, unmuted);
    expect(world.caller('c1', 'CA1').announced?.muted).toBeUndefined();
  });

  test('a late answer to a request that was repeated gave a caller in the meeting a join that never came', () => {
    const rejoined = after([
      ...announced,
      { kind: 'rejoining', atMs: atMs + 3_000, joinSequence: 2, after: 1 },
    ]);
    expect(rejoined).toMatchObject({ joinSequence: 1, presence: 'in' });
    const left = after([
      ...announced,
      { kind: 'left', atMs, joinSequence: 1 },
      { kind: 'rejoining', atMs, joinSequence: 3, after: 1 },
    ]);
    expect(left).toMatchObject({ joinSequence: 3, presence: 'joining' });
    expect(left && reduceCaller(left, { kind: 'rejoining', atMs, joinSequence: 4, after: 1 })).toBe(left);
  });

  test('who was announced before any session was heard of counted as announced to every later one', () => {
    const caller = after([
      ...announced,
      { kind: 'roomHas', atMs, session: unheardSession, bridge: 'CA9-1', muted: false },
    ]);
    const second = { id: 's2', startedAtMs: atMs + 60_000, previous: 's1' };
    const conference = newConference('c1', { bridge, session: second });
    expect(caller && isAnnouncedNow(conference, caller)).toBe(false);
    const same = newConference('c1', { bridge, session: { id: 's1', startedAtMs: atMs - 60_000 } });
    expect(caller && isAnnouncedNow(same, caller)).toBe(true);
  });

  test('a bridge whose join nobody told was not found for ever, since its meeting has a name that only the join tells', async () => {
    const world = inMemoryConferences([
      newConference('c1', { voice: 'vonage', session: { id: 's1', startedAtMs: atMs } }),
    ]);
    const [c1, leg] = [newcomer.conference, voiceCallIdSchema.parse('leg')];
    world.world.traits = vonageTraits;
    world.world.meetingOf = () => 'CON-1';
    world.world.participants = (meeting) =>
      meeting === undefined ? undefined : { meeting, legs: [{ call: leg, muted: false }] };
    world.openDialIn('bridge.example.com', { kind: 'pin', voice: 'vonage', opensTo: 'bridge' });
    world.addPin('00123456789012', { conference: 'c1', kind: 'bridge' });
    const sip = { voice: 'vonage', isNumberVerified: false, isSip: true } as const;
    await callArrived(world.deps, { call: leg, dialled: 'bridge.example.com', ...sip });
    await pinKeyed(world.deps, { call: leg, attempt: 1, digits: '00123456789012' });
    await world.deps.conferences.changeCaller(c1, newcomer.call, {
      ...{ kind: 'admitted', atMs, joinSequence: 2, newcomer, waits: true },
    });
    world.advance(60_000);
    await syncConference(world.deps, c1);
    expect(world.conference('c1')).toMatchObject({ meeting: 'CON-1', bridge: { state: 'in', call: leg } });
  });

  test('a bridge leg that came while its wake was held up was not looked for any more, and another was dialled beside it', async () => {
    const coming = { call: voiceCallIdSchema.parse('leg'), atMs };
    const world = inMemoryConferences([
      newConference('c1', {
        ...{ voice: 'sinch', session: { id: 's1', startedAtMs: atMs }, comingBridge: coming },
        bridge: { state: 'absent', tries: 1, notBeforeMs: atMs },
      }),
    ]);
    world.world.traits = sinchTraits;
    world.world.participants = () => ({ meeting: 'c1', legs: [{ call: coming.call, muted: false }] });
    world.addPinCall({
      ...{
        call: coming.call,
        dialIn: 'bridge.example.com',
        voice: 'sinch',
        language: 'en',
        opensTo: 'bridge',
      },
      ...{ isBridgeOrigin: true, arrivedAtMs: atMs, conference: newcomer.conference, role: 'bridge' },
      joinSequence: 1,
    });
    await world.deps.conferences.changeCaller(newcomer.conference, newcomer.call, {
      ...{ kind: 'admitted', atMs, joinSequence: 2, newcomer, waits: true },
    });
    world.advance(40_000);
    await syncConference(world.deps, newcomer.conference);
    expect(world.conference('c1').bridge).toMatchObject({ state: 'in', call: coming.call });
    expect(world.record.commands.filter((line) => line.startsWith('connectBridge'))).toEqual([]);
  });

  test('a caller who went in while the list failed for minutes was not looked for any more: not shown, and no bridge dialled for them, for a quarter of an hour', async () => {
    const waiting = newConference('c1', { voice: 'sinch', session: { id: 's1', startedAtMs: atMs }, bridge });
    const world = inMemoryConferences([waiting]);
    world.world.traits = sinchTraits;
    for (const event of announced.slice(0, 1))
      await world.deps.conferences.changeCaller(newcomer.conference, newcomer.call, event);
    await syncConference(world.deps, newcomer.conference);
    world.advance(240_000);
    world.world.participants = () => ({ meeting: 'c1', legs: [{ call: newcomer.call, muted: false }] });
    await syncConference(world.deps, newcomer.conference);
    expect(world.caller('c1', newcomer.call).presence).toBe('in');
  });

  test('a function was woken at a deadline that its own clock had not reached, and nobody woke the conference again', async () => {
    const dialling = { state: 'dialling', tries: 1, untilMs: atMs + 45_000 } as const;
    const world = inMemoryConferences([
      newConference('c1', { session: { id: 's1', startedAtMs: atMs }, bridge: dialling }),
    ]);
    for (const event of announced.slice(0, 2))
      await world.deps.conferences.changeCaller(newcomer.conference, newcomer.call, event);
    await syncConference(world.deps, newcomer.conference);
    const untilMs = world.record.delayedWakes.splice(0).map((wake) => wake.atMs);
    expect(untilMs).toEqual([dialling.untilMs]);
    world.advance(45_000 - 900);
    await syncConference(world.deps, newcomer.conference);
    const againMs = dialling.untilMs + 3_000;
    expect(world.record.delayedWakes.map((wake) => wake.atMs)).toContain(againMs);
  });

  test('whose number somebody had forged to guess PINs, ten wrong ones in an hour, could not get in for the rest of it', async () => {
    const { deps, openDialIn, addPin } = inMemoryConferences([newConference('c1')]);
    const dialled = '+12025550143';
    const pin = '00123456789';
    openDialIn(dialled, { kind: 'pin' });
    addPin(pin, { conference: 'c1', kind: 'caller' });
    const keys = async (id: string, digits: string) => {
      const call = voiceCallIdSchema.parse(id);
      const origin = {
        number: '+12025550188',
        isNumberVerified: false,
        voice: 'twilio',
        isSip: false,
      } as const;
      await callArrived(deps, { call, dialled, ...origin });
      return pinKeyed(deps, { call, attempt: 1, digits });
    };
    for (let guess = 1; guess <= maxTriesPerCaller; guess += 1) await keys(`guess-${guess}`, '9');
    expect((await keys('CA1', pin)).at(-1)?.kind).toBe('join');
  });
});
