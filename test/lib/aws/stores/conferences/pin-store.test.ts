import { beforeAll, describe, expect, test } from 'vitest';
import { createPinStore } from '../../../../../lib/aws/stores/conferences/pin-store.ts';
import { pinPointerKey, readItem, type Table } from '../../../../../lib/aws/table/table.ts';
import type { ConferencePin, ForwardPin } from '../../../../../lib/conferences/model/pins.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { freshTable } from '../../../../support/dynamo.ts';
import { conferenceId, depsOver, injectConflicts, nowMs } from '../../conferences.ts';
import { injectFaults } from '../../faults.ts';

const dayMs = 86_400_000;
const conference = conferenceId('weekly');
const entry: ConferencePin = { conference, kind: 'caller', keyId: 'key-1' };
const personal: ConferencePin = { ...entry, name: 'Ada', externalId: 'crm-7', validUntilMs: nowMs + dayMs };
const forwarding: ForwardPin = {
  kind: 'forward',
  address: 'board@example.sip.daily.co',
  route: 'board_room',
  keyId: 'key-1',
};
const forgottenAtMs = nowMs + 31 * dayMs;

let table: Table;
let pins = 0;
beforeAll(async () => {
  table = await freshTable();
});
const storeOver = (over: Table, now = nowMs) => createPinStore(depsOver(over, now));
const newHash = () => `hash-${(pins += 1)}`;

describe('a PIN', () => {
  test('that is not there is not found, removed or made to expire', async () => {
    const store = storeOver(table);
    expect(await store.find('no-hash')).toBeUndefined();
    await store.remove('no-hash');
    expect(await store.expire('no-hash', nowMs)).toBe(false);
    expect(await store.find('no-hash')).toBeUndefined();
  });

  test.each([{ pin: entry }, { pin: personal }, { pin: forwarding }])(
    'is found as it was put: %j',
    async ({ pin }) => {
      const hash = newHash();
      expect(await storeOver(table).put(hash, pin)).toBe('stored');
      expect(await storeOver(table).find(hash)).toEqual(pin);
    },
  );

  test('that exists stays as it is, and nobody else lists it', async () => {
    const hash = newHash();
    const stranger = conferenceId('stranger');
    await storeOver(table).put(hash, entry);
    expect(await storeOver(table).put(hash, { ...entry, conference: stranger })).toBe('exists');
    expect(await storeOver(table).find(hash)).toEqual(entry);
    expect(await storeOver(table).listOf(stranger)).toEqual([]);
  });

  test('that has expired is there for thirty days more, so that this can be said', async () => {
    const hash = newHash();
    await storeOver(table).put(hash, personal);
    expect(await storeOver(table, forgottenAtMs - 1).find(hash)).toEqual(personal);
    expect(await storeOver(table, forgottenAtMs).find(hash)).toBeUndefined();
    expect(await storeOver(table, forgottenAtMs).put(hash, entry)).toBe('stored');
    expect(await storeOver(table, forgottenAtMs).find(hash)).toEqual(entry);
  });

  test('opens nothing once it is removed, and may be put again', async () => {
    const hash = newHash();
    await storeOver(table).put(hash, entry);
    await storeOver(table).remove(hash);
    expect(await storeOver(table).find(hash)).toBeUndefined();
    expect(await readItem(table, pinPointerKey(conference, hash), nowMs)).toBeUndefined();
    expect(await storeOver(table).put(hash, personal)).toBe('stored');
  });

  test('is put once if transactions meet or the answer gets lost', async () => {
    const other = await freshTable();
    injectConflicts(other.client, 2);
    injectFaults(other.client, ['answer-lost']);
    expect(await storeOver(other).put('hash', entry)).toBe('stored');
  });

  test('is won by one of many who draw it at once', async () => {
    const hash = newHash();
    const puts = Array.from({ length: 10 }, () => storeOver(table).put(hash, entry));
    expect((await Promise.all(puts)).filter((outcome) => outcome === 'stored')).toHaveLength(1);
  });

  test('can be made to expire, and is then forgotten with its pointer', async () => {
    const hash = newHash();
    await storeOver(table).put(hash, { ...entry, kind: 'bridge' });
    expect(await storeOver(table).expire(hash, nowMs + dayMs)).toBe(true);
    expect(await storeOver(table).find(hash)).toEqual({
      ...entry,
      kind: 'bridge',
      validUntilMs: nowMs + dayMs,
    });
    expect(await storeOver(table, forgottenAtMs).find(hash)).toBeUndefined();
    expect(await readItem(table, pinPointerKey(conference, hash), forgottenAtMs)).toBeUndefined();
  });
});

describe("a conference's PINs", () => {
  test('are listed, whatever their number, and those of others not', async () => {
    const other = await freshTable();
    const store = storeOver(other);
    const hashes = Array.from({ length: 60 }, (_, index) => `hash-${100 + index}`);
    for (const hash of hashes.toReversed()) await store.put(hash, entry);
    await store.put('other', { ...entry, conference: conferenceId('other') });
    expect(await store.listOf(conference)).toEqual(hashes.map((hash) => ({ hash, entry })));
  });

  test('are not those that a pointer was left behind of', async () => {
    const mine = conferenceId('mine');
    const theirs = newHash();
    await storeOver(table).put(theirs, entry);
    for (const hash of ['removed', theirs])
      await table.client.send(
        new PutCommand({ TableName: table.name, Item: { ...pinPointerKey(mine, hash), hash } }),
      );
    expect(await storeOver(table).listOf(mine)).toEqual([]);
  });
});

describe('PINs that forward', () => {
  test('are listed apart, and can be made to expire and removed', async () => {
    const store = storeOver(await freshTable());
    await store.put('caller', entry);
    await store.put('forward', forwarding);
    expect(await store.listForwarding()).toEqual([{ hash: 'forward', entry: forwarding }]);
    expect(await store.listOf(conference)).toEqual([{ hash: 'caller', entry }]);
    expect(await store.expire('forward', nowMs + dayMs)).toBe(true);
    expect(await store.find('forward')).toEqual({ ...forwarding, validUntilMs: nowMs + dayMs });
    await store.remove('forward');
    expect(await store.listForwarding()).toEqual([]);
  });
});

describe('a PIN that moves to another hash', () => {
  test.each([{ pin: personal }, { pin: entry }, { pin: forwarding }])(
    'is there and nowhere else: %j',
    async ({ pin }) => {
      const other = await freshTable();
      const store = storeOver(other);
      await store.put('old', pin);
      const moved = { ...pin, keyId: 'key-2' };
      await store.move('old', 'new', moved);
      expect(await store.find('old')).toBeUndefined();
      expect(await store.find('new')).toEqual(moved);
      expect([...(await store.listOf(conference)), ...(await store.listForwarding())]).toEqual([
        { hash: 'new', entry: moved },
      ]);
      expect(await store.countLive()).toBe(1);
    },
  );

  test('moves once, however many move it at once', async () => {
    const store = storeOver(await freshTable());
    await store.put('old', entry);
    await Promise.all(Array.from({ length: 5 }, () => store.move('old', 'new', entry)));
    expect(await store.find('new')).toEqual(entry);
    expect(await store.find('old')).toBeUndefined();
  });

  test('does not come back if it was revoked before, or is after', async () => {
    const store = storeOver(await freshTable());
    await store.move('revoked', 'new', entry);
    expect(await store.find('new')).toBeUndefined();
    await store.put('old', entry);
    await store.move('old', 'new', entry);
    await store.remove('new');
    await store.move('old', 'new', entry);
    expect(await store.find('new')).toBeUndefined();
    expect(await store.expire('old', nowMs + dayMs)).toBe(false);
    expect(await store.find('old')).toBeUndefined();
  });
});

describe('the live PINs', () => {
  test('are counted without those that have expired or were removed', async () => {
    const other = await freshTable();
    const store = storeOver(other);
    expect(await store.countLive()).toBe(0);
    await store.put('for-ever', entry);
    await store.put('for-a-day', personal);
    await store.put('forwarding', forwarding);
    await store.put('removed', entry);
    await store.remove('removed');
    expect(await store.countLive()).toBe(3);
    expect(await storeOver(other, nowMs + dayMs).countLive()).toBe(2);
    await store.expire('for-ever', nowMs);
    expect(await store.countLive()).toBe(2);
  });

  test('are counted with those that are too short, which are counted by themselves as well', async () => {
    const store = storeOver(await freshTable());
    await store.put('for-ever', entry);
    await store.put('short', { ...personal, isGuessable: true });
    expect([await store.countLive(), await store.countGuessable()]).toEqual([2, 1]);
    await store.expire('short', nowMs + 1);
    expect([await store.countLive(), await store.countGuessable()]).toEqual([2, 1]);
    await store.expire('short', nowMs);
    expect([await store.countLive(), await store.countGuessable()]).toEqual([1, 0]);
  });
});
