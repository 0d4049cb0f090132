import { beforeAll, describe, expect, test } from 'vitest';
import { createPinCallStore } from '../../../../lib/aws/stores/conferences/pin-call-store.ts';
import { createCallStore } from '../../../../lib/aws/stores/held-calls/call-store.ts';
import {
  callerKey,
  callKey,
  conferenceKey,
  newsAttribute,
  pinCallKey,
  readItem,
  type Key,
  type Table,
} from '../../../../lib/aws/table/table.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { freshTable } from '../../../support/dynamo.ts';
import { heldCall } from '../../events/calls.ts';
import { callId, nowMs, storeOver, stored } from '../conferences.ts';

const clock = { now: () => nowMs };
let told: Table;
beforeAll(async () => {
  told = await freshTable();
});

/** What the item says of its last write, of each of these. */
const newsAfter = async (table: Table, key: Key, writes: readonly (() => Promise<unknown>)[]) => {
  const said: unknown[] = [];
  for (const write of writes) {
    await write();
    const item = await readItem(table, key, Number.NEGATIVE_INFINITY);
    expect(item).toBeDefined();
    said.push(item?.[newsAttribute]);
  }
  return said;
};

let ids = 0;

async function ofHeldCall(table: Table) {
  const call = { ...heldCall, id: heldCall.id, ttl: nowMs / 1000 + 60 };
  const life = { longestCallMs: 1_000 };
  const store = createCallStore({ table, clock, life, newWriteId: () => `write-${(ids += 1)}` });
  const room = { name: 'pb-dev-call-1-1', own: true };
  const token = { kind: 'tokenStored', atMs: nowMs, token: 't', room, budgetEndsAtMs: nowMs } as const;
  const released = { kind: 'released', atMs: nowMs, why: 'budget', unlessReady: false } as const;
  return newsAfter(table, callKey(call.id), [
    () => store.put(call),
    () => store.move(call.id, token),
    () => store.move(call.id, released),
  ]);
}

async function ofPinCall(table: Table) {
  const call: PinCall = {
    ...{ call: callId(`news-${(ids += 1)}`), voice: 'twilio', dialIn: '+12025550100', language: 'en' },
    ...{ opensTo: 'both', isBridgeOrigin: false, arrivedAtMs: nowMs },
  };
  const store = createPinCallStore({ table, clock });
  const inVain = { attempt: 1, atMs: nowMs, why: 'wrong-pin', isLast: false } as const;
  const heard = { atMs: nowMs, keyed: '1', outcome: 'went-on' } as const;
  return newsAfter(table, pinCallKey(call.call), [
    () => store.arrived(call),
    () => store.noteAnswer(call.call, { attempt: 1, at: 't' }),
    () => store.noteTry(call.call, inVain),
    () => store.noteNoticeAnswer(call, { ...heard, attempt: 1 }),
    () => store.noteNoticeAnswer({ ...call, notice: { version: '1' } }, { ...heard, attempt: 2 }),
  ]);
}

async function ofCaller(table: Table) {
  const { id: conference } = await stored(table);
  const call = callId(`news-${(ids += 1)}`);
  const store = storeOver(table);
  const newcomer = { conference, call, name: 'Ana', muted: false };
  return newsAfter(table, callerKey(conference, call), [
    () => store.changeCaller(conference, call, { kind: 'admitted', atMs: nowMs, joinSequence: 1, newcomer }),
    () =>
      store.changeCaller(conference, call, { kind: 'joined', atMs: nowMs, joinSequence: 1, muted: false }),
    () => store.changeCaller(conference, call, { kind: 'waitTold', atMs: nowMs }),
  ]);
}

async function ofConference(table: Table) {
  const { id } = await stored(table);
  const store = storeOver(table);
  return newsAfter(table, conferenceKey(id), [
    () => store.changeConference(id, { kind: 'joinRendered', atMs: nowMs }),
    () => store.changeConference(id, { kind: 'closed', atMs: nowMs }),
  ]);
}

describe.each([
  { of: 'a held call', write: ofHeldCall, news: [1, undefined, 1] },
  { of: 'a PIN call', write: ofPinCall, news: [1, undefined, 1, undefined, 1] },
  { of: 'a caller', write: ofCaller, news: [undefined, 1, undefined] },
  { of: 'a conference', write: ofConference, news: [undefined, 1] },
])('$of', ({ write, news }) => {
  test('says of each write how many events it is', async () => {
    expect(await write(told)).toEqual(news);
  });

  test('says nothing where nobody is told', async () => {
    const untold = { ...(await freshTable()), isTold: false };
    expect((await write(untold)).filter((said) => said !== undefined)).toEqual([]);
  });
});
