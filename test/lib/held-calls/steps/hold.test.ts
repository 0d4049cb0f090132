import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import { pollAgainMs } from '../../../../lib/held-calls/state/clean-up-plan.ts';
import { ownRoomReady } from '../../../../lib/held-calls/steps/rooms/ready.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  secondBotTarget,
  settings,
  startMs,
} from '../../../support/held-calls.ts';
import { goneBefore, rightBefore } from './races.ts';

const id = callIdFrom('c1');
const task = (token: string) => ({ id, token });
const room = (attempt: number) => `pb-test-c1-${attempt}`;

describe('calls that need no attempt', () => {
  test.each(['connecting', 'connected', 'ended', 'abandoned', 'released', 'refused'] as const)(
    '%s',
    async (state) => {
      const { deps, record } = inMemory([heldCall('c1', { state })]);
      expect(await holdCall(deps, task('t1'))).toBe('over');
      expect(record.created).toEqual([]);
    },
  );

  test('unknown', async () => {
    expect(await holdCall(inMemory().deps, task('t1'))).toBe('over');
  });

  const lastAskAfterMs = settings.holdBudgetMs - settings.connectSliceMs - settings.reserveMs;

  test('one for whose caller nobody could be connected to in time any more', async () => {
    const { deps, record, advance } = inMemory([heldCall('c1')]);
    advance(lastAskAfterMs + 1);
    expect(await holdCall(deps, task('t1'))).toBe('budget-spent');
    expect(record.moves).toEqual([]);
  });

  test('but one with just that much time is tried', async () => {
    const { deps, record, advance } = inMemory([heldCall('c1')]);
    advance(lastAskAfterMs);
    await holdCall(deps, task('t1'));
    expect(record.botsStarted).toHaveLength(1);
  });

  test('one whose bot is on the way is waited for a little longer', async () => {
    const asked = heldCall('c1', { state: 'waiting', token: 't1', attempt: 1, askedAtMs: startMs });
    const { deps, record, advance } = inMemory([asked]);
    advance(lastAskAfterMs + 1);
    expect(await holdCall(deps, task('t2'))).toBe('budget-spent');
    expect(deps.clock.now()).toBe(startMs + settings.holdBudgetMs - settings.reserveMs);
    expect(record.botsStarted).toEqual([]);
    expect(await holdCall(deps, task('t3'))).toBe('budget-spent');
    expect(record.moves.map(({ event }) => event.kind)).toEqual(['tokenReplaced']);
  });
});

describe('the first attempt', () => {
  test('parks, makes a private room for the call and asks the bot, telling it where to report', async () => {
    const { deps, record, call } = inMemory([heldCall('c1')]);
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    const endsAtMs = startMs + 0.9 * settings.holdTaskMs;
    // The last third is the bot's.
    const roomEndsAtMs = startMs + 0.6 * settings.holdTaskMs;
    expect(record.created).toMatchObject([
      { name: room(1), dialOut: false, displayName: '+12025550188', endsAtMs: roomEndsAtMs },
    ]);
    // Until the sweep has surely looked once more after the longest call: one look failed, and was put off.
    const lastPollMs = startMs + settings.holdBudgetMs + settings.longestCallMs + 2 * pollAgainMs + 60_000;
    expect(record.created[0]?.expiresAtMs).toBeGreaterThan(lastPollMs);
    expect(record.botsStarted).toMatchObject([
      {
        id: 'c1-1-1',
        target: botTarget,
        room: { name: room(1), url: `https://example.daily.co/${room(1)}`, token: `token-for-${room(1)}` },
        report: { url: 'https://gateway.example.com/calls/c1/ready' },
        endsAtMs,
      },
    ]);
    expect(call('c1')).toMatchObject({
      state: 'waiting',
      token: 't1',
      attempt: 1,
      address: `${room(1)}@sip.example`,
      bots: [{ target: botTarget, attempt: 1, session: 'session-1' }],
    });
    expect(record.moves).toHaveLength(2);
    expect(record.sums.get('botStarts')).toBe(1);
  });

  test('names a caller that withholds its number, and stores a bot without a session as such', async () => {
    const { from, ...withheld } = heldCall('c1');
    const { deps, world, record, call } = inMemory([withheld]);
    expect(from).toBeDefined();
    world.bot = () => ({ kind: 'started' });
    await holdCall(deps, task('t1'));
    expect(record.created).toMatchObject([{ displayName: 'Caller' }]);
    expect(call('c1').bots).toStrictEqual([{ target: botTarget, attempt: 1 }]);
  });

  test('the same task twice asks once, however late', async () => {
    const { deps, record, advance } = inMemory([heldCall('c1')]);
    await holdCall(deps, task('t1'));
    advance(settings.holdBudgetMs);
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    expect(record.botsStarted).toHaveLength(1);
    expect(record.resumed).toEqual([]);
  });

  test('the same task twice settles what a crash left of the first', async () => {
    const ready = { atMs: startMs, source: 'bot' };
    const { deps, record } = inMemory([heldCall('c1', { state: 'waiting', token: 't1', attempt: 1, ready })]);
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    expect(record.resumed).toEqual(['t1']);
    expect(record.moves).toEqual([]);
  });

  test('gives way to a twin that parked in the same moment', async () => {
    const { deps, record } = inMemory([heldCall('c1')]);
    const twin = rightBefore(deps, 'tokenStored', () => holdCall(deps, task('t1')));
    expect(await holdCall(twin, task('t1'))).toBe('waiting');
    expect(record.botsStarted).toHaveLength(1);
  });

  test('is not begun for a call that ends in the same moment', async () => {
    const { deps, record } = inMemory([heldCall('c1')]);
    const released = { kind: 'released', atMs: startMs, why: 'failure', unlessReady: false } as const;
    const ending = rightBefore(deps, 'tokenStored', () => deps.calls.move(id, released));
    expect(await holdCall(ending, task('t1'))).toBe('over');
    expect(await holdCall(goneBefore(deps, 'tokenStored'), task('t1'))).toBe('over');
    expect(record.created).toEqual([]);
  });

  test('a room that becomes ready before the start returns resumes at once, and the bot is still remembered', async () => {
    const { deps, world, record, call } = inMemory([heldCall('c1')]);
    world.whileStarting = async () => {
      await ownRoomReady(deps, { id, attempt: 1, source: 'bot' });
    };
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    expect(record.resumed).toEqual(['t1']);
    expect(call('c1').bots).toHaveLength(1);
  });

  test('a call that ends while its bot is started leaves neither bot nor room', async () => {
    const { deps, world, record, call } = inMemory([heldCall('c1')]);
    world.whileStarting = async () => {
      await deps.calls.move(id, { kind: 'released', atMs: startMs, why: 'silence', unlessReady: false });
    };
    await holdCall(deps, task('t1'));
    expect(record.botsStopped).toHaveLength(1);
    expect(record.deletedRooms).toEqual([room(1)]);
    expect(call('c1').deletedRooms).toEqual([room(1)]);
  });

  test('a bot that comes when another task has moved on, or the call is gone, is stopped with its room', async () => {
    const { deps, world, record, call } = inMemory([
      heldCall('c1', { targets: [botTarget, secondBotTarget] }),
    ]);
    world.whileStarting = async (order) => {
      if (order.room.name === room(1)) await holdCall(deps, task('t2'));
    };
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    expect(record.botsStopped).toMatchObject([{ attempt: 1 }]);
    expect(record.deletedRooms).toContain(room(1));
    expect(call('c1')).toMatchObject({ attempt: 2, bots: [{ attempt: 2 }] });

    const gone = inMemory([heldCall('c1')]);
    await holdCall(goneBefore(gone.deps, 'asked'), task('t1'));
    expect(gone.record.botsStopped).toMatchObject([{ attempt: 1 }]);
    expect(gone.record.deletedRooms).toEqual([room(1)]);
  });
});

describe('a bot that stays silent', () => {
  test('makes room for the next target: its room is deleted, its session stopped, its report worth nothing', async () => {
    const { deps, record, call, advance } = inMemory([
      heldCall('c1', { targets: [botTarget, secondBotTarget] }),
    ]);
    await holdCall(deps, task('t1'));
    advance(settings.holdSliceMs);
    expect(await holdCall(deps, task('t2'))).toBe('waiting');
    expect(record.deletedRooms).toEqual([room(1)]);
    expect(record.botsStopped).toMatchObject([{ session: 'session-1' }]);
    expect(call('c1')).toMatchObject({ attempt: 2, targetIndex: 1, token: 't2', deletedRooms: [room(1)] });
    expect(call('c1').timeline).toContainEqual({
      atMs: startMs + settings.holdSliceMs,
      event: 'movedOn',
      detail: 'silent',
    });
    expect(await ownRoomReady(deps, { id, attempt: 1, source: 'bot' })).toBe('ignored');
    expect(record.resumed).toEqual([]);
    expect(await ownRoomReady(deps, { id, attempt: 2, source: 'bot' })).toBe('counted');
    expect(record.resumed).toEqual(['t2']);
  });

  test('is asked for once more when there is no other target, and then kept, and still served', async () => {
    const { deps, record, call, advance } = inMemory([heldCall('c1')]);
    for (const token of ['t1', 't2', 't3']) {
      expect(await holdCall(deps, task(token))).toBe('waiting');
      if (token !== 't3') advance(settings.holdSliceMs - 6_000);
    }
    expect(record.deletedRooms).toEqual([room(1)]);
    expect(record.botsStarted).toHaveLength(2);
    await ownRoomReady(deps, { id, attempt: 2, source: 'provider', address: 'a@b' });
    expect(record.resumed).toEqual(['t3']);
    expect(call('c1').ready).toMatchObject({ address: 'a@b', source: 'provider' });
  });

  test('is asked for once more while those after it want to be left alone', async () => {
    const { deps, record, call, advance, world } = inMemory([
      heldCall('c1', { targets: [botTarget, secondBotTarget] }),
    ]);
    const full = { kind: 'refused', why: 'at-capacity' } as const;
    world.bot = ({ target }) => (target === botTarget ? full : { ...full, retryAfterMs: 3_600_000 });
    expect(await holdCall(deps, task('t1'))).toBe('no-target');
    world.bot = () => ({ kind: 'started' });
    advance(5_000);
    for (const token of ['t2', 't3']) {
      expect(await holdCall(deps, task(token))).toBe('waiting');
      advance(settings.holdSliceMs - 6_000);
    }
    expect(record.botsStarted.map(({ id: botId }) => botId)).toEqual([
      'c1-1-1',
      'c1-1-2',
      'c1-1-1',
      'c1-2-1',
    ]);
    expect(call('c1')).toMatchObject({ attempt: 2, targetIndex: 0, deletedRooms: [room(1)] });
  });

  test('is one only after a while: who began the task before may just have failed to say that it asked', async () => {
    const { deps, record, advance } = inMemory([heldCall('c1', { targets: [botTarget, secondBotTarget] })]);
    await holdCall(deps, task('t1'));
    advance(settings.holdSliceMs / 2 - 1);
    expect(await holdCall(deps, task('t2'))).toBe('waiting');
    expect(record.botsStarted).toHaveLength(1);
    advance(1);
    expect(await holdCall(deps, task('t3'))).toBe('waiting');
    expect(record.botsStarted).toHaveLength(2);
  });

  test('is kept when another one would have no time to come', async () => {
    const { deps, record, advance } = inMemory([heldCall('c1')]);
    await holdCall(deps, task('t1'));
    advance(settings.holdBudgetMs - settings.reserveMs - settings.holdSliceMs / 2 + 1);
    await holdCall(deps, task('t2'));
    expect(record.botsStarted).toHaveLength(1);
  });

  test('that was ready while no task waited is settled by the next task, whatever is left of the budget', async () => {
    const { deps, world, record, advance } = inMemory([
      heldCall('c1', { targets: [botTarget, secondBotTarget] }),
    ]);
    await holdCall(deps, task('t1'));
    world.resume = () => 'over';
    expect(await ownRoomReady(deps, { id, attempt: 1, source: 'bot' })).toBe('counted');
    world.resume = () => 'resumed';
    advance(90_000);
    expect(await holdCall(deps, task('t2'))).toBe('waiting');
    expect(record.resumed).toEqual(['t2']);
    expect(record.botsStarted).toHaveLength(1);
    expect(record.moves.map(({ event }) => event.kind)).toEqual([
      'tokenStored',
      'asked',
      'ready',
      'tokenReplaced',
    ]);
  });

  test('that is ready at last, when the next target was about to be tried, is taken', async () => {
    const { deps, record, advance } = inMemory([heldCall('c1', { targets: [botTarget, secondBotTarget] })]);
    await holdCall(deps, task('t1'));
    advance(settings.holdSliceMs);
    // Whoever took the report down died before telling the machine.
    const ready = { kind: 'ready', atMs: startMs, room: room(1), source: 'bot' } as const;
    const late = rightBefore(deps, 'movedOn', () => deps.calls.move(id, ready));
    expect(await holdCall(late, task('t2'))).toBe('waiting');
    expect(record.resumed).toEqual(['t2']);
    expect(record.botsStarted).toHaveLength(1);
    expect(record.deletedRooms).toEqual([]);
  });

  test('is stopped once: the third target stops the second only', async () => {
    const { deps, record, advance } = inMemory([
      heldCall('c1', { targets: [botTarget, secondBotTarget, lobbyTarget] }),
    ]);
    for (const token of ['t1', 't2', 't3']) {
      await holdCall(deps, task(token));
      advance(settings.holdSliceMs / 2);
    }
    expect(record.botsStopped).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  });

  test('a task that died before its bot was asked is no silence: the only target is asked again, in a new room', async () => {
    const { deps, record, call } = inMemory([
      heldCall('c1', { state: 'waiting', token: 't1', attempt: 1, room: { name: room(1), own: true } }),
    ]);
    expect(await holdCall(deps, task('t2'))).toBe('waiting');
    expect(record.created.map(({ name }) => name)).toEqual([room(2)]);
    expect(record.deletedRooms).toEqual([room(1)]);
    // The task may not have died at all, and still make that room.
    expect(call('c1').deletedRooms).toEqual([]);
    expect(call('c1').lateRoomUntilMs).toBe(startMs + settings.holdTaskMs);
  });
});
