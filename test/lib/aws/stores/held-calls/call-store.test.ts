import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCallStore } from '../../../../../lib/aws/stores/held-calls/call-store.ts';
import { callKey, readItem, type Table } from '../../../../../lib/aws/table/table.ts';
import { callIdSchema, type HeldCall } from '../../../../../lib/held-calls/model/call.ts';
import { changeFor } from '../../../../../lib/held-calls/state/life.ts';
import type { CallStore } from '../../../../../lib/held-calls/ports.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { anyCall, anyEvent, eventsOf, fitted, ttl } from '../../arbitraries.ts';
import { injectFaults, type Fault } from '../../faults.ts';
import type { CallEvent } from '../../../../../lib/held-calls/model/call-events.ts';
import { applyChange } from '../../../../../lib/held-calls/state/change.ts';

const nowMs = 1_800_000_000_000;
const life = { longestCallMs: 3_600_000 };

let table: Table;
let store: CallStore;
let ids = 0;
const newId = () => callIdSchema.parse(`call-${(ids += 1)}`);
let writes = 0;
const newWriteId = () => `write-${(writes += 1)}`;

const storeOver = (over: Table, now = nowMs): CallStore =>
  createCallStore({ table: over, clock: { now: () => now }, life, newWriteId });

beforeAll(async () => {
  table = await freshTable();
  store = storeOver(table);
});

const heldCall = (over: Partial<HeldCall> = {}): HeldCall => ({
  id: newId(),
  state: 'held',
  hold: 'hold',
  to: '+12025550100',
  reason: 'number',
  targets: [],
  dialOut: false,
  heldAtMs: nowMs,
  budgetEndsAtMs: nowMs + 100_000,
  attempt: 0,
  targetIndex: 0,
  updates: 0,
  rooms: [],
  deletedRooms: [],
  bots: [],
  timeline: [{ atMs: nowMs, event: 'held' }],
  ttl,
  ...over,
});

const readyToClaim = { state: 'waiting', token: 'token-0', ready: { atMs: nowMs, source: 'bot' } } as const;
const claim = (token: string): CallEvent => ({ kind: 'claimed', atMs: nowMs, token });
const asked: CallEvent = { kind: 'asked', atMs: nowMs, attempt: 1, target: 'room', targetIndex: 0 };
const postpone = (dueAtMs: number, insteadOfMs: number | undefined): CallEvent => ({
  kind: 'postpone',
  atMs: nowMs,
  dueAtMs,
  insteadOfMs,
});
const cleaned: CallEvent = { kind: 'cleaned', atMs: nowMs };

async function stored(over: Partial<HeldCall> = {}): Promise<HeldCall> {
  const call = heldCall(over);
  expect(await store.put(call)).toBe('stored');
  return call;
}

describe('a move', () => {
  test('of a call that is not there is refused, and makes none', async () => {
    const id = newId();
    expect(await store.move(id, asked)).toEqual({ ok: false, call: undefined });
    expect(await store.get(id)).toBeUndefined();
  });

  test.each(Object.keys(eventsOf))(
    'by %s does what the domain says, or is refused as it says',
    async (kind) => {
      const events: fc.Arbitrary<CallEvent> = eventsOf[kindNamed(kind)];
      const seen = { moved: 0, refused: 0 };
      const check = fc.asyncProperty(anyCall('any'), events, fc.boolean(), async (any, event, fits) => {
        const change = changeFor(event, life);
        const call = { ...(fits ? fitted(any, change) : any), id: newId() };
        const expected = applyChange(call, change);
        expect(await store.put(call)).toBe('stored');
        expect(await store.move(call.id, event)).toEqual({
          ok: expected !== undefined,
          call: expected ?? call,
        });
        expect(await store.get(call.id)).toEqual(expected ?? call);
        seen[expected === undefined ? 'refused' : 'moved'] += 1;
      });
      const isRefusable = kind !== 'roomsDeleted'; // which any call takes, in any state
      // Some events are refused by few calls: those get more rounds, until one was.
      for (let round = 0; round < 10 && ((isRefusable && seen.refused === 0) || seen.moved === 0); round += 1)
        await fc.assert(check, { numRuns: 20 });
      expect(seen.refused > 0).toBe(isRefusable);
      expect(seen.moved).toBeGreaterThan(0);
    },
  );

  test('after move agrees with the domain over whole histories', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 5, maxLength: 20 }), async (events) => {
        let model = await stored({ attempt: 1, token: 'token-1', state: 'waiting' });
        for (const event of events) {
          const after = applyChange(model, changeFor(event, life));
          expect(await store.move(model.id, event)).toEqual({
            ok: after !== undefined,
            call: after ?? model,
          });
          model = after ?? model;
        }
      }),
      { numRuns: 20 },
    );
  });

  test('has one winner among many who claim at once, and the others see it', async () => {
    const call = await stored(readyToClaim);
    const tokens = Array.from({ length: 20 }, (_, index) => `token-${index + 1}`);
    const moves = await Promise.all(tokens.map((token) => store.move(call.id, claim(token))));
    const winners = tokens.filter((_, index) => moves[index]?.ok);
    expect(winners).toHaveLength(1);
    for (const { call: seen } of moves) expect(seen?.token).toBe(winners[0]);
  });

  test('loses nothing that others add at the same time', async () => {
    const call = await stored({ state: 'waiting', attempt: 1, timeline: [] });
    const moves = await Promise.all(Array.from({ length: 20 }, () => store.move(call.id, asked)));
    expect(moves.every(({ ok }) => ok)).toBe(true);
    expect((await store.get(call.id))?.timeline).toHaveLength(20);
  });
});

describe('a call whose ttl has passed', () => {
  const late = () => storeOver(table, ttl * 1000);

  test('is there until then', async () => {
    const { id } = await stored();
    expect(await storeOver(table, ttl * 1000 - 1).get(id)).toBeDefined();
  });

  test('is absent for a read', async () => {
    const { id } = await stored();
    expect(await late().get(id)).toBeUndefined();
  });

  test('is absent for a move, which leaves the item alone', async () => {
    const { id } = await stored({ state: 'waiting', attempt: 1 });
    const before = await readItem(table, callKey(id), nowMs);
    expect(await late().move(id, asked)).toEqual({ ok: false, call: undefined });
    expect(await readItem(table, callKey(id), nowMs)).toEqual(before);
  });

  test('gives its id to a new one', async () => {
    const { id } = await stored();
    const again = heldCall({ id, ttl: ttl + 60, reason: 'again' });
    expect(await late().put(again)).toBe('stored');
    expect(await late().get(id)).toEqual(again);
  });
});

describe('putting', () => {
  test('is refused for an id that is taken, and changes nothing', async () => {
    const call = await stored();
    expect(await store.put({ ...call, reason: 'other' })).toBe('exists');
    expect(await store.get(call.id)).toEqual(call);
  });

  test('has one winner among many', async () => {
    const call = heldCall();
    const puts = await Promise.all(
      Array.from({ length: 10 }, (_, i) => store.put({ ...call, to: `+1202555010${i}` })),
    );
    expect(puts.filter((result) => result === 'stored')).toHaveLength(1);
  });
});

test('an item that is no call is an error, not a call', async () => {
  const { id } = await stored();
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: callKey(id),
      UpdateExpression: 'SET attempt = :text',
      ExpressionAttributeValues: { ':text': 'one' },
    }),
  );
  await expect(store.get(id)).rejects.toThrow('attempt');
});

describe('what is due', () => {
  let own: Table;
  let calls: CallStore;
  beforeAll(async () => {
    own = await freshTable();
    calls = storeOver(own);
  });

  test('comes from all lists, the oldest first, up to the limit, and not before its time', async () => {
    const dueAt = Array.from({ length: 30 }, (_, index) => nowMs + ((index * 7) % 30));
    const put = dueAt.map((dueAtMs) => heldCall({ state: 'released', dueAtMs }));
    for (const call of [...put, heldCall()]) await calls.put(call);
    const inOrder = put.toSorted((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0)).map(({ id }) => id);

    expect(await calls.due(nowMs - 1, 50)).toEqual([]);
    expect(await calls.due(nowMs + 29, 50)).toEqual(inOrder);
    expect(await calls.due(nowMs + 9, 50)).toEqual(inOrder.slice(0, 10));
    expect(await calls.due(nowMs + 29, 4)).toEqual(inOrder.slice(0, 4));

    const lists = await own.client.send(new ScanCommand({ TableName: own.name, IndexName: 'list' }));
    const used = new Set((lists.Items ?? []).map((item) => String(item.list)));
    expect([...used].filter((list) => list.startsWith('LIVE')).sort()).toEqual([
      'LIVE#0',
      'LIVE#1',
      'LIVE#2',
      'LIVE#3',
    ]);

    const [first, second] = inOrder;
    if (first === undefined || second === undefined) throw new Error('nothing was due');
    expect((await calls.move(first, cleaned)).call?.dueAtMs).toBeUndefined();
    const past = await readItem(own, callKey(first), nowMs);
    expect(past?.list).toMatch(/^PAST#[0-3]$/);
    expect(past?.listAt).toBe(past?.heldAtMs);
    const dueAtMs = (await calls.get(second))?.dueAtMs;
    expect((await calls.move(second, postpone(nowMs + 50, nowMs - 1))).ok).toBe(false);
    expect((await calls.move(second, postpone(nowMs + 100, dueAtMs))).call?.dueAtMs).toBe(nowMs + 100);
    expect(await calls.due(nowMs + 29, 50)).toEqual(inOrder.slice(2));
    expect((await calls.due(nowMs + 100, 50)).at(-1)).toBe(second);
  });
});

describe('with faults on the way', () => {
  const faulty = async (...faults: Fault[]) => {
    const other = await freshTable();
    const calls = storeOver(other);
    return { calls, ...injectFaults(other.client, faults) };
  };
  const call = heldCall({ ...readyToClaim, attempt: 1 });

  test('throttling is sat out', async () => {
    const { calls } = await faulty('throttled', 'throttled');
    expect(await calls.put(call)).toBe('stored');
  });

  test('throttling that does not end is thrown', async () => {
    const { calls, sent } = await faulty('throttled', 'throttled', 'throttled', 'throttled');
    await expect(calls.put(call)).rejects.toThrow('Rate exceeded');
    expect(sent()).toBe(0);
  });

  test('a claim whose answer got lost is still ours', async () => {
    const { calls, sent } = await faulty('none', 'answer-lost');
    await calls.put(call);
    const moved = await calls.move(call.id, claim('token-1'));
    expect(moved).toMatchObject({ ok: true, call: { state: 'connecting', token: 'token-1' } });
    expect(sent()).toBe(3);
    expect(await calls.move(call.id, claim('token-2'))).toMatchObject({
      ok: false,
      call: { token: 'token-1' },
    });
  });

  test('an event whose answer got lost is recorded once', async () => {
    const { calls, sent } = await faulty('none', 'answer-lost');
    await calls.put(call);
    const moved = await calls.move(call.id, asked);
    expect(moved.ok).toBe(true);
    expect(sent()).toBe(3);
    expect((await calls.get(call.id))?.timeline).toEqual([
      ...call.timeline,
      { atMs: nowMs, event: 'asked', detail: 'room' },
    ]);
  });
});

function kindNamed(kind: string): keyof typeof eventsOf {
  const found = Object.keys(eventsOf).find((known): known is keyof typeof eventsOf => known === kind);
  if (found === undefined) throw new Error(`There is no event ${kind}.`);
  return found;
}
