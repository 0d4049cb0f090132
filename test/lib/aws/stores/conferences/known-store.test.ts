import { beforeAll, describe, expect, test } from 'vitest';
import { createKnownStore } from '../../../../../lib/aws/stores/conferences/known-store.ts';
import type { Table } from '../../../../../lib/aws/table/table.ts';
import { maxKnownMatches } from '../../../../../lib/conferences/call/known-callers.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { conferenceId, depsOver } from '../../conferences.ts';
import type { KnownCaller } from '../../../../../lib/conferences/model/known-caller.ts';

const dialled = '+12025550151';
const weekly = conferenceId('weekly');
const caller: KnownCaller = { conference: weekly, dialled, maskedNumber: '…88', keyId: 'key-1' };
const named: KnownCaller = { ...caller, name: 'Ana', externalId: 'crm-7' };

let table: Table;
let hashes = 0;
beforeAll(async () => {
  table = await freshTable();
});
const storeOver = (over: Table) => createKnownStore(depsOver(over));
const newHash = () => `hash-${(hashes += 1)}`;

describe('a known caller', () => {
  test.each([{ known: caller }, { known: named }])('is found as it was put: %j', async ({ known }) => {
    const hash = newHash();
    expect(await storeOver(table).put(hash, known)).toBe('stored');
    expect(await storeOver(table).find(hash, dialled)).toEqual([known]);
  });

  test.each([
    { what: 'another number', hash: 'other', at: dialled },
    { what: 'at another dial-in', hash: 'known', at: '+12025550152' },
    { what: 'a number that only begins alike', hash: 'know', at: dialled },
  ])('is not $what', async ({ hash, at }) => {
    await storeOver(table).put('known', caller);
    expect(await storeOver(table).find(hash, at)).toEqual([]);
  });

  test('that is there stays as it is', async () => {
    const hash = newHash();
    await storeOver(table).put(hash, named);
    expect(await storeOver(table).put(hash, caller)).toBe('exists');
    expect(await storeOver(table).find(hash, dialled)).toEqual([named]);
  });

  test('is known in each conference apart, of which not more are read than matter', async () => {
    const hash = newHash();
    const conferences = Array.from({ length: maxKnownMatches + 5 }, (_, n) => conferenceId(`many-${n}`));
    for (const conference of conferences) await storeOver(table).put(hash, { ...caller, conference });
    expect(await storeOver(table).find(hash, dialled)).toHaveLength(maxKnownMatches);
  });

  test('is listed by its conference, and gone once it is removed', async () => {
    const other = await freshTable();
    const store = storeOver(other);
    await store.put('hash-b', caller);
    await store.put('hash-a', named);
    await store.put('hash-a', { ...caller, conference: conferenceId('stranger') });
    expect(await store.listOf(weekly)).toEqual([
      { hash: 'hash-a', caller: named },
      { hash: 'hash-b', caller },
    ]);
    await store.remove('hash-a', named);
    expect(await store.listOf(weekly)).toEqual([{ hash: 'hash-b', caller }]);
    expect(await store.find('hash-a', dialled)).toEqual([
      { ...caller, conference: conferenceId('stranger') },
    ]);
  });

  test('moves to another hash, and does not come back from there once it is removed', async () => {
    const other = await freshTable();
    const store = storeOver(other);
    await store.put('old', named);
    const moved = { ...named, keyId: 'key-2' };
    await store.move('old', 'new', moved);
    expect(await store.find('old', dialled)).toEqual([]);
    expect(await store.listOf(weekly)).toEqual([{ hash: 'new', caller: moved }]);
    await store.remove('new', moved);
    await store.move('old', 'new', moved);
    expect(await store.find('new', dialled)).toEqual([]);
  });
});
