import { beforeEach, describe, expect, test } from 'vitest';
import {
  addForwardPin,
  addPin,
  bridgeOverlapMs,
  revokeForwardPin,
  revokePin,
  rotateBridgePin,
} from '../../../lib/conference/administer-pins.ts';
import {
  fingerprintOf,
  type ListedKnown,
  type NotDone,
  type PinBook,
  type RoomOffice,
} from '../../../lib/conference/administer-ports.ts';
import {
  closeConference,
  createConference,
  newConferenceSchema,
} from '../../../lib/conference/administer.ts';
import { hashPin, type PinEntry } from '../../../lib/conference/pins.ts';
import {
  conferenceId,
  inMemoryConferences,
  newConference,
  pinKey,
  startMs,
} from '../../support/conferences.ts';

const order = newConferenceSchema.parse({ name: 'Board meeting', dialIn: '+12025550151' });
const failed: NotDone = { ok: false, reason: 'failed', why: 'the provider is down' };
const dayMs = 86_400_000;

function officeWorld() {
  const all = inMemoryConferences();
  const pins = new Map<string, PinEntry>();
  const live = { count: 0 };
  const known: ListedKnown[] = [];
  const book = {
    put: (hash, entry) => {
      if (pins.has(hash)) return Promise.resolve('exists');
      pins.set(hash, entry);
      return Promise.resolve('stored');
    },
    remove: (hash) => {
      pins.delete(hash);
      return Promise.resolve();
    },
    listOf: (conference) =>
      Promise.resolve(
        [...pins].flatMap(([hash, entry]) =>
          entry.kind !== 'forward' && entry.conference === conference ? [{ hash, entry }] : [],
        ),
      ),
    listForwarding: () =>
      Promise.resolve(
        [...pins].flatMap(([hash, entry]) => (entry.kind === 'forward' ? [{ hash, entry }] : [])),
      ),
    expire: (hash, validUntilMs) => {
      const entry = pins.get(hash);
      if (entry !== undefined) pins.set(hash, { ...entry, validUntilMs });
      return Promise.resolve(entry !== undefined);
    },
    countLive: () => Promise.resolve(live.count),
  } satisfies PinBook;
  const orders: Parameters<RoomOffice['prepare']>[0][] = [];
  const keyed: string[] = [];
  const answers: {
    find: Awaited<ReturnType<RoomOffice['find']>>;
    prepare: Awaited<ReturnType<RoomOffice['prepare']>>;
    rekey: Awaited<ReturnType<RoomOffice['rekey']>>;
    /** What happens at the same time as the room is prepared. */
    meanwhile: () => void;
  } = {
    find: { ok: true, room: 'room-1' },
    prepare: { ok: true, room: 'room-1', url: 'https://acme.digitalsamba.com/board' },
    rekey: { told: 'done' },
    meanwhile: () => undefined,
  };
  let digit = 0;
  const deps = {
    ...all.deps,
    pins: book,
    known: {
      listOf: () => Promise.resolve([...known]),
      remove: (hash: string) => {
        known.splice(0, known.length, ...known.filter((each) => each.hash !== hash));
        return Promise.resolve();
      },
    },
    // Digits that repeat late enough for a handful of PINs to differ.
    randomBelow: (below: number) => ((digit += 1) * 7 + Math.floor(digit / 10)) % below,
    newId: () => 'made',
    office: {
      find: () => Promise.resolve(answers.find),
      prepare: (given) => {
        orders.push(given);
        answers.meanwhile();
        return Promise.resolve(answers.prepare);
      },
      rekey: (room, keys) => {
        keyed.push(`${room} ${keys}`);
        return Promise.resolve(answers.rekey);
      },
    } satisfies RoomOffice,
  };
  const kinds = () => [...pins.values()].map(({ kind }) => kind).sort();
  return { ...all, deps, answers, orders, keyed, pins, known, live, kinds };
}

let office: ReturnType<typeof officeWorld>;
beforeEach(() => {
  office = officeWorld();
});
const id = conferenceId('made');

describe('createConference that fails leaves no PIN behind', () => {
  test('for an opening window that closes first', async () => {
    const settings = { ...order.settings, opensAtMs: startMs + 1, closesAtMs: startMs + 1 };
    expect(await createConference(office.deps, { ...order, settings })).toEqual({
      ok: false,
      reason: 'refused',
      why: 'it would close before it opens',
    });
    expect(office.pins.size).toBe(0);
    expect(office.orders).toEqual([]);
  });

  test('without the key that hashes PINs', async () => {
    office.world.pinKeys = [];
    expect(await createConference(office.deps, order)).toMatchObject({ ok: false, reason: 'failed' });
    expect(office.orders).toEqual([]);
  });

  test('when no room can be made', async () => {
    office.answers.prepare = failed;
    expect(await createConference(office.deps, order)).toEqual(failed);
    expect(office.kinds()).toEqual([]);
  });

  test('when the room to adopt cannot be found', async () => {
    office.answers.find = failed;
    expect(await createConference(office.deps, { ...order, room: 'board' })).toEqual(failed);
    expect(office.orders).toEqual([]);
    expect(office.kinds()).toEqual([]);
  });

  test('when the room is an open conference’s: nothing is changed there', async () => {
    office.addConference(newConference('other', { room: 'room-1' }));
    const created = await createConference(office.deps, { ...order, room: 'board' });
    expect(created).toMatchObject({ ok: false, reason: 'refused' });
    expect(JSON.stringify(created)).toContain('other');
    expect(office.orders).toEqual([]);
    expect(office.kinds()).toEqual([]);
  });

  test('when the room is taken while it is prepared', async () => {
    office.answers.meanwhile = () => office.addConference(newConference('other', { room: 'room-1' }));
    const created = await createConference(office.deps, { ...order, room: 'board' });
    expect(created).toMatchObject({ ok: false, reason: 'refused' });
    expect(JSON.stringify(created)).toContain('rotate the bridge PIN');
    expect(office.kinds()).toEqual([]);
  });

  test('when the id is taken', async () => {
    office.addConference(newConference('made'));
    const created = await createConference(office.deps, order);
    expect(created).toMatchObject({ ok: false, why: 'its id is taken' });
    expect(office.kinds()).toEqual([]);
  });
});

describe('createConference', () => {
  test('lets the bridge key a PIN of its own, after pauses', async () => {
    const created = await createConference(office.deps, { ...order, bridgeDialIn: '+12025550152' });
    if (!created.ok) throw new Error(created.why);
    const [prepared] = office.orders;
    expect(prepared).toMatchObject({ room: undefined, bridgeNumber: '+12025550152' });
    const bridgePin = /^WWWW(\d{14})#$/.exec(prepared?.bridgeKeys ?? '')?.[1] ?? '';
    expect(office.pins.get(hashPin(pinKey.key, bridgePin))).toMatchObject({ kind: 'bridge', conference: id });
    expect(office.pins.get(hashPin(pinKey.key, created.pin))).toMatchObject({
      kind: 'caller',
      conference: id,
    });
    expect(created.pin).toHaveLength(11);
    expect(created.invitation.split('\n').at(-1)).toBe(`One tap: tel:+12025550151,,${created.pin}%23`);
    expect(JSON.stringify(created.conference)).not.toContain(created.pin);
  });

  test('adopts a room of a conference that is closed', async () => {
    office.addConference(newConference('other', { room: 'room-1', isClosed: true }));
    expect(await createConference(office.deps, { ...order, room: 'board' })).toMatchObject({ ok: true });
    expect(office.orders).toMatchObject([{ room: 'room-1', bridgeNumber: '+12025550151' }]);
  });

  test('gives up when random PINs are always taken', async () => {
    await createConference(office.deps, order);
    const deps = { ...office.deps, randomBelow: () => 0 };
    await addPin(deps, id, {});
    await expect(addPin(deps, id, {})).rejects.toThrow('randomness');
  });
});

describe('closeConference', () => {
  test('knows no other', async () => {
    expect(await closeConference(office.deps, id)).toMatchObject({ ok: false, reason: 'refused' });
    expect(office.record.wakes).toEqual([]);
  });

  test('wakes the conference, lets its PINs end with it, and knows nobody there any more', async () => {
    await createConference(office.deps, order);
    await addPin(office.deps, id, { name: 'Ana', validUntilMs: startMs + dayMs });
    office.known.push({
      hash: 'hash',
      caller: { conference: id, dialled: order.dialIn, maskedNumber: '…88', keyId: 'key-1' },
    });
    expect(await closeConference(office.deps, id)).toMatchObject({
      ok: true,
      conference: { isClosed: true },
    });
    expect(await closeConference(office.deps, id)).toMatchObject({ ok: true });
    expect(office.record.wakes).toEqual([id, id]);
    const until = [...office.pins.values()].map(({ validUntilMs }) => validUntilMs);
    expect(until).toEqual([startMs + 30 * dayMs, startMs + 30 * dayMs, startMs + dayMs]);
    expect(office.known).toEqual([]);
  });
});

describe('addPin refuses', () => {
  test.each([
    { what: 'a conference that is not there', to: 'nowhere', owner: {} },
    { what: 'a closed conference', to: 'closed', owner: {} },
    { what: 'a PIN that has expired', to: 'open', owner: { validUntilMs: startMs } },
  ])('$what', async ({ to, owner }) => {
    office.addConference(newConference('closed', { isClosed: true }));
    office.addConference(newConference('open'));
    expect(await addPin(office.deps, conferenceId(to), owner)).toMatchObject({
      ok: false,
      reason: 'refused',
    });
    expect(office.kinds()).toEqual([]);
  });

  test('without the key that hashes PINs', async () => {
    office.addConference(newConference('open'));
    office.world.pinKeys = [];
    expect(await addPin(office.deps, conferenceId('open'), {})).toMatchObject({ reason: 'failed' });
  });
});

describe('revokePin', () => {
  const bridgeFingerprint = () =>
    [...office.pins].filter(([, { kind }]) => kind === 'bridge').map(([hash]) => fingerprintOf(hash))[0] ??
    '';

  test.each([
    { what: 'too few digits', fingerprint: 'abc' },
    { what: 'digits that no PIN has', fingerprint: 'ffffffff0' },
  ])('refuses $what', async ({ fingerprint }) => {
    await createConference(office.deps, order);
    expect(await revokePin(office.deps, id, fingerprint)).toMatchObject({ ok: false, reason: 'refused' });
    expect(office.kinds()).toEqual(['bridge', 'caller']);
  });

  test('refuses what several PINs begin with', async () => {
    const entry = { conference: id, kind: 'caller', keyId: 'v1' } as const;
    await office.deps.pins.put(Buffer.from('abcdef01', 'hex').toString('base64url'), entry);
    await office.deps.pins.put(Buffer.from('abcdef02', 'hex').toString('base64url'), entry);
    expect(await revokePin(office.deps, id, 'abcdef')).toMatchObject({ ok: false });
    expect(await revokePin(office.deps, id, 'ABCDEF02')).toMatchObject({ ok: true });
    expect(office.pins.size).toBe(1);
  });

  test('never takes the PIN of another conference', async () => {
    await createConference(office.deps, order);
    office.addConference(newConference('other'));
    const added = await addPin(office.deps, conferenceId('other'), {});
    if (!added.ok) throw new Error(added.why);
    expect(await revokePin(office.deps, id, added.fingerprint)).toMatchObject({ ok: false });
    expect(await revokePin(office.deps, conferenceId('other'), added.fingerprint)).toMatchObject({
      ok: true,
    });
  });

  test('takes the bridge’s only after its rotation', async () => {
    await createConference(office.deps, order);
    const old = bridgeFingerprint();
    expect(await revokePin(office.deps, id, old)).toMatchObject({ ok: false, reason: 'refused' });
    await rotateBridgePin(office.deps, id);
    expect(await revokePin(office.deps, id, old)).toMatchObject({ ok: true });
    expect(office.kinds()).toEqual(['bridge', 'caller']);
  });
});

describe('rotateBridgePin', () => {
  const bridges = () => [...office.pins.values()].filter(({ kind }) => kind === 'bridge');

  test.each([
    { what: 'one that is not there', change: undefined },
    { what: 'a closed one', change: { isClosed: true } },
  ])('refuses $what', async ({ change }) => {
    if (change !== undefined) office.addConference(newConference('made', change));
    expect(await rotateBridgePin(office.deps, id)).toMatchObject({ ok: false, reason: 'refused' });
    expect(office.keyed).toEqual([]);
  });

  test('that the room refuses keeps the old PIN alone', async () => {
    await createConference(office.deps, order);
    office.answers.rekey = { told: 'refused', why: 'no' };
    expect(await rotateBridgePin(office.deps, id)).toEqual({ ok: false, reason: 'failed', why: 'no' });
    expect(bridges()).toHaveLength(1);
    expect(bridges()[0]?.validUntilMs).toBeUndefined();
  });

  test('of which nobody knows whether it worked keeps both, until it is repeated', async () => {
    await createConference(office.deps, order);
    office.answers.rekey = { told: 'unknown', why: 'silence' };
    expect(await rotateBridgePin(office.deps, id)).toMatchObject({ ok: false, reason: 'failed' });
    expect(bridges().map(({ validUntilMs }) => validUntilMs)).toEqual([undefined, undefined]);
    office.answers.rekey = { told: 'done' };
    expect(await rotateBridgePin(office.deps, id)).toMatchObject({ ok: true });
    const until = startMs + bridgeOverlapMs;
    expect(bridges().map(({ validUntilMs }) => validUntilMs)).toEqual([until, until, undefined]);
  });

  test('tells the room the new one, and lets the old one end a little later', async () => {
    await createConference(office.deps, order);
    const rotated = await rotateBridgePin(office.deps, id);
    expect(rotated).toMatchObject({ ok: true, oldValidUntilMs: startMs + bridgeOverlapMs });
    const [, keys = ''] = /^room-1 WWWW(\d{14})#$/.exec(office.keyed[0] ?? '') ?? [];
    expect(office.pins.get(hashPin(pinKey.key, keys))).toEqual({
      conference: id,
      kind: 'bridge',
      keyId: 'k1',
    });
    expect(JSON.stringify(rotated)).not.toContain(keys);
    // Repeated soon, it leaves the earlier end as it is.
    await rotateBridgePin(office.deps, id);
    expect(bridges()[0]?.validUntilMs).toBe(startMs + bridgeOverlapMs);
  });
});

describe('a PIN of a length that is asked for', () => {
  beforeEach(() => office.addConference(newConference('made')));

  test.each([
    { live: 0, digits: 10, why: 'it takes 11' },
    { live: 1_000, digits: 11, why: 'it takes 12' },
    { live: 0, digits: 21, why: '20 digits at most' },
  ])('is refused with $live live and $digits digits: $why', async ({ live, digits, why }) => {
    office.live.count = live;
    const added = await addPin(office.deps, id, { digits });
    expect(added).toMatchObject({ ok: false, reason: 'refused' });
    expect(added.ok ? '' : added.why).toContain(why);
    expect(office.kinds()).toEqual([]);
  });

  test.each([
    { live: 0, digits: undefined, length: 11 },
    { live: 999, digits: undefined, length: 11 },
    { live: 1_000, digits: undefined, length: 12 },
    { live: 9_999, digits: undefined, length: 12 },
    { live: 10_000, digits: undefined, length: 13 },
    { live: 0, digits: 20, length: 20 },
  ])('with $live live and $digits digits asked for has $length', async ({ live, digits, length }) => {
    office.live.count = live;
    const added = await addPin(office.deps, id, { digits });
    expect(added.ok && added.pin).toHaveLength(length);
  });

  test('holds for the first PIN of a conference too', async () => {
    office.live.count = 5_000;
    const created = await createConference({ ...office.deps, newId: () => 'new' }, order);
    expect(created.ok && created.pin).toHaveLength(12);
  });
});

describe('a PIN that forwards', () => {
  const target = { address: 'board@example.sip.daily.co', route: 'board_room' };

  test.each([
    { what: 'that has expired', change: { validUntilMs: startMs }, reason: 'refused' },
    { what: 'that is too short', change: { digits: 4 }, reason: 'refused' },
  ])('$what is not made', async ({ change, reason }) => {
    expect(await addForwardPin(office.deps, target, change)).toMatchObject({ ok: false, reason });
    expect(office.pins.size).toBe(0);
  });

  test('is made without a conference, and revoked by its fingerprint alone', async () => {
    const added = await addForwardPin(office.deps, target, { name: 'Board' });
    if (!added.ok) throw new Error(added.why);
    expect([...office.pins.values()]).toEqual([{ kind: 'forward', ...target, name: 'Board', keyId: 'k1' }]);
    expect(await revokeForwardPin(office.deps, 'ffffffff0')).toMatchObject({ ok: false });
    expect(await revokeForwardPin(office.deps, added.fingerprint)).toMatchObject({ ok: true });
    expect(office.pins.size).toBe(0);
  });
});
