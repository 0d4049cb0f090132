import { describe, expect, test } from 'vitest';
import type { BotSession } from '../../../local/simulated/bots/sessions.ts';
import { botRoom, expectNothingLeft, makeOlder, warmUp } from './helpers-connecting.ts';
import { newCallId, Stack, until } from '../stack.ts';

const to = '+12025550161';
const desk = 'desk@pbx.example.com';

const stack = new Stack({
  daily: { rateLimits: false, dialOutEntitled: true },
  routes: {
    [to]: {
      kind: 'targets',
      targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }],
      transferTo: ['+4930', desk],
    },
  },
});
warmUp(stack);

/** A caller who talks with a bot, which stays when they are led on. */
async function talking() {
  const callId = newCallId();
  stack.bots.script(callId, [{ staysAfterCaller: true }]);
  const call = stack.place({ callId, to });
  await stack.expectConnectedOnce(call);
  const [session] = stack.sessions(callId);
  if (session === undefined) throw new Error('no bot');
  return { callId, call, session };
}

async function ask({ order: { transfer } }: BotSession, destination: string, token = transfer?.token) {
  const answer = await fetch(transfer?.url ?? '', {
    method: 'POST',
    headers: { authorization: `Bearer ${token ?? ''}` },
    body: JSON.stringify({ to: destination }),
  });
  return `${answer.status} ${await answer.text()}`;
}

const orders = (callId: string) =>
  stack.daily.requests.filter(({ path }) => path === `/rooms/${botRoom(callId)}/sipCallTransfer`);

const transferring = '202 {"ok":true,"result":"transferring"}';

describe.concurrent('a bot that leads its caller on', () => {
  test('is heard once, and keeps room and caller until that is over', async () => {
    const { callId, call, session } = await talking();
    const answers = await Promise.all([1, 2, 3].map(() => ask(session, '+493012345678')));
    expect(answers).toEqual([transferring, transferring, transferring]);
    await call.waitFor('transferred');
    expect(await stack.reaches(callId, 'transferred')).toMatchObject({ transferOutcome: 'answered' });
    expect(orders(callId)).toHaveLength(1);
    await stack.sweep();
    expect(stack.daily.rooms.names.filter((name) => name.includes(callId))).toHaveLength(1);
    expect(session.state).toBe('in-room');
    call.hangUp();
    expect((await stack.reaches(callId, 'ended')).outcome).toBe('transferred');
    await stack.sweep();
    await expectNothingLeft(stack, callId);
    const { timeline } = await stack.reaches(callId, 'ended');
    const times = (event: string) => timeline.filter((line) => line.event === event).length;
    expect(['transferAsked', 'transferAnswered', 'transferOver'].map(times)).toEqual([1, 1, 1]);
    // News that others have overtaken say nothing new.
    for (const event of ['transferBegun', 'legLeft']) expect(times(event)).toBeLessThanOrEqual(1);
  });

  test('does so by itself, as it is told where to', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ transfersTo: desk }]);
    const call = stack.place({ callId, to });
    await call.waitFor('transferred');
    await stack.reaches(callId, 'transferred');
    expect(stack.sessions(callId)).toMatchObject([{ transfers: [202] }]);
    call.hangUp();
    await stack.reaches(callId, 'ended');
    await stack.sweep();
    await expectNothingLeft(stack, callId);
  });

  test('is refused a number that is not allowed, and another call’s token', async () => {
    const one = await talking();
    const other = await talking();
    expect(await ask(one.session, '+494012345678')).toBe('403 {"code":"destination-not-allowed"}');
    expect(await ask(one.session, desk, other.session.order.transfer?.token)).toBe(
      '403 {"code":"token-bad"}',
    );
    one.call.hangUp();
    await stack.reaches(one.callId, 'ended');
    expect(await ask(one.session, desk)).toBe('409 {"code":"call-over"}');
    expect([...orders(one.callId), ...orders(other.callId)]).toEqual([]);
    other.call.hangUp();
  });

  test('is not sent again after an answer that got lost, and a caller who stays is led on later', async () => {
    const { callId, call, session } = await talking();
    stack.daily.faults.next(`POST /rooms/${botRoom(callId)}/sipCallTransfer`, { status: 500 });
    expect(await ask(session, desk)).toBe(transferring);
    expect(await ask(session, desk)).toBe(transferring);
    await makeOlder(stack, callId, 31_000);
    await stack.sweep();
    expect(await stack.reaches(callId, 'connected')).toMatchObject({ transferOutcome: 'failed' });
    expect(await ask(session, desk)).toBe(transferring);
    await until('the caller to be led on', () => call.events.some(({ kind }) => kind === 'transferred'));
    await stack.reaches(callId, 'transferred');
    call.hangUp();
    await stack.reaches(callId, 'ended');
  });
});
