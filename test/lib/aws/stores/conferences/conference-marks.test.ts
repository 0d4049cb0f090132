import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { callerKey, dueListOf, type Table } from '../../../../../lib/aws/table/table.ts';
import type { Conference } from '../../../../../lib/conferences/model/conference.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import {
  admitted,
  callId,
  conferenceId,
  hand,
  itemAt,
  joinRendered,
  loaded,
  newConference,
  nowMs,
  started,
  stored,
  storeOver,
} from '../../conferences.ts';

const dayMs = 86_400_000;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('unfinished business', () => {
  let table: Table;
  let store: ReturnType<typeof storeOver>;
  beforeEach(async () => {
    table = await freshTable();
    store = storeOver(table);
  });

  test('is none for a new conference, nor for a join that was only rendered', async () => {
    const { id } = await stored(table);
    await store.changeConference(id, joinRendered);
    expect(await store.due(nowMs, 10)).toEqual([]);
  });

  test('is what an event has changed, from its moment on, once for each conference, the longest waiting first', async () => {
    const [first, second, third] = [await stored(table), await stored(table), await stored(table)];
    const later = storeOver(table, nowMs + 20);
    await later.changeConference(third.id, started('session-1'));
    for (const call of ['call-1', 'call-2', 'call-3'])
      await storeOver(table, nowMs + 10).changeCaller(first.id, callId(call), admitted(first, call));
    await store.changeConference(second.id, started('session-1'));
    // A later event does not make it wait less long.
    await later.changeConference(second.id, started('session-2'));
    await later.changeConference(second.id, started('session-2'));

    expect(await store.due(nowMs - 1, 10)).toEqual([]);
    expect(await store.due(nowMs + 19, 10)).toEqual([second.id, first.id]);
    expect(await store.due(nowMs + 20, 10)).toEqual([second.id, first.id, third.id]);
    expect(await store.due(nowMs + 20, 2)).toEqual([second.id, first.id]);
  });

  test('is none when all of it is finished, until the moment named', async () => {
    const conference = await stored(table);
    await store.changeConference(conference.id, started('session-1'));
    await store.changeCaller(conference.id, callId('call-1'), admitted(conference, 'call-1'));

    await store.finished(conference.id, (await loaded(conference, store)).seen, nowMs + 60_000);
    expect(await store.due(nowMs + 59_999, 10)).toEqual([]);
    expect(await store.due(nowMs + 60_000, 10)).toEqual([conference.id]);

    await store.finished(conference.id, (await loaded(conference, store)).seen, undefined);
    expect(await store.due(nowMs + dayMs, 10)).toEqual([]);
  });

  test('of an event is not put off by a moment named before it', async () => {
    const conference = await stored(table);
    await store.finished(conference.id, (await loaded(conference, store)).seen, nowMs + 60_000);
    await store.changeConference(conference.id, started('session-1'));
    expect(await store.due(nowMs, 10)).toEqual([conference.id]);
  });

  const meanwhile = [
    { what: 'the conference', change: (id: Conference['id']) => store.changeConference(id, started('new')) },
    {
      what: 'a caller',
      change: (id: Conference['id']) => store.changeCaller(id, callId('call-1'), hand(true)),
    },
    {
      what: 'a new caller',
      change: (id: Conference['id']) =>
        store.changeCaller(id, callId('call-2'), admitted(newConference({ id }), 'call-2')),
    },
  ];
  test.each(meanwhile)('of an event about $what that came in meanwhile stays', async ({ change }) => {
    const conference = await stored(table);
    await store.changeConference(conference.id, started('old'));
    await store.changeCaller(conference.id, callId('call-1'), admitted(conference, 'call-1'));
    const { seen } = await loaded(conference, store);
    await change(conference.id);
    await store.finished(conference.id, seen, undefined);
    expect(await store.due(nowMs, 10)).toEqual([conference.id]);
    await store.finished(conference.id, (await loaded(conference, store)).seen, undefined);
    expect(await store.due(nowMs, 10)).toEqual([]);
  });

  test('is finished also if a join was rendered meanwhile', async () => {
    const conference = await stored(table);
    await store.changeConference(conference.id, started('session-1'));
    const { seen } = await loaded(conference, store);
    await store.changeConference(conference.id, joinRendered);
    await store.finished(conference.id, seen, undefined);
    expect(await store.due(nowMs, 10)).toEqual([]);
  });

  test('is not hidden behind a conference of more callers than a page holds', async () => {
    const big = await stored(table);
    const [first, ...others] = numbers(520).map((index) => `call-${1000 + index}`);
    if (first === undefined) throw new Error('unreachable');
    await store.changeCaller(big.id, callId(first), admitted(big, first, 'n'.repeat(2_500)));
    const one = await itemAt(table, callerKey(big.id, callId(first)));
    for (let from = 0; from < others.length; from += 25) {
      const puts = others.slice(from, from + 25).map((call) => ({
        PutRequest: { Item: { ...one, ...callerKey(big.id, callId(call)), call } },
      }));
      await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
    }
    const sameList = numbers(50)
      .map((index) => conferenceId(`small-${index}`))
      .find((id) => dueListOf(id) === dueListOf(big.id));
    if (sameList === undefined) throw new Error('unreachable');
    const small = await stored(table, { id: sameList });
    await storeOver(table, nowMs + 1).changeConference(small.id, started('session-1'));
    expect(await store.due(nowMs + 1, 2)).toEqual([big.id, small.id]);

    const { callers, seen } = await loaded(big, store);
    expect(callers).toHaveLength(520);
    await store.finished(big.id, seen, undefined);
    expect(await store.due(nowMs + 1, 2)).toEqual([small.id]);
  });
});
