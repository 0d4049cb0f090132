import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../../lib/held-calls/model/call.ts';
import { newExistingRoom, type ExistingRoom } from '../../../../../lib/held-calls/model/existing-room.ts';
import type { BotStart } from '../../../../../lib/held-calls/ports.ts';
import { askTargets, type RoundStart } from '../../../../../lib/held-calls/steps/bots/ask-targets.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  secondBotTarget,
  settings,
  startMs,
} from '../../../../support/held-calls.ts';

const id = callIdFrom('c1');
const own = (attempt: number) => ({ name: `pb-test-c1-${attempt}`, own: true });
const lobby = { name: 'lobby', own: false };
const full = { kind: 'refused', why: 'at-capacity' } as const;
const unclear = { kind: 'unknown', why: 'time-out' } as const;
const made = (attempt: number) => ({
  url: `https://example.daily.co/${own(attempt).name}`,
  address: `${own(attempt).name}@sip.example`,
});

/** A round of a call that waits in the room of its first attempt, which its bots may have. */
function round(change: Partial<HeldCall> = {}, start: Partial<RoundStart> = {}) {
  const call = heldCall('c1', {
    ...{ state: 'waiting', token: 't1', attempt: 1, room: own(1), rooms: [own(1)] },
    targets: [botTarget, secondBotTarget],
    ...change,
  });
  const world = inMemory([call]);
  const order = call.targets.map((_, index) => index);
  const times = { lastAskAtMs: startMs + 50_000, endsAtMs: startMs + 60_000 };
  const ask = () =>
    askTargets(world.deps, { call, order, freeRoom: {}, whyLeft: 'silent', ...times, ...start });
  /** What was written, without what every event of the same kind has. */
  const written = () =>
    world.record.moves.map(({ event: { atMs, ...event } }) => ({ ...event, afterMs: atMs - startMs }));
  return { ...world, ask, written };
}

/** Bots that answer so, the first to the first that is asked. */
const bots = (...answers: readonly BotStart[]) => {
  const left = [...answers];
  return () => left.shift() ?? { kind: 'started' as const };
};

describe('a round that nobody takes the call on in', () => {
  test('is written down, with its refusals, and the room that is still free', async () => {
    const { ask, world, written, call } = round();
    world.bot = () => full;
    expect(await ask()).toEqual({ end: 'nobody', call: call('c1') });
    const refusals = [0, 1].map((target) => ({ target, why: 'at-capacity', times: 1 }));
    expect(written()).toEqual([
      {
        ...{ kind: 'noTarget', attempt: 1, afterMs: 0, refusals },
        refusalTexts: ['pipecat-cloud:receptionist at-capacity', 'bot-endpoint:bots.example.com at-capacity'],
        spareRoom: { made: made(1) },
      },
    ]);
    expect(call('c1').refusals).toEqual(refusals);
  });

  const alone = [0, 1].map((target) => ({ target, why: 'busy', times: 1, againAtMs: startMs + 1 }));
  test.each<[string, Partial<HeldCall>, number]>([
    ['once, before the item says so', {}, 1],
    ['once, if the item says so of another attempt', { attempt: 2, noTargetAttempt: 1 }, 1],
    ['no more, if the item says so', { noTargetAttempt: 1 }, 0],
    ['not, if one took the call on before', { askedAtMs: startMs }, 0],
  ])('since all want to be left alone, is written %s', async (_, change, writes) => {
    const { ask, written, record } = round({ ...change, refusals: alone });
    expect(await ask()).toMatchObject({ end: 'nobody' });
    expect(written()).toHaveLength(writes);
    expect(record.botsStarted).toEqual([]);
  });

  test('and cannot be written, since the call has gone: that is known', async () => {
    const { ask, world, deps, call } = round();
    world.bot = () => full;
    world.whileStarting = async () => {
      await deps.calls.move(id, { kind: 'released', atMs: startMs, why: 'failure', unlessReady: false });
    };
    const { end, call: left } = await ask();
    expect([end, left]).toEqual(['nobody', call('c1')]);
    expect(left.state).toBe('released');
  });
});

describe('a target that may have sent a bot', () => {
  test('costs its room: the next one gets another, and each refusal is one line', async () => {
    const { ask, world, written, record } = round();
    world.bot = bots(unclear);
    expect((await ask()).end).toBe('waiting');
    const refusals = [{ target: 0, why: 'time-out', times: 1, againAtMs: startMs + 10_000 }];
    expect(written()).toEqual([
      {
        ...{ kind: 'movedOn', token: 't1', attempt: 1, targetIndex: 1, room: own(2), why: 'time-out' },
        ...{ afterMs: 0, refusals, lateRoomUntilMs: undefined },
        refusalTexts: ['pipecat-cloud:receptionist time-out'],
      },
      { kind: 'roomsDeleted', names: [own(1).name], afterMs: 0 },
      {
        ...{ kind: 'asked', attempt: 2, target: 'bot-endpoint', targetIndex: 1, afterMs: 0, refusals },
        ...{ address: made(2).address, refusalTexts: [] },
        bot: { target: secondBotTarget, attempt: 2 },
      },
    ]);
    expect(record.deletedRooms).toEqual([own(1).name]);
  });

  test.each([
    [2_000, 10_000],
    [20_000, 20_000],
  ])('and wants to be left alone for %d ms is left alone for %d', async (retryAfterMs, forMs) => {
    const { ask, world, call } = round({ targets: [botTarget] });
    world.bot = () => ({ ...unclear, retryAfterMs });
    await ask();
    expect(call('c1').refusals).toMatchObject([{ againAtMs: startMs + forMs }]);
  });
});

test.each([
  [73_999, 74_000],
  [74_000, 134_000],
])('after %d ms of the hold, a minute of being left alone ends at %d', async (afterMs, againMs) => {
  const { ask, world, call, advance } = round({ targets: [botTarget] }, { lastAskAtMs: Infinity });
  world.bot = () => ({ ...full, retryAfterMs: 60_000 });
  advance(afterMs);
  await ask();
  expect(call('c1').refusals).toMatchObject([{ againAtMs: startMs + againMs }]);
});

describe('a room of others that has no place', () => {
  const inRoom = { targets: [botTarget, lobbyTarget], targetIndex: 1, room: own(1) };

  const waiters = Array.from({ length: 50 }, (_, n) => callIdFrom(`w${n}`));
  test.each<[string, ExistingRoom | undefined]>([
    ['room-unknown', undefined],
    ['room-full', { ...newExistingRoom('lobby'), waiters }],
  ])('refuses also as the last target: %s', async (why, room) => {
    const { ask, rooms, call, record, written } = round(inRoom, { order: [1] });
    if (room !== undefined) rooms.set('lobby', room);
    expect(await ask()).toMatchObject({ end: 'nobody' });
    expect(call('c1').refusals).toEqual([{ target: 1, why, times: 1 }]);
    expect(record.counts).toEqual([{ metric: 'targetsRefused', reason: 'room' }]);
    expect(written().map(({ kind }) => kind)).toEqual(['movedOn', 'roomsDeleted', 'noTarget']);
  });

  test('is passed over for the next one without being moved to, also when all its addresses are taken', async () => {
    const { ask, rooms, call, written } = round({ targets: [lobbyTarget, botTarget] });
    const addresses = { 'a@sip': { readyAtMs: startMs, call: callIdFrom('c9') } };
    rooms.set('lobby', { ...newExistingRoom('lobby'), addresses });
    expect(await ask()).toMatchObject({ end: 'waiting' });
    expect(call('c1').refusals).toEqual([{ target: 0, why: 'room-full', times: 1 }]);
    expect(written().map(({ kind }) => kind)).toEqual(['asked']);
  });

  test('and is left for a bot leaves that a room of its own', async () => {
    const { ask, call, record, written } = round(inRoom, { order: [1, 0], freeRoom: undefined });
    expect(await ask()).toMatchObject({ end: 'waiting' });
    expect(call('c1')).toMatchObject({ attempt: 3, targetIndex: 0, room: own(3) });
    expect(record.botsStarted.map(({ room }) => room.name)).toEqual([own(3).name]);
    expect(written().map(({ kind }) => kind)).toEqual(['movedOn', 'roomsDeleted', 'movedOn', 'asked']);
  });

  test('is not moved to by a call that has become ready meanwhile', async () => {
    const { ask, deps, call, record } = round(inRoom, { order: [1] });
    await deps.calls.move(id, { kind: 'ready', atMs: startMs, room: own(1).name, source: 'bot' });
    expect(await ask()).toMatchObject({ end: 'waiting' });
    expect(call('c1')).toMatchObject({ attempt: 1, room: own(1) });
    expect(record.resumed).toEqual(['t1']);
  });
});

describe('the room of a task that was cut short', () => {
  const cutShort = { freeRoom: undefined, mayRoomComeLate: true } as const;

  test('may come late: so long it is looked for; those that this task leaves do not', async () => {
    const { ask, world, written, call, record } = round({}, cutShort);
    world.bot = bots(unclear);
    await ask();
    expect(written().flatMap((event) => (event.kind === 'movedOn' ? [event.lateRoomUntilMs] : []))).toEqual([
      startMs + settings.holdTaskMs,
      undefined,
    ]);
    // The one that may come late stays listed, to be deleted after the call too.
    expect(record.deletedRooms).toEqual([own(1).name, own(2).name]);
    expect(call('c1').deletedRooms).toEqual([own(2).name]);
  });

  test('does not come late if it is one of others', async () => {
    const { ask, call } = round(
      { room: lobby, targets: [lobbyTarget, botTarget] },
      { ...cutShort, order: [1] },
    );
    await ask();
    expect(call('c1')).toMatchObject({ attempt: 2, room: own(2) });
    expect(call('c1').lateRoomUntilMs).toBeUndefined();
  });

  test('is of no use, and another cannot be made: that one is free for the next round', async () => {
    const { ask, world, call } = round({}, cutShort);
    world.create = () => ({ ok: false, why: 'http-500' });
    expect(await ask()).toMatchObject({ end: 'nobody' });
    const { attempt, noTargetAttempt, spareRoom } = call('c1');
    expect({ attempt, noTargetAttempt, spareRoom }).toEqual({
      attempt: 2,
      noTargetAttempt: 2,
      spareRoom: {},
    });
  });
});
