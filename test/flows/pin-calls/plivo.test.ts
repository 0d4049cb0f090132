import { beforeAll, expect, test } from 'vitest';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import { mentions } from '../../../local/simulated/kit/caller.ts';
import { bridgeCaller } from '../../../local/simulators.ts';
import { Stack, until } from '../stack.ts';
import { callsPeopleIn, forwardsToDaily, isLedOutAndBack, warmUp } from './providers.ts';

const number = '+12025550171';

const stack = new Stack({
  settings: {
    voiceProviders: ['twilio', 'plivo'],
    callOuts: { allow: ['+1202555'], perMinute: 20, perHour: 20 },
  },
  plivo: { timeScale: 0.1 },
  conferences: {
    dialIns: { [number]: dialInSchema.parse({ kind: 'pin', voice: 'plivo', transferTo: ['+1202555'] }) },
    conferences: [newConferenceSchema.parse({ name: 'Sales', voice: 'plivo', dialIn: number })],
  },
});

function simulated() {
  const { plivo, digitalSamba, conferences } = stack.localGateway;
  const [made] = conferences;
  const room = made && digitalSamba?.rooms.findById(made.room);
  if (plivo === undefined || made === undefined || room === undefined) throw new Error('not simulated');
  return { plivo, room, id: made.id, pin: made.pin };
}

beforeAll(() => warmUp(stack, 'plivo'));

test('a caller waits outside until the bridge is in, is announced, mutes with a key and leaves', async () => {
  const { plivo, room, id, pin } = simulated();
  room.join('Moderator');
  const call = plivo.placeCall({ to: number, keys: `wait-for input, ${pin}#` });
  await call.waitForText(textOf('waiting-for-bridge', 'en'));
  expect(call.events.some((event) => mentions(event, 'conference-joined'))).toBe(false);
  await call.waitFor((event) => mentions(event, 'conference-joined'));
  await until('the caller to be announced', () => room.phoneParticipants().length === 1 || undefined);
  expect(room.announcements(call.id).every(({ bridge }) => bridge === 'connected')).toBe(true);
  const inside = plivo.conferences.find(id)?.members.map((one) => one.call.identity.from);
  expect(inside?.toSorted()).toEqual([bridgeCaller, call.identity.from].toSorted());
  await call.press('*6');
  await until('the mute to be in the room', () => room.phoneParticipants()[0]?.muted);
  await call.waitFor((event) => mentions(event, 'muted'));
  call.hangUp();
  await until('the room to be empty', () => room.phoneParticipants().length === 0 || undefined);
  expect(plivo.complaints).toEqual([]);
});

test('a number that forwards to Daily takes the route of its header, as Plivo lets it through', async () => {
  const names = await forwardsToDaily(stack, 'plivo');
  expect(names.every((name) => /^X-PH-[A-Z][a-z0-9]*$/.test(name))).toBe(true);
});

test('somebody is called in, presses 1, is shown by name and removed', async () => {
  const { plivo, room, id } = simulated();
  const calls = () => plivo.calls.all;
  await callsPeopleIn(stack, { id, room, number, calls, nameOf: (call) => call.id });
  expect(plivo.complaints).toEqual([]);
});

test('a caller is led to a number that is busy, comes back, and is led to one that answers', async () => {
  const { plivo, room, pin } = simulated();
  room.join('Moderator');
  const call = plivo.placeCall({ to: number, keys: `wait-for input, ${pin}#` });
  await isLedOutAndBack(stack, { call: call.id, shown: () => room.phoneParticipants().length });
  call.hangUp();
  expect(plivo.complaints).toEqual([]);
});
