import { describe, expect, test } from 'vitest';
import { trunkCallId, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import {
  endSilentTransfer,
  transferHeard,
  type TransferNews,
} from '../../../../lib/held-calls/steps/transfer-events.ts';
import { heldCall, inMemory, startMs } from '../../../support/held-calls.ts';
import { connected, room, type World } from './connected.ts';
import { rightBefore, watchingRooms } from './races.ts';

/** What was moved, counted, and said in the log. */
const traces = ({ record }: Pick<World, 'record'>) => ({
  moves: record.moves.map(({ event, ok }) => `${event.kind} ${ok}`),
  counts: record.counts.map(({ metric, reason }) => `${metric} ${reason}`),
  logs: record.logs.map(({ code }) => code),
});
const answered = { kind: 'transferOver', transferOutcome: 'answered' } as const;
const tell = ({ deps }: Pick<World, 'deps'>, news: TransferNews, where = room.name) =>
  transferHeard(deps, where, 's1', news);

describe('what is heard of a transfer is written, counted and said once', () => {
  test.each<[TransferNews, Partial<HeldCall>, ReturnType<typeof traces>]>([
    [{ kind: 'transferring' }, {}, { moves: ['transferring true'], counts: [], logs: ['call-transferring'] }],
    [
      { kind: 'transferBegun' },
      {},
      { moves: ['transferBegun true'], counts: [], logs: ['call-transferring'] },
    ],
    [
      { kind: 'transferAnswered' },
      {},
      {
        moves: ['transferAnswered true'],
        counts: ['transfers answered'],
        logs: ['call-transferring', 'transfer-outcome'],
      },
    ],
    [answered, { state: 'transferred' }, { moves: ['transferOver true'], counts: [], logs: ['call-over'] }],
    [
      answered,
      {},
      {
        moves: ['transferOver false', 'transferClosed true'],
        counts: ['transfers answered'],
        logs: ['transfer-outcome'],
      },
    ],
  ])('%j in %j', async (news, change, expected) => {
    const world = connected(change);
    expect(await tell(world, news)).toBe('counted');
    expect(traces(world)).toEqual(expected);
    expect(world.record.sums.get('transfers') ?? 0).toBe(expected.counts.length);
  });

  test.each<[TransferNews, readonly string[]]>([
    [{ kind: 'transferring' }, ['transferring false']],
    [{ kind: 'transferBegun' }, ['transferBegun false']],
    [{ kind: 'transferAnswered' }, ['transferAnswered false']],
    [answered, ['transferOver false', 'transferClosed false']],
  ])('%j after the call was cleaned up after: nothing', async (news, moves) => {
    const world = connected({ state: 'ended', dueAtMs: undefined });
    expect(await tell(world, news)).toBe('ignored');
    expect(traces(world)).toEqual({ moves, counts: [], logs: [] });
  });

  test('of a call whose item has reached its end: it is not known', async () => {
    const world = inMemory();
    expect(await tell(world, { kind: 'transferBegun' })).toBe('unknown');
    expect(world.record.moves).toEqual([]);
  });
});

describe('a caller who is led on without having been heard to come in', () => {
  const connecting = { state: 'connecting', token: 'u1', updates: 1, session: undefined } as const;

  test('came in, says the provider by that', async () => {
    const world = connected(connecting);
    const { deps, told } = watchingRooms(world.deps);
    expect(await tell({ deps }, { kind: 'transferBegun' })).toBe('counted');
    expect(world.call('c1').timeline.slice(-2)).toEqual([
      { atMs: startMs, event: 'connected', detail: 'provider' },
      { atMs: startMs, event: 'transferBegun' },
    ]);
    expect(told).toEqual([]);
  });

  test('of which the machine cannot be told: the news fails, so that it is sent again', async () => {
    const world = connected(connecting);
    world.world.resume = () => 'failed';
    expect(await tell(world, { kind: 'transferBegun' })).toBe('failed');
    expect(world.call('c1').state).toBe('connected');
  });

  test('of a trunk: its room is the call’s own, whatever its name', async () => {
    const name = 'kQ3vT8xYpLmN0aBcDeFg';
    const own = { name, own: true };
    const call = heldCall('c1', { ...connecting, trunk: 'support', room: own, rooms: [own] });
    const world = inMemory([{ ...call, id: trunkCallId(name) }]);
    const { deps, told } = watchingRooms(world.deps);
    expect(await tell({ deps }, { kind: 'transferBegun' }, name)).toBe('counted');
    expect(world.call(trunkCallId(name))).toMatchObject({ state: 'transferring', session: 's1' });
    expect(told).toEqual([]);
  });

  test('of a room of others: the room is told of the leg', async () => {
    const lobby = { name: 'lobby', own: false };
    const world = connected({ ...connecting, room: lobby, claimedAtMs: startMs });
    const { id } = world.call('c1');
    world.rooms.set('lobby', {
      ...{ name: 'lobby', waiters: [], seenSessions: ['s1'] },
      addresses: { 'a@sip': { readyAtMs: startMs, call: id, stopped: 's1' } },
    });
    const { deps, told } = watchingRooms(world.deps);
    expect(await tell({ deps }, { kind: 'transferBegun' }, 'lobby')).toBe('counted');
    expect(told).toContain('lobby connected');
  });
});

describe('a transfer of which no more is heard', () => {
  const transferring = { state: 'transferring', transferAtMs: startMs, dueAtMs: startMs } as const;

  test('is said to have come to nothing by its silence', async () => {
    const world = connected(transferring);
    expect(await endSilentTransfer(world.deps, world.call('c1'))).toBe('nothing');
    expect(world.call('c1').timeline.at(-1)).toEqual({
      ...{ atMs: startMs, event: 'transferFailed' },
      detail: 'silence',
    });
    expect(traces(world).counts).toEqual(['transfers failed']);
  });

  test('is not over if more is heard in the same moment', async () => {
    const world = connected(transferring);
    const deps = rightBefore(world.deps, 'transferFailed', () => tell(world, { kind: 'transferBegun' }));
    expect(await endSilentTransfer(deps, world.call('c1'))).toBe('nothing');
    expect(world.call('c1').state).toBe('transferring');
    expect(traces(world).counts).toEqual([]);
  });

  test('is nothing to end once its call is due no more', async () => {
    const world = connected({ ...transferring, dueAtMs: undefined });
    expect(await endSilentTransfer(world.deps, world.call('c1'))).toBe('nothing');
    expect(world.record.moves).toEqual([]);
  });
});
