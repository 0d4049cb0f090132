import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCallStore } from '../../../lib/aws/stores/held-calls/call-store.ts';
import {
  createExistingRoomStore,
  registerExistingRoom,
} from '../../../lib/aws/stores/held-calls/existing-room-store.ts';
import { createRouteStore } from '../../../lib/aws/stores/route-store.ts';
import type { Table } from '../../../lib/aws/table/table.ts';
import { callIdSchema } from '../../../lib/held-calls/model/call.ts';
import type { Clock } from '../../../lib/held-calls/ports.ts';
import { freshTable } from '../../support/dynamo.ts';
import { heldCall } from '../../support/held-calls.ts';
import { Random } from '../frame/random.ts';
import { TwinTable } from '../held-calls/parties/table.ts';
import { expectSameAnswers, history, life } from './call-stores.ts';
import { roomEvents } from './existing-rooms.ts';

// The simulator's table answers as the real stores do against DynamoDB Local, or its findings are worth nothing.

const startMs = 1_700_000_000_000;
let nowMs = startMs;
const clock: Clock = { now: () => nowMs, sleep: () => Promise.resolve() };
let table: Table;
let writes = 0;

const twin = () =>
  new TwinTable({
    life,
    random: new Random('contract'),
    now: () => nowMs,
    indexLagMs: () => 0,
    watch: () => undefined,
    came: () => undefined,
  });
const user = { clock, request: <Value>(act: () => Value) => Promise.resolve(act()) };
const realCalls = () => createCallStore({ table, clock, life, newWriteId: () => `write-${(writes += 1)}` });

beforeAll(async () => {
  table = await freshTable();
});

describe('calls', () => {
  test('answer the same to any history', async () => {
    nowMs = startMs;
    const [real, simulated] = [realCalls(), twin().callStore(user)];
    await fc.assert(
      fc.asyncProperty(history, (steps) => expectSameAnswers(steps, real, simulated)),
      { numRuns: 150 },
    );
  });

  test('are gone for both once their time has passed, and their id is free again', async () => {
    nowMs = startMs;
    for (const store of [realCalls(), twin().callStore(user)]) {
      const call = heldCall('ttl', { id: callIdSchema.parse('gone'), ttl: startMs / 1000 + 10 });
      nowMs = startMs;
      expect(await store.put(call)).toBe('stored');
      expect(await store.put(call)).toBe('exists');
      nowMs = startMs + 10_000;
      expect(await store.get(call.id)).toBeUndefined();
      expect(await store.move(call.id, { kind: 'overdue', atMs: nowMs })).toEqual({
        ok: false,
        call: undefined,
      });
      expect(await store.put({ ...call, ttl: startMs / 1000 + 99 })).toBe('stored');
    }
  });

  test('are listed by both when they are due, the oldest first, and no longer once cleaned', async () => {
    nowMs = startMs;
    for (const store of [
      createCallStore({ table: await freshTable(), clock, life, newWriteId: () => 'w' }),
      twin().callStore(user),
    ]) {
      const call = (id: string, dueAtMs: number) =>
        heldCall(id, { state: 'ended', dueAtMs, ttl: startMs / 1000 + 999 });
      for (const each of [call('late', startMs + 5), call('early', startMs - 9), call('now', startMs)]) {
        await store.put(each);
      }
      expect(await store.due(nowMs, 10)).toEqual(['early', 'now']);
      expect(await store.due(nowMs, 1)).toEqual(['early']);
      await store.move(callIdSchema.parse('early'), { kind: 'cleaned', atMs: nowMs });
      expect(await store.due(nowMs + 5, 10)).toEqual(['now', 'late']);
    }
  });
});

test('existing rooms come to the same after any events, and an unknown one stays unknown', async () => {
  await fc.assert(
    fc.asyncProperty(roomEvents, async (events) => {
      const name = `lobby-${crypto.randomUUID()}`;
      const real = createExistingRoomStore({ table, clock, random: () => 0 });
      const simulated = twin();
      const rooms = simulated.existingRoomStore(user);
      expect(await real.change(name, { kind: 'meetingEnded', atMs: 1 })).toBeUndefined();
      expect(await rooms.change(name, { kind: 'meetingEnded', atMs: 1 })).toBeUndefined();
      await registerExistingRoom(table, name);
      simulated.register(name);
      for (const event of events)
        expect(await rooms.change(name, event)).toEqual(await real.change(name, event));
      expect(await rooms.get(name)).toEqual(await real.get(name));
    }),
    { numRuns: 60 },
  );
});

test('a header counts once for both, for the same call again, and for nobody after that', async () => {
  const [one, other] = [callIdSchema.parse('one'), callIdSchema.parse('other')];
  for (const routes of [createRouteStore({ table, clock }), twin().routeStore(user)]) {
    nowMs = startMs;
    expect(await routes.find('+12025550199')).toBeUndefined();
    expect(await routes.spend('header', one, startMs + 1_000)).toBe(true);
    expect(await routes.spend('header', one, startMs + 1_000)).toBe(true);
    expect(await routes.spend('header', other, startMs + 1_000)).toBe(false);
    nowMs = startMs + 3_600_000;
    expect(await routes.spend('header', other, nowMs + 1_000)).toBe(true);
  }
});
