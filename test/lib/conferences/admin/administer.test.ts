import { beforeEach, describe, expect, test } from 'vitest';
import { addPin, storeBridgePin } from '../../../../lib/conferences/admin/pins.ts';
import {
  closeConference,
  createConference,
  invitationOf,
} from '../../../../lib/conferences/admin/administer.ts';
import { hashPin } from '../../../../lib/conferences/model/pins.ts';
import { pinKey } from '../../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../../support/new-conference.ts';
import { id, provisionerWorld, order, type ProvisionerWorld } from './provisioner-world.ts';
import type { NotDone } from '../../../../lib/conferences/model/not-done.ts';

const failed: NotDone = { ok: false, reason: 'failed', why: 'the provider is down' };
const dayMs = 86_400_000;

let provisioner: ProvisionerWorld;
beforeEach(() => {
  provisioner = provisionerWorld();
});

describe('createConference that fails leaves no PIN behind', () => {
  test('for an opening window that closes first', async () => {
    const settings = { ...order.settings, opensAtMs: startMs + 1, closesAtMs: startMs + 1 };
    expect(await createConference(provisioner.deps, { ...order, settings })).toEqual({
      ok: false,
      reason: 'refused',
      why: 'it would close before it opens',
    });
    expect(provisioner.pins.size).toBe(0);
    expect(provisioner.orders).toEqual([]);
  });

  test('without the key that hashes PINs', async () => {
    provisioner.world.pinKeys = [];
    expect(await createConference(provisioner.deps, order)).toMatchObject({ ok: false, reason: 'failed' });
    expect(provisioner.orders).toEqual([]);
  });

  test('when no room can be made', async () => {
    provisioner.answers.prepare = failed;
    expect(await createConference(provisioner.deps, order)).toEqual(failed);
    expect(provisioner.kinds()).toEqual([]);
  });

  test('when the room to adopt cannot be found', async () => {
    provisioner.answers.find = failed;
    const asked: string[] = [];
    provisioner.world.before = (operation) => Promise.resolve(void asked.push(operation));
    expect(await createConference(provisioner.deps, { ...order, room: 'board' })).toEqual(failed);
    expect(asked).toEqual([]);
    expect(provisioner.orders).toEqual([]);
    expect(provisioner.kinds()).toEqual([]);
  });

  test('when the room is an open conference’s: nothing is changed there', async () => {
    provisioner.addConference(newConference('other', { room: 'room-1' }));
    const created = await createConference(provisioner.deps, { ...order, room: 'board' });
    expect(created).toMatchObject({ ok: false, reason: 'refused' });
    expect(JSON.stringify(created)).toContain('other');
    expect(provisioner.orders).toEqual([]);
    expect(provisioner.kinds()).toEqual([]);
  });

  test('when the room is taken while it is prepared', async () => {
    provisioner.answers.meanwhile = () =>
      provisioner.addConference(newConference('other', { room: 'room-1' }));
    const created = await createConference(provisioner.deps, { ...order, room: 'board' });
    expect(created).toMatchObject({ ok: false, reason: 'refused' });
    expect(JSON.stringify(created)).toMatch(/rotate the bridge PIN of .+ its room was told another/);
    expect(provisioner.kinds()).toEqual([]);
  });

  test('when the id is taken', async () => {
    provisioner.addConference(newConference('made'));
    const created = await createConference(provisioner.deps, order);
    expect(created).toMatchObject({ ok: false, why: 'its id is taken' });
    expect(provisioner.kinds()).toEqual([]);
  });
});

describe('createConference', () => {
  test('makes one that nobody is in, with the bridge out and never tried', async () => {
    const created = await createConference(provisioner.deps, order);
    const expected = newConference('made', { name: order.name, room: 'room-1', dialIn: order.dialIn });
    expect(created).toMatchObject({ ok: true, conference: expected });
    expect(provisioner.conference('made')).toEqual(expected);
  });

  test('lets the bridge key a PIN of its own, after pauses', async () => {
    const created = await createConference(provisioner.deps, { ...order, bridgeDialIn: '+12025550152' });
    if (!created.ok) throw new Error(created.why);
    const [prepared] = provisioner.orders;
    expect(prepared).toMatchObject({ room: undefined, bridgeNumber: '+12025550152' });
    const bridgePin = /^WWWW(\d{14})#$/.exec(prepared?.bridgeKeys ?? '')?.[1] ?? '';
    expect(provisioner.pins.get(hashPin(pinKey.key, bridgePin))).toMatchObject({
      kind: 'bridge',
      conference: id,
    });
    expect(provisioner.pins.get(hashPin(pinKey.key, created.pin))).toMatchObject({
      kind: 'caller',
      conference: id,
    });
    expect(created.pin).toHaveLength(11);
    expect(created.invitation).toBe(invitationOf(order, created.pin));
    expect(JSON.stringify(created.conference)).not.toContain(created.pin);
  });

  test('adopts a room of a conference that is closed', async () => {
    provisioner.addConference(newConference('other', { room: 'room-1', isClosed: true }));
    expect(await createConference(provisioner.deps, { ...order, room: 'board' })).toMatchObject({ ok: true });
    expect(provisioner.orders).toMatchObject([{ room: 'room-1', bridgeNumber: '+12025550151' }]);
  });
});

describe('createConference by an id of its own', () => {
  const own = conferenceId('weekly');

  test('makes that', async () => {
    expect(await createConference(provisioner.deps, { ...order, id: own })).toMatchObject({ ok: true });
    expect(provisioner.conference('weekly').id).toBe(own);
  });

  test('that is taken makes none: no room is asked for, and no PIN made', async () => {
    provisioner.addConference(newConference('weekly'));
    const why = 'its id is taken';
    expect(await createConference(provisioner.deps, { ...order, id: own })).toEqual({
      ...{ ok: false, reason: 'refused', why },
    });
    expect([provisioner.orders, provisioner.kinds()]).toEqual([[], []]);
  });

  test('which is new is looked for nowhere', async () => {
    const asked: string[] = [];
    provisioner.world.before = (operation) => Promise.resolve(void asked.push(operation));
    await createConference(provisioner.deps, order);
    expect(asked).toEqual(['conferences.put']);
  });

  test.each([
    [true, ['bridge', 'caller']],
    [false, ['bridge', 'bridge', 'caller']],
  ])(
    'whose first try has died after the bridge’s PIN: that opens nothing if it is said: %s',
    async (isRepeated, kinds) => {
      await storeBridgePin(provisioner.deps, pinKey, own);
      expect(provisioner.kinds()).toEqual(['bridge']);
      await createConference(
        { ...provisioner.deps, ...(isRepeated && { isRepeated }) },
        { ...order, id: own },
      );
      expect(provisioner.kinds()).toEqual(kinds);
      expect(provisioner.orders).toMatchObject([{ isRepeated }]);
    },
  );
});

describe('an invitation', () => {
  test.each([
    [
      '01234567890',
      [
        'Board meeting',
        'Dial +12025550151 and key 01234567890#.',
        'One tap: tel:+12025550151,,01234567890%23',
      ],
    ],
    [undefined, ['Board meeting', 'Dial +12025550151 and key your PIN and #.', 'One tap: tel:+12025550151']],
  ])('with the PIN %s', (pin, lines) => {
    expect(invitationOf(order, pin).split('\n')).toEqual(lines);
  });
});

describe('closeConference', () => {
  test('knows no other', async () => {
    expect(await closeConference(provisioner.deps, id)).toMatchObject({ ok: false, reason: 'refused' });
    expect(provisioner.record.wakes).toEqual([]);
  });

  test('wakes the conference, lets its PINs end with it, and knows nobody there any more', async () => {
    await createConference(provisioner.deps, order);
    await addPin(provisioner.deps, id, { name: 'Ana', validUntilMs: startMs + dayMs });
    provisioner.known.push({
      hash: 'hash',
      caller: { conference: id, dialled: order.dialIn, maskedNumber: '…88', keyId: 'key-1' },
    });
    expect(await closeConference(provisioner.deps, id)).toMatchObject({
      ok: true,
      conference: { isClosed: true },
    });
    expect(await closeConference(provisioner.deps, id)).toMatchObject({ ok: true });
    expect(provisioner.record.wakes).toEqual([id, id]);
    const until = [...provisioner.pins.values()].map(({ validUntilMs }) => validUntilMs);
    expect(until).toEqual([startMs + 30 * dayMs, startMs + 30 * dayMs, startMs + dayMs]);
    expect(provisioner.known).toEqual([]);
  });
});
