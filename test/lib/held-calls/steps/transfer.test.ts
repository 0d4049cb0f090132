import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import type { Ordered } from '../../../../lib/held-calls/ports.ts';
import { callerLeft } from '../../../../lib/held-calls/steps/caller-events.ts';
import { sweepCalls } from '../../../../lib/held-calls/steps/sweep.ts';
import { transferCall, type TransferRefusal } from '../../../../lib/held-calls/steps/transfer.ts';
import { transferHeard } from '../../../../lib/held-calls/steps/transfer-events.ts';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { inMemory, settings, startMs } from '../../../support/held-calls.ts';
import { connected as connectedCall, room, type World } from './connected.ts';
import { rightBefore } from './races.ts';

const number = '+493012345678';
const id = callIdFrom('c1');

const connected = (change: Partial<HeldCall> = {}) =>
  connectedCall({ transferTo: ['+4930', 'desk@pbx.example.com'], ...change });

const ask = ({ deps }: World, to: unknown = number) => transferCall(deps, { id, to, by: 'bot', attempt: 1 });
const transferring = { ok: true, result: 'transferring' };
const refused = (why: TransferRefusal) => ({ ok: false, why });
const counts = ({ record }: World) => record.counts.map(({ metric, reason }) => `${metric} ${reason}`);

test('an order is noted, and then sent once, however often it is asked for', async () => {
  const world = connected();
  let noted: HeldCall | undefined;
  world.world.transfer = () => {
    noted = world.call('c1');
    return { kind: 'taken' };
  };
  expect(await ask(world)).toEqual(transferring);
  expect(noted).toMatchObject({
    ...{ state: 'transferring', transferDestination: number, transferAtMs: startMs },
    dueAtMs: startMs + 30_000,
  });
  expect(await ask(world)).toEqual(transferring);
  expect(await ask(world, '+49 30 12345678')).toEqual(transferring);
  expect(await ask(world, 'desk@pbx.example.com')).toEqual(refused('transfer-in-hand'));
  expect(world.record.transferred).toEqual([
    { room: room.name, session: 's1', to: number, endsAtMs: startMs + 7_000 },
  ]);
  expect(world.call('c1').timeline.at(-1)).toEqual({ atMs: startMs, event: 'transferAsked', detail: 'bot' });
});

test('two who ask in one moment are one order', async () => {
  const world = connected();
  expect(await Promise.all([ask(world), ask(world)])).toEqual([transferring, transferring]);
  expect(world.record.transferred).toHaveLength(1);
  const other = connected();
  const both = await Promise.all([ask(other), ask(other, 'desk@pbx.example.com')]);
  expect(both).toEqual([transferring, refused('transfer-in-hand')]);
  expect(other.record.transferred).toHaveLength(1);
});

test('an order whose answer is unknown is not sent again, and nothing is removed', async () => {
  const world = connected();
  world.world.transfer = () => ({ kind: 'unknown' });
  expect(await ask(world)).toEqual(transferring);
  expect(await ask(world)).toEqual(transferring);
  await callerLeft(world.deps, room.name, 's1');
  world.advance(60_000);
  await sweepCalls(world.deps);
  expect(world.call('c1')).toMatchObject({ state: 'ended', transferOutcome: 'caller-left' });
  expect(world.record.transferred).toHaveLength(1);
  expect([...world.record.deletedRooms, ...world.record.botsStopped]).toEqual([]);
});

test('whoever noted an order and died is waited for, and then it may be asked for again', async () => {
  const world = connected();
  world.world.transfer = () => Promise.reject(new Error('died'));
  await expect(ask(world)).rejects.toThrow('died');
  expect(await ask(world)).toEqual(transferring);
  world.advance(30_000);
  await sweepCalls(world.deps);
  expect(world.call('c1')).toMatchObject({ state: 'connected', transferOutcome: 'failed' });
  world.world.transfer = () => ({ kind: 'taken' });
  expect(await ask(world)).toEqual(transferring);
  expect(world.record.transferred).toHaveLength(2);
  expect(world.call('c1').transferOutcome).toBeUndefined();
});

describe('an order that surely came to nothing leaves the caller in the room', () => {
  test.each<[Ordered, TransferRefusal, string]>([
    [{ kind: 'refused', why: 'http-400' }, 'provider-refused', 'failed'],
    [{ kind: 'gone', why: 'http-404' }, 'provider-refused', 'caller-left'],
    [{ kind: 'busy', why: 'http-429' }, 'busy', 'failed'],
  ])('%j', async (answer, why, outcome) => {
    const world = connected();
    world.world.transfer = () => answer;
    expect(await ask(world)).toEqual(refused(why));
    const { state, transferOutcome, dueAtMs, transferAtMs } = world.call('c1');
    expect({ state, transferOutcome, dueAtMs, transferAtMs }).toEqual({
      ...{ state: 'connected', transferOutcome: outcome, transferAtMs: undefined },
      dueAtMs: startMs + settings.longestCallMs,
    });
    expect(counts(world)).toEqual([`transfers ${outcome}`, `transfersRefused ${why}`]);
    expect(Object.fromEntries(world.record.sums)).toEqual({ transfers: 1, transfersRefused: 1 });
    await callerLeft(world.deps, room.name, 's1');
    expect(world.call('c1')).toMatchObject({ state: 'ended', outcome: 'caller-left' });
  });

  test('unless they have left meanwhile, which was their hanging up', async () => {
    const world = connected();
    world.world.transfer = async () => {
      await callerLeft(world.deps, room.name, 's1');
      return { kind: 'gone', why: 'http-404' };
    };
    expect(await ask(world)).toEqual(refused('provider-refused'));
    expect(world.call('c1')).toMatchObject({
      state: 'ended',
      outcome: 'transfer-caller-left',
      dueAtMs: startMs,
    });
    expect(counts(world)).toEqual(['transfers caller-left', 'transfersRefused provider-refused']);
    await sweepCalls(world.deps);
    expect(world.record.deletedRooms).toEqual([room.name]);
  });

  /** When a provider that is always busy, and wants to be left alone for so long, was asked. */
  async function askedAtMs(retryAfterMs?: number) {
    const world = connected();
    const moments: number[] = [];
    world.world.transfer = () => {
      moments.push(world.deps.clock.now() - startMs);
      return { kind: 'busy', why: 'http-429', retryAfterMs };
    };
    expect(await ask(world)).toEqual(refused('busy'));
    return { moments, tookMs: world.deps.clock.now() - startMs };
  }

  test.each([
    [undefined, [0, 438, 848]],
    [3_000, [0, 3_000, 6_000]],
    [6_999, [0, 6_999]],
    [7_000, [0]],
    [60_000, [0]],
  ])(
    'a provider that is busy is asked three times in all, in seven seconds: %j',
    async (retryAfterMs, atMs) => {
      expect(await askedAtMs(retryAfterMs)).toEqual({ moments: atMs, tookMs: atMs.at(-1) });
    },
  );

  test('a provider that was busy may take the order then', async () => {
    const world = connected();
    const answers: Ordered[] = [
      { kind: 'busy', why: 'http-429' },
      { kind: 'busy', why: 'http-429' },
    ];
    world.world.transfer = () => answers.shift() ?? { kind: 'taken' };
    expect(await ask(world)).toEqual(transferring);
    expect(world.record.transferred).toHaveLength(3);
  });
});

test('an order that is refused after its transfer was heard of changes nothing', async () => {
  const world = connected();
  world.world.transfer = async () => {
    await transferHeard(world.deps, room.name, 's1', { kind: 'transferBegun' });
    return { kind: 'gone', why: 'http-404' };
  };
  await ask(world);
  expect(world.call('c1')).toMatchObject({ state: 'transferring', transferBegunAtMs: startMs });
  expect(counts(world)).toEqual(['transfersRefused provider-refused']);
});

test.each<[string, Partial<HeldCall>, unknown, TransferRefusal]>([
  ['to no number', {}, '030 12345678', 'destination-invalid'],
  ['to a number that is not allowed', {}, '+494012345678', 'destination-not-allowed'],
  ['where the route allows none', { transferTo: undefined }, number, 'destination-not-allowed'],
  ['before they are in', { state: 'connecting' }, number, 'not-connected'],
  ['before their room is ready', { state: 'waiting' }, number, 'not-connected'],
  ['before anybody was asked', { state: 'held' }, number, 'not-connected'],
  ['whose leg is not known', { session: undefined }, number, 'not-connected'],
  ['of a call that is over', { state: 'ended' }, number, 'call-over'],
  ['of a call that was given up', { state: 'released' }, number, 'call-over'],
  ['who hung up on hold', { state: 'abandoned' }, number, 'call-over'],
  ['of a call that was refused', { state: 'refused' }, number, 'call-over'],
  [
    'who is led on already',
    { state: 'transferred', transferDestination: '+493087654321' },
    number,
    'transfer-in-hand',
  ],
  ['asked for by the bot of another attempt', { attempt: 2 }, number, 'not-connected'],
  ['asked for by that bot when the call is over', { attempt: 2, state: 'ended' }, number, 'call-over'],
  ['that the bot itself leads on', { state: 'transferring' }, number, 'transfer-in-hand'],
])('a caller is not led on %s', async (_, change, to, why) => {
  const world = connected(change);
  const before = world.call('c1');
  expect(await ask(world, to)).toEqual(refused(why));
  expect(world.call('c1')).toEqual(before);
  expect(world.record.transferred).toEqual([]);
  expect(counts(world)).toEqual([`transfersRefused ${why}`]);
  expect(world.record.logs).toMatchObject([{ level: 'warn', code: 'transfer-refused', fields: { why } }]);
  expect(JSON.stringify(world.record.logs)).not.toContain('12345678');
});

test('a caller who has been led there already is not led there again', async () => {
  const world = connected({ state: 'transferred', transferDestination: number });
  expect(await ask(world)).toEqual(transferring);
  expect([world.record.transferred, world.record.moves]).toEqual([[], []]);
});

test('a caller whose leg has become another right before is not led on', async () => {
  const world = connected();
  const deps = rightBefore(world.deps, 'transferAsked', () => {
    Object.assign(world.call('c1'), { session: 's2' });
    return Promise.resolve();
  });
  expect(await ask({ ...world, deps })).toEqual(refused('transfer-in-hand'));
  expect(world.record.transferred).toEqual([]);
});

test('a call that nobody knows is not led on', async () => {
  const { deps } = inMemory();
  expect(await transferCall(deps, { id, to: number, by: 'operator' })).toEqual(refused('call-unknown'));
});
