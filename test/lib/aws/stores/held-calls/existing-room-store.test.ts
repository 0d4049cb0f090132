import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createExistingRoomStore,
  registerExistingRoom,
  RoomContendedError,
} from '../../../../../lib/aws/stores/held-calls/existing-room-store.ts';
import { existingRoomKey, readItem, type Table } from '../../../../../lib/aws/table/table.ts';
import { callIdSchema } from '../../../../../lib/held-calls/model/call.ts';
import {
  newExistingRoom,
  roomAfter,
  type RoomEvent,
} from '../../../../../lib/held-calls/model/existing-room.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { injectFaults } from '../../faults.ts';

const nowMs = 1_800_000_000_000;
const callId = (name: string) => callIdSchema.parse(name);
const asked = (call: string): RoomEvent => ({ kind: 'asked', call: callId(call), mayWait: true });

let table: Table;
beforeAll(async () => {
  table = await freshTable();
});

/** Sleeps for real, but a tenth as long; `slept` has what was asked for. */
function storeOver(over: Table) {
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    return new Promise<void>((resolve) => setTimeout(resolve, ms / 10));
  };
  const store = createExistingRoomStore({
    table: over,
    clock: { now: () => nowMs, sleep },
    random: Math.random,
  });
  return { store, slept };
}

const version = async (name: string) => (await readItem(table, existingRoomKey(name), nowMs))?.version;

const call = fc.constantFrom(callId('call-1'), callId('call-2'), callId('call-3'));
const address = fc.constantFrom('a@sip.example', 'b@sip.example');
const atMs = fc.integer({ min: 1, max: 9 });
const session = fc.constantFrom('session-1', 'session-2', undefined);
const anyEvent: fc.Arbitrary<RoomEvent> = fc.oneof(
  fc.record({ kind: fc.constant('ready'), address, atMs }),
  fc.record({ kind: fc.constant('meetingEnded'), atMs }),
  fc.record({ kind: fc.constant('asked'), call, mayWait: fc.boolean() }),
  fc.record({
    kind: fc.constant('connected'),
    call,
    session,
    connectedAtMs: fc.option(atMs, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('returned'), call }),
);

describe('an existing room', () => {
  test('that no route names is not there, and no event makes it', async () => {
    const { store } = storeOver(table);
    expect(await store.change('unknown', asked('call-1'))).toBeUndefined();
    expect(await store.get('unknown')).toBeUndefined();
  });

  test('stays as it is when it is registered again', async () => {
    const { store } = storeOver(table);
    await registerExistingRoom(table, 'twice');
    const room = await store.change('twice', asked('call-1'));
    await registerExistingRoom(table, 'twice');
    expect(await store.get('twice')).toEqual(room);
  });

  test('becomes what the domain says, event by event, and is written only when it changes', async () => {
    const { store } = storeOver(table);
    let rooms = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 3, maxLength: 15 }), async (events) => {
        const name = `room-${(rooms += 1)}`;
        await registerExistingRoom(table, name);
        let model = newExistingRoom(name);
        for (const event of events) {
          const after = roomAfter(model, event);
          const before = await version(name);
          expect(await store.change(name, event)).toEqual(after);
          expect(await store.get(name)).toEqual(after);
          const isSame = JSON.stringify(after) === JSON.stringify(model);
          expect((await version(name)) === before).toBe(isSame);
          model = after;
        }
      }),
      { numRuns: 15 },
    );
  });

  test('loses none of fifty calls that ask at once', async () => {
    const { store } = storeOver(table);
    await registerExistingRoom(table, 'crowded');
    const calls = Array.from({ length: 50 }, (_, index) => `call-${index}`);
    await Promise.all(calls.map((id) => store.change('crowded', asked(id))));
    expect((await store.get('crowded'))?.waiters.toSorted()).toEqual(calls.toSorted());
  });

  test('gives its one address to one of many calls that ask at once', async () => {
    const { store } = storeOver(table);
    await registerExistingRoom(table, 'single');
    await store.change('single', { kind: 'ready', address: 'a@sip.example', atMs: 1 });
    const calls = Array.from({ length: 20 }, (_, index) => `call-${index}`);
    await Promise.all(calls.map((id) => store.change('single', asked(id))));
    const room = await store.get('single');
    expect(room?.waiters).toHaveLength(19);
    expect(room?.addresses['a@sip.example']?.call).toBe(room?.connecting?.call);
    expect(room?.waiters).not.toContain(room?.connecting?.call);
  });

  test('that never stands still is an error after forty tries, with waits in between', async () => {
    const other = await freshTable();
    const { store, slept } = storeOver(other);
    await registerExistingRoom(other, 'restless');
    // Before each write of ours somebody else's.
    let turn = 0;
    const rival = storeOver({ ...table, name: other.name }).store;
    other.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'PutItemCommand')
          await rival.change('restless', asked(`rival-${(turn += 1)}`));
        return next(args);
      },
      { step: 'initialize', name: 'rival' },
    );
    await expect(store.change('restless', asked('call-1'))).rejects.toThrow(RoomContendedError);
    expect(turn).toBe(40);
    expect(slept).toHaveLength(39);
    expect(Math.max(...slept)).toBeLessThan(400);
    expect((await store.get('restless'))?.waiters).not.toContain('call-1');
  });

  test('counts an event once whose answer got lost', async () => {
    const other = await freshTable();
    const { store } = storeOver(other);
    await registerExistingRoom(other, 'flaky');
    const { sent } = injectFaults(other.client, ['none', 'answer-lost']);
    expect((await store.change('flaky', asked('call-1')))?.waiters).toEqual(['call-1']);
    expect(sent()).toBe(4); // read, write, the client's second try that is refused, and the room read again
  });
});
