import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import type { BotStart } from '../../../../lib/held-calls/ports.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import { botTarget, heldCall, inMemory, lobbyTarget, startMs } from '../../../support/held-calls.ts';

// Whom the next task asks, in which order, and until when: at the very moments at which that changes.

const id = callIdFrom('c1');
const own = { name: 'pb-test-c1-1', own: true };
const full = { kind: 'refused', why: 'at-capacity' } as const;
const started = { kind: 'started' } as const;

/** The next task of a call that waits, so long after the beginning of its hold. */
async function nextTask(change: Partial<HeldCall>, afterMs: number, bot: BotStart = started) {
  const call = heldCall('c1', {
    ...{ state: 'waiting', token: 't1', attempt: 1, room: own, rooms: [own], ...change },
  });
  const world = inMemory([call]);
  world.world.bot = () => bot;
  world.advance(afterMs);
  const held = await holdCall(world.deps, { id, token: 't2' });
  const tookMs = world.deps.clock.now() - startMs - afterMs;
  const asked = world.record.botsStarted.map(({ id: order }) => order);
  return { held, asked, tookMs, details: world.call('c1').timeline.map(({ detail }) => detail) };
}

describe('three targets', () => {
  const targets = ['a', 'b', 'c'].map((agent) => ({ ...botTarget, agent }));

  test.each([
    [0, ['c1-2-2', 'c1-2-3', 'c1-2-1']],
    [1, ['c1-2-3', 'c1-2-1', 'c1-2-2']],
    [2, ['c1-2-1', 'c1-2-2', 'c1-2-3']],
  ])(
    'of which that with index %d stayed silent are asked in turn, itself last',
    async (targetIndex, asked) => {
      expect(await nextTask({ targets, targetIndex, askedAtMs: startMs }, 35_000, full)).toMatchObject({
        ...{ held: 'no-target', asked, tookMs: 0 },
      });
    },
  );
});

describe('a room is left with the reason for it', () => {
  test.each<[string, Partial<HeldCall>, string]>([
    ['whose task was cut short', {}, 'unanswered'],
    ['to which a bot may have come that nobody heard of', { noTargetAttempt: 1 }, 'unanswered'],
    ['whose bot stayed silent', { askedAtMs: startMs }, 'silent'],
    ['whose bot has left', { askedAtMs: startMs, turnedDown: 'bot-left' }, 'bot-left'],
  ])('one %s', async (_, change, why) => {
    expect((await nextTask(change, 35_000)).details).toContain(why);
  });
});

describe('in the last seconds of a hold of 100', () => {
  test.each([
    [79_000, 'no-target'],
    [79_001, 'budget-spent'],
  ])(
    'at %d ms, targets that all refuse are asked again if one can still be connected to: %s',
    async (afterMs, held) => {
      expect(await nextTask({ noTargetAttempt: 1, spareRoom: {} }, afterMs, full)).toMatchObject({
        held,
        tookMs: 0,
      });
    },
  );

  test.each([
    [60_000, 0],
    [60_001, 27_000],
  ])(
    'at %d ms, a task that begins a bot waits itself if the next one would come too late',
    async (afterMs, tookMs) => {
      expect(await nextTask({ askedAtMs: startMs }, afterMs)).toMatchObject({ asked: ['c1-2-1'], tookMs });
    },
  );

  test.each([
    [77_500, ['c1-2-1']],
    [77_501, []],
  ])('at %d ms, a silent bot is asked for again while one has time to come: %j', async (afterMs, asked) => {
    expect(await nextTask({ askedAtMs: startMs }, afterMs)).toMatchObject({ asked });
  });

  test.each([60_000, 78_000])(
    'at %d ms, a room of others that has forgotten the call is no hope',
    async (afterMs) => {
      const room = { name: 'lobby', own: false };
      const inLobby = { targets: [lobbyTarget], room, rooms: [room], askedAtMs: startMs };
      expect(await nextTask(inLobby, afterMs)).toMatchObject({ held: 'no-target', tookMs: 0 });
    },
  );
});

test.each<[string, Partial<HeldCall>]>([
  ['another task has it', { token: 't3' }],
  ['it has been given up', { state: 'released' }],
])('a task that waits for the room itself ends once %s', async (_, change) => {
  const world = inMemory([heldCall('c1')]);
  world.advance(80_000);
  const sleep = (ms: number) => {
    Object.assign(world.call('c1'), change);
    return world.deps.clock.sleep(ms);
  };
  const deps = { ...world.deps, clock: { ...world.deps.clock, sleep } };
  expect(await holdCall(deps, { id, token: 't1' })).toBe('waiting');
  expect(world.deps.clock.now()).toBe(startMs + 82_000);
});
