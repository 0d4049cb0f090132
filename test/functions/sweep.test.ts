import { describe, expect, test } from 'vitest';
import { makeHandler, type Deps } from '../../functions/sweep.ts';
import { roundEveryMs } from '../../functions/shared/sweep-rounds.ts';
import type { DeadLetters } from '../../lib/aws/clients/dead-letters.ts';
import type { HeldCall } from '../../lib/held-calls/model/call.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { heldCall, inMemory, startMs } from '../support/held-calls.ts';
import { quietRounds } from '../support/sweep-rounds.ts';

/** A sweep over two worlds in memory, whose rounds find what the test says. */
function sweepOver(
  rounds: Partial<Deps['rounds']> = {},
  calls: readonly HeldCall[] = [heldCall('c1', { dueAtMs: startMs })],
) {
  const heldCalls = inMemory(calls);
  const deps: Deps = {
    heldCalls: heldCalls.deps,
    conferences: inMemoryConferences().deps,
    rounds: { ...quietRounds(), ...rounds },
  };
  return { ...heldCalls, parts: deps, sweep: makeHandler(deps) };
}

type Letters = Awaited<ReturnType<DeadLetters['revive']>>;
const nothingDead: Letters = { revived: [], givenUpAgain: [], unreadable: 0 };

describe('a part that throws', () => {
  const broken = () => Promise.reject(new Error('AccessDenied'));

  test('keeps no other part from its work, is counted, and fails the run', async () => {
    const world = sweepOver({ deadLetters: { revive: broken } });
    const conferences = { ...world.parts.conferences.conferences, due: broken };
    const reviveWebhook = () => Promise.resolve({ kind: 'revived' } as const);
    const sweep = makeHandler({
      ...world.parts,
      conferences: { ...world.parts.conferences, conferences },
      rounds: { ...world.parts.rounds, reviveWebhook },
    });
    await expect(sweep()).rejects.toThrow('2 parts of the sweep failed');
    expect(world.record.started).toEqual(['c1']);
    expect(new Set(world.record.counts)).toEqual(
      new Set([
        { metric: 'sweepFailed', reason: 'conferences' },
        { metric: 'sweepHealed', reason: 'daily-webhook' },
        { metric: 'sweepFailed', reason: 'dead-letters' },
        { metric: 'sweepHealed', reason: 'start' },
      ]),
    );
  });

  test.each([1, 2])('held calls included, run %i of a broken table', async () => {
    const world = sweepOver();
    const calls = { ...world.deps.calls, due: broken };
    const sweep = makeHandler({ ...world.parts, heldCalls: { ...world.deps, calls } });
    await expect(sweep()).rejects.toThrow('1 parts of the sweep failed');
    expect(world.record.counts).toEqual([{ metric: 'sweepFailed', reason: 'held-calls' }]);
  });
});

test('a quiet sweep says nothing, counts nothing, and looks for what is rare once in a quarter of an hour', async () => {
  let polls = 0;
  const poll = <Found>(found: Found) => {
    polls += 1;
    return Promise.resolve(found);
  };
  const { sweep, advance, record } = sweepOver(
    {
      deadLetters: { revive: () => poll(nothingDead) },
      reviveWebhook: () => poll({ kind: 'nothing' }),
    },
    [],
  );
  for (let minute = 0; minute < 15; minute += 1) {
    await sweep();
    advance(60_000);
  }
  expect(polls).toBe(2);
  await sweep();
  expect(polls).toBe(4);
  expect([...record.logs, ...record.counts]).toEqual([]);
});

describe('the domain webhook', () => {
  test('is revived once, and counted', async () => {
    let state = 'FAILED';
    const world = sweepOver({
      reviveWebhook: () => {
        const kind = state === 'FAILED' ? ('revived' as const) : ('nothing' as const);
        state = 'ACTIVE';
        return Promise.resolve({ kind });
      },
    });
    expect(await world.sweep()).toMatchObject({ webhooksRevived: 1 });
    world.advance(roundEveryMs);
    expect(await world.sweep()).toMatchObject({ webhooksRevived: 0 });
    expect(world.record.counts.filter(({ reason }) => reason === 'daily-webhook')).toHaveLength(1);
  });

  test('that is not known to work is looked at by every sweep, so that three periods in a row have it', async () => {
    const world = sweepOver({ reviveWebhook: () => Promise.resolve({ kind: 'failed', why: 'http-500' }) });
    for (let minute = 0; minute < 3; minute += 1) {
      await world.sweep();
      world.advance(60_000);
    }
    const failed = world.record.counts.filter(({ metric }) => metric === 'sweepFailed');
    expect(failed).toEqual(Array(3).fill({ metric: 'sweepFailed', reason: 'daily-webhook' }));
  });
});

test('a key that cannot be read is told by every sweep until it can', async () => {
  let malformed: readonly string[] = ['dailyApiKey', 'pinKeys'];
  const world = sweepOver({ malformedKeys: () => Promise.resolve(malformed) });
  for (let minute = 0; minute < 3; minute += 1) {
    expect(await world.sweep()).toMatchObject({ malformedKeys: 2 });
    world.advance(60_000);
  }
  malformed = [];
  expect(await world.sweep()).toMatchObject({ malformedKeys: 0 });
  const failed = world.record.counts.filter(({ metric }) => metric === 'sweepFailed');
  expect(failed).toEqual(Array(3).fill({ metric: 'sweepFailed', reason: 'secret' }));
  expect(world.record.logs).toContainEqual({
    level: 'error',
    code: 'sweep-failed',
    fields: { what: 'secret', why: 'malformed: pinKeys' },
  });
});

describe('dead letters', () => {
  const found = (letters: Partial<Letters>) =>
    sweepOver({ deadLetters: { revive: () => Promise.resolve({ ...nothingDead, ...letters }) } });

  test('that were woken again are healed', async () => {
    const world = found({ revived: ['k1', 'k2'] });
    expect(await world.sweep()).toMatchObject({ revived: 2 });
    expect(world.record.counts).toContainEqual({ metric: 'sweepHealed', reason: 'dead-letter' });
    expect(world.record.logs).toContainEqual({
      level: 'warn',
      code: 'sweep-healed',
      fields: { what: 'dead-letter', conference: 'k2' },
    });
  });

  test.each([
    ['came back', { givenUpAgain: ['k1'] }],
    ['name no conference', { unreadable: 1 }],
  ])('that %s are not', async (_, letters) => {
    const world = found(letters);
    expect(await world.sweep()).toMatchObject({ revived: 0 });
    expect(world.record.counts).toContainEqual({ metric: 'sweepFailed', reason: 'dead-letter' });
    expect(world.record.logs.map(({ code }) => code)).toContain('sweep-failed');
  });

  test('are looked for a minute later where there were some', async () => {
    let polls = 0;
    const world = sweepOver({
      deadLetters: {
        revive: () => {
          polls += 1;
          return Promise.resolve(polls === 1 ? { ...nothingDead, revived: ['k1'] } : nothingDead);
        },
      },
    });
    for (const minutes of [0, 1, 2]) {
      expect(polls).toBe(Math.min(minutes, 2));
      await world.sweep();
      world.advance(60_000);
    }
    expect(polls).toBe(2);
  });
});
