import { newExistingRoom } from '../../../lib/held-calls/model/existing-room.ts';
import { callerConnected } from '../../../lib/held-calls/steps/caller-events.ts';
import { sweepCalls } from '../../../lib/held-calls/steps/sweep.ts';
import { answerTrunkCall } from '../../../lib/held-calls/steps/trunk-call.ts';
import { botTarget, heldCall, inMemory, lobbyTarget, settings, startMs } from '../../support/held-calls.ts';
import { everyMoment, type MomentSearch } from '../frame/moments.ts';

// One thing happens at every moment around a limit of time, and what is promised on each side of it must be so.

const own = { name: 'pb-test-a-1', own: true };
const lobby = { name: 'lobby', own: false };

/** How much earlier than an order its leg may seem to come, since clocks differ. */
const legClockRoomMs = 5_000;

/** A leg of somebody else comes into an existing room so long before a call is ordered in, and is told after that. */
async function withLegBefore(ms: number): Promise<string | undefined> {
  const claimedAtMs = startMs + 30_000;
  const ordered = { state: 'connecting', token: 't', attempt: 1, updates: 1, claimedAtMs } as const;
  const call = heldCall('a', { ...ordered, room: lobby, rooms: [lobby], targets: [lobbyTarget] });
  const world = inMemory([call]);
  world.rooms.set('lobby', {
    ...newExistingRoom('lobby'),
    addresses: { 'a@sip': { readyAtMs: startMs, call: call.id } },
    connecting: { call: call.id, address: 'a@sip' },
  });
  world.advance(31_000);
  await callerConnected(world.deps, 'lobby', 'leg', claimedAtMs - ms);
  const isTaken = world.call('a').state === 'connected';
  return isTaken === ms <= legClockRoomMs ? undefined : `a leg is taken for that of the call: ${isTaken}`;
}

/** The caller of a call that was given up may be in its room, and nobody can see whether: so long after the longest call. */
async function withUnseenCaller(ms: number): Promise<string | undefined> {
  const overMs = startMs + settings.holdBudgetMs + settings.longestCallMs;
  const given = { state: 'released', updates: 1, askedAtMs: startMs, dueAtMs: startMs } as const;
  const world = inMemory([heldCall('a', { ...given, room: own, rooms: [own] })]);
  world.world.callerIn = 'unknown';
  world.advance(overMs + ms - startMs);
  await sweepCalls(world.deps);
  const isGone = world.record.deletedRooms.includes(own.name);
  return isGone === ms >= 0 ? undefined : `its room is gone: ${isGone}`;
}

/** Daily lets a call on a trunk ring for some 12 s: an answer after this many ms may come too late. */
const tooLateAfterMs = 11_000;
const ringing = {
  trunk: 'support',
  route: 'reception',
  room: { name: 'roomOfTheTrunk', url: 'https://example.daily.co/roomOfTheTrunk' },
};

function trunkWorld() {
  const world = inMemory();
  world.routes.set(ringing.route, { kind: 'targets', targets: [botTarget], dialOut: false });
  return world;
}

/** A bot accepts a call on a trunk so late. */
async function withLateBot(ms: number): Promise<string | undefined> {
  const { deps, world, advance } = trunkWorld();
  world.whileStarting = () => {
    advance(ms);
    return Promise.resolve();
  };
  const { kind } = await answerTrunkCall(deps, ringing);
  return (kind === 'accepted') === ms <= tooLateAfterMs ? undefined : `it is ${kind}`;
}

/** Whoever asked the bots has died, and the call is announced again so much later. */
async function withDeadFirst(ms: number): Promise<string | undefined> {
  const { deps, world, advance } = trunkWorld();
  world.whileStarting = () => Promise.reject(new Error('killed'));
  await answerTrunkCall(deps, ringing).catch(() => undefined);
  advance(ms);
  const sleep = (sleepMs: number) => {
    if (deps.clock.now() > startMs + tooLateAfterMs + ms) throw new Error('no answer');
    return deps.clock.sleep(sleepMs);
  };
  const again = answerTrunkCall({ ...deps, clock: { ...deps.clock, sleep } }, ringing);
  const answered = await again.catch(() => undefined);
  if (answered?.kind !== 'refused') return `it is ${answered?.kind ?? 'not answered'}`;
  return deps.clock.now() <= startMs + Math.max(ms, tooLateAfterMs) ? undefined : 'it is answered too late';
}

/** By what happens at every moment. */
export const momentSearches: Readonly<Record<string, MomentSearch>> = {
  'the leg of somebody else comes before an order into the same room': everyMoment(
    [0, 10_000, 500],
    'connected-only-if-in',
    withLegBefore,
  ),
  'whether the caller of a call that was given up is in is never seen': everyMoment(
    [-60_000, 60_000, 5_000],
    'comes-to-rest',
    withUnseenCaller,
  ),
  'a bot accepts a call on a trunk': everyMoment([0, 14_000, 500], 'answered-in-time', withLateBot),
  'a call on a trunk is announced again, of which nobody takes care any more': everyMoment(
    [0, 14_000, 500],
    'answered-in-time',
    withDeadFirst,
  ),
};
