import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { createPinCallStore } from '../../../../../lib/aws/stores/conferences/pin-call-store.ts';
import type { Table } from '../../../../../lib/aws/table/table.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { callId, conferenceId, nowMs } from '../../conferences.ts';
import { injectFaults } from '../../faults.ts';
import type { PinCall } from '../../../../../lib/conferences/model/pin-call.ts';

const keptMs = 48 * 3_600_000;
const weekly = conferenceId('weekly');
const asCaller = { conference: weekly, role: 'caller', joinSequence: 3 } as const;

let table: Table;
let calls = 0;
beforeAll(async () => {
  table = await freshTable();
});
const storeOver = (over: Table, now = nowMs) =>
  createPinCallStore({ table: over, clock: { now: () => now } });
const newCall = (over: Partial<PinCall> = {}): PinCall => ({
  call: callId(`call-${(calls += 1)}`),
  dialIn: '+12025550100',
  language: 'de',
  voice: 'twilio',
  opensTo: 'both',
  isBridgeOrigin: false,
  arrivedAtMs: nowMs,
  ...over,
});

test('a call that has not arrived is not there, and cannot be let in', async () => {
  const { call } = newCall();
  expect(await storeOver(table).get(call)).toBeUndefined();
  await expect(storeOver(table).admitted(call, asCaller)).rejects.toThrow(ConditionalCheckFailedException);
  expect(await storeOver(table).get(call)).toBeUndefined();
});

test.each([{ over: {} }, { over: { number: undefined } }, { over: { number: '+12025550101' } }])(
  'a call is there as it arrived: %j',
  async ({ over }) => {
    const call = newCall(over);
    expect(await storeOver(table).arrived(call)).toEqual(call);
    expect(await storeOver(table).get(call.call)).toEqual(call);
  },
);

test('a call that arrives again is as it was, and stays let in', async () => {
  const call = newCall();
  await storeOver(table).arrived(call);
  const known = { ...call, conference: weekly, role: 'bridge', joinSequence: 3 };
  expect(await storeOver(table).admitted(call.call, { ...asCaller, role: 'bridge' })).toEqual(known);
  // Of a request that is repeated the first join counts.
  const again = { ...asCaller, role: 'bridge', joinSequence: 4 } as const;
  expect(await storeOver(table).admitted(call.call, again)).toEqual(known);
  expect(await storeOver(table).arrived({ ...call, arrivedAtMs: nowMs + 5, language: 'en' })).toEqual(known);
  expect(await storeOver(table).get(call.call)).toEqual(known);
});

test('a call that is forwarded is in no conference', async () => {
  const call = newCall();
  await storeOver(table).arrived(call);
  await storeOver(table).admitted(call.call, { role: 'forward' });
  expect(await storeOver(table).get(call.call)).toEqual({ ...call, role: 'forward' });
});

test('the answer to a question for a PIN is kept, the last one only, and of no call that has not arrived', async () => {
  const call = newCall();
  await expect(storeOver(table).noteAnswer(call.call, { attempt: 1, at: 't1' })).rejects.toThrow(
    ConditionalCheckFailedException,
  );
  await storeOver(table).arrived(call);
  await storeOver(table).noteAnswer(call.call, { attempt: 1, at: 't1' });
  await storeOver(table).noteAnswer(call.call, { attempt: 2, at: 't2' });
  const answered = { attempt: 2, at: 't2' };
  expect(await storeOver(table).get(call.call)).toEqual({ ...call, answered });
  expect(await storeOver(table).admitted(call.call, asCaller)).toEqual({ ...call, ...asCaller, answered });
});

test('a try in vain is kept once, in its order, and of no call that has not arrived', async () => {
  const call = newCall();
  const pinTry = (attempt: number, over: object = {}) =>
    ({ attempt, atMs: nowMs + attempt, why: 'wrong-pin', isLast: false, ...over }) as const;
  await storeOver(table).noteTry(call.call, pinTry(1));
  expect(await storeOver(table).get(call.call)).toBeUndefined();
  await storeOver(table).arrived(call);
  await storeOver(table).noteTry(call.call, pinTry(1));
  await storeOver(table).noteTry(call.call, pinTry(1, { atMs: nowMs + 9 }));
  const last = { ...pinTry(2), why: 'too-many-tries', isLast: true } as const;
  await storeOver(table).noteTry(call.call, last);
  await storeOver(table).noteTry(call.call, last);
  expect(await storeOver(table).get(call.call)).toEqual({ ...call, tries: [pinTry(1), last] });
});

test('a try of a call that has been let in by the same request once more is no try in vain', async () => {
  const call = newCall();
  await storeOver(table).arrived(call);
  const admitted = await storeOver(table).admitted(call.call, asCaller);
  const pinTry = { attempt: 1, atMs: nowMs, why: 'wrong-pin', isLast: false } as const;
  await storeOver(table).noteTry(call.call, pinTry);
  expect(await storeOver(table).get(call.call)).toEqual(admitted);
});

test('what a call is told, and has answered, is kept once, with where it goes on to', async () => {
  const call = newCall({ notice: { version: '2', text: { en: 'a' }, consent: 'press-1' } });
  const goesOn = { kind: 'caller', conference: weekly, name: 'Ana' } as const;
  const noticed = { attempt: 1, atMs: nowMs, goesOn };
  await expect(storeOver(table).noticeBegun(call.call, noticed)).rejects.toThrow(
    ConditionalCheckFailedException,
  );
  await storeOver(table).arrived(call);
  await storeOver(table).noticeBegun(call.call, noticed);
  await storeOver(table).noticeBegun(call.call, { ...noticed, atMs: nowMs + 9 });
  const answer = (attempt: number, atMs = nowMs) =>
    ({ attempt, atMs, keyed: 'no key', outcome: 'asked-again' }) as const;
  await storeOver(table).noteNoticeAnswer(call, answer(1));
  await storeOver(table).noteNoticeAnswer(call, answer(1, nowMs + 9));
  await storeOver(table).noteNoticeAnswer(call, answer(2));
  expect(await storeOver(table).get(call.call)).toEqual({
    ...call,
    noticed,
    noticeAnswers: [answer(1), answer(2)],
  });
});

test('a call arrives once, also if the answer gets lost', async () => {
  const other = await freshTable();
  injectFaults(other.client, ['answer-lost']);
  const call = newCall();
  expect(await storeOver(other).arrived(call)).toEqual(call);
});

test('a call is forgotten a day after the longest call', async () => {
  const call = newCall();
  await storeOver(table).arrived(call);
  expect(await storeOver(table, nowMs + keptMs - 1).get(call.call)).toEqual(call);
  const late = storeOver(table, nowMs + keptMs);
  expect(await late.get(call.call)).toBeUndefined();
  await expect(late.admitted(call.call, asCaller)).rejects.toThrow(ConditionalCheckFailedException);
  const again = { ...call, language: 'en' } as const;
  expect(await late.arrived(again)).toEqual(again);
});

test('a call is led on out of its conference, and of two that lead it on at once one does', async () => {
  const call = newCall();
  const led = { from: weekly, to: conferenceId('daily'), orderedAtMs: nowMs, atMs: nowMs + 5 };
  await storeOver(table).arrived(call);
  expect(await storeOver(table).ledOn(call.call, { ...led, joinSequence: 9 })).toBeUndefined();
  await storeOver(table).admitted(call.call, asCaller);
  const there = { ...call, ...asCaller, conference: led.to, joinSequence: 9, ledOn: [led] };
  expect(await storeOver(table).ledOn(call.call, { ...led, joinSequence: 9 })).toEqual(there);
  expect(await storeOver(table).ledOn(call.call, { ...led, joinSequence: 10 })).toBeUndefined();
  expect(await storeOver(table).get(call.call)).toEqual(there);
});

test('a call that is led to a notice is in no conference until it has heard it, and what it heard before stays', async () => {
  const call = newCall();
  const led = { from: weekly, to: conferenceId('daily'), orderedAtMs: nowMs, atMs: nowMs + 5 };
  const goesOn = { kind: 'caller', conference: led.to, name: 'Ana' } as const;
  const answer = { attempt: 1, atMs: nowMs, keyed: 'no key', outcome: 'went-on' } as const;
  const noticed = { attempt: 0, atMs: led.atMs, goesOn };
  const notice = { version: '7', text: { en: 'This call is recorded.' } };
  await storeOver(table).arrived(call);
  await storeOver(table).admitted(call.call, asCaller);
  await storeOver(table).noteNoticeAnswer(call, answer);
  const heard = { language: call.language, noticeAnswers: [answer] };
  const spokenTo = { language: 'en', audio: { greeting: 'https://audio.example/hi.mp3' } } as const;
  const ledTo = { ...led, heard, notice, spokenTo, noticed };
  const listening = { ...call, ...spokenTo, notice, noticed, ledOn: [{ ...led, heard }] };
  expect(await storeOver(table).ledOn(call.call, ledTo)).toEqual(listening);
  await storeOver(table).noteNoticeAnswer(call, answer);
  const to = { conference: led.to, role: 'caller', joinSequence: 4 } as const;
  expect(await storeOver(table).admitted(call.call, to)).toEqual({
    ...{ ...listening, ...to },
    noticeAnswers: [answer],
  });
});
