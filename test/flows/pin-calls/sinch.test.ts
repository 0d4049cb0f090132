import { beforeAll, expect, test } from 'vitest';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import { routeHeaderName } from '../../../lib/held-calls/steps/bots/tokens.ts';
import { mentions } from '../../../local/simulated/kit/caller.ts';
import { bridgeCaller } from '../../../local/simulators.ts';
import { Stack, until } from '../stack.ts';
import {
  callsPeopleIn,
  forwardsToDaily,
  orderTransfer,
  transferOutcome,
  transferTargets,
  warmUp,
} from './providers.ts';

const number = '+12025550161';

const stack = new Stack({
  settings: {
    voiceProviders: ['twilio', 'sinch'],
    callOuts: { allow: ['+1202555'], perMinute: 20, perHour: 20 },
  },
  sinch: { timeScale: 0.1 },
  conferences: {
    dialIns: { [number]: dialInSchema.parse({ kind: 'pin', voice: 'sinch', transferTo: ['+1202555'] }) },
    conferences: [
      newConferenceSchema.parse({ name: 'Team', voice: 'sinch', dialIn: number }),
      // Nobody has its bridge dialled.
      newConferenceSchema.parse({
        ...{ name: 'Hosted', voice: 'sinch', dialIn: number },
        settings: { bridge: 'host' },
      }),
    ],
  },
});

function simulated() {
  const { sinch, digitalSamba, conferences } = stack.localGateway;
  const [made] = conferences;
  const room = made && digitalSamba?.rooms.findById(made.room);
  if (sinch === undefined || made === undefined || room === undefined) throw new Error('not simulated');
  return { sinch, room, id: made.id, pin: made.pin };
}

beforeAll(() => warmUp(stack, 'sinch'));

test('a caller waits outside until the bridge is in, is announced, mutes with a key and leaves', async () => {
  const { sinch, room, id, pin } = simulated();
  room.join('Moderator');
  const call = sinch.placeCall({ to: number, keys: `wait-for menu, ${pin}#` });
  await call.waitForText(textOf('waiting-for-bridge', 'en'));
  expect(call.events.some((event) => mentions(event, 'conference-joined'))).toBe(false);
  await call.waitFor((event) => mentions(event, 'conference-joined'));
  await until('the caller to be announced', () => room.phoneParticipants().length === 1 || undefined);
  expect(room.announcements(call.id).every(({ bridge }) => bridge === 'connected')).toBe(true);
  const inside = sinch.conferences.find(id, 'euc1')?.participants.map((one) => one.call.identity.from);
  expect(inside?.toSorted()).toEqual([bridgeCaller, call.identity.from].toSorted());
  await call.press('6#');
  await until('the mute to be in the room', () => room.phoneParticipants()[0]?.muted);
  await call.waitFor((event) => mentions(event, 'muted'));
  call.hangUp();
  await until('the room to be empty', () => room.phoneParticipants().length === 0 || undefined);
  expect(sinch.complaints).toEqual([]);
});

test('a number that forwards to Daily takes the route of its header', async () => {
  expect(await forwardsToDaily(stack, 'sinch')).toContain(routeHeaderName);
});

test('somebody is called in, presses 1, is shown by name and removed', async () => {
  const { sinch, room, id } = simulated();
  const calls = () => sinch.calls.all;
  await callsPeopleIn(stack, { id, room, number, calls, nameOf: (call) => call.id });
  expect(sinch.complaints).toEqual([]);
});

test('only who waits for the bridge is led to a number; of one that is busy, the call ends', async () => {
  const { sinch } = simulated();
  const [, { pin } = { pin: '' }] = stack.localGateway.conferences;
  const { busy, desk } = transferTargets;
  for (const [to, outcome] of [
    [busy, 'rejected'],
    [desk, 'answered'],
  ] as const) {
    const call = sinch.placeCall({ to: number, keys: `wait-for menu, ${pin}#` });
    await until('the caller to wait', async () =>
      (await orderTransfer(stack, call.id, to)) === 200 ? true : undefined,
    );
    expect(await transferOutcome(stack, call.id)).toBe(outcome);
    if (to === desk) call.hangUp();
    await call.ended;
  }
  expect(sinch.complaints).toEqual([]);
});
