import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { handler as connectCall, makeHandler as makeConnectCall } from '../../functions/connect-call.ts';
import { handler as holdCall, makeHandler as makeHoldCall } from '../../functions/hold-call.ts';
import { handler as releaseCall, makeHandler as makeReleaseCall } from '../../functions/release-call.ts';
import { namesOnly, TaskError } from '../../functions/shared/machine-task.ts';
import { makeHandler as makeSweep } from '../../functions/sweep.ts';
import type { HeldCall } from '../../lib/held-calls/model/call.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { heldCall, inMemory, settings, startMs } from '../support/held-calls.ts';
import { quietRounds } from '../support/sweep-rounds.ts';
import { fakeLog } from '../lib/http/fake-http.ts';

const task = { id: 'c1', token: 't1' };
const room = { name: 'pb-test-c1-1', own: true };
const ready = { atMs: startMs, source: 'bot' };
const one = (change: Partial<HeldCall> = {}) => inMemory([heldCall('c1', change)]);

test.each([
  [
    'no target',
    (world: ReturnType<typeof one>) => (world.world.bot = () => ({ kind: 'refused', why: 'at-capacity' })),
    'NoTarget',
  ],
  ['no time', (world: ReturnType<typeof one>) => world.advance(settings.holdBudgetMs), 'BudgetSpent'],
])('hold-call with %s ends with an error that the machine knows', async (_, arrange, name) => {
  const world = one();
  arrange(world);
  await expect(makeHoldCall(world.deps)(task)).rejects.toMatchObject({ name });
});

test('hold-call of a call that is over', async () => {
  await expect(makeHoldCall(one({ state: 'released' }).deps)(task)).rejects.toMatchObject({
    name: 'CallOver',
  });
});

test('hold-call that parked returns', async () => {
  await expect(makeHoldCall(one().deps)(task)).resolves.toBeUndefined();
});

test.each([
  ['gone', 'CallerGone'],
  ['busy', 'ConnectBusy'],
  ['refused', 'NextTarget'],
] as const)('connect-call answered %s ends with %s', async (kind, name) => {
  const { deps, world } = one({ state: 'waiting', room, ready });
  world.connect = () => ({ kind, why: 'http-4xx' });
  await expect(makeConnectCall(deps)(task)).rejects.toMatchObject({ name });
});

test('connect-call that has sent all orders, and heard nothing', async () => {
  const { deps, world } = one({
    state: 'connecting',
    updates: 2,
    orderedAtMs: startMs - 20_000,
    room,
    ready,
  });
  world.callerIn = 'out';
  await expect(makeConnectCall(deps)(task)).rejects.toMatchObject({ name: 'ConnectSilent' });
});

test('connect-call of a call that nobody waits for', async () => {
  await expect(makeConnectCall(one().deps)(task)).rejects.toMatchObject({ name: 'CallOver' });
});

test.each([
  ['States.Timeout', 'silence'],
  ['BudgetSpent', 'budget-spent'],
  ['ConnectSilent', 'silence'],
  ['NoTarget', 'no-target'],
  ['Lambda.Unknown', 'failure'],
])('release-call after %s: %s', async (error, outcome) => {
  const world = one({ state: 'waiting', room });
  await makeReleaseCall(world.deps)({ id: 'c1', failure: { Error: error, Cause: 'x' } });
  expect(world.call('c1')).toMatchObject({ state: 'released', outcome });
});

test('release-call gives way to a room that is ready in time', async () => {
  const { deps } = one({ state: 'waiting', room, ready });
  const released = makeReleaseCall(deps)({ id: 'c1', failure: { Error: 'States.Timeout' } });
  await expect(released).rejects.toMatchObject({ name: 'ReadyAfterAll' });
});

test('what the machine never sends is a bug, and says so', async () => {
  const { deps } = one();
  for (const handler of [makeHoldCall(deps), makeConnectCall(deps), makeReleaseCall(deps)]) {
    await expect(handler({ id: 'c 1' })).rejects.toThrow();
  }
});

test('sweep says what it found', async () => {
  const { deps } = one({ dueAtMs: startMs });
  const handler = makeSweep({
    heldCalls: deps,
    conferences: inMemoryConferences().deps,
    rounds: quietRounds(),
  });
  expect(await handler()).toEqual({
    due: 1,
    healed: 1,
    cleaned: 0,
    failed: 0,
    woken: 0,
    endedUnauthenticated: 0,
    callOutsGivenUp: 0,
    malformedKeys: 0,
    revived: 0,
    webhooksRevived: 0,
  });
});

describe('of what a task throws the machine’s history gets the name, and no message or stack', () => {
  const secret = 'no table for +12025550188';
  /** What Lambda would report of it. */
  const reported = async (handler: (event: unknown) => Promise<void>) => {
    const thrown: unknown = await handler(task).catch((error: unknown) => error);
    if (!(thrown instanceof Error)) throw new Error('it throws nothing');
    const { name, message, stack, cause } = thrown;
    return { name, message, stack, cause };
  };
  const nameOnly = (name: string) => ({ name, message: '', stack: name, cause: undefined });

  test.each([
    ['hold-call', holdCall],
    ['connect-call', connectCall],
    ['release-call', releaseCall],
  ])('%s, of a wrong environment too', async (_, handler) => {
    const silent = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => silent.mockRestore());
    expect(await reported(handler)).toEqual(nameOnly('ZodError'));
  });

  test.each<[Error, string]>([
    [new TypeError(secret), 'TypeError'],
    [Object.assign(new Error(secret), { name: secret }), 'Error'],
  ])('%o; our log says more', async (cause, name) => {
    const { log, lines } = fakeLog();
    const task = namesOnly(
      () => log,
      () => Promise.reject(cause),
    );
    expect(await reported(task)).toEqual(nameOnly(name));
    expect(lines).toMatchObject([{ code: 'task-failed', fields: { callId: 'c1' } }]);
  });

  test('what the machine knows by name is no news to the log', async () => {
    const { log, lines } = fakeLog();
    const task = namesOnly(
      () => log,
      () => Promise.reject(new TaskError('NoTarget')),
    );
    expect(await reported(task)).toEqual(nameOnly('NoTarget'));
    expect(lines).toEqual([]);
  });
});
