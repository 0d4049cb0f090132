import { beforeEach, expect, test } from 'vitest';
import {
  createCallLog,
  isCallOver,
  type CallsPosition,
  type CallsQuery,
  type LoggedCall,
} from '../../../../../lib/aws/stores/held-calls/call-log.ts';
import { createCallStore } from '../../../../../lib/aws/stores/held-calls/call-store.ts';
import { createPinCallStore } from '../../../../../lib/aws/stores/conferences/pin-call-store.ts';
import type { Table } from '../../../../../lib/aws/table/table.ts';
import type { HeldCall } from '../../../../../lib/held-calls/model/call.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { newConference } from '../../../../support/new-conference.ts';
import { endedCall } from '../../../../support/ended-calls.ts';
import { callId, nowMs, stored, storeOver } from '../../conferences.ts';
import type { PinCall } from '../../../../../lib/conferences/model/pin-call.ts';
import { canaryCallId } from '../../../../../lib/canary/id.ts';

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});

const clock = { now: () => nowMs };
const log = () => createCallLog({ table, clock });
const held = () =>
  createCallStore({ table, clock, life: { longestCallMs: 1 }, newWriteId: () => `${Math.random()}` });
const atDialIn = () => createPinCallStore({ table, clock });

const heldCall = (id: string, over: Partial<HeldCall> = {}) => endedCall(id, nowMs, over);
const pinCall = (id: string, over: Partial<PinCall> = {}): PinCall => ({
  call: callId(id),
  dialIn: '+12025550151',
  language: 'en',
  voice: 'twilio',
  opensTo: 'both',
  isBridgeOrigin: false,
  arrivedAtMs: nowMs - 1,
  ...over,
});
const idOf = (logged: LoggedCall) => (logged.kind === 'held' ? logged.call.id : logged.call.call);

/** The ids of all calls on all pages. */
async function pages(query: Partial<Omit<CallsQuery, 'after'>> = {}) {
  const all: string[][] = [];
  let after: CallsPosition | undefined;
  do {
    const page = await log().page({ liveOnly: false, sinceMs: 0, limit: 100, ...query, after });
    all.push(page.calls.map(idOf));
    after = page.next;
  } while (after !== undefined);
  return all;
}

test('where no call was, there is none', async () => {
  expect(await pages()).toEqual([[]]);
  expect(await log().get('nobody')).toBeUndefined();
  expect(await log().get('no id at all!')).toBeUndefined();
});

test('live calls come first, then the others, the latest first, and none is on two pages', async () => {
  await held().put(heldCall('waiting', { state: 'waiting', dueAtMs: nowMs + 5 }));
  for (let age = 1; age <= 9; age += 1) {
    await held().put(heldCall(`held-${age}`, { heldAtMs: nowMs - age * 10 }));
    await atDialIn().arrived(pinCall(`pin-${age}`, { arrivedAtMs: nowMs - age * 10 - 5 }));
  }
  const expected = ['waiting', ...Array.from({ length: 18 }, (_, index) => index)].map((each) =>
    typeof each === 'string' ? each : `${each % 2 === 0 ? 'held' : 'pin'}-${Math.floor(each / 2) + 1}`,
  );
  expect((await pages()).flat()).toEqual(expected);
  const small = await pages({ limit: 4 });
  expect(small.flat()).toEqual(expected);
  expect(small.length).toBeGreaterThan(4);
  expect((await pages({ sinceMs: nowMs - 20 })).flat()).toEqual(expected.slice(0, 4));
});

test('calls of one millisecond are all on one page', async () => {
  for (let call = 0; call < 12; call += 1) await held().put(heldCall(`same-${call}`));
  await held().put(heldCall('earlier', { heldAtMs: nowMs - 2 }));
  const [first, ...rest] = await pages({ limit: 5 });
  expect(first).toHaveLength(12);
  expect(rest.flat()).toEqual(['earlier']);
});

test('a call that was over, and is cleaned up after, is listed once, by the moment at which it came', async () => {
  const { id } = heldCall('once');
  await held().put(heldCall('once', { dueAtMs: nowMs, heldAtMs: nowMs - 500 }));
  expect((await held().move(id, { kind: 'cleaned', atMs: nowMs })).ok).toBe(true);
  expect((await held().get(id))?.dueAtMs).toBeUndefined();
  expect((await pages()).flat()).toEqual(['once']);
  expect((await pages({ sinceMs: nowMs - 499 })).flat()).toEqual([]);
  expect((await held().move(id, { kind: 'cleaned', atMs: nowMs })).ok).toBe(false);
});

test('only live calls are those on hold or connected, those before their PIN, and who is in a conference', async () => {
  const { id } = await stored(table);
  await held().put(heldCall('connected', { state: 'connected', dueAtMs: nowMs + 9 }));
  await held().put(heldCall('uncleaned', { state: 'released', dueAtMs: nowMs }));
  await held().put(heldCall('past'));
  await atDialIn().arrived(pinCall('asked'));
  await atDialIn().arrived(pinCall('silent', { arrivedAtMs: nowMs - 150_000 }));
  for (const name of ['in', 'left']) {
    const call = callId(name);
    await atDialIn().arrived(pinCall(name));
    await atDialIn().admitted(call, { conference: id, role: 'caller', joinSequence: 1 });
    const newcomer = { conference: id, call, name: 'Ana', muted: false };
    await storeOver(table).changeCaller(id, call, {
      kind: 'admitted',
      atMs: nowMs,
      joinSequence: 1,
      newcomer,
    });
  }
  await storeOver(table).changeCaller(id, callId('left'), { kind: 'gone', atMs: nowMs + 1 });
  expect((await pages({ liveOnly: true })).flat().sort()).toEqual(['asked', 'connected', 'in']);
  const isOver = async (call: string) => {
    const logged = await log().get(call);
    return logged && isCallOver(logged, nowMs);
  };
  expect(await isOver('in')).toBe(false);
  expect(await isOver('left')).toBe(true);
  expect(await isOver('past')).toBe(true);
});

test.each([
  ['the room dials', { state: 'dialling', tries: 1, untilMs: nowMs + 1_000 }, 'coming'],
  ['it is in', { state: 'in', call: callId('bridge'), joinSequence: 1, sinceMs: nowMs }, 'in'],
  ['another is in', { state: 'in', call: callId('other'), joinSequence: 1, sinceMs: nowMs }, undefined],
  [
    'the room dials anew, a minute later',
    { state: 'dialling', tries: 1, untilMs: nowMs + 100_000 },
    undefined,
  ],
] as const)('a leg with the bridge PIN, and %s', async (_, bridge, expected) => {
  const conference = newConference('c1', { bridge });
  await storeOver(table).put(conference);
  await atDialIn().arrived(pinCall('bridge', { role: 'bridge', conference: conference.id }));
  const found = await log().get('bridge');
  expect(found).toMatchObject({ kind: 'pin', bridge: expected });
  expect(found && isCallOver(found, nowMs)).toBe(expected === undefined);
});

test("the canary's calls, live and past, are listed only if asked for, and always found by their id", async () => {
  const ids = ['live', 'past'].map((name) => canaryCallId(name));
  const [live = '', past = ''] = ids;
  await held().put(heldCall(live, { state: 'waiting', dueAtMs: nowMs + 5 }));
  await held().put(heldCall(past));
  await held().put(heldCall('somebody', { heldAtMs: nowMs - 2 }));
  expect((await pages()).flat()).toEqual(['somebody']);
  expect((await pages({ withCanary: true })).flat()).toEqual([live, past, 'somebody']);
  expect(await log().get(past)).toMatchObject({ kind: 'held', call: { id: past } });
});
