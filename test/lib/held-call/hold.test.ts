import { describe, expect, test } from 'vitest';
import { callIdFrom } from '../../../lib/held-call/call.ts';
import { holdCall } from '../../../lib/held-call/hold.ts';
import { ownRoomReady } from '../../../lib/held-call/ready.ts';
import {
  botWay,
  heldCall,
  inMemory,
  lobbyWay,
  secondBotWay,
  settings,
  startMs,
} from '../../support/held-calls.ts';

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

  test('one with less time than a slice and the reserve', async () => {
    const { deps, record, advance } = inMemory([heldCall('c1')]);
    advance(settings.holdBudgetMs - settings.holdSliceMs - settings.reserveMs + 1);
    expect(await holdCall(deps, task('t1'))).toBe('budget-spent');
    expect(record.moves).toEqual([]);
  });

  test('one that tried too many ways', async () => {
    const { deps } = inMemory([heldCall('c1', { state: 'waiting', attempt: 20 })]);
    expect(await holdCall(deps, task('t1'))).toBe('budget-spent');
  });
});

describe('the first attempt', () => {
  test('parks, makes a private room for the call and asks the bot, telling it where to report', async () => {
    const { deps, record, call } = inMemory([heldCall('c1')]);
    expect(await holdCall(deps, task('t1'))).toBe('parked');
    expect(record.created).toMatchObject([{ name: room(1), dialOut: false }]);
    expect(record.created[0]?.expiresAtMs).toBeGreaterThan(
      startMs + settings.holdBudgetMs + settings.longestCallMs,
    );
    expect(record.botsStarted).toMatchObject([
      {
        way: botWay,
        attempt: 1,
        room: { name: room(1), url: `https://example.daily.co/${room(1)}`, token: `token-for-${room(1)}` },
        report: { url: 'https://gateway.example.com/calls/c1/ready' },
      },
    ]);
    expect(call('c1')).toMatchObject({
      state: 'waiting',
      token: 't1',
      attempt: 1,
      address: `${room(1)}@sip.example`,
      bots: [{ way: botWay, attempt: 1, session: 'session-1' }],
    });
    expect(record.moves).toHaveLength(2);
  });

  test('the same task twice asks once', async () => {
    const { deps, record } = inMemory([heldCall('c1')]);
    await holdCall(deps, task('t1'));
    expect(await holdCall(deps, task('t1'))).toBe('parked');
    expect(record.botsStarted).toHaveLength(1);
  });

  test('a room that becomes ready before the start returns settles at once, and the bot is still remembered', async () => {
    const { deps, world, record, call } = inMemory([heldCall('c1')]);
    world.whileStarting = async () => {
      await ownRoomReady(deps, { id, attempt: 1, source: 'bot' });
    };
    expect(await holdCall(deps, task('t1'))).toBe('parked');
    expect(record.settled).toEqual(['t1']);
    expect(call('c1').bots).toHaveLength(1);
  });

  test('a call that ends while its bot is started leaves neither bot nor room', async () => {
    const { deps, world, record } = inMemory([heldCall('c1')]);
    world.whileStarting = async () => {
      await deps.calls.move(id, { kind: 'released', atMs: startMs, why: 'silence', unlessReady: false });
    };
    await holdCall(deps, task('t1'));
    expect(record.botsStopped).toHaveLength(1);
    expect(record.removed).toEqual([room(1)]);
  });
});

describe('ways that refuse', () => {
  test.each([
    { kind: 'refused', why: 'at-capacity' },
    { kind: 'unknown', why: 'time-out' },
  ] as const)('$kind: the next way is asked in the same breath, in a room of its own', async (refusal) => {
    const { deps, world, record, call } = inMemory([heldCall('c1', { ways: [botWay, secondBotWay] })]);
    world.bot = ({ attempt }) => (attempt === 1 ? refusal : { kind: 'started' });
    expect(await holdCall(deps, task('t1'))).toBe('parked');
    expect(record.created.map(({ name }) => name)).toEqual([room(1), room(2)]);
    expect(record.removed).toEqual([room(1)]);
    expect(call('c1')).toMatchObject({ attempt: 2, wayIndex: 1, token: 't1', removed: [room(1)] });
    expect(call('c1').timeline.map(({ event, detail }) => `${event} ${detail ?? ''}`)).toContain(
      `movedOn ${refusal.why}`,
    );
  });

  test('no room to be had is a refusal too', async () => {
    const { deps, world, record } = inMemory([heldCall('c1')]);
    world.create = () => ({ ok: false, why: 'http-500' });
    expect(await holdCall(deps, task('t1'))).toBe('no-way');
    expect(record.botsStarted).toEqual([]);
  });

  test('without a signing key no bot is asked, since nobody could believe its report', async () => {
    const { deps, world, record } = inMemory([heldCall('c1')]);
    world.signingKey = undefined;
    expect(await holdCall(deps, task('t1'))).toBe('no-way');
    expect(record.botsStarted).toEqual([]);
  });

  test('all refuse: the next task begins again with the first', async () => {
    const { deps, world, call } = inMemory([heldCall('c1', { ways: [botWay, secondBotWay] })]);
    world.bot = () => ({ kind: 'refused', why: 'at-capacity' });
    expect(await holdCall(deps, task('t1'))).toBe('no-way');
    world.bot = () => ({ kind: 'started' });
    expect(await holdCall(deps, task('t2'))).toBe('parked');
    expect(call('c1')).toMatchObject({ attempt: 3, wayIndex: 0, token: 't2' });
  });

  test('no time is left in the task for another way: the task gives up before it is killed', async () => {
    const { deps, world, advance, record } = inMemory([heldCall('c1', { ways: [botWay, secondBotWay] })]);
    world.bot = () => {
      advance(settings.holdSliceMs - 10_000);
      return { kind: 'unknown', why: 'time-out' };
    };
    expect(await holdCall(deps, task('t1'))).toBe('no-way');
    expect(record.botsStarted).toHaveLength(1);
  });
});

describe('a bot that stays silent', () => {
  test('makes room for the next way: its room is deleted, its session stopped, its report worth nothing', async () => {
    const { deps, record, call } = inMemory([heldCall('c1', { ways: [botWay, secondBotWay] })]);
    await holdCall(deps, task('t1'));
    expect(await holdCall(deps, task('t2'))).toBe('parked');
    expect(record.removed).toEqual([room(1)]);
    expect(record.botsStopped).toMatchObject([{ session: 'session-1' }]);
    expect(call('c1')).toMatchObject({ attempt: 2, wayIndex: 1, token: 't2' });
    expect(await ownRoomReady(deps, { id, attempt: 1, source: 'bot' })).toBe('ignored');
    expect(record.settled).toEqual([]);
    expect(await ownRoomReady(deps, { id, attempt: 2, source: 'bot' })).toBe('counted');
    expect(record.settled).toEqual(['t2']);
  });

  test('is kept when there is no other way, and still served', async () => {
    const { deps, record, call } = inMemory([heldCall('c1')]);
    await holdCall(deps, task('t1'));
    expect(await holdCall(deps, task('t2'))).toBe('parked');
    expect(record.removed).toEqual([]);
    expect(record.botsStarted).toHaveLength(1);
    await ownRoomReady(deps, { id, attempt: 1, source: 'provider', address: 'a@b' });
    expect(record.settled).toEqual(['t2']);
    expect(call('c1').ready).toMatchObject({ address: 'a@b', source: 'provider' });
  });

  test('that was ready while no task waited is settled by the next task, whatever is left of the budget', async () => {
    const { deps, world, record, advance } = inMemory([heldCall('c1', { ways: [botWay, secondBotWay] })]);
    await holdCall(deps, task('t1'));
    world.settle = () => 'over';
    expect(await ownRoomReady(deps, { id, attempt: 1, source: 'bot' })).toBe('counted');
    world.settle = () => 'settled';
    advance(90_000);
    expect(await holdCall(deps, task('t2'))).toBe('parked');
    expect(record.settled).toEqual(['t2']);
    expect(record.botsStarted).toHaveLength(1);
  });

  test('a task that died before its bot was asked is no silence: the only way is asked again, in a new room', async () => {
    const { deps, record } = inMemory([
      heldCall('c1', { state: 'waiting', token: 't1', attempt: 1, room: { name: room(1), own: true } }),
    ]);
    expect(await holdCall(deps, task('t2'))).toBe('parked');
    expect(record.created.map(({ name }) => name)).toEqual([room(2)]);
    expect(record.removed).toEqual([room(1)]);
  });
});

describe('an existing room', () => {
  test('that no route ever named refuses', async () => {
    const { deps } = inMemory([heldCall('c1', { ways: [lobbyWay] })]);
    expect(await holdCall(deps, task('t1'))).toBe('no-way');
  });

  test('that is not ready is passed over when there is another way, and waited for when there is none', async () => {
    const two = inMemory([heldCall('c1', { ways: [lobbyWay, botWay] })]);
    two.addRoom('lobby');
    expect(await holdCall(two.deps, task('t1'))).toBe('parked');
    expect(two.call('c1').wayIndex).toBe(1);
    expect(two.rooms.get('lobby')?.waiters).toEqual([]);

    const one = inMemory([heldCall('c1', { ways: [lobbyWay] })]);
    one.addRoom('lobby');
    expect(await holdCall(one.deps, task('t1'))).toBe('parked');
    expect(one.rooms.get('lobby')?.waiters).toEqual(['c1']);
    expect(one.record.settled).toEqual([]);
  });

  test('that is ready settles at once and is leased to the call', async () => {
    const { deps, rooms, addRoom, record } = inMemory([heldCall('c1', { ways: [lobbyWay, botWay] })]);
    addRoom('lobby');
    await deps.existingRooms.change('lobby', { kind: 'ready', address: 'lobby@sip', atMs: startMs });
    expect(await holdCall(deps, task('t1'))).toBe('parked');
    expect(record.settled).toEqual(['t1']);
    expect(rooms.get('lobby')?.connecting).toEqual({ call: 'c1', address: 'lobby@sip' });
  });
});
