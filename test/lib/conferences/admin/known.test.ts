import { beforeEach, describe, expect, test } from 'vitest';
import { addKnown, removeKnown } from '../../../../lib/conferences/admin/known.ts';
import type { PinKey } from '../../../../lib/conferences/model/pins.ts';
import { inMemoryConferences, pinKey } from '../../../support/conferences.ts';
import { conferenceId, newConference } from '../../../support/new-conference.ts';
import { whyOf } from './provisioner-world.ts';
import type { KnownCaller } from '../../../../lib/conferences/model/known-caller.ts';
import type { KnownAdmin } from '../../../../lib/conferences/ports.ts';

const newer: PinKey = { id: 'newer', key: 'a newer key that hashes numbers in these tests' };
const number = '+12025550188';
const order = { number, dialled: '+12025550151', name: 'Ana' };
const c1 = conferenceId('c1');

function knownWorld() {
  const all = inMemoryConferences([
    newConference('c1', { settings: { knownCallers: 'verified' } }),
    newConference('closed', { isClosed: true }),
  ]);
  const stored = new Map<string, KnownCaller>();
  const admin = {
    put: (hash, caller) => {
      if (stored.has(hash)) return Promise.resolve('exists');
      stored.set(hash, caller);
      return Promise.resolve('stored');
    },
    listOf: (conference) =>
      Promise.resolve(
        [...stored].flatMap(([hash, caller]) => (caller.conference === conference ? [{ hash, caller }] : [])),
      ),
    remove: (hash) => {
      stored.delete(hash);
      return Promise.resolve();
    },
  } satisfies KnownAdmin;
  return { ...all, stored, deps: { ...all.deps, known: admin } };
}

let world: ReturnType<typeof knownWorld>;
beforeEach(() => {
  world = knownWorld();
});

describe('nobody is added', () => {
  test.each(['nowhere', 'closed'])('to a conference that is not there or closed: %s', async (id) => {
    expect(await addKnown(world.deps, conferenceId(id), order)).toMatchObject({ reason: 'refused' });
    expect(world.stored.size).toBe(0);
  });

  test('without the key that hashes numbers', async () => {
    world.world.pinKeys = [];
    expect(await addKnown(world.deps, c1, order)).toMatchObject({ reason: 'failed' });
  });

  test('twice at one dial-in, also under a newer key', async () => {
    const refused = { reason: 'refused', why: 'the caller is known there already' };
    await addKnown(world.deps, c1, order);
    expect(await addKnown(world.deps, c1, order)).toMatchObject(refused);
    world.world.pinKeys = [newer, pinKey];
    expect(await addKnown(world.deps, c1, order)).toMatchObject(refused);
    expect(world.stored.size).toBe(1);
  });

  test('twice at once', async () => {
    const known = { ...world.deps.known, listOf: () => Promise.resolve([]) };
    await addKnown({ ...world.deps, known }, c1, order);
    expect(await addKnown({ ...world.deps, known }, c1, order)).toMatchObject({
      reason: 'refused',
      why: 'the caller is known there already',
    });
  });
});

describe('a known caller', () => {
  test('is stored without the number', async () => {
    const added = await addKnown(world.deps, c1, order);
    expect(added).toMatchObject({ ok: true, setting: 'verified' });
    expect([...world.stored.values()]).toEqual([
      { conference: c1, dialled: order.dialled, name: 'Ana', maskedNumber: '…88', keyId: 'k1' },
    ]);
    expect(JSON.stringify([...world.stored, added])).not.toContain('2025550188');
  });

  test.each([
    ['from another number at the same dial-in', { ...order, number: '+12025550189' }],
    ['from the same number at another dial-in', { ...order, dialled: '+12025550152' }],
  ])('may be known %s too', async (_, other) => {
    await addKnown(world.deps, c1, order);
    const known = { ...world.deps.known, put: () => Promise.resolve('stored' as const) };
    expect(await addKnown({ ...world.deps, known }, c1, other)).toMatchObject({ ok: true });
  });

  test('is removed by its fingerprint, from its own conference only', async () => {
    const added = await addKnown(world.deps, c1, order);
    if (!added.ok) throw new Error(added.why);
    const { fingerprint } = added;
    const elsewhere = await removeKnown(world.deps, conferenceId('closed'), fingerprint);
    expect(whyOf(elsewhere)).toContain('no known caller');
    expect(await removeKnown(world.deps, c1, 'abc')).toMatchObject({ ok: false });
    expect(await removeKnown(world.deps, c1, fingerprint)).toMatchObject({ ok: true });
    expect(world.stored.size).toBe(0);
  });
});
