import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { callerConnected, callerLeft, meetingEnded } from '../../../../lib/held-calls/steps/caller-events.ts';
import { ownRoomReady } from '../../../../lib/held-calls/steps/rooms/ready.ts';
import { sweepCalls } from '../../../../lib/held-calls/steps/sweep.ts';
import { answerTrunkCall } from '../../../../lib/held-calls/steps/trunk-call.ts';
import { botTarget, lobbyTarget, secondBotTarget, settings, startMs } from '../../../support/held-calls.ts';
import { bots, full, id, ringing, room, started, unclear, world } from './trunk.ts';

const own = { name: room.name, own: true };

/** A new call on the trunk as it is stored 999 ms after the beginning. */
const atMs = startMs + 999;
const ringingCall = {
  ...{ id, state: 'waiting', hold: '', trunk: 'support', to: 'support', reason: 'trunk' },
  ...{ targets: [botTarget, secondBotTarget], dialOut: false, heldAtMs: atMs, budgetEndsAtMs: atMs + 10_000 },
  ...{ attempt: 1, targetIndex: 0, updates: 0, room: own, rooms: [own], deletedRooms: [], bots: [] },
  dueAtMs: atMs + 20_000,
  timeline: [{ atMs, event: 'rang', detail: 'trunk' }],
  ttl: (startMs + settings.retentionMs) / 1000,
};
const refusedCall = (reason: string) => ({
  ...{ ...ringingCall, state: 'refused', reason, outcome: reason, targets: [], rooms: [] },
  dueAtMs: undefined,
  timeline: [{ atMs, event: 'refused', detail: reason }],
});

describe('a bot accepts', () => {
  test('and before anybody was asked, the call was stored as one that rings', async () => {
    const { answer, stored, advance, world: outside } = world();
    const seen: HeldCall[] = [];
    outside.whileStarting = () => Promise.resolve(void seen.push(stored()));
    advance(999);
    await answer();
    expect(seen).toEqual([ringingCall]);
  });

  test('and only then the call is accepted, in the room of the trunk', async () => {
    const { answer, stored, record } = world();
    expect(await answer()).toEqual({ kind: 'accepted', id });
    expect(stored()).toMatchObject({
      state: 'connecting',
      trunk: 'support',
      reason: 'trunk',
      room: { name: room.name, own: true },
      bots: [{ target: botTarget, session: expect.any(String) as string }],
    });
    expect(stored().timeline.map(({ event }) => event)).toEqual(['rang', 'accepted']);
    expect(record.botsStarted).toMatchObject([
      { room: { ...room, token: `token-for-${room.name}` }, call: { id, to: 'support' } },
    ]);
    expect(record.created).toEqual([]);
    expect(record.started).toEqual([]);
    expect(record.counts).toContainEqual({ metric: 'callsHeld', reason: 'trunk' });
    expect(record.counts).toContainEqual({ metric: 'trunkAnswerMs', reason: undefined });
    expect(Object.fromEntries(record.sums)).toEqual({ callsHeld: 1, botStarts: 1, trunkAnswerMs: 0 });
  });

  test.each([full, unclear])('the second, after the first did not: %j', async (first) => {
    const { answer, stored, world: outside, record } = world();
    outside.bot = bots(first, started);
    expect(await answer()).toMatchObject({ kind: 'accepted' });
    expect(stored()).toMatchObject({ targetIndex: 1, bots: [{ target: secondBotTarget, session: 's-1' }] });
    expect(stored().timeline.map(({ event }) => event)).toEqual(['rang', 'targetRefused', 'accepted']);
    expect(record.counts).toContainEqual({ metric: 'targetsRefused', reason: 'pipecat-cloud' });
    expect(record.sums.get('targetsRefused')).toBe(1);
  });

  test('at once, if all before it have refused for certain', async () => {
    const { answer, deps, world: outside, record } = world();
    outside.bot = bots(full, started);
    outside.isBotIn = () => false;
    expect(await answer()).toMatchObject({ kind: 'accepted' });
    expect(deps.clock.now()).toBe(startMs);
    expect(record.keptOut).toEqual([]);
  });

  test('each may take its part of nine seconds', async () => {
    const { answer, world: outside, record } = world();
    outside.bot = bots(full, full);
    await answer();
    expect(record.botsStarted.map(({ endsAtMs }) => endsAtMs - startMs)).toEqual([4_500, 9_000]);
  });

  test('its report is counted, so that it stays', async () => {
    const { answer, deps } = world();
    await answer();
    expect(await ownRoomReady(deps, { id, attempt: 1, source: 'bot' })).toBe('counted');
  });
});

describe('a bot accepts after another gave no clear answer', () => {
  const fallBack = () => {
    const all = world();
    all.world.bot = bots(unclear, started);
    return all;
  };

  test('it counts once it is in the room, and the other is kept out before the answer', async () => {
    const { answer, deps, world: outside, record, stored } = fallBack();
    const asked: number[] = [];
    outside.isBotIn = (target) => asked.push(target) > 3;
    outside.keepOut = () => stored().state === 'waiting';
    expect(await answer()).toMatchObject({ kind: 'accepted' });
    expect(asked).toEqual([1, 1, 1, 1]);
    expect(record.keptOut).toEqual([0]);
    expect(deps.clock.now() - startMs).toBe(1_500);
  });

  test('that the other is kept out is asked for again if it may not have worked', async () => {
    const { answer, world: outside, record } = fallBack();
    let tries = 0;
    outside.keepOut = () => (tries += 1) > 1;
    expect(await answer()).toMatchObject({ kind: 'accepted' });
    expect(record.keptOut).toEqual([0]);
  });

  test.each(['isBotIn', 'keepOut'] as const)(
    'the carrier is told within ten seconds if %s stays false',
    async (what) => {
      const { answer, deps, world: outside, record, stored } = fallBack();
      outside[what] = () => false;
      expect(await answer()).toEqual({ kind: 'refused', id, reason: 'no-target' });
      expect(deps.clock.now() - startMs).toBeLessThanOrEqual(10_000);
      expect(stored().outcome).toMatch(/not-seen-in-room ×1/);
      expect(record.botsStopped).toEqual([]);
      await sweepCalls(deps);
      expect(record.deletedRooms).toEqual([room.name]);
      expect(record.botsStopped).toEqual([{ target: secondBotTarget, attempt: 1, session: 's-1' }]);
    },
  );

  test('it is stopped at once if somebody else has given the call up by then', async () => {
    const { answer, deps, world: outside, record, stored } = fallBack();
    outside.isBotIn = () => {
      if (deps.clock.now() >= stored().budgetEndsAtMs - 500)
        Object.assign(stored(), { state: 'released', outcome: 'cut-short' });
      return false;
    };
    expect(await answer()).toEqual({ kind: 'refused', id, reason: 'cut-short' });
    expect(record.botsStopped).toEqual([{ target: secondBotTarget, attempt: 1, session: 's-1' }]);
    expect(record.sums.has('callsReleased')).toBe(false);
  });
});

describe('nobody takes the call on', () => {
  test.each([
    ['all refuse', full],
    ['of none it is known', unclear],
  ])('%s', async (_, each) => {
    const { answer, stored, world: outside, record } = world();
    outside.bot = () => each;
    expect(await answer()).toEqual({ kind: 'refused', id, reason: 'no-target' });
    expect(stored()).toMatchObject({ state: 'released' });
    expect(stored().outcome).toMatch(
      /^no-target: pipecat-cloud:receptionist (at-capacity|http-502) ×1, bot-end/,
    );
    expect(record.counts).toContainEqual({ metric: 'callsReleased', reason: 'no-target' });
    expect(record.sums.get('callsReleased')).toBe(1);
  });

  test('a second is not asked if the first took all the time there is', async () => {
    const { answer, stored, advance, world: outside, record } = world();
    outside.bot = bots(full, started);
    outside.whileStarting = () => {
      advance(9_000);
      return Promise.resolve();
    };
    expect(await answer()).toEqual({ kind: 'refused', id, reason: 'no-target' });
    expect(record.botsStarted).toHaveLength(1);
    expect(stored().outcome).toBe('no-target: pipecat-cloud:receptionist at-capacity ×1');
  });

  test('also if one has reported that it is there, which its back end never said', async () => {
    const { answer, deps, stored, world: outside } = world([botTarget]);
    outside.bot = () => unclear;
    outside.whileStarting = async () => {
      await deps.calls.move(id, { kind: 'ready', atMs: startMs, room: room.name, source: 'bot' });
    };
    expect(await answer()).toEqual({ kind: 'refused', id, reason: 'no-target' });
    expect(stored()).toMatchObject({ state: 'released', ready: { source: 'bot' } });
  });

  test('what may have been started goes with its room, within a minute', async () => {
    const { answer, stored, deps, world: outside, record } = world();
    outside.bot = bots(unclear, unclear);
    await answer();
    await sweepCalls(deps);
    expect(record.deletedRooms).toEqual([room.name]);
    expect(stored()).not.toHaveProperty('dueAtMs');
  });

  test('a room of others cannot have the caller, and nobody asks it', async () => {
    const { answer, stored } = world([lobbyTarget]);
    expect(await answer()).toMatchObject({ kind: 'refused' });
    expect(stored().outcome).toBe('no-target: room:lobby not-on-trunks ×1');
  });

  test('no signing key: closed', async () => {
    const { answer, stored, world: outside, record } = world([botTarget]);
    outside.signingKey = undefined;
    expect(await answer()).toMatchObject({ kind: 'refused' });
    expect(record.botsStarted).toEqual([]);
    expect(stored().outcome).toBe('no-target: pipecat-cloud:receptionist no-signing-key ×1');
  });

  test('a bot that accepts after Daily has given up is too late', async () => {
    const { answer, stored, advance, world: outside } = world();
    outside.whileStarting = () => {
      advance(11_001);
      return Promise.resolve();
    };
    expect(await answer()).toEqual({ kind: 'refused', id, reason: 'too-late' });
    expect(stored()).toMatchObject({ state: 'released', bots: [{ attempt: 1 }] });
  });

  test('and one that accepts in the last moment is not', async () => {
    const { answer, advance, world: outside, record } = world();
    outside.whileStarting = () => {
      advance(11_000);
      return Promise.resolve();
    };
    expect(await answer()).toEqual({ kind: 'accepted', id });
    expect(record.sums.get('trunkAnswerMs')).toBe(11_000);
  });

  test('of a call that nobody knows any more', async () => {
    const { answer, deps } = world();
    const forgotten = { ...deps.calls, get: () => Promise.resolve(undefined) };
    await answer();
    expect(await answerTrunkCall({ ...deps, calls: forgotten }, ringing)).toEqual({
      ...{ kind: 'refused', id },
      reason: 'unknown-call',
    });
    const another = world([]);
    const unknown = { ...another.deps, calls: { ...another.deps.calls, get: forgotten.get } };
    expect(await answerTrunkCall(unknown, ringing)).toMatchObject({ reason: 'unknown-call' });
  });
});

describe('a route that does not lead to bots', () => {
  test('that is not there refuses', async () => {
    const { answer, stored, advance, routes, record } = world();
    routes.clear();
    advance(999);
    expect(await answer()).toEqual({ kind: 'refused', id, reason: 'unknown-number' });
    expect(record.counts).toEqual([{ metric: 'callsRefused', reason: 'unknown-number' }]);
    expect(record.sums.get('callsRefused')).toBe(1);
    expect(stored()).toEqual(refusedCall('unknown-number'));
  });

  test('that is closed leads to whom it names for then, and the record says so', async () => {
    const { answer, stored, routes } = world();
    const never = { timeZone: 'Europe/Berlin', open: [], otherwise: [secondBotTarget] };
    routes.set('reception', { kind: 'targets', targets: [botTarget], dialOut: false, hours: never });
    expect(await answer()).toMatchObject({ kind: 'accepted' });
    expect(stored()).toMatchObject({ reason: 'trunk-closed', targets: [secondBotTarget] });
  });

  test('that asks is asked within two seconds, and its answer counts', async () => {
    const { answer, stored, world: outside, record } = world([{ kind: 'ask', url: 'https://a.example/' }]);
    outside.route = () => ({ kind: 'targets', targets: [secondBotTarget] });
    expect(await answer()).toMatchObject({ kind: 'accepted' });
    expect(record.asked).toMatchObject([{ id, call: { to: 'support' }, endsAtMs: startMs + 2_000 }]);
    expect(stored().targets).toEqual([secondBotTarget]);
    expect(record.sums.has('targetsRefused')).toBe(false);
  });

  test('that asks, and is told nothing that can be used, leads to its other bots', async () => {
    const {
      answer,
      stored,
      world: outside,
      record,
    } = world([{ kind: 'ask', url: 'https://a.example/' }, botTarget]);
    outside.route = () => ({ kind: 'none', why: 'time-out' });
    expect(await answer()).toMatchObject({ kind: 'accepted' });
    expect(stored().targets).toEqual([botTarget]);
    expect(record.counts).toContainEqual({ metric: 'targetsRefused', reason: 'ask' });
    expect(record.sums.get('targetsRefused')).toBe(1);
  });

  test('that asks and is refused refuses', async () => {
    const {
      answer,
      stored,
      advance,
      world: outside,
    } = world([{ kind: 'ask', url: 'https://a.example/' }, botTarget]);
    outside.route = () => ({ kind: 'refusal' });
    advance(999);
    expect(await answer()).toEqual({ kind: 'refused', id, reason: 'declined' });
    expect(stored()).toEqual(refusedCall('declined'));
  });
});

describe("the caller's way on is that of every call", () => {
  async function accepted(change: Partial<HeldCall> = {}) {
    const gateway = world();
    await gateway.answer();
    Object.assign(gateway.stored(), change);
    return gateway;
  }

  test('in, and out', async () => {
    const { deps, stored, advance } = await accepted();
    advance(1_000);
    expect(await callerConnected(deps, room.name, 'leg', startMs)).toBe('counted');
    expect(stored()).toMatchObject({ state: 'connected', session: 'leg' });
    expect(await callerLeft(deps, room.name, 'leg')).toBe('counted');
    expect(stored()).toMatchObject({ state: 'ended', outcome: 'caller-left' });
  });

  test('the end of the meeting ends the call', async () => {
    const { deps, stored } = await accepted();
    await callerConnected(deps, room.name, 'leg', startMs);
    expect(await meetingEnded(deps, room.name, startMs + 1_000)).toBe('counted');
    expect(stored()).toMatchObject({ state: 'ended', outcome: 'meeting-ended' });
  });

  test.each([
    ['in', 'connected', []],
    ['out', 'released', [room.name]],
  ] as const)(
    'nothing is heard for a minute, and the room shows them %s',
    async (presence, state, deleted) => {
      const { deps, stored, advance, world: outside, record } = await accepted();
      outside.callerIn = presence;
      advance(60_001);
      await sweepCalls(deps);
      await sweepCalls(deps);
      expect(stored()).toMatchObject({ state });
      expect(record.deletedRooms).toEqual(deleted);
    },
  );

  test('a room that no trunk has made is nobody’s', async () => {
    const { deps } = await accepted();
    expect(await callerConnected(deps, 'another', 'leg', startMs)).toBe('unknown');
    expect(await callerLeft(deps, 'another', 'leg')).toBe('unknown');
    expect(await meetingEnded(deps, 'another', startMs)).toBe('unknown');
  });
});
