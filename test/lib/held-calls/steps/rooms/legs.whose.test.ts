import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../../lib/held-calls/model/call.ts';
import type { ExistingRoom } from '../../../../../lib/held-calls/model/existing-room.ts';
import {
  callOfLeg,
  recordLeft,
  trunkCallIn,
  whoConnected,
  whoLeft,
} from '../../../../../lib/held-calls/steps/rooms/legs.ts';
import { heldCall, inMemory, startMs } from '../../../../support/held-calls.ts';

const [c1, c2] = [callIdFrom('c1'), callIdFrom('c2')];
const lobby = { name: 'lobby', own: false };

/** Two callers who were ordered into a room of others, the second later, and of whose legs nobody has heard. */
function twoOrdered(first: Partial<HeldCall> = {}) {
  const ordered = { state: 'connecting', updates: 1, room: lobby } as const;
  const world = inMemory([
    heldCall('c1', { ...ordered, claimedAtMs: startMs, ...first }),
    heldCall('c2', { ...ordered, claimedAtMs: startMs + 1 }),
  ]);
  const room: ExistingRoom = {
    ...{ name: 'lobby', waiters: [], seenSessions: [] },
    addresses: { 'a@sip': { readyAtMs: startMs, call: c1 }, 'b@sip': { readyAtMs: startMs, call: c2 } },
  };
  world.rooms.set('lobby', room);
  return { ...world, room };
}

describe('a leg that has come into a room of others', () => {
  test.each(['s9', undefined])('is of the caller who was ordered in last: %j', async (session) => {
    const { deps, room } = twoOrdered();
    expect(await whoConnected(deps, room, session, startMs)).toBe(c2);
  });
});

describe('a leg that has left a room of others', () => {
  test.each<[string, Partial<HeldCall>, readonly string[]]>([
    ['either who was ordered in', {}, [c2, c1]],
    ['one whose call has ended since', { state: 'ended' }, [c2, c1]],
    ['one who was given up, since they may be in', { state: 'released' }, [c2, c1]],
    ['nobody who hung up on hold', { state: 'abandoned' }, [c2]],
    ['nobody who was never ordered in', { claimedAtMs: undefined }, [c2]],
    ['nobody who is elsewhere', { room: { name: 'pb-test-c1-2', own: true } }, [c2]],
    ['nobody who has another leg', { session: 's1' }, [c2]],
    ['the one who knows it, which the room does not', { session: 's9' }, [c1]],
  ])('may be of %s', async (_, change, whose) => {
    const { deps, room } = twoOrdered(change);
    expect(await whoLeft(deps, room, 's9', startMs)).toEqual(whose);
  });
});

describe('the call of a leg', () => {
  test.each([
    ['s1', c1],
    ['s9', undefined],
    [undefined, undefined],
  ])('in a room of others is known by its session: %j', async (session, id) => {
    const { deps, room, rooms } = twoOrdered();
    rooms.set('lobby', {
      ...room,
      addresses: {
        'a@sip': { readyAtMs: startMs, call: c1, session: 's1' },
        'b@sip': { readyAtMs: startMs },
      },
    });
    expect(await callOfLeg(deps, 'lobby', session)).toBe(id);
  });

  test('in a room of nobody’s is that of the trunk which made it, and of no call that is only named so', async () => {
    const call = heldCall('trunk-lounge');
    expect(await trunkCallIn(inMemory([call]).deps, 'lounge')).toBeUndefined();
    expect(await trunkCallIn(inMemory([{ ...call, trunk: 'support' }]).deps, 'lounge')).toMatchObject({
      id: 'trunk-lounge',
    });
  });
});

describe('that a caller has left is written once', () => {
  test.each<[HeldCall['state'], readonly string[]]>([
    ['connecting', ['callerLeft true']],
    ['connected', ['callerLeft true']],
    ['transferring', ['callerLeft false', 'legLeft true']],
    ['released', ['callerLeft false', 'leftLate true']],
    ['ended', ['callerLeft false']],
    ['waiting', ['callerLeft false']],
  ])('of a call that is %s', async (state, moves) => {
    const { deps, record } = twoOrdered({ state });
    const { ok } = await recordLeft(deps, c1, 'lobby', 's1');
    expect(record.moves.map(({ event, ok: isDone }) => `${event.kind} ${isDone}`)).toEqual(moves);
    expect(ok).toBe(moves.at(-1)?.endsWith('true'));
    expect(record.logs).toHaveLength(ok && state !== 'transferring' ? 1 : 0);
  });
});
