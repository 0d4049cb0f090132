import { beforeAll, expect, test, vi } from 'vitest';
import { createDialInAdmin } from '../../../lib/aws/stores/conferences/dial-in-store.ts';
import { openTable } from '../../../lib/aws/table/table.ts';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import { routeHeaderName } from '../../../lib/held-calls/steps/tokens.ts';
import { callIdOf } from '../../../lib/providers/vonage/call-id.ts';
import { mentions } from '../../../local/simulated/kit/caller.ts';
import { bridgeCaller } from '../../../local/simulators.ts';
import { setRoute, staticAddressOf } from '../held-calls/helpers-bots.ts';
import { numbers, Stack, until } from '../stack.ts';

vi.setConfig({ testTimeout: 60_000 });

const number = '+12025550181';
/** Leads nowhere: its calls are refused. */
const unknown = '+12025550182';
/** Forwards to Daily's static address, there to the bot of a route. */
const forwarded = '+12025550183';

const stack = new Stack({
  settings: { voiceProviders: ['twilio', 'vonage'], vonageKeys: true },
  vonage: { timeScale: 0.1 },
  conferences: {
    dialIns: { [number]: dialInSchema.parse({ kind: 'pin', voice: 'vonage' }) },
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

/** What starts cold under load costs seconds, in which people are told that something went wrong. */
beforeAll(async () => {
  const { vonage } = simulated();
  const { gateway } = stack.localGateway;
  vonage.configureNumber({ number: unknown });
  const refused = [1, 2].map(() => vonage.placeCall({ to: unknown }).ended);
  expect(await Promise.all(refused)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  await fetch(`${gateway.url}/digital-samba/events`, { method: 'POST', body: '{}' });
  await gateway.invoke('conference-sync', { Records: [{ body: JSON.stringify({ conference: 'none' }) }] });
}, 60_000);

test('a caller waits outside until the bridge is in, is moved in, is announced, mutes with a key and leaves', async () => {
  const { vonage, room, id, pin } = simulated();
  room.join('Moderator');
  const call = vonage.placeCall({ to: number, keys: `wait-for input, ${pin}#` });
  await call.waitForText(textOf('waiting-for-bridge', 'en'), 45_000);
  expect(call.events.some((event) => mentions(event, 'conference-joined'))).toBe(false);
  await call.waitFor((event) => mentions(event, 'conference-joined'), 45_000);
  expect(call.events.some((event) => mentions(event, 'redirected'))).toBe(true);
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
  const { vonage } = simulated();
  const { tableName, awsClient } = stack.localGateway.gateway;
  const address = await staticAddressOf(stack);
  await setRoute(stack, address, {
    kind: 'targets',
    targets: [{ kind: 'pipecat-cloud', agent: 'stand-in' }],
  });
  const table = openTable(tableName, awsClient);
  await createDialInAdmin({ table, clock: { now: () => Date.now() } }).set(
    forwarded,
    dialInSchema.parse({ kind: 'forward', voice: 'vonage', address, route: numbers.bot }),
  );
  table.close();
  vonage.configureNumber({ number: forwarded });
  const call = vonage.placeCall({ to: forwarded });
  const held = await until('the call to arrive at Daily', () => stack.daily.calls.all.at(-1));
  expect(Object.keys(held.identity.sipHeaders ?? {})).toContain(routeHeaderName);
  await call.waitFor((event) => mentions(event, 'forwarded'), 45_000);
  await stack.reaches(held.callId, 'connected');
  expect(stack.sessions(held.callId).map(({ agent }) => agent)).toEqual(['receptionist']);
  call.hangUp();
  await stack.reaches(held.callId, 'ended');
});
