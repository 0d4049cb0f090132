import { beforeAll, expect, test } from 'vitest';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import { routeHeaderName } from '../../../lib/held-calls/steps/bots/tokens.ts';
import { callIdOf } from '../../../lib/providers/vonage/call-id.ts';
import { mentions } from '../../../local/simulated/kit/caller.ts';
import type { VonageCall } from '../../../local/simulated/vonage/calls/call.ts';
import { bridgeCaller } from '../../../local/simulators.ts';
import { Stack, until } from '../stack.ts';
import { callsPeopleIn, forwardsToDaily, isLedOutAndBack, warmUp } from './providers.ts';

const number = '+12025550181';
const stack = new Stack({
  settings: {
    voiceProviders: ['twilio', 'vonage'],
    vonageKeys: true,
    callOuts: { allow: ['+1202555'], perMinute: 20, perHour: 20 },
  },
  vonage: { timeScale: 0.1 },
  conferences: {
    dialIns: { [number]: dialInSchema.parse({ kind: 'pin', voice: 'vonage', transferTo: ['+1202555'] }) },
    conferences: [newConferenceSchema.parse({ name: 'Project', voice: 'vonage', dialIn: number })],
  },
});

function simulated() {
  const { vonage, digitalSamba, conferences } = stack.localGateway;
  const [made] = conferences;
  const room = made && digitalSamba?.rooms.findById(made.room);
  if (vonage === undefined || made === undefined || room === undefined) throw new Error('not simulated');
  return { vonage, room, id: made.id, pin: made.pin };
}

beforeAll(() => warmUp(stack, 'vonage'));

test('a caller waits outside until the bridge is in, is let in, is announced, mutes with a key and leaves', async () => {
  const { vonage, room, id, pin } = simulated();
  room.join('Moderator');
  const call = vonage.placeCall({ to: number, keys: `wait-for input, ${pin}#` });
  await call.waitForText(textOf('waiting-for-bridge', 'en'));
  expect(call.events.some((event) => mentions(event, 'conference-joined'))).toBe(false);
  await call.waitFor((event) => mentions(event, 'conference-joined'));
  await until('the caller to be announced', () => room.phoneParticipants().length === 1 || undefined);
  const ours = callIdOf(call.uuid, call.identity.region) ?? '';
  expect(room.announcements(ours).every(({ bridge }) => bridge === 'connected')).toBe(true);
  const inside = vonage.conversations.named(id)?.members.map((one) => one.call.identity.from);
  expect(inside?.toSorted()).toEqual([bridgeCaller, call.identity.from].toSorted());
  await call.press('6');
  await until('the mute to be in the room', () => room.phoneParticipants()[0]?.muted);
  await call.waitFor((event) => mentions(event, 'muted'));
  call.hangUp();
  await until('the room to be empty', () => room.phoneParticipants().length === 0 || undefined);
  expect(vonage.complaints).toEqual([]);
});

test('a number that forwards to Daily takes the route of its header, before which Vonage puts an X', async () => {
  expect(await forwardsToDaily(stack, 'vonage')).toContain(routeHeaderName);
});

test('somebody is called in, presses 1, is shown by name and removed', async () => {
  const { vonage, room, id } = simulated();
  const calls = () => vonage.calls.all;
  const nameOf = ({ uuid, identity }: VonageCall) => callIdOf(uuid, identity.region) ?? '';
  await callsPeopleIn(stack, { id, room, number, calls, nameOf });
  expect(vonage.complaints).toEqual([]);
});

test('a caller is led to a number that is busy, comes back, and is led to one that answers', async () => {
  const { vonage, room, pin } = simulated();
  room.join('Moderator');
  const call = vonage.placeCall({ to: number, keys: `wait-for input, ${pin}#` });
  const ours = callIdOf(call.uuid, call.identity.region) ?? '';
  await isLedOutAndBack(stack, { call: ours, shown: () => room.phoneParticipants().length });
  call.hangUp();
  expect(vonage.complaints).toEqual([]);
});
