import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { meetingEnded } from '../../../../lib/held-calls/steps/caller-events.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import { askAgainMs } from '../../../../lib/held-calls/model/hold-times.ts';
import type { BotStart } from '../../../../lib/held-calls/ports.ts';
import { ownRoomReady } from '../../../../lib/held-calls/steps/rooms/ready.ts';
import { releaseCall } from '../../../../lib/held-calls/steps/release.ts';
import type { Target } from '../../../../lib/held-calls/model/route.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  secondBotTarget,
  settings,
  startMs,
} from '../../../support/held-calls.ts';
import { goneBefore } from './races.ts';

const id = callIdFrom('c1');
const room = (attempt: number) => `pb-test-c1-${attempt}`;
const full = { kind: 'refused', why: 'at-capacity' } as const;
const started = { kind: 'started' } as const;
const two = [botTarget, secondBotTarget];

function withTargets(targets: readonly Target[] = [botTarget]) {
  const world = inMemory([heldCall('c1', { targets: [...targets] })]);
  let tasks = 0;
  /** One more task of the machine. */
  const hold = () => holdCall(world.deps, { id, token: `t${(tasks += 1)}` });
  /** Tasks, with the machine's pauses between them, until one has another end than this; and when that was. */
  const holdWhile = async (end: string) => {
    for (;;) {
      const held = await hold();
      if (held !== end) return { held, afterMs: world.deps.clock.now() - startMs, tasks };
      world.advance(askAgainMs(settings.holdSliceMs));
    }
  };
  return { ...world, hold, holdWhile, item: () => world.call('c1') };
}

/** One task of the machine, in each of whose pauses something happens. */
function holdMeanwhile({ deps }: Pick<ReturnType<typeof withTargets>, 'deps'>, step: () => Promise<unknown>) {
  const sleep = async (ms: number) => {
    await deps.clock.sleep(ms);
    await step();
  };
  return holdCall({ ...deps, clock: { ...deps.clock, sleep } }, { id, token: 't1' });
}

const refusedLines = (world: ReturnType<typeof withTargets>) =>
  world.item().timeline.flatMap(({ event, detail }) => (event === 'targetRefused' ? [detail] : []));

describe('a target that surely sends nobody', () => {
  test('leaves its room to the next one, which is asked in the same breath; that is no attempt', async () => {
    const world = withTargets(two);
    world.world.bot = ({ target }) => (target.kind === botTarget.kind ? full : started);
    expect(await world.hold()).toBe('waiting');
    expect(world.record.created.map(({ name }) => name)).toEqual([room(1)]);
    expect(world.record.deletedRooms).toEqual([]);
    expect(world.record.botsStarted.map((order) => [order.id, order.room.name])).toEqual([
      ['c1-1-1', room(1)],
      ['c1-1-2', room(1)],
    ]);
    expect(world.item()).toMatchObject({
      ...{ attempt: 1, targetIndex: 1, token: 't1', address: `${room(1)}@sip.example` },
      refusals: [{ target: 0, why: 'at-capacity', times: 1 }],
    });
    expect(world.item().timeline.map(({ event }) => event)).toEqual([
      ...['held', 'tokenStored', 'targetRefused', 'asked'],
    ]);
    expect(world.record.moves).toHaveLength(2);
    expect(world.record.counts).toContainEqual({ metric: 'targetsRefused', reason: 'pipecat-cloud' });
    expect(world.record.sums.get('targetsRefused')).toBe(1);
  });

  test.each([1, 5])(
    '%i of them, full for 50 s, are asked until one has a place, and its cost stays bounded',
    async (count) => {
      const targets = Array.from({ length: count }, (_, n) => ({ ...botTarget, agent: `agent-${n}` }));
      const world = withTargets(targets);
      world.world.bot = () => (world.deps.clock.now() < startMs + 50_000 ? full : started);
      const { held, afterMs, tasks } = await world.holdWhile('no-target');
      expect([held, afterMs]).toEqual(['waiting', 50_000]);
      expect(tasks).toBe(11);
      const { rooms, bots, timeline, attempt, refusals } = world.item();
      expect(rooms.map(({ name }) => name)).toEqual([room(1)]);
      expect(world.record.created).toHaveLength(1);
      expect([bots.length, attempt]).toEqual([1, 1]);
      expect(refusals).toEqual(targets.map((_, target) => ({ target, why: 'at-capacity', times: 10 })));
      expect(timeline).toHaveLength(2 + 10 + count + 1);
    },
  );

  test('for as long as there is time ends the call, whose record says who refused and how often', async () => {
    const world = withTargets(two);
    world.world.bot = ({ target }) =>
      target.kind === botTarget.kind ? full : { kind: 'refused', why: 'http-403' };
    const { held, afterMs } = await world.holdWhile('no-target');
    expect([held, afterMs]).toEqual(['budget-spent', 80_000]);
    await releaseCall(world.deps, id, 'budget-spent');
    expect(world.item()).toMatchObject({
      state: 'released',
      outcome:
        'no-target: pipecat-cloud:receptionist at-capacity ×17, bot-endpoint:bots.example.com http-403 ×17',
    });
    expect(world.record.deletedRooms).toEqual([room(1)]);
    expect(world.record.counts).toContainEqual({ metric: 'callsReleased', reason: 'no-target' });
    expect(refusedLines(world)).toEqual([
      'pipecat-cloud:receptionist at-capacity',
      'bot-endpoint:bots.example.com http-403',
    ]);
  });

  test('and says when to ask again is left alone until then', async () => {
    const world = withTargets(two);
    world.world.bot = ({ target }) =>
      target.kind === botTarget.kind
        ? { ...full, retryAfterMs: 22_000 }
        : { kind: 'refused', why: 'http-404' };
    await world.holdWhile('no-target');
    const asked = world.record.botsStarted.filter(({ target }) => target.kind === botTarget.kind);
    expect(asked).toHaveLength(4);
    expect(world.record.botsStarted).toHaveLength(4 + 17);
  });

  test('and wants to be left alone for an hour is asked once more while that is worth it', async () => {
    const world = withTargets();
    const askedAfterMs: number[] = [];
    world.world.bot = () => {
      askedAfterMs.push(world.deps.clock.now() - startMs);
      return { ...full, retryAfterMs: 3_600_000 };
    };
    await world.holdWhile('no-target');
    expect(askedAfterMs).toEqual([0, 75_000]);
  });

  test('all of them: the next task begins again with the first, in the room that is there', async () => {
    const world = withTargets(two);
    world.world.bot = () => full;
    expect(await world.hold()).toBe('no-target');
    const made = { url: `https://example.daily.co/${room(1)}`, address: `${room(1)}@sip.example` };
    expect(world.item()).toMatchObject({ noTargetAttempt: 1, spareRoom: { made }, deletedRooms: [] });
    world.world.bot = () => started;
    expect(await world.hold()).toBe('waiting');
    expect(world.item()).toMatchObject({ attempt: 1, targetIndex: 0, token: 't2', address: made.address });
    expect(world.item()).not.toHaveProperty('spareRoom');
    expect(world.record.created).toHaveLength(1);
  });
});

describe('no room to be had', () => {
  test('is a refusal too, of every bot at once; the same room is tried again', async () => {
    const world = withTargets(two);
    world.world.create = () => ({ ok: false, why: 'http-500' });
    expect(await world.hold()).toBe('no-target');
    expect(await world.hold()).toBe('no-target');
    expect(world.record.botsStarted).toEqual([]);
    expect(world.record.created.map(({ name }) => name)).toEqual([room(1), room(1)]);
    expect(world.record.counts).toContainEqual({ metric: 'targetsRefused', reason: 'rooms' });
    await releaseCall(world.deps, id, 'no-target');
    expect(world.item().outcome).toBe('no-target: rooms http-500 ×2');
  });

  test('leaves the call to an existing room', async () => {
    const world = withTargets([botTarget, lobbyTarget]);
    world.addRoom('lobby');
    world.world.create = () => ({ ok: false, why: 'http-500' });
    expect(await world.hold()).toBe('waiting');
    expect(world.item()).toMatchObject({ targetIndex: 1, room: { name: 'lobby', own: false } });
  });

  test.each(['no-signing-key', 'no-room-token'])(
    'asks no bot, since none could be believed or come in: %s',
    async (why) => {
      const world = withTargets(two);
      if (why === 'no-signing-key') world.world.signingKey = undefined;
      const video = { ...world.deps.video, botToken: () => Promise.resolve(undefined) };
      expect(await holdCall({ ...world.deps, video }, { id, token: 't1' })).toBe('no-target');
      expect(world.record.botsStarted).toEqual([]);
      expect(world.item().refusals).toEqual([{ why, times: 1 }]);
      expect(refusedLines(world)).toEqual([`rooms ${why}`]);
    },
  );
});

describe('a target that may have sent somebody', () => {
  const unclear: BotStart = { kind: 'unknown', why: 'time-out' };

  test('makes room for the next one, which gets a room of its own', async () => {
    const world = withTargets(two);
    world.world.bot = ({ target }) => (target.kind === botTarget.kind ? unclear : started);
    expect(await world.hold()).toBe('waiting');
    expect(world.record.created.map(({ name }) => name)).toEqual([room(1), room(2)]);
    expect(world.record.deletedRooms).toEqual([room(1)]);
    expect(world.item()).toMatchObject({ attempt: 2, targetIndex: 1, token: 't1', deletedRooms: [room(1)] });
    expect(world.item().timeline).toContainEqual({ atMs: startMs, event: 'movedOn', detail: 'time-out' });
  });

  test('and whose bot reports all the same is taken: no other target is tried', async () => {
    const world = withTargets(two);
    world.world.whileStarting = async () => {
      await ownRoomReady(world.deps, { id, attempt: 1, source: 'bot' });
    };
    world.world.bot = () => unclear;
    expect(await world.hold()).toBe('waiting');
    expect(world.record.botsStarted).toHaveLength(1);
    expect(world.record.deletedRooms).toEqual([]);
    expect(world.item().attempt).toBe(1);
    expect(world.record.resumed).toContain('t1');
  });

  test('is given ever more time for it before another is asked for: four tries last for the whole hold', async () => {
    const world = withTargets();
    const askedAfterMs: number[] = [];
    world.world.bot = () => {
      askedAfterMs.push(world.deps.clock.now() - startMs);
      return unclear;
    };
    expect(await world.holdWhile('no-target')).toMatchObject({ held: 'budget-spent' });
    expect(askedAfterMs).toEqual([0, 10_000, 30_000, 70_000]);
    expect(world.item().rooms.map(({ name }) => name)).toEqual([1, 2, 3, 4].map(room));
    await releaseCall(world.deps, id, 'budget-spent');
    expect(world.item().outcome).toBe('no-target: pipecat-cloud:receptionist time-out ×4');
  });

  test('or not, and the item is gone meanwhile: nothing more is tried for it', async () => {
    const world = withTargets(two);
    world.world.bot = () => unclear;
    await holdCall(goneBefore(world.deps, 'movedOn'), { id, token: 't1' });
    expect(world.record.botsStarted).toHaveLength(1);
  });

  test.each([
    [1, 1],
    [0, 2],
  ])('and took two thirds of the task and %i ms leaves time for %i targets in all', async (moreMs, asked) => {
    const world = withTargets(two);
    world.world.bot = () => {
      world.advance((2 / 3) * settings.holdTaskMs + moreMs);
      return unclear;
    };
    expect(await world.hold()).toBe('no-target');
    expect(world.record.botsStarted).toHaveLength(asked);
  });
});

describe('a bot that is the last to be asked', () => {
  test('is waited for until there is no time to connect its caller, by its task itself', async () => {
    const world = withTargets();
    world.advance(80_000);
    expect(await world.hold()).toBe('budget-spent');
    expect(world.deps.clock.now()).toBe(startMs + 95_000);
    await releaseCall(world.deps, id, 'budget-spent');
    expect(world.item().outcome).toBe('silence');
  });

  test('and is ready meanwhile is no more waited for', async () => {
    const world = withTargets();
    world.advance(80_000);
    const ready = () => ownRoomReady(world.deps, { id, attempt: 1, source: 'bot' });
    expect(await holdMeanwhile(world, ready)).toBe('waiting');
    expect(world.deps.clock.now()).toBeLessThan(startMs + 83_000);
    expect(world.record.resumed).toEqual(['t1']);
  });

  test('in a task that cannot wait so long is waited for by the next one', async () => {
    const world = withTargets();
    world.advance(62_000);
    expect(await world.hold()).toBe('no-target');
    expect(world.deps.clock.now()).toBe(startMs + 62_000 + 0.9 * settings.holdTaskMs);
    world.advance(5_000);
    expect(await world.hold()).toBe('budget-spent');
    expect(world.deps.clock.now()).toBe(startMs + 95_000);
    expect(world.record.botsStarted).toHaveLength(1);
  });
});

describe('a bot that left before its room was ready', () => {
  const leaves = async (world: ReturnType<typeof withTargets>) => {
    const name = world.item().room?.name ?? '';
    return meetingEnded(world.deps, name, world.deps.clock.now());
  };

  test('is replaced by the next target at once, in a room of its own', async () => {
    const world = withTargets(two);
    await world.hold();
    world.advance(2_000);
    expect(await leaves(world)).toBe('counted');
    expect(world.record.givenUp).toEqual(['t1']);
    expect(await world.hold()).toBe('waiting');
    expect(world.item()).toMatchObject({ attempt: 2, targetIndex: 1, deletedRooms: [room(1)] });
    expect(world.item()).not.toHaveProperty('turnedDown');
    expect(world.item().timeline).toContainEqual(
      expect.objectContaining({ event: 'movedOn', detail: 'bot-left' }),
    );
  });

  test('is replaced by the same way if there is no other, ever more rarely if that goes on', async () => {
    const world = withTargets();
    const askedAfterMs: number[] = [];
    world.world.whileStarting = () => {
      askedAfterMs.push(world.deps.clock.now() - startMs);
      return Promise.resolve();
    };
    for (;;) {
      const { held } = await world.holdWhile('no-target');
      if (held === 'budget-spent') break;
      world.advance(1_000);
      await leaves(world);
      world.advance(1_000);
    }
    expect(askedAfterMs).toEqual([0, 2_000, 9_000, 26_000, 63_000]);
    expect(world.item().refusals).toMatchObject([{ target: 0, why: 'bot-left', times: 4 }]);
  });

  test('and before its start was answered: its own task asks the machine for the next', async () => {
    const world = withTargets(two);
    world.world.whileStarting = async () => {
      await leaves(world);
    };
    expect(await world.hold()).toBe('bot-left');
    world.world.whileStarting = () => Promise.resolve();
    expect(await world.hold()).toBe('waiting');
    expect(world.item()).toMatchObject({ attempt: 2, targetIndex: 1 });
  });

  test('while its task waited for it is not waited for', async () => {
    const world = withTargets();
    world.advance(80_000);
    expect(await holdMeanwhile(world, () => leaves(world))).toBe('bot-left');
    expect(world.deps.clock.now()).toBe(startMs + 82_000);
  });
});

describe('a last target that took the call on and stayed silent', () => {
  test('makes room for one before it that had refused, if that has a place by now', async () => {
    const world = withTargets(two);
    world.world.bot = ({ target }) => (target.kind === botTarget.kind ? full : started);
    expect(await world.hold()).toBe('waiting');
    world.world.bot = () => started;
    world.advance(settings.holdSliceMs);
    expect(await world.hold()).toBe('waiting');
    expect(world.item()).toMatchObject({ attempt: 2, targetIndex: 0, deletedRooms: [room(1)] });
  });

  test('is asked once more if that refuses again', async () => {
    const world = withTargets(two);
    world.world.bot = ({ target }) => (target.kind === botTarget.kind ? full : started);
    await world.hold();
    world.advance(settings.holdSliceMs);
    expect(await world.hold()).toBe('waiting');
    expect(world.item()).toMatchObject({ attempt: 2, targetIndex: 1, deletedRooms: [room(1)] });
    expect(world.record.botsStarted.map(({ id }) => id)).toEqual(['c1-1-1', 'c1-1-2', 'c1-2-1', 'c1-2-2']);
    expect(world.item().refusals).toContainEqual({ target: 1, why: 'silent', times: 1 });
  });

  test('makes room for one before it that was silent, and is kept when both were asked twice', async () => {
    const world = withTargets(two);
    await world.hold();
    for (const expected of [1, 0, 1]) {
      world.advance(settings.holdSliceMs / 2);
      expect(await world.hold()).toBe('waiting');
      expect(world.item()).toMatchObject({ targetIndex: expected });
    }
    expect(await world.hold()).toBe('waiting');
    expect(world.item()).toMatchObject({ attempt: 4, targetIndex: 1 });
    expect(world.record.botsStarted).toHaveLength(4);
  });

  test('is kept, if it is silent again, while those before it want to be left alone, or are rooms that have no place', async () => {
    const world = withTargets([botTarget, lobbyTarget, secondBotTarget]);
    world.addRoom('lobby');
    world.world.bot = ({ target }) =>
      target.kind === botTarget.kind ? { ...full, retryAfterMs: 60_000 } : started;
    await world.hold();
    world.advance(settings.holdSliceMs);
    for (let task = 1; task <= 2; task += 1) expect(await world.hold()).toBe('waiting');
    expect(world.record.botsStarted).toHaveLength(3);
    expect(world.item()).toMatchObject({ attempt: 2, targetIndex: 2, deletedRooms: [room(1)] });
  });

  test('and is an existing room is left for a bot that has a place by now, and else asked again', async () => {
    const world = withTargets([botTarget, lobbyTarget]);
    world.addRoom('lobby');
    world.world.bot = () => full;
    await world.hold();
    world.advance(settings.holdSliceMs);
    expect(await world.hold()).toBe('waiting');
    expect(world.rooms.get('lobby')?.waiters).toEqual(['c1']);
    world.world.bot = () => started;
    expect(await world.hold()).toBe('waiting');
    expect(world.item()).toMatchObject({ targetIndex: 0, room: { own: true } });
    expect(world.rooms.get('lobby')?.waiters).toEqual([]);
  });
});
