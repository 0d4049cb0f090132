import { beforeAll, describe, expect, test } from 'vitest';
import { createExistingRoomStore } from '../../../lib/aws/stores/held-calls/existing-room-store.ts';
import { openTable } from '../../../lib/aws/table/table.ts';
import { callIdFrom } from '../../../lib/held-calls/model/call.ts';
import type { ExistingRoom } from '../../../lib/held-calls/model/existing-room.ts';
import { openExistingRoom } from '../../../local/existing-rooms.ts';
import {
  addressesOf,
  botRoom,
  expectNeverConnected,
  expectNothingLeft,
  loseConnected,
  spoilUpdate,
  whenOf,
  warmUp,
} from './helpers-connecting.ts';
import { newCallId, Stack, until } from '../stack.ts';

/** A room of its own for each test, under a number of its own; some numbers lead on to a bot. */
const dialIns = {
  shared: { number: '+12025550121', thenBot: false },
  crowded: { number: '+12025550122', thenBot: false },
  late: { number: '+12025550123', thenBot: false },
  deserted: { number: '+12025550124', thenBot: false },
  hosted: { number: '+12025550125', thenBot: false },
  quiet: { number: '+12025550126', thenBot: false },
  closed: { number: '+12025550127', thenBot: true },
  full: { number: '+12025550128', thenBot: true },
  over: { number: '+12025550129', thenBot: true },
  refusing: { number: '+12025550131', thenBot: true },
  unknowing: { number: '+12025550132', thenBot: true },
  stubborn: { number: '+12025550133', thenBot: false },
  unheard: { number: '+12025550134', thenBot: false },
  popular: { number: '+12025550130', thenBot: true },
} as const;
type DialIn = keyof typeof dialIns;

const bot = { kind: 'pipecat-cloud', agent: 'receptionist' };
const stack = new Stack({
  // A call that nobody takes is held for all of its budget, which must be over while a test still waits.
  settings: { holdBudgetS: 44, holdSliceS: 9, connectSliceS: 6 },
  daily: { rateLimits: false },
  routes: Object.fromEntries(
    Object.entries(dialIns).map(([room, { number, thenBot }]) => [
      number,
      { kind: 'targets', targets: [{ kind: 'room', room }, ...(thenBot ? [bot] : [])] },
    ]),
  ),
});
warmUp(stack);

let readRoom: (room: DialIn) => Promise<ExistingRoom>;
beforeAll(() => {
  const { awsClient, tableName } = stack.localGateway.gateway;
  const rooms = createExistingRoomStore({
    table: openTable(tableName, awsClient),
    clock: { now: () => Date.now(), sleep: () => Promise.reject(new Error('a read never waits')) },
    random: () => 0,
  });
  readRoom = async (name) => {
    const room = await rooms.get(name);
    if (room === undefined) throw new Error(`no route named the room ${name}`);
    return room;
  };
});

/** Opens a room with its host in it, and waits until all its addresses are known to be ready. */
async function open(room: DialIn, addresses: number): Promise<{ readonly leave: () => void }> {
  const host = openExistingRoom(stack.daily, room, addresses);
  await roomIs(room, ({ addresses: known }) => Object.keys(known).length === addresses);
  return host;
}

const roomIs = (name: DialIn, is: (room: ExistingRoom) => boolean): Promise<ExistingRoom> =>
  until(`the room ${name} to be so`, async () => {
    const room = await readRoom(name);
    return is(room) ? room : undefined;
  });

const leasesOf = ({ addresses }: ExistingRoom) => Object.values(addresses).map(({ call }) => call);
const place = (dialIn: DialIn, callId = newCallId()) => stack.place({ callId, to: dialIns[dialIn].number });

/** Daily's times are whole seconds: what ends a meeting must be in a later one than what began it. */
const nextSecond = (): Promise<true> => {
  const now = Math.floor(Date.now() / 1000);
  return until('the next second', () => (Math.floor(Date.now() / 1000) > now + 1 ? true : undefined));
};

describe.concurrent('a room with people in it', () => {
  test('takes two callers at once, one after the other, each at an address of their own', async () => {
    await open('shared', 2);
    const calls = [place('shared'), place('shared')];
    for (const call of calls) await stack.expectConnectedOnce(call);
    const [first, second] = calls
      .flatMap(({ callId }) => stack.updates(callId))
      .sort((a, b) => a.timeMs - b.timeMs);
    expect(first?.address).not.toBe(second?.address);
    const firstCall = calls.find(({ callId }) => callId === first?.callId);
    const connectedAt = firstCall?.events.find(({ kind }) => kind === 'connected')?.time ?? '';
    expect(Date.parse(connectedAt)).toBeLessThanOrEqual(second?.timeMs ?? 0);

    const both = await roomIs('shared', ({ connecting }) => connecting === undefined);
    expect(leasesOf(both).sort()).toEqual(calls.map(({ callId }) => callId).sort());
    for (const call of calls) call.hangUp();
    for (const { callId } of calls) {
      expect((await stack.reaches(callId, 'ended')).outcome).toBe('caller-left');
      expect(stack.sessions(callId)).toEqual([]);
    }
    await roomIs('shared', (room) => leasesOf(room).every((call) => call === undefined));
    expect(stack.daily.rooms.find('shared')?.meeting?.participants).toHaveLength(1);
  });

  test('that is full and the only target keeps the next caller waiting until somebody leaves', async () => {
    await open('crowded', 1);
    const first = place('crowded');
    await stack.expectConnectedOnce(first);
    const second = place('crowded');
    await roomIs('crowded', ({ waiters }) => waiters.includes(callIdFrom(second.callId)));
    expect(stack.updates(second.callId)).toEqual([]);
    first.hangUp();
    await stack.expectConnectedOnce(second);
    expect(addressesOf(stack, second.callId)).toEqual(addressesOf(stack, first.callId));
    expect((await stack.item(first.callId)).outcome).toBe('caller-left');
    expect((await readRoom('crowded')).waiters).toEqual([]);
  });

  test('whose host leaves ends the calls in it', async () => {
    const host = await open('hosted', 2);
    const callId = newCallId();
    stack.daily.events.disturb({ type: 'dialin.stopped', callId }, { lose: true });
    const [heard, unheard] = [place('hosted'), place('hosted', callId)];
    for (const call of [heard, unheard]) await stack.expectConnectedOnce(call);
    await nextSecond();
    host.leave();
    expect((await stack.reaches(heard.callId, 'ended')).outcome).toBe('caller-left');
    expect((await stack.reaches(callId, 'ended')).outcome).toBe('meeting-ended');
    await roomIs('hosted', (room) => leasesOf(room).length === 0);
    expect([heard.phase, unheard.phase]).toEqual(['ended', 'ended']);
  });

  test('lets the next caller in although nothing was heard of the one before', async () => {
    await open('quiet', 2);
    const callId = newCallId();
    loseConnected(stack, callId);
    const unheard = place('quiet', callId);
    await stack.reaches(callId, 'connecting');
    const next = place('quiet');
    await stack.expectConnectedOnce(next);
    expect(await stack.reaches(callId, 'released')).toMatchObject({ outcome: 'silence', updates: 1 });
    expect(addressesOf(stack, callId)).not.toEqual(addressesOf(stack, next.callId));
    expect(leasesOf(await readRoom('quiet')).sort()).toEqual([callId, next.callId].sort());
    expect(unheard).toMatchObject({ phase: 'connected', legCount: 1 });
    unheard.hangUp();
    expect((await stack.reaches(callId, 'ended')).outcome).toBe('caller-left');
    const known = await roomIs('quiet', (room) => !leasesOf(room).includes(callIdFrom(callId)));
    expect(leasesOf(known)).toContain(next.callId);
  });

  test('knows whose address it is when a caller is heard of too late, and lets the next in as soon as they have left', async () => {
    await open('unheard', 1);
    const callId = newCallId();
    stack.daily.events.disturb({ type: 'dialin.connected', callId }, { delayMs: 22_000 });
    const call = place('unheard', callId);
    await stack.reaches(callId, 'released');
    const known = await stack.reaches(callId, 'connected');
    expect(known).not.toHaveProperty('outcome');
    expect(known.timeline.map(({ event }) => event).slice(-2)).toEqual(['released', 'connectedLate']);
    call.hangUp();
    expect((await stack.reaches(callId, 'ended')).outcome).toBe('caller-left');
    await stack.expectConnectedOnce(place('unheard'));
  });
});

describe.concurrent('a room that nobody can be connected to', () => {
  test('takes a waiting caller as soon as somebody is in it', async () => {
    const call = place('late');
    await roomIs('late', ({ waiters }) => waiters.length === 1);
    await open('late', 1);
    const item = await stack.expectConnectedOnce(call);
    expect(item.ready).toMatchObject({ source: 'room' });
    expect(addressesOf(stack, call.callId)).toHaveLength(1);
  });

  test('is given up when the caller has waited long enough, and forgets them', async () => {
    const { callId } = place('deserted');
    const outcome = 'no-target: room:deserted no-lease ×1';
    const item = await expectNeverConnected(stack, callId, { state: 'released', outcome });
    expect(whenOf('released', item)).toBeLessThan(item.budgetEndsAtMs);
    expect(stack.updates(callId)).toEqual([]);
    await expectNothingLeft(stack, callId);
    expect((await readRoom('deserted')).waiters).toEqual([]);
    await open('deserted', 1);
    expect(leasesOf(await readRoom('deserted'))).toEqual([undefined]);
  });

  /** Places a call that is expected to go on from the room to a bot. */
  async function expectBotInstead(dialIn: DialIn): Promise<void> {
    const call = place(dialIn);
    const item = await stack.expectConnectedOnce(call);
    expect(item.rooms).toEqual([
      { name: dialIn, own: false },
      { name: botRoom(call.callId, 2), own: true },
    ]);
    const [movedOn] = item.timeline.filter(({ event }) => event === 'movedOn');
    expect(movedOn?.detail).toMatch(/^room-(not-ready|full)$/);
    expect(item.room).toEqual({ name: botRoom(call.callId, 2), own: true });
    const room = await readRoom(dialIn);
    expect([...room.waiters, ...leasesOf(room)]).not.toContain(call.callId);
  }

  test('because it never opened: the next target is tried', () => expectBotInstead('closed'));

  test('because it is full: the next target is tried', async () => {
    await open('full', 1);
    const first = place('full');
    await stack.expectConnectedOnce(first);
    await expectBotInstead('full');
    expect(first.phase).toBe('connected');
    expect(leasesOf(await readRoom('full'))).toEqual([first.callId]);
  });

  test('because others take all its addresses in the same moment: the next target is tried at once', async () => {
    await open('popular', 3);
    const calls = Array.from({ length: 4 }, () => place('popular'));
    const items = await Promise.all(calls.map((call) => stack.expectConnectedOnce(call)));
    const [alone, ...none] = items.filter(({ room }) => room?.own === true);
    expect(none).toEqual([]);
    expect(alone?.timeline.map(({ event }) => event)).not.toContain('tokenReplaced');
    expect(new Set(leasesOf(await readRoom('popular')))).toEqual(
      new Set(items.filter((item) => item !== alone).map(({ id }) => id)),
    );
  });

  test.each([
    ['refusing', 400],
    ['unknowing', 404],
  ] as const)(
    'because Daily does not let the caller into the room %s (%d): the next target is tried',
    async (dialIn, status) => {
      await open(dialIn, 1);
      const callId = newCallId();
      spoilUpdate(stack, callId, { status });
      const call = place(dialIn, callId);
      const item = await stack.expectConnectedOnce(call);
      expect(item).toMatchObject({ updates: 1, room: { name: botRoom(callId, 2), own: true } });
      expect(item.timeline).toContainEqual(
        expect.objectContaining({ event: 'turnedDown', detail: `http-${status}` }),
      );
      expect(item.timeline).toContainEqual(
        expect.objectContaining({ event: 'movedOn', detail: `connect-http-${status}` }),
      );
      expect(leasesOf(await readRoom(dialIn))).toEqual([undefined]);
    },
  );

  test('for now, and is the only target: it is asked again', async () => {
    await open('stubborn', 1);
    const callId = newCallId();
    spoilUpdate(stack, callId, { status: 400 });
    spoilUpdate(stack, callId, { status: 429 }, 3);
    const item = await stack.expectConnectedOnce(place('stubborn', callId));
    expect(item).toMatchObject({ updates: 1, attempt: 2, room: { name: 'stubborn', own: false } });
  });

  test('because its meeting has ended: the next target is tried', async () => {
    const host = await open('over', 1);
    await nextSecond();
    host.leave();
    await roomIs('over', (room) => leasesOf(room).length === 0);
    await expectBotInstead('over');
  });
});
