import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCallStore } from '../../../../lib/aws/stores/held-calls/call-store.ts';
import { createPinCallStore } from '../../../../lib/aws/stores/conferences/pin-call-store.ts';
import { voiceCallIdSchema } from '../../../../lib/conferences/model/conference.ts';
import { callIdSchema, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { nowMs, startStandIn, type RunOptions, type StandIn } from '../../gateway.ts';
import { canaryCallId } from '../../../../lib/canary/id.ts';

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
});
afterEach(() => gateway.stop());

const call = (args: readonly string[], options: RunOptions = {}) => gateway.local(['call', ...args], options);
const clock = { now: () => nowMs };
const calls = () =>
  createCallStore({
    table: gateway.table,
    clock,
    life: { longestCallMs: 1 },
    newWriteId: () => `${Math.random()}`,
  });

const at = (seconds: number) => nowMs - 60_000 + seconds * 1_000;
const connected: HeldCall = {
  id: callIdSchema.parse('a-call'),
  state: 'connected',
  hold: 'the-handle-of-the-hold',
  to: '+12025550100',
  from: '+12025550188',
  reason: 'number',
  targets: [{ kind: 'pipecat-cloud', agent: 'receptionist', data: { note: 'confidential' } }],
  dialOut: false,
  heldAtMs: at(0),
  budgetEndsAtMs: at(100),
  attempt: 1,
  targetIndex: 0,
  token: 'the-token-of-the-task',
  updates: 1,
  rooms: [],
  deletedRooms: [],
  bots: [],
  dueAtMs: at(9_999),
  timeline: [
    { atMs: at(0), event: 'held', detail: 'number' },
    { atMs: at(0.5), event: 'tokenStored' },
    { atMs: at(1), event: 'asked', detail: 'pipecat-cloud' },
    { atMs: at(4), event: 'ready', detail: 'provider' },
    { atMs: at(4.2), event: 'claimed' },
    { atMs: at(5.5), event: 'connected', detail: 'provider' },
  ],
  ttl: nowMs / 1000 + 9_999,
};
const atDialIn = {
  call: voiceCallIdSchema.parse('CA1'),
  dialIn: '+12025550151',
  language: 'en',
  number: '+12025550199',
  voice: 'twilio',
  opensTo: 'both',
  isBridgeOrigin: false,
  arrivedAtMs: nowMs - 20_000,
} as const;
const placeBoth = async () => {
  await calls().put(connected);
  await createPinCallStore({ table: gateway.table, clock }).arrived(atDialIn);
};

describe('used wrongly', () => {
  test.each([
    ['list', '--since', 'yesterday'],
    ['list', '--since', '0h'],
    ['list', '--limit', 'many'],
    ['list', '--limit', '0'],
    ['tail', '--for', '10'],
    ['show'],
  ])('call %s %s %s', async (...args) => {
    expect(await call(args)).toMatchObject({ exitCode: 2, out: '' });
    expect(gateway.actions()).toEqual([]);
  });

  test.each([['show'], ['tail']])('call %s of a call that is not there', async (command) => {
    expect(await call([command, 'nobody'])).toMatchObject({ exitCode: 3, out: '' });
  });
});

describe('call list', () => {
  test('says that there is none', async () => {
    expect((await call(['list'])).out).toContain('There was no call in the last 1 h');
    expect((await call(['list', '--live'])).out).toContain('No call is going on');
    expect(JSON.parse((await call(['list', '--json'])).out)).toEqual({ calls: [], isAll: true });
  });

  test('has calls of both journeys, without the numbers of callers, and without a scan', async () => {
    await placeBoth();
    gateway.actions();
    const { out, exitCode } = await call(['list']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/a-call +\S+ +connected +\+12025550100 +…88 +pipecat-cloud:receptionist +5\.5 s/);
    expect(out).toMatch(/CA1 +\S+ +unauthenticated +\+12025550151 +…99/);
    expect(new Set(gateway.actions())).toEqual(new Set(['dynamodb:Query', 'dynamodb:GetItem']));
  });

  test("leaves out the canary's calls unless they are asked for", async () => {
    await calls().put({ ...connected, id: canaryCallId('one') });
    expect((await call(['list'])).out).toContain('There was no call');
    expect((await call(['list', '--canary'])).out).toContain('canary-one');
    expect((await call(['show', 'canary-one'])).exitCode).toBe(0);
  });

  test('goes as far back as it is told, and says when there are more', async () => {
    await placeBoth();
    const later = { nowMs: nowMs + 7_200_000 };
    await calls().move(connected.id, { kind: 'overdue', atMs: nowMs });
    await calls().move(connected.id, { kind: 'cleaned', atMs: nowMs });
    const listed = async (...args: string[]) => (await call(['list', '--json', ...args], later)).out;
    expect(JSON.parse(await listed())).toEqual({ calls: [], isAll: true });
    expect(JSON.parse(await listed('--since', '3h'))).toMatchObject({
      calls: [{ id: 'CA1' }, { id: 'a-call' }],
    });
    expect(JSON.parse(await listed('--since', '3h', '--live'))).toMatchObject({ calls: [] });
    expect((await call(['list', '--since', '1d', '--limit', '1'], later)).err).toContain('There are more');
  });
});

describe('call show', () => {
  test('has the timeline with durations, the reason and what was heard, and no dollars', async () => {
    await placeBoth();
    const { out } = await call(['show', 'a-call']);
    expect(out).toMatch(/reason +number\nleads to +1\. pipecat-cloud:receptionist\n/);
    expect(out).toMatch(/heard +hold music.*\n +the room\n/);
    expect(out).toMatch(/\+3\.0 s +ready +provider/);
    expect(out).not.toMatch(/\$|cost/);
    expect(out).not.toMatch(/confidential|the-handle|the-token|2025550188/);
  });

  test('prints JSON: the call, and nothing else', async () => {
    await placeBoth();
    const shown: unknown = JSON.parse((await call(['show', 'a-call', '--json'])).out);
    expect(shown).toEqual({
      call: expect.objectContaining({ id: 'a-call', from: '…88', waitedMs: 5_500, isLive: true }) as unknown,
    });
  });

  test('finds a call by the beginning of its id, and names all if it may be several', async () => {
    await placeBoth();
    for (const id of ['59ad1150-c845', '59ad1150-c9aa'])
      await calls().put({ ...connected, id: callIdSchema.parse(id) });
    expect((await call(['show', '59ad1150-c8'])).out).toContain('59ad1150-c845');
    const several = await call(['show', '59ad']);
    expect(several).toMatchObject({ exitCode: 3, out: '' });
    expect(several.err).toContain('59ad may mean several calls: 59ad1150-c');
    expect(await call(['show', '59ae'])).toMatchObject({ exitCode: 3, out: '' });
    expect(await call(['show', '59a'])).toMatchObject({ exitCode: 3, out: '' });
  });

  test('shows a call at a dial-in as far as it is stored', async () => {
    await placeBoth();
    const { out } = await call(['show', 'CA1']);
    expect(out).toMatch(/state +unauthenticated, not over\nwent to +no conference\nheard +the greeting/);
  });
});

describe('call tail', () => {
  test('follows one call until it is over, each line once', async () => {
    await calls().put(connected);
    let slept = 0;
    const hangUp = async () => {
      if ((slept += 1) === 2)
        await calls().move(connected.id, { kind: 'meetingEnded', endedAtMs: 0, atMs: nowMs, room: 'none' });
      if (slept === 3) await calls().move(connected.id, { kind: 'overdue', atMs: nowMs });
    };
    const ran = await call(['tail', 'a-call'], { sleep: hangUp });
    expect(ran.exitCode).toBe(0);
    const events = ran.out
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/)[2]);
    expect(events).toEqual([...connected.timeline.map(({ event }) => event), 'overdue']);
    expect(slept).toBe(3);
  });

  test('follows all calls for as long as it is told', async () => {
    await placeBoth();
    const time = { ms: nowMs };
    const pass = (ms: number) => Promise.resolve(void (time.ms += ms));
    const ran = await call(['tail', '--for', '3s', '--json'], { now: () => time.ms, sleep: pass });
    const lines = ran.out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toHaveLength(connected.timeline.length + 1);
    expect(lines.at(-1)).toMatchObject({ call: 'CA1', journey: 'pin', event: 'arrived' });
    expect(time.ms).toBe(nowMs + 3_000);
  });
});

describe('call transfer', () => {
  const transfer = (to: string) => call(['transfer', 'a-call', '--to', to]);

  test('leads the caller on where the route allows it, once, and the record says by whom', async () => {
    const room = { name: 'pb-local-a-call-1', own: true };
    await calls().put({ ...connected, room, session: 's1', transferTo: ['+4930'] });
    expect(await transfer('+49 30 12345678')).toMatchObject({ exitCode: 0, err: '' });
    expect(await transfer('+493012345678')).toMatchObject({ exitCode: 0 });
    expect(await calls().get(connected.id)).toMatchObject({ state: 'transferring' });
    const { out } = await call(['show', 'a-call']);
    expect(out).toMatch(/led on +…78, not known yet/);
    expect(out).toMatch(/transferAsked +operator/);
    expect(out).not.toContain('12345678');
  });

  test('asks nothing if it is to run dry', async () => {
    const room = { name: 'pb-local-a-call-1', own: true };
    await calls().put({ ...connected, room, session: 's1', transferTo: ['+4930'] });
    const ran = await call(['transfer', 'a-call', '--to', '+493012345678', '--dry-run']);
    expect(ran).toMatchObject({ exitCode: 0, out: 'The call is connected. Nothing was asked.\n' });
    expect(await calls().get(connected.id)).toMatchObject({ state: 'connected' });
  });

  test('says why not', async () => {
    await calls().put(connected);
    expect(await transfer('+493012345678')).toMatchObject({ exitCode: 3, out: '' });
    expect((await transfer('+493012345678')).err).toContain('`transferTo`');
    expect(await transfer('desk')).toMatchObject({ exitCode: 2 });
    expect(await call(['transfer', 'nobody', '--to', '+493012345678'])).toMatchObject({ exitCode: 3 });
  });
});
