import { beforeAll, describe, expect, test } from 'vitest';
import { headings } from './conferences/covered.ts';
import { allowedPrefix } from './conferences/call-outs/drawn.ts';
import { callOutBugs } from './conferences/call-outs/planted-bugs.ts';
import { plantedBugs } from './conferences/planted/bugs.ts';
import { plantedHistories } from './conferences/planted/histories.ts';
import { plantedNotices } from './conferences/planted/notices.ts';
import { plantedTones } from './conferences/planted/tones.ts';
import { plantedTransfers } from './conferences/transfers/planted-bugs.ts';
import { outsideBugs } from './conferences/outside/planted-bugs.ts';
import { plainOutside } from './conferences/outside/variants.ts';
import { runConference } from './conferences/run-world.ts';
import { callerPin, uneventful, type Scenario } from './conferences/scenario.ts';
import { runBatch, worldSeed } from './frame/batch.ts';
import type { FaultLevel } from './frame/faults.ts';
import { drawBlueprint, type Blueprint } from './held-calls/blueprint.ts';
import { testSeed as seed } from '../support/seed.ts';
import { subjects } from './subjects.ts';

// A slice of `npm run simulate -- --conferences`. A failure prints the command that replays it.

let blueprint: Blueprint;
beforeAll(() => {
  blueprint = drawBlueprint();
});

describe('phone side and room side agree once all is quiet', () => {
  test.each<[FaultLevel, number]>([
    ['none', 30],
    ['light', 40],
    ['heavy', 80],
  ])('with faults: %s', async (level, worlds) => {
    const { run, shrink } = subjects.conferences;
    const order = { seed, level, from: 0, until: worlds };
    const result = await runBatch(order, (each) => run({ seed: each, level, blueprint }));
    console.info(`seed ${seed}, faults ${level}: ${worlds} conferences, ${result.calls} callers`);
    const [failure] = result.failures;
    if (failure === undefined) return;
    const { world, message } = failure;
    const { ran } = await shrink({ seed: worldSeed(seed, world), level, blueprint });
    expect.fail(
      `${message}\n${ran.history.join('\n')}\n` +
        `npm run simulate -- --conferences --seed ${seed} --faults ${level} --world ${world}`,
    );
  });
});

describe('checks that find nothing prove nothing: each planted bug is found', () => {
  test.each([
    ...plantedBugs,
    ...plantedNotices,
    ...plantedTones,
    ...outsideBugs,
    ...callOutBugs,
    ...plantedTransfers,
    ...plantedHistories,
  ])('$name', async (bug) => {
    for (let world = 0; world < bug.withinWorlds; world += 1) {
      const { level, adapt } = bug;
      const run = { seed: `planted/${world}`, level, blueprint, mutation: bug, ...(adapt && { adapt }) };
      const { violation } = await runConference(run);
      if (violation === undefined) continue;
      expect(bug.breaks, violation.message).toContain(violation.promise);
      if (bug.isLate) expect(violation.message).toContain('is owed for');
      console.info(`found in conference ${world + 1}: ${violation.message}`);
      return;
    }
    expect.fail(`not found within ${bug.withinWorlds} conferences`);
  });
});

/** A world in which nothing happens but what is named. */
const onlyWith =
  (named: Partial<Scenario>) =>
  (drawn: Scenario): Scenario => ({
    ...drawn,
    ...uneventful,
    ...{ outside: undefined, notice: undefined, settings: undefined, stranger: undefined, flood: undefined },
    ...{ secretsChange: undefined, menuSaysMs: undefined, bridgeStayMs: undefined },
    callers: [{ dialsAtMs: 5_000, pins: [callerPin], actions: [] }],
    ...named,
  });

test('a removal while the bridge is out, when the room is asked again and again to let the caller go, can be told by nobody', async () => {
  const actions = [
    { atMs: 150_000, action: 'host-removes', key: undefined },
    { atMs: 200_000, action: 'menu', key: '#' },
  ] as const;
  const adapt = onlyWith({
    menuSaysMs: 60_000,
    callers: [{ dialsAtMs: 5_000, pins: [callerPin], actions }],
    bridgeDropsAtMs: [100_000],
    sambaDownMs: [90_000, 160_000],
  });
  const { violation, room } = await runConference({ seed: 'removal', level: 'none', blueprint, adapt });
  expect(violation?.message).toBeUndefined();
  expect(room.everRemoved.size).toBe(1);
});

test('a host who disconnects telephony as a session begins has dropped its bridge once', async () => {
  const adapt = onlyWith({
    samba: { ...uneventful.samba, endDropsBridge: false, disconnectClears: 'before' },
    sessions: [
      { fromMs: 0, untilMs: 100_000 },
      { fromMs: 100_600, untilMs: Infinity },
    ],
    bridgeDropsAtMs: [100_500, 200_000],
  });
  const { violation, room } = await runConference({ seed: 'drops', level: 'none', blueprint, adapt });
  expect(violation?.message).toBeUndefined();
  expect(room.sessions).toBe(2);
});

test('somebody who was called, would have pressed 1 when asked again, and hangs up before has declined', async () => {
  const callee = {
    ...({ orderedAtMs: 50_000, number: `${allowedPrefix}0400`, behaviour: 'slow', ringsMs: 3_000 } as const),
    ...({ listensMs: 4_000, isSentTwice: false, actions: [{ atMs: 62_000, action: 'hangs-up' }] } as const),
  };
  const limits = { allow: [allowedPrefix], perMinute: 9, perHour: 9 };
  const adapt = onlyWith({ callOuts: { limits, callees: [callee] } });
  const { violation, met } = await runConference({ seed: 'declines', level: 'none', blueprint, adapt });
  expect(violation?.message).toBeUndefined();
  expect(met[headings.callOuts]).toEqual({ 'twilio declined': 1 });
});

test('whoever was let in while PINs are checked slowly has taken a place, though they come in seconds later', async () => {
  const callers = [5_000, 6_000].map((dialsAtMs) => ({ dialsAtMs, pins: [callerPin], actions: [] }));
  const adapt = onlyWith({
    callers,
    settings: { capacity: 1 },
    flood: { calls: [], spentTries: 1_000, silentCalls: 0 },
  });
  const { violation, lockOut } = await runConference({ seed: 'places', level: 'none', blueprint, adapt });
  expect(violation?.message).toBeUndefined();
  expect(lockOut.oneTooMany.size).toBe(1);
});

test('whom nobody took was back if the session that was over took them out again soon after', async () => {
  const order = {
    ...({ orderedAtMs: 100_000, caller: 0, fate: 'rings-on' } as const),
    ...{ ringsMs: 1_000, talksMs: 2_000, isSentTwice: false },
  };
  const adapt = onlyWith({
    sessions: [{ fromMs: 0, untilMs: 116_000 }],
    transfers: { orders: [order] },
  });
  const { violation, met } = await runConference({ seed: 'back', level: 'none', blueprint, adapt });
  expect(violation?.message).toBeUndefined();
  expect(met[headings.transfers]).toEqual({ 'twilio destination: no-answer': 1 });
});

test('who hangs up while they hear that nobody took them has not been lost', async () => {
  const order = {
    ...({ orderedAtMs: 100_000, caller: 0, fate: 'rings-on' } as const),
    ...{ ringsMs: 1_000, talksMs: 2_000, isSentTwice: false },
  };
  const actions = [{ atMs: 134_000, action: 'hangs-up', key: undefined }] as const;
  const adapt = onlyWith({
    callers: [{ dialsAtMs: 5_000, pins: [callerPin], actions }],
    transfers: { orders: [order] },
  });
  const { violation, met } = await runConference({ seed: 'hangs up', level: 'none', blueprint, adapt });
  expect(violation?.message).toBeUndefined();
  expect(met[headings.transfers]).toEqual({ 'twilio destination: no-answer': 1 });
});

test('a host who disconnects telephony once more before the bridge has gone has disconnected that leg, not the next', async () => {
  const adapt = onlyWith({
    samba: { ...uneventful.samba, disconnectClears: 'before' },
    bridgeDropsAtMs: [100_000, 100_100],
  });
  // In this world the second dial is quick, and the second hang-up slow.
  const { violation } = await runConference({ seed: 'twice/70', level: 'none', blueprint, adapt });
  expect(violation?.message).toBeUndefined();
});

test('who is led on again while they hear that nobody took them is on their way', async () => {
  const plan = { caller: 0, ringsMs: 1_000, talksMs: 2_000, isSentTwice: false };
  const orders = [
    { ...plan, orderedAtMs: 100_000, fate: 'busy' },
    { ...plan, orderedAtMs: 105_500, fate: 'rings-on' },
  ] as const;
  const adapt = onlyWith({ transfers: { orders } });
  const { violation, met } = await runConference({ seed: 'again', level: 'none', blueprint, adapt });
  expect(violation?.message).toBeUndefined();
  expect(met[headings.transfers]).toEqual({
    'twilio destination: rejected': 1,
    'twilio destination: no-answer': 1,
  });
});

test.each([
  ['plivo', 'another-conference'],
  ['plivo', 'talks'],
  ['plivo', 'busy'],
  ['vonage', 'busy'],
] as const)(
  'whoever is led on while orders at %s are carried out late is lost nowhere: %s',
  async (id, fate) => {
    const outside = plainOutside(id);
    for (let world = 0; world < 30; world += 1) {
      const plan = {
        orderedAtMs: 18_000 + world * 500,
        caller: 0,
        fate,
        ringsMs: 5_000,
        talksMs: 150_000,
      } as const;
      const adapt = onlyWith({
        ...{ outside, only: 'providers', often: { actLate: 0.6 } },
        ...{ callOuts: undefined, transfers: { orders: [{ ...plan, isSentTwice: false }] } },
      });
      const { violation } = await runConference({ seed: `late/${world}`, level: 'heavy', blueprint, adapt });
      expect(violation?.message).toBeUndefined();
    }
  },
);

test('a seed stands for one history', async () => {
  const run = { seed: `${seed}/3`, level: 'heavy', blueprint, trace: true } as const;
  const [first, second] = [await runConference(run), await runConference(run)];
  expect(first.history).toEqual(second.history);
  expect(first.history.length).toBeGreaterThan(10);
});
