import { expect, test } from 'vitest';
import { trunkCallId } from '../../../lib/held-calls/model/call.ts';
import { simulatedTrunk } from '../../../local/simulators.ts';
import type { BotBehaviour } from '../../../local/simulated/bots/behaviour.ts';
import { Stack, until } from '../stack.ts';

const pipecat = (agent: string) => ({ kind: 'pipecat-cloud', agent });
const stack = new Stack({
  routes: {
    [simulatedTrunk.route]: { kind: 'targets', targets: [pipecat('receptionist'), pipecat('stand-in')] },
  },
});
const dialled = `sip:+12025550143@example-${simulatedTrunk.name}.siptrunk.sip-us.daily.co`;

/** A call on the trunk, whose bots behave so, the first as the first says. */
function ring(...bots: readonly BotBehaviour[]) {
  const call = stack.daily.placeOrdered({ to: dialled, bot: [...bots] });
  if (call === 'no-bots') throw new Error('the bots are simulated');
  return call;
}
const agents = (callId: string) => stack.sessions(callId).map(({ agent }) => agent);

test('a bot takes it on, the caller is put into the room, and leaves it', async () => {
  const call = ring({});
  await call.waitFor('connected');
  expect(call.events.map(({ kind }) => kind)).toEqual([
    'dialled',
    'ringing',
    'webhook-answered',
    'connected',
  ]);
  const item = await stack.reaches(call.callId, 'connected');
  expect(item.timeline.map(({ event }) => event)).toEqual(['rang', 'accepted', 'connected']);
  expect(item.id).toBe(trunkCallId(item.room?.name ?? ''));
  expect(agents(call.callId)).toEqual(['receptionist']);
  expect(stack.localGateway.gateway.machine.executions()).toEqual([]);
  call.hangUp();
  await stack.reaches(call.callId, 'ended');
});

test.concurrent('the first is full, the second takes it on', async () => {
  const call = ring({ outcome: 'at-capacity' }, {});
  await call.waitFor('connected');
  expect(agents(call.callId).at(-1)).toBe('stand-in');
  call.hangUp();
});

/** Its back end answers after the time that the first of two has. */
const unclear = { answerDelayMs: 6_000 } as const;

test.concurrent.each([
  ['before', 200, 'ejected'],
  ['after', 12_000, 'banned'],
] as const)(
  'the first, whose answer is unclear, comes %s the second has accepted: the caller meets the second only',
  async (_, startUpMs, endReason) => {
    const call = ring({ ...unclear, startUpMs }, {});
    await call.waitFor('connected');
    expect(agents(call.callId)).toEqual(['receptionist', 'stand-in']);
    const [first, second] = stack.sessions(call.callId);
    await until('the first to have ended', () => Promise.resolve(first?.state === 'ended' || undefined));
    expect(first).toMatchObject({ endReason });
    expect(second).toMatchObject({ state: 'in-room' });
    expect((await stack.item(call.callId)).bots).toMatchObject([{ target: { agent: 'stand-in' } }]);
    call.hangUp();
  },
);

test.concurrent('the second is not seen in the room in time: the carrier goes elsewhere', async () => {
  const call = ring(unclear, { startUpMs: 20_000 });
  expect(await call.ended).toMatchObject({ by: 'daily', why: '480 Notification Failed' });
  const outcome = await stack.comesTo('have its outcome', call.callId, (now) => now.outcome);
  expect(outcome).toMatch(/stand-in not-seen-in-room/);
});

test.concurrent('all are full: 480, also when Daily asks again, and nothing is left', async () => {
  const call = ring({ outcome: 'at-capacity' });
  expect(await call.ended).toMatchObject({ by: 'daily', why: '480 Notification Failed' });
  const answers = call.events.filter(({ kind }) => kind === 'webhook-answered');
  expect(answers.length).toBeGreaterThan(1);
  for (const answer of answers) expect(answer).toMatchObject({ status: 480 });
  expect((await stack.item(call.callId)).outcome).toMatch(/^no-target: /);
  await until('its room to be gone', async () => {
    await stack.sweep();
    return stack.daily.rooms.find(call.callId.replace('trunk-', '')) === undefined || undefined;
  });
});

test.concurrent('announced twice at once, it is one call with one bot', async () => {
  const call = stack.place({ to: dialled, webhook: { copies: 2 } });
  await call.waitFor('connected');
  expect(agents(call.callId)).toEqual(['receptionist']);
  expect(await stack.daily.calls.replay(call.callId)).toMatchObject({ answered: true, status: 200 });
  expect(agents(call.callId)).toEqual(['receptionist']);
  call.hangUp();
});

test.concurrent.each([
  ['forged', { signature: 'forged' }],
  ['unsigned', { signature: 'missing' }],
  ['stale', { ageMs: 301_000 }],
] as const)('%s, it rings in vain, and no bot is started', async (_, webhook) => {
  const call = stack.place({ to: dialled, webhook });
  expect(await call.waitFor('webhook-answered')).toMatchObject({ status: 401 });
  call.hangUp();
  await call.ended;
  await expect(stack.item(call.callId)).rejects.toThrow('no item');
  expect(agents(call.callId)).toEqual([]);
});
