import { beforeEach, describe, expect, test } from 'vitest';
import { findPin } from '../../../../lib/conferences/call/find-pin.ts';
import type { PinKey } from '../../../../lib/conferences/model/pins.ts';
import { c1, conferenceWorld, type ConferenceWorld } from '../support.ts';

const current: PinKey = { id: 'current', key: 'the key that hashes PINs now, in these tests' };
const older: PinKey = { id: 'older', key: 'the key that hashed PINs before, in these tests' };
const pin = '01234567890';
const entry = { conference: c1, kind: 'caller', name: 'Ana' };

let world: ConferenceWorld;
let polls: string[];
beforeEach(() => {
  world = conferenceWorld();
  polls = [];
  world.world.before = (operation) => {
    polls.push(operation);
    return Promise.resolve();
  };
});
const find = (keys: readonly [PinKey, ...PinKey[]] = [current, older]) => findPin(world.deps, keys, pin);
const keyIds = () => world.pinKeyIds(pin, [current, older]);

describe('a PIN', () => {
  test.each<[string, readonly [PinKey, ...PinKey[]], number]>([
    ['with one live key', [current], 1],
    ['with two live keys, once more for one that moves meanwhile', [current, older], 3],
  ])('that nobody made is not found: %s', async (_, keys, max) => {
    expect(await find(keys)).toBeUndefined();
    expect(polls).toEqual(Array.from({ length: max }, () => 'pins.find'));
  });

  test('under a key that is not live any more is not found', async () => {
    world.addPin(pin, entry, older);
    expect(await find([current])).toBeUndefined();
    expect(keyIds()).toEqual(['older']);
  });

  test('under the current key costs one look', async () => {
    world.addPin(pin, entry, current);
    expect(await find()).toMatchObject(entry);
    expect(polls).toEqual(['pins.find']);
  });

  test('under the older key opens the same, and moves to the current one', async () => {
    world.addPin(pin, entry, older);
    expect(await find()).toMatchObject(entry);
    expect(keyIds()).toEqual(['current']);
    polls = [];
    expect(await find()).toMatchObject(entry);
    expect(polls).toEqual(['pins.find']);
  });

  test('that cannot move is right all the same, stays where it is, and that is logged', async () => {
    world.addPin(pin, entry, older);
    world.world.before = (operation) =>
      operation === 'pins.move' ? Promise.reject(new Error('throttled')) : Promise.resolve();
    expect(await find()).toMatchObject(entry);
    expect(keyIds()).toEqual(['older']);
    expect(world.record.logs).toMatchObject([
      { level: 'error', code: 'pin-not-rehashed', fields: { what: 'pin' } },
    ]);
    expect(JSON.stringify(world.record.logs)).not.toContain(pin);
  });

  test('that another call moves between two looks is found', async () => {
    world.addPin(pin, entry, older);
    let finds = 0;
    world.world.before = async (operation) => {
      if (operation !== 'pins.find') return;
      finds += 1;
      if (finds === 2) await findPin(world.deps, [current, older], pin);
    };
    expect(await find()).toMatchObject(entry);
    expect(finds).toBeGreaterThan(3);
  });
});
