import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newConference } from '../../../support/new-conference.ts';
import { bothSides } from './both-sides.ts';
import { bridgeIn, conferenceWorld, running, session, type ConferenceWorld } from '../support.ts';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';

/** Wakes at every deadline and every second, until two minutes are over: longer than any pause or grace. */
async function settle(world: ConferenceWorld): Promise<void> {
  for (let second = 0; second < 120; second += 1) {
    await world.sync().catch(() => undefined);
    world.advance(1_000);
  }
}

/** Both sides as they should be, by what the conference's events say. */
function expectAgreement(world: ConferenceWorld, sides: ReturnType<typeof bothSides>): void {
  const conference = world.conference('c1');
  const isBridgeIn = conference.bridge.state === 'in' && conference.session?.endedAtMs === undefined;
  const expected = world
    .callers('c1')
    .filter(({ presence, kicked }) => isBridgeIn && presence === 'in' && kicked === undefined);
  expect(Object.fromEntries(sides.room)).toEqual(
    Object.fromEntries(expected.map(({ call, muted, hand }) => [call, { muted: muted.is, hand }])),
  );
  for (const { call, muted } of expected) {
    if (sides.phones.has(call)) expect(sides.phones.get(call)).toEqual({ muted: muted.is });
  }
}

describe('a crash at any outside call, then another run', () => {
  /** One conference in which everything has something to do. */
  async function busyWorld() {
    const world = conferenceWorld(running());
    const sides = bothSides(world);
    for (const call of ['CA1', 'CA2', 'CA3', 'CA4']) await world.letIn(call);
    await world.sync();
    const atMs = world.now() + 1;
    world.advance(1);
    await world.change('CA1', { kind: 'gone', atMs });
    await world.change('CA2', { kind: 'kicked', atMs, why: 'kicked' });
    await world.change('CA3', { kind: 'muted', atMs, is: true, by: 'room' });
    await world.change('CA3', { kind: 'hand', atMs, raised: true });
    await world.letIn('CA5', { muted: true });
    return { world, sides };
  }

  /** Counts everything that a sync asks of the outside, and fails at the `k`-th: before or after it is done. */
  function failAt(
    { world, sides }: Awaited<ReturnType<typeof busyWorld>>,
    k: number,
    when: 'before' | 'after',
  ): () => number {
    let seen = 0;
    const count = () => {
      seen += 1;
      if (seen === k) throw new Error('crash');
      return undefined;
    };
    world.world.before = () => {
      count();
      return Promise.resolve();
    };
    sides.faults[when] = count;
    return () => seen;
  }

  test.each(['before', 'after'] as const)('%s it was done: the end is the same', async (when) => {
    const whole = await busyWorld();
    const seen = failAt(whole, 0, when);
    await settle(whole.world);
    const steps = seen();
    expect(steps).toBeGreaterThan(20);
    for (let k = 1; k <= Math.min(steps, 60); k += 1) {
      const each = await busyWorld();
      failAt(each, k, when);
      await settle(each.world);
      expectAgreement(each.world, each.sides);
      expect([...each.sides.room.keys()].sort()).toEqual(['CA3', 'CA4', 'CA5']);
      expect(each.sides.phones.get('CA3')).toEqual({ muted: true });
      expect(each.sides.ended).toContain('CA2');
    }
  });
});

type Step = (world: ConferenceWorld, sides: ReturnType<typeof bothSides>) => Promise<unknown>;
const isIn = (world: ConferenceWorld, call: string) =>
  world.callers('c1').find((caller) => caller.call === call && caller.presence !== 'gone');

const call = fc.constantFrom('CA1', 'CA2', 'CA3');
/** What happens often, such that much of it happens to callers who are in. */
const usual: readonly fc.Arbitrary<readonly [string, Step]>[] = [
  call.map((of) => [`${of} comes`, (world) => (isIn(world, of) ? Promise.resolve() : world.letIn(of))]),
  call.map((of) => [
    `${of} goes to the menu`,
    (world) =>
      world.change(of, { kind: 'left', atMs: world.now(), joinSequence: isIn(world, of)?.joinSequence ?? 0 }),
  ]),
  call.map((of) => [
    `${of} comes back`,
    async (world, sides) => {
      const caller = isIn(world, of);
      if (caller?.presence !== 'absent') return;
      const joinSequence = (await world.tell({ kind: 'joinRendered', atMs: world.now() }))?.joins ?? 0;
      await world.change(of, { kind: 'rejoining', atMs: world.now(), joinSequence });
      sides.comesIn(of, caller.muted.is);
      await world.change(of, { kind: 'joined', atMs: world.now(), joinSequence, muted: caller.muted.is });
    },
  ]),
  fc
    .tuple(call, fc.constantFrom('left', 'returned'), fc.constantFrom('joined', 'phoneSeen'))
    .map(([of, left, joined]) => [
      `news of an older join of ${of} come late: ${left}, ${joined}`,
      async (world) => {
        const joinSequence = (isIn(world, of)?.joinSequence ?? 0) - 1;
        await world.change(of, { kind: left, atMs: world.now(), joinSequence });
        await world.change(of, { kind: joined, atMs: world.now(), joinSequence, muted: true });
      },
    ]),
  fc.tuple(call, fc.boolean()).map(([of, muted]) => [
    `the provider reports that ${of} is ${muted ? 'muted' : 'unmuted'}, perhaps late, if it ever was`,
    async (world, sides) => {
      if (!sides.hasBeen(of, muted)) return;
      const joinSequence = isIn(world, of)?.joinSequence ?? 0;
      await world.change(of, { kind: 'phoneSeen', atMs: world.now(), joinSequence, muted });
    },
  ]),
  fc
    .tuple(call, fc.boolean(), fc.constantFrom('room' as const, 'caller' as const))
    .map(([of, is, by]) => [
      `${of} is ${is ? 'muted' : 'unmuted'} by the ${by}`,
      (world) => world.change(of, { kind: 'muted', atMs: world.now(), is, by }),
    ]),
  fc
    .tuple(call, fc.boolean())
    .map(([of, raised]) => [
      `${of} ${raised ? 'raises' : 'lowers'} the hand`,
      (world) => world.change(of, { kind: 'hand', atMs: world.now(), raised }),
    ]),
  fc.constant<readonly [string, Step]>(['the bridge comes', (world) => world.bridgeComes()]),
  fc.constant<readonly [string, Step]>(['a sync runs', (world) => world.sync().catch(() => undefined)]),
  fc.integer({ min: 1, max: 20_000 }).map((ms) => [
    `${ms} ms pass`,
    (world) => {
      world.advance(ms);
      return Promise.resolve();
    },
  ]),
];
const rare: readonly fc.Arbitrary<readonly [string, Step]>[] = [
  call.map((of) => [`${of} hangs up`, (world) => world.change(of, { kind: 'gone', atMs: world.now() })]),
  call.map((of) => [
    `${of} is removed`,
    (world) => world.change(of, { kind: 'kicked', atMs: world.now(), why: 'kicked' }),
  ]),
  fc.constant<readonly [string, Step]>([
    'the bridge leaves',
    (world) => world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeIn.call }),
  ]),
  fc.constant<readonly [string, Step]>([
    'another session starts, whether or not the end of the last was reported',
    async (world, sides) => {
      sides.room.clear();
      const id = `session-at-${world.now()}`;
      await world.tell({ kind: 'sessionStarted', atMs: world.now(), session: id });
    },
  ]),
  fc.constant<readonly [string, Step]>([
    'the session ends',
    async (world, sides) => {
      const { session: current } = world.conference('c1');
      sides.room.clear();
      if (current !== undefined)
        await world.tell({ kind: 'sessionEnded', atMs: world.now(), session: current.id });
    },
  ]),
];
const anySteps = fc.array(
  fc.oneof({ weight: 6, arbitrary: fc.oneof(...usual) }, { weight: 1, arbitrary: fc.oneof(...rare) }),
  { maxLength: 25 },
);

/** A conference in full swing with two callers. */
async function swingingWorld() {
  const world = conferenceWorld(newConference('c1', { session }));
  const sides = bothSides(world);
  await world.bridgeComes();
  for (const each of ['CA1', 'CA2']) await world.letIn(each);
  return { world, sides };
}

/** What goes wrong with requests while the steps run. */
const anyFaults = fc.array(
  fc.constantFrom<CommandResult | 'throws' | undefined>('unknown', 'throws', undefined),
  {
    maxLength: 20,
  },
);

describe('whatever happens, both sides agree in the end', () => {
  test('and nobody is announced twice while all goes well', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, async (some) => {
        const { world, sides } = await swingingWorld();
        for (const [, step] of some) {
          await step(world, sides);
          world.advance(1);
        }
        await settle(world);
        expectAgreement(world, sides);
        expect(sides.twice).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('also when requests fail, get lost, or are done without an answer', async () => {
    await fc.assert(
      fc.asyncProperty(anySteps, anyFaults, anyFaults, async (some, before, after) => {
        const { world, sides } = await swingingWorld();
        const next = (faults: (CommandResult | 'throws' | undefined)[]) => () => {
          const fault = faults.shift();
          if (fault === 'throws') throw new Error('crash');
          return fault;
        };
        sides.faults.before = next([...before]);
        sides.faults.after = next([...after]);
        for (const [, step] of some) {
          await step(world, sides);
          world.advance(1);
        }
        await settle(world);
        expectAgreement(world, sides);
      }),
      { numRuns: 300 },
    );
  });
});
