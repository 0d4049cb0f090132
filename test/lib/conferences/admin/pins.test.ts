import { beforeEach, describe, expect, test } from 'vitest';
import {
  addForwardPin,
  addPin,
  bridgeOverlapMs,
  keepPin,
  revokeForwardPin,
  revokePin,
  revokeUntold,
  revokeUntoldForward,
  rotateBridgePin,
} from '../../../../lib/conferences/admin/pins.ts';
import { createConference } from '../../../../lib/conferences/admin/administer.ts';
import { hashPin } from '../../../../lib/conferences/model/pins.ts';
import { pinKey } from '../../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../../support/new-conference.ts';
import { id, provisionerWorld, order, whyOf, type ProvisionerWorld } from './provisioner-world.ts';
import { fingerprintOf } from '../../../../lib/conferences/model/fingerprint.ts';

let provisioner: ProvisionerWorld;
beforeEach(() => {
  provisioner = provisionerWorld();
});

describe('addPin refuses', () => {
  test.each([
    { what: 'a conference that is not there', to: 'nowhere', owner: {}, why: 'no such conference' },
    { what: 'a closed conference', to: 'closed', owner: {}, why: 'the conference is closed' },
    { what: 'a PIN that has expired', to: 'open', owner: { validUntilMs: startMs }, why: 'expired already' },
  ])('$what: $why', async ({ to, owner, why }) => {
    provisioner.addConference(newConference('closed', { isClosed: true }));
    provisioner.addConference(newConference('open'));
    const added = await addPin(provisioner.deps, conferenceId(to), owner);
    expect(added).toMatchObject({ ok: false, reason: 'refused' });
    expect(whyOf(added)).toContain(why);
    expect(provisioner.kinds()).toEqual([]);
  });

  test('without the key that hashes PINs', async () => {
    provisioner.addConference(newConference('open'));
    provisioner.world.pinKeys = [];
    expect(await addPin(provisioner.deps, conferenceId('open'), {})).toMatchObject({ reason: 'failed' });
  });
});

describe('keepPin', () => {
  const kept = { pin: '123456', name: 'Ana', validUntilMs: startMs + 1 };

  test.each([
    { what: 'a conference that is not there', to: 'nowhere', of: {}, why: 'no such conference' },
    { what: 'a closed conference', to: 'closed', of: {}, why: 'the conference is closed' },
    { what: 'a PIN that has expired', to: 'made', of: { validUntilMs: startMs }, why: 'expired already' },
    { what: 'a PIN of another conference', to: 'other', of: {}, why: 'opens something else already' },
  ])('refuses $what', async ({ to, of, why }) => {
    for (const made of ['made', 'other']) provisioner.addConference(newConference(made));
    provisioner.addConference(newConference('closed', { isClosed: true }));
    if (to === 'other') await keepPin(provisioner.deps, id, kept);
    const before = [...provisioner.pins];
    const refused = await keepPin(provisioner.deps, conferenceId(to), { ...kept, ...of });
    expect(whyOf(refused)).toContain(why);
    expect([...provisioner.pins]).toEqual(before);
  });

  test('lets callers in by a PIN that they have, twice is the same as once, and notes that it is too short', async () => {
    provisioner.addConference(newConference('made'));
    const once = await keepPin(provisioner.deps, id, kept);
    expect(once).toEqual({ ok: true, fingerprint: fingerprintOf(hashPin(pinKey.key, kept.pin)) });
    expect(await keepPin(provisioner.deps, id, kept)).toEqual(once);
    const { pin, ...owner } = kept;
    const entry = { ...owner, conference: id, kind: 'caller', keyId: pinKey.id, isGuessable: true };
    expect([...provisioner.pins]).toEqual([[hashPin(pinKey.key, pin), entry]]);
  });

  test('keeps none without the key that hashes PINs', async () => {
    provisioner.addConference(newConference('made'));
    provisioner.world.pinKeys = [];
    const why = 'the secret that PINs are hashed with is missing';
    expect(await keepPin(provisioner.deps, id, kept)).toEqual({ ok: false, reason: 'failed', why });
    expect(provisioner.pins.size).toBe(0);
  });

  test('a long one is as safe as any', async () => {
    provisioner.addConference(newConference('made'));
    await keepPin(provisioner.deps, id, { ...kept, pin: '12345678901' });
    expect([...provisioner.pins.values()]).toEqual([expect.not.objectContaining({ isGuessable: true })]);
  });
});

describe('addPin', () => {
  beforeEach(() => provisioner.addConference(newConference('made')));

  test('makes a PIN for callers, with all that is said of its owner', async () => {
    const owner = { name: 'Ana', externalId: 'crm-7', validUntilMs: startMs + 1 };
    const added = await addPin(provisioner.deps, id, owner);
    if (!added.ok) throw new Error(added.why);
    const entry = { ...owner, conference: id, kind: 'caller', keyId: pinKey.id };
    expect([...provisioner.pins]).toEqual([[hashPin(pinKey.key, added.pin), entry]]);
  });

  test('draws again when a PIN is taken, five times in all', async () => {
    let draws = 0;
    const pins = {
      ...provisioner.deps.pins,
      put: () => Promise.resolve((draws += 1) < 5 ? ('exists' as const) : ('stored' as const)),
    };
    expect(await addPin({ ...provisioner.deps, pins }, id, {})).toMatchObject({ ok: true });
    expect(draws).toBe(5);
    draws = -1;
    await expect(addPin({ ...provisioner.deps, pins }, id, {})).rejects.toThrow('randomness');
    expect(draws).toBe(4);
  });
});

describe('revokeUntold', () => {
  test('takes what a try of the same request made, and nothing else', async () => {
    provisioner.addConference(newConference('made'));
    provisioner.addConference(newConference('other'));
    const other = conferenceId('other');
    await addPin(provisioner.deps, id, { name: 'told', request: 'r-1' });
    await addPin(provisioner.deps, id, { name: 'of the command line' });
    await addPin(provisioner.deps, id, { name: 'untold', request: 'r-2' });
    await addPin(provisioner.deps, other, { name: 'of another', request: 'r-2' });
    await revokeUntold(provisioner.deps, id, 'r-2');
    await revokeUntold(provisioner.deps, id, 'r-2');
    const names = [...provisioner.pins.values()].map(({ name }) => name);
    expect(names).toEqual(['told', 'of the command line', 'of another']);
  });

  test('leaves a conference the PIN of its bridge, which the room was told', async () => {
    await createConference(provisioner.deps, order);
    await revokeUntold(provisioner.deps, id, 'made');
    expect(provisioner.kinds()).toEqual(['bridge']);
  });
});

test('revokeUntoldForward takes the PINs that a try of the same request has made to forward, and nothing else', async () => {
  provisioner.addConference(newConference('made'));
  await addPin(provisioner.deps, id, { name: 'of a conference', request: 'r-2' });
  for (const [name, request] of [
    ['told', 'r-1'],
    ['untold', 'r-2'],
  ] as const)
    await addForwardPin(provisioner.deps, { address: 'desk@sip.example' }, { name, request });
  await revokeUntoldForward(provisioner.deps, 'r-2');
  await revokeUntoldForward(provisioner.deps, 'r-2');
  expect([...provisioner.pins.values()].map(({ name }) => name)).toEqual(['of a conference', 'told']);
});

describe('revokePin', () => {
  const bridgeFingerprint = () =>
    [...provisioner.pins]
      .filter(([, { kind }]) => kind === 'bridge')
      .map(([hash]) => fingerprintOf(hash))[0] ?? '';

  test.each([
    { what: 'too few digits', fingerprint: 'abc', why: 'at least its first 4' },
    { what: 'digits that no PIN has', fingerprint: 'ffffffff0', why: 'no PIN of the conference' },
  ])('refuses $what', async ({ fingerprint, why }) => {
    await createConference(provisioner.deps, order);
    const revoked = await revokePin(provisioner.deps, id, fingerprint);
    expect(revoked).toMatchObject({ ok: false, reason: 'refused' });
    expect(whyOf(revoked)).toContain(why);
    expect(provisioner.kinds()).toEqual(['bridge', 'caller']);
  });

  test('refuses what several PINs begin with', async () => {
    const entry = { conference: id, kind: 'caller', keyId: 'v1' } as const;
    await provisioner.deps.pins.put(Buffer.from('abcdef01', 'hex').toString('base64url'), entry);
    await provisioner.deps.pins.put(Buffer.from('abcdef02', 'hex').toString('base64url'), entry);
    expect(await revokePin(provisioner.deps, id, 'abcdef')).toMatchObject({ ok: false });
    expect(await revokePin(provisioner.deps, id, 'ABCDEF02')).toMatchObject({ ok: true });
    expect(provisioner.pins.size).toBe(1);
  });

  test('never takes the PIN of another conference', async () => {
    await createConference(provisioner.deps, order);
    provisioner.addConference(newConference('other'));
    const added = await addPin(provisioner.deps, conferenceId('other'), {});
    if (!added.ok) throw new Error(added.why);
    expect(await revokePin(provisioner.deps, id, added.fingerprint)).toMatchObject({ ok: false });
    expect(await revokePin(provisioner.deps, conferenceId('other'), added.fingerprint)).toMatchObject({
      ok: true,
    });
  });

  test('takes the bridge’s only after its rotation', async () => {
    await createConference(provisioner.deps, order);
    const old = bridgeFingerprint();
    const revoked = await revokePin(provisioner.deps, id, old);
    expect(revoked).toMatchObject({ ok: false, reason: 'refused' });
    expect(whyOf(revoked)).toContain('rotate it first');
    await rotateBridgePin(provisioner.deps, id);
    expect(await revokePin(provisioner.deps, id, old)).toMatchObject({ ok: true });
    expect(provisioner.kinds()).toEqual(['bridge', 'caller']);
  });
});

describe('rotateBridgePin', () => {
  const bridges = () => [...provisioner.pins.values()].filter(({ kind }) => kind === 'bridge');

  test.each([
    { what: 'one that is not there', change: undefined },
    { what: 'a closed one', change: { isClosed: true } },
  ])('refuses $what', async ({ change }) => {
    if (change !== undefined) provisioner.addConference(newConference('made', change));
    expect(await rotateBridgePin(provisioner.deps, id)).toMatchObject({ ok: false, reason: 'refused' });
    expect(provisioner.keyed).toEqual([]);
  });

  test('without the key that hashes PINs changes nothing', async () => {
    await createConference(provisioner.deps, order);
    provisioner.world.pinKeys = [];
    expect(await rotateBridgePin(provisioner.deps, id)).toMatchObject({ ok: false, reason: 'failed' });
    expect([provisioner.keyed, bridges().length]).toEqual([[], 1]);
  });

  test('that the room refuses keeps the old PIN alone', async () => {
    await createConference(provisioner.deps, order);
    provisioner.answers.rekey = { told: 'refused', why: 'no' };
    expect(await rotateBridgePin(provisioner.deps, id)).toEqual({ ok: false, reason: 'failed', why: 'no' });
    expect(bridges()).toHaveLength(1);
    expect(bridges()[0]?.validUntilMs).toBeUndefined();
  });

  test('of which nobody knows whether it worked keeps both, until it is repeated', async () => {
    await createConference(provisioner.deps, order);
    provisioner.answers.rekey = { told: 'unknown', why: 'silence' };
    const rotated = await rotateBridgePin(provisioner.deps, id);
    expect(rotated).toMatchObject({ ok: false, reason: 'failed' });
    expect(whyOf(rotated)).toMatch(/^silence; .+ both are valid until it is rotated again$/);
    expect(bridges().map(({ validUntilMs }) => validUntilMs)).toEqual([undefined, undefined]);
    provisioner.answers.rekey = { told: 'done' };
    expect(await rotateBridgePin(provisioner.deps, id)).toMatchObject({ ok: true });
    const until = startMs + bridgeOverlapMs;
    expect(bridges().map(({ validUntilMs }) => validUntilMs)).toEqual([until, until, undefined]);
  });

  test('tells the room the new one, and lets the old one end a little later', async () => {
    await createConference(provisioner.deps, order);
    const rotated = await rotateBridgePin(provisioner.deps, id);
    expect(rotated).toMatchObject({ ok: true, oldValidUntilMs: startMs + bridgeOverlapMs });
    const [, keys = ''] = /^room-1 WWWW(\d{14})#$/.exec(provisioner.keyed[0] ?? '') ?? [];
    expect(provisioner.pins.get(hashPin(pinKey.key, keys))).toEqual({
      conference: id,
      kind: 'bridge',
      keyId: 'k1',
    });
    expect(JSON.stringify(rotated)).not.toContain(keys);
    // Repeated soon, it leaves the earlier end as it is.
    provisioner.advance(60_000);
    await rotateBridgePin(provisioner.deps, id);
    expect(bridges()[0]?.validUntilMs).toBe(startMs + bridgeOverlapMs);
    const callers = [...provisioner.pins.values()].filter(({ kind }) => kind === 'caller');
    expect(callers.map(({ validUntilMs }) => validUntilMs)).toEqual([undefined]);
  });
});

describe('a PIN of a length that is asked for', () => {
  beforeEach(() => provisioner.addConference(newConference('made')));

  test.each([
    { live: 0, digits: 10, why: 'it takes 11' },
    { live: 1_000, digits: 11, why: 'it takes 12' },
    { live: 0, digits: 21, why: '20 digits at most' },
  ])('is refused with $live live and $digits digits: $why', async ({ live, digits, why }) => {
    provisioner.live.count = live;
    const added = await addPin(provisioner.deps, id, { digits });
    expect(added).toMatchObject({ ok: false, reason: 'refused' });
    expect(whyOf(added)).toContain(why);
    expect(provisioner.kinds()).toEqual([]);
  });

  test.each([
    { live: 0, digits: undefined, length: 11 },
    { live: 999, digits: undefined, length: 11 },
    { live: 1_000, digits: undefined, length: 12 },
    { live: 9_999, digits: undefined, length: 12 },
    { live: 10_000, digits: undefined, length: 13 },
    { live: 0, digits: 11, length: 11 },
    { live: 0, digits: 20, length: 20 },
  ])('with $live live and $digits digits asked for has $length', async ({ live, digits, length }) => {
    provisioner.live.count = live;
    const added = await addPin(provisioner.deps, id, { digits });
    expect(added.ok && added.pin).toHaveLength(length);
  });

  test('holds for the first PIN of a conference too', async () => {
    provisioner.live.count = 5_000;
    const created = await createConference({ ...provisioner.deps, newId: () => 'new' }, order);
    expect(created.ok && created.pin).toHaveLength(12);
  });
});

describe('a PIN that forwards', () => {
  const target = { address: 'board@example.sip.daily.co', route: 'board_room' };

  test.each([
    { what: 'that has expired', change: { validUntilMs: startMs }, reason: 'refused' },
    { what: 'that is too short', change: { digits: 4 }, reason: 'refused' },
  ])('$what is not made', async ({ change, reason }) => {
    expect(await addForwardPin(provisioner.deps, target, change)).toMatchObject({ ok: false, reason });
    expect(provisioner.pins.size).toBe(0);
  });

  test('is made without a conference, and revoked by its fingerprint alone', async () => {
    const added = await addForwardPin(provisioner.deps, target, { name: 'Board' });
    if (!added.ok) throw new Error(added.why);
    expect([...provisioner.pins.values()]).toEqual([
      { kind: 'forward', ...target, name: 'Board', keyId: 'k1' },
    ]);
    expect(whyOf(await revokeForwardPin(provisioner.deps, 'ffffffff0'))).toContain('no forwarding PIN');
    expect(await revokeForwardPin(provisioner.deps, added.fingerprint)).toMatchObject({ ok: true });
    expect(provisioner.pins.size).toBe(0);
  });
});
