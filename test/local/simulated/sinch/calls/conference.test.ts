import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { SinchCall } from '../../../../../local/simulated/sinch/calls/call.ts';
import { until } from '../../harness.ts';
import { detect, enter, house, join, kinds, number, rest } from '../harness.ts';

const path = '/calling/v1/conferences/id/room';
const music = { moh: 'music1' };
const count = (call: SinchCall, kind: string): number => kinds(call).filter((one) => one === kind).length;

test('is live with the first; two who wait hear each other, and the music ends', async () => {
  const one = await house({ ice: join('room', music) });
  const first = await enter(one);
  expect(kinds(first)).toEqual(['dialled', 'fetched', 'answered', 'conference-joined', 'hold-music']);
  const second = await enter(one);
  expect(kinds(second)).not.toContain('hold-music');
  expect([first, second].every((call) => kinds(call).includes('conference-started'))).toBe(true);
  const conference = one.on.conferences.find('room', 'euc1');
  expect(conference?.hears(first.id, second.id)).toBe(true);
  second.hangUp();
  expect(count(first, 'hold-music')).toBe(2);
  expect(one.got.map(({ event }) => event)).toEqual(['ice', 'ice']);
});

test('plays no music again where that is set, and none where none is asked for', async () => {
  const one = await house({ ice: join('room', music) }, { musicAgain: false });
  const [first, second] = [await enter(one), await enter(one)];
  second.hangUp();
  expect(count(first, 'hold-music')).toBe(1);
  const silent = await house({ ice: join() });
  expect(kinds(await enter(silent))).not.toContain('hold-music');
});

test('of another region is another one', async () => {
  const one = await house({ ice: join() });
  const [here, there] = [await enter(one), await enter(one, { to: `sip:${number}@use1.sip.sinch.com` })];
  expect(one.on.conferences.all.map(({ region }) => region)).toEqual(['euc1', 'use1']);
  const ids = async (prefix: string) => (await rest(one.on, 'GET', prefix + path)).json.participants;
  expect(await ids('')).toMatchObject([{ id: here.id }]);
  expect(await ids('/use1')).toMatchObject([{ id: there.id }]);
  expect((await rest(one.on, 'GET', `/sae1${path}`)).status).toBe(404);
});

test('lists who is in, later where that is set, and is gone with the last', async () => {
  const one = await house({ ice: join() }, { listDelayMs: 5_000 });
  const call = await enter(one, { from: '+12025550111' });
  expect((await rest(one.on, 'GET', path)).json).toEqual({ participants: [] });
  await until(() => one.on.conferences.find('room', 'euc1')?.listed.length === 1);
  expect((await rest(one.on, 'GET', path)).json).toEqual({
    participants: [{ cli: '12025550111', id: call.id, duration: 0, muted: false, onhold: false }],
  });
  call.hangUp();
  await until(() => one.of('dice').length === 1);
  expect(one.of('dice')[0]).toMatchObject({ conferenceId: 'room', reason: 'CALLERHANGUP' });
  const gone = await rest(one.on, 'GET', path);
  expect(gone).toMatchObject({ status: 404, json: { errorCode: 40400 } });
});

test('has no room for one too many', async () => {
  const one = await house({ ice: join() }, { maxParticipants: 1 });
  await enter(one);
  const call = one.on.placeCall({ to: number });
  expect(await call.ended).toMatchObject({ reason: 'GENERALERROR' });
});

describe('commands', () => {
  test('mute, unmute, hold and resume one of them', async () => {
    const one = await house({ ice: join() });
    const [first, second] = [await enter(one), await enter(one)];
    const conference = one.on.conferences.find('room', 'euc1');
    const command = async (body: object) =>
      (await rest(one.on, 'PATCH', `${path}/${encodeURIComponent(second.id)}`, body)).status;
    expect(await command({ command: 'mute' })).toBe(204);
    expect(conference?.hears(first.id, second.id)).toBe(false);
    expect(conference?.hears(second.id, first.id)).toBe(true);
    expect(await command({ command: 'mute' })).toBe(204);
    expect(await command({ command: 'unmute' })).toBe(204);
    expect(await command({ command: 'onhold', moh: 'music2' })).toBe(204);
    expect(conference?.hears(second.id, first.id)).toBe(false);
    expect(await command({ command: 'resume' })).toBe(204);
    expect(kinds(second).slice(-5)).toEqual(['muted', 'unmuted', 'held', 'hold-music', 'unheld']);
    expect(await command({ command: 'kick' })).toBe(400);
    expect(await command({ command: 'mute', moh: 'music1' })).toBe(400);
  });

  test.each(['call-ends', 'goes-on'] as const)('kick one, whose call %s', async (afterKick) => {
    const one = await house({ ice: join() }, { afterKick });
    const call = await enter(one);
    expect((await rest(one.on, 'DELETE', `${path}/${call.id}`)).status).toBe(204);
    await call.waitFor(({ kind }) => kind === 'conference-left');
    await Promise.resolve();
    if (afterKick === 'call-ends') expect(await call.ended).toMatchObject({ reason: 'MANAGERHANGUP' });
    else expect(call.outcome).toBeUndefined();
    expect((await rest(one.on, 'DELETE', `${path}/${call.id}`)).status).toBe(404);
  });

  test('kick all of them', async () => {
    const one = await house({ ice: join() });
    const calls = [await enter(one), await enter(one)];
    expect((await rest(one.on, 'DELETE', path)).status).toBe(204);
    await Promise.all(calls.map(({ ended }) => ended));
    expect((await rest(one.on, 'DELETE', path)).status).toBe(404);
  });
});

const pieSchema = z.object({ menuResult: z.object({ value: z.string() }) });

describe('keys', () => {
  const keyed = async (options: object, keys: string, settings = {}) => {
    const one = await house({ ice: join('room', options) }, settings);
    const call = await enter(one);
    await call.press(keys);
    await call.press('WWW');
    call.hangUp();
    await until(() => one.of('dice').length === 1);
    // As they were sent: two that are under way at once may come in another order.
    const sent = one.on.webhooks.emitted.filter(({ event }) => event === 'pie');
    return { one, values: sent.map(({ body }) => pieSchema.parse(body).menuResult.value) };
  };

  test('reach the application where they are detected, and the caller stays in', async () => {
    const { one, values } = await keyed(detect(), '6WWW*6');
    expect(values).toEqual(['6', '*6']);
    expect(one.of('pie')[0]).toMatchObject({
      conferenceId: 'room',
      menuResult: { menuId: 'room', type: 'sequence' },
    });
    expect(one.on.complaints).toEqual([]);
  });

  test('come without star where that is set', async () => {
    expect((await keyed(detect(), '*6', { starInConference: false })).values).toEqual(['6']);
  });

  test('end with hash, which is not one of them', async () => {
    expect((await keyed(detect({ maxDigits: 5 }), '12#4#')).values).toEqual(['12', '4']);
  });

  test('come one by one unless more are asked for', async () => {
    const options = { conferenceDtmfOptions: { mode: 'detect' } };
    expect((await keyed(options, '12')).values).toEqual(['1', '2']);
  });

  test.each([{}, { conferenceDtmfOptions: {} }, { conferenceDtmfOptions: { mode: 'ignore' } }])(
    'mean nothing with %j',
    async (options) => {
      expect((await keyed(options, '12#')).values).toEqual([]);
    },
  );

  test('are heard by the others where they are forwarded', async () => {
    const one = await house({ ice: join('room', { conferenceDtmfOptions: { mode: 'forward' } }) });
    const [first, second] = [await enter(one), await enter(one)];
    await first.press('5');
    expect(second.heard).toMatchObject([{ kind: 'tones', text: '5' }]);
    expect(first.heard).toEqual([]);
  });

  test('answered with a document are a complaint, and the document is not carried out', async () => {
    const one = await house({ ice: join('room', detect()), pie: { action: { name: 'hangup' } } });
    const call = await enter(one);
    await call.press('6#');
    await until(() => one.on.complaints.length === 1);
    expect(call.outcome).toBeUndefined();
  });

  test('that nobody answers leave the caller in', async () => {
    const one = await house({ ice: join('room', detect()), pie: 500 });
    const call = await enter(one);
    await call.press('6#');
    await until(() => one.of('pie').length === 1);
    expect(call.outcome).toBeUndefined();
  });
});
