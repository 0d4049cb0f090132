import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ConferenceContendedError,
  createConferenceAdmin,
} from '../../../../../lib/aws/stores/conferences/conference-store.ts';
import { createPinStore } from '../../../../../lib/aws/stores/conferences/pin-store.ts';
import { callerKey, conferenceKey, type Table } from '../../../../../lib/aws/table/table.ts';
import type { Caller } from '../../../../../lib/conferences/model/conference.ts';
import { reduceCaller } from '../../../../../lib/conferences/state/reduce/caller.ts';
import { reduceConference } from '../../../../../lib/conferences/state/reduce/conference.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import {
  admitted,
  anyCallerEvent,
  anyConferenceEvent,
  callId,
  closed,
  conferenceId,
  depsOver,
  hand,
  itemAt,
  joinRendered,
  loaded,
  nowMs,
  patientStoreOver,
  started,
  stored,
  storeOver,
} from '../../conferences.ts';
import type { CallerEvent } from '../../../../../lib/conferences/model/caller-events.ts';

const keptMs = 600_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nobody = conferenceId('nobody');
const joined: CallerEvent = { kind: 'joined', atMs: nowMs, joinSequence: 1, muted: false };
const gone: CallerEvent = { kind: 'gone', atMs: nowMs };
const announced: CallerEvent = {
  kind: 'roomHas',
  atMs: nowMs,
  session: 'session-1',
  bridge: 'leg-1-1',
  muted: false,
  hand: false,
};
const seenAs = (index: number) =>
  ({ kind: 'meetingSeen', atMs: nowMs, meeting: `meeting-${index}` }) as const;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

let table: Table;
beforeAll(async () => {
  table = await freshTable();
});

test('whoever administers a conference changes it and its caller as the domain says', async () => {
  const conference = await stored(table);
  const { id } = conference;
  const call = callId('call-1');
  const caller = await storeOver(table).changeCaller(id, call, admitted(conference, 'call-1'));
  const admin = createConferenceAdmin(depsOver(table));
  const ordered = {
    kind: 'transferOrdered',
    atMs: nowMs,
    to: { kind: 'conference', conference: nobody },
  } as const;
  expect(await admin.changeCaller(id, call, ordered)).toEqual(reduceCaller(caller, ordered));
  const change = { kind: 'settingsChanged', atMs: nowMs, change: { capacity: 7 } } as const;
  const changed = reduceConference(conference, change);
  expect(changed.settings.capacity).toBe(7);
  expect(await admin.changeConference(id, change)).toEqual(changed);
  const isClosed = { kind: 'closed', atMs: nowMs } as const;
  expect(await admin.changeConference(id, isClosed)).toEqual(reduceConference(changed, isClosed));
});

describe('a conference that is not there', () => {
  test('is not loaded, found or changed, and no event makes it', async () => {
    const store = storeOver(table);
    expect(await store.changeConference(nobody, closed)).toBeUndefined();
    expect(await store.changeConference(nobody, joinRendered)).toBeUndefined();
    expect(await store.changeCaller(nobody, callId('call-1'), joined)).toBeUndefined();
    expect(await store.get(nobody)).toBeUndefined();
    expect(await store.load(nobody)).toBeUndefined();
    expect(await store.findByRoom('no-room')).toBeUndefined();
    expect(await itemAt(table, conferenceKey(nobody))).toBeUndefined();
    expect(await itemAt(table, callerKey(nobody, callId('call-1')))).toBeUndefined();
  });
});

describe('events', () => {
  test('make of a conference what the domain says, and nothing is written that does not change it', async () => {
    const store = storeOver(table);
    await fc.assert(
      fc.asyncProperty(fc.array(anyConferenceEvent, { minLength: 5, maxLength: 15 }), async (events) => {
        let model = await stored(table);
        for (const event of events) {
          const after = reduceConference(model, event);
          const before = await itemAt(table, conferenceKey(model.id));
          expect(await store.changeConference(model.id, event)).toEqual(after);
          expect(await store.get(model.id)).toEqual(after);
          const isSame = JSON.stringify(after) === JSON.stringify(model);
          if (isSame) expect(await itemAt(table, conferenceKey(model.id))).toEqual(before);
          model = after;
        }
        expect((await loaded(model, storeOver(table))).conference).toEqual(model);
      }),
      { numRuns: 12 },
    );
  });

  test('make of callers what the domain says, and nothing is written that does not change them', async () => {
    const store = storeOver(table);
    const call = fc.constantFrom(callId('call-1'), callId('call-2'));
    const events = fc.array(fc.tuple(call, anyCallerEvent), { minLength: 10, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(events, async (calls) => {
        const conference = await stored(table);
        const model = new Map<string, Caller>();
        for (const [id, any] of calls) {
          const event =
            any.kind === 'admitted'
              ? { ...any, newcomer: { ...any.newcomer, conference: conference.id, call: id } }
              : any;
          const after = reduceCaller(model.get(id), event);
          const before = await itemAt(table, callerKey(conference.id, id));
          expect(await store.changeCaller(conference.id, id, event)).toEqual(after);
          if (JSON.stringify(after) === JSON.stringify(model.get(id)))
            expect(await itemAt(table, callerKey(conference.id, id))).toEqual(before);
          if (after !== undefined) model.set(id, after);
        }
        const { callers } = await loaded(conference, storeOver(table));
        expect(callers).toEqual([...model.values()].sort((a, b) => (a.call < b.call ? -1 : 1)));
      }),
      { numRuns: 12 },
    );
  });

  test('on one conference all land, fifty at once', async () => {
    const { id } = await stored(table);
    const changed = await Promise.all(
      numbers(50).map((index) => patientStoreOver(table).changeConference(id, seenAs(index))),
    );
    expect(changed.map((conference) => conference?.meeting)).toEqual(
      numbers(50).map((index) => `meeting-${index}`),
    );
    // Each was written on top of another: none has written over one that it had not read.
    expect(await itemAt(table, conferenceKey(id))).toMatchObject({ version: 51 });
  });

  test('on its callers all land, fifty at once', async () => {
    const conference = await stored(table);
    const calls = numbers(50).map((index) => `call-${100 + index}`);
    await Promise.all(
      calls.flatMap(async (call) => {
        await storeOver(table).changeCaller(conference.id, callId(call), admitted(conference, call));
        const events = [joined, hand(true), announced];
        await Promise.all(
          events.map((event) => storeOver(table).changeCaller(conference.id, callId(call), event)),
        );
      }),
    );
    const { callers } = await loaded(conference, storeOver(table));
    expect(callers.map(({ call }) => call)).toEqual(calls);
    for (const caller of callers)
      expect(caller).toMatchObject({ presence: 'in', hand: true, announced: { session: 'session-1' } });
  });

  test('give each of fifty joins a number of its own, while other events come in', async () => {
    const { id } = await stored(table);
    const [changed] = await Promise.all([
      Promise.all(numbers(50).map(() => storeOver(table).changeConference(id, joinRendered))),
      Promise.all(numbers(20).map((index) => patientStoreOver(table).changeConference(id, seenAs(index)))),
    ]);
    expect(changed.map((conference) => conference?.joins).toSorted((a = 0, b = 0) => a - b)).toEqual(
      numbers(50),
    );
    expect(await itemAt(table, conferenceKey(id))).toMatchObject({ joins: 50, version: 21 });
  });

  test('about a conference that never stands still are an error after forty tries', async () => {
    const other = await freshTable();
    const conference = await stored(other);
    const rival = storeOver({ ...table, name: other.name });
    let turn = 0;
    other.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'UpdateItemCommand')
          await rival.changeConference(conference.id, seenAs((turn += 1)));
        return next(args);
      },
      { step: 'initialize', name: 'rival' },
    );
    const change = storeOver(other).changeConference(conference.id, started('session-1'));
    await expect(change).rejects.toThrow(ConferenceContendedError);
    expect(turn).toBe(40);
    expect(await rival.get(conference.id)).not.toHaveProperty('session');
  });
});

describe('what is over is forgotten', () => {
  test('a caller ten minutes after the call has ended; a late event finds it until then', async () => {
    const conference = await stored(table);
    const call = callId('call-1');
    await storeOver(table).changeCaller(conference.id, call, admitted(conference, call));
    await storeOver(table).changeCaller(conference.id, call, gone);
    const before = storeOver(table, nowMs + keptMs - 1);
    expect((await loaded(conference, before)).callers).toMatchObject([{ call, presence: 'gone' }]);
    expect(await before.changeCaller(conference.id, call, admitted(conference, call))).toMatchObject({
      presence: 'gone',
    });

    const after = storeOver(table, nowMs + keptMs);
    expect((await loaded(conference, after)).callers).toEqual([]);
    expect(await after.changeCaller(conference.id, call, hand(true))).toBeUndefined();
  });

  test('a caller whom the room still has only after a day', async () => {
    const conference = await stored(table);
    const call = callId('call-1');
    for (const event of [admitted(conference, call), announced, gone])
      await storeOver(table).changeCaller(conference.id, call, event);
    const late = storeOver(table, nowMs + dayMs - 1);
    expect((await loaded(conference, late)).callers).toHaveLength(1);
    await late.changeCaller(conference.id, call, { kind: 'roomHasNot', atMs: nowMs + dayMs });
    expect((await loaded(conference, storeOver(table, nowMs + dayMs + hourMs))).callers).toEqual([]);
  });

  test('what is left of such callers goes when the conference has nothing else to do', async () => {
    const conference = await stored(table);
    const [stays, goes] = [callId('call-1'), callId('call-2')];
    for (const call of [stays, goes])
      await storeOver(table).changeCaller(conference.id, call, admitted(conference, call));
    await storeOver(table).changeCaller(conference.id, goes, gone);
    const late = storeOver(table, nowMs + hourMs);
    await late.finished(conference.id, (await loaded(conference, late)).seen, undefined);
    expect(await itemAt(table, callerKey(conference.id, goes))).toBeUndefined();
    expect(await itemAt(table, callerKey(conference.id, stays))).toBeDefined();
  });

  test('but not a caller of the same call who was let in meanwhile', async () => {
    const conference = await stored(table);
    const call = callId('call-1');
    await storeOver(table).changeCaller(conference.id, call, admitted(conference, call));
    await storeOver(table).changeCaller(conference.id, call, gone);
    const late = storeOver(table, nowMs + hourMs);
    const { seen } = await loaded(conference, late);
    expect(await late.changeCaller(conference.id, call, admitted(conference, call))).toMatchObject({
      presence: 'joining',
    });
    await late.finished(conference.id, seen, undefined);
    expect((await loaded(conference, late)).callers).toMatchObject([{ call, presence: 'joining' }]);
  });

  test('a conference, and whose room it was, thirty days after it was closed', async () => {
    const conference = await stored(table);
    await storeOver(table).changeConference(conference.id, closed);
    const before = storeOver(table, nowMs + 30 * dayMs - 1);
    // Events that come later do not keep it.
    await before.changeConference(conference.id, started('session-1'));
    await before.changeConference(conference.id, joinRendered);
    expect(await before.get(conference.id)).toMatchObject({ isClosed: true, joins: 1 });
    expect(await before.findByRoom(conference.room)).toBe(conference.id);

    const after = storeOver(table, nowMs + 30 * dayMs);
    expect(await after.get(conference.id)).toBeUndefined();
    expect(await after.load(conference.id)).toBeUndefined();
    expect(await after.changeConference(conference.id, joinRendered)).toBeUndefined();
    expect(await after.changeConference(conference.id, started('session-2'))).toBeUndefined();
    expect(await after.findByRoom(conference.room)).toBeUndefined();
    expect(await after.put(conference)).toBe('stored');
    expect((await loaded(conference, after)).conference).toEqual(conference);
  });
});

test("a conference's PINs are no part of what is loaded", async () => {
  const conference = await stored(table);
  const pins = createPinStore(depsOver(table));
  await pins.put('hash', { conference: conference.id, kind: 'caller', keyId: 'key-1' });
  expect(Object.keys((await loaded(conference, storeOver(table))).seen)).toEqual(['CONF']);
});
