import { beforeAll, describe, expect, test } from 'vitest';
import type { BotBehaviour } from '../../../local/simulated/bots/behaviour.ts';
import {
  botOf,
  expectConnected,
  expectNothingLeft,
  ownRoom,
  setRoute,
  startReceiver,
  warmUp,
} from './helpers-bots.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

/** Numbers that lead to a bot endpoint, whose address is known only once the stack has started. */
const own = {
  only: '+12025550120',
  thenCloud: '+12025550121',
  gone: '+12025550122',
  runner: '+12025550123',
} as const;
const later = { kind: 'refuse' };

const stack = new Stack({
  settings: { holdBudgetS: 42, holdSliceS: 8 },
  routes: { [own.only]: later, [own.thenCloud]: later, [own.gone]: later, [own.runner]: later },
});

const data = { floor: 3, '': null, deep: [{ list: true }] };

beforeAll(async () => {
  const url = `${stack.bots.endpointUrl}/concierge`;
  const endpoint = { kind: 'bot-endpoint', url, data };
  const cloud = { kind: 'pipecat-cloud', agent: 'stand-in' };
  await setRoute(stack, own.only, { kind: 'targets', targets: [endpoint] });
  await setRoute(stack, own.thenCloud, { kind: 'targets', targets: [endpoint, cloud] });
  const runner = { kind: 'bot-endpoint', url: `${url}/start`, protocol: 'pipecat-runner' };
  await setRoute(stack, own.runner, { kind: 'targets', targets: [runner] });
  const closed = await startReceiver(() => Promise.resolve(200));
  closed.stop();
  await setRoute(stack, own.gone, {
    kind: 'targets',
    targets: [{ kind: 'bot-endpoint', url: closed.url }, cloud],
  });
  await warmUp(stack);
});

/** Places a call whose first, second … bots behave like that. */
function place(to: string, ...bots: readonly BotBehaviour[]) {
  const callId = newCallId();
  stack.bots.script(callId, bots);
  return stack.place({ callId, to });
}

const agents = (callId: string) => stack.sessions(callId).map(({ agent }) => agent);

describe.concurrent('a bot back end that says no', () => {
  test.for([
    // Nobody comes for sure: the room is the next one's. Otherwise one may come to it.
    { name: 'is at capacity', outcome: 'at-capacity', why: 'at-capacity', attempt: 1 },
    { name: 'breaks', outcome: 'error', why: 'http-500', attempt: 2 },
  ] as const)(
    'because it $name makes room for the next target at once',
    async ({ outcome, why, attempt }) => {
      const call = place(numbers.twoBots, { outcome }, {});
      const item = await expectConnected(stack, call);
      const room = { name: `pb-local-${call.callId}-${attempt}` };
      expect(item).toMatchObject({ attempt, targetIndex: 1, room, refusals: [{ target: 0, why, times: 1 }] });
      const refused = item.timeline.find(({ event }) => event === 'targetRefused');
      expect(refused?.detail).toBe(`pipecat-cloud:receptionist ${why}`);
      // One slice was enough: the machine did not have to try again.
      expect(item.timeline.filter(({ event }) => event === 'tokenReplaced')).toEqual([]);
      expect(agents(call.callId)).toEqual(['stand-in']);
      if (attempt === 2) expect(ownRoom(stack, call.callId, 1)).toBeUndefined();
    },
  );

  test('by not answering in time makes room for the next target', async () => {
    const call = place(numbers.twoBots, { outcome: 'hangs' }, {});
    const item = await expectConnected(stack, call);
    expect(item).toMatchObject({ attempt: 2, targetIndex: 1 });
    expect(agents(call.callId)).toEqual(['stand-in']);
    expect(ownRoom(stack, call.callId, 1)).toBeUndefined();
  });

  test('by not being there makes room for the next target', async () => {
    const call = place(own.gone);
    const item = await expectConnected(stack, call);
    expect(item).toMatchObject({
      attempt: 1,
      targetIndex: 1,
      refusals: [{ target: 0, why: 'ECONNREFUSED' }],
    });
    expect(agents(call.callId)).toEqual(['stand-in']);
  });

  test('is asked again if it is the only one', async () => {
    const call = place(numbers.bot, { outcome: 'at-capacity' }, { outcome: 'error' }, {});
    const item = await expectConnected(stack, call);
    expect(item).toMatchObject({ attempt: 2, targetIndex: 0, room: { name: `pb-local-${call.callId}-2` } });
    expect(agents(call.callId)).toEqual(['receptionist']);
    expect(ownRoom(stack, call.callId, 1)).toBeUndefined();
  });

  test('and when it may be asked again is left alone until then, and asked then', async () => {
    const retryAfterS = 6;
    const full = { outcome: 'at-capacity', retryAfterS } as const;
    const call = place(numbers.bot, full, {});
    const item = await expectConnected(stack, call);
    const lineOf = (event: string) => item.timeline.find((line) => line.event === event)?.atMs ?? 0;
    expect(lineOf('asked') - lineOf('targetRefused')).toBeGreaterThanOrEqual(retryAfterS * 1000 - 100);
    expect(item.refusals).toMatchObject([{ why: 'at-capacity', times: 1 }]);
  });

  test('for as long as there is time ends the call, and nothing is left', async () => {
    const call = place(numbers.twoBots, { outcome: 'at-capacity' });
    expect((await stack.machineEnded(call.callId)).status).toBe('SUCCEEDED');
    const item = await stack.reaches(call.callId, 'released');
    expect(item).toMatchObject({ updates: 0, bots: [], attempt: 1 });
    const [times = 0, ...others] = item.refusals?.map((refusal) => refusal.times) ?? [];
    expect(item.outcome).toBe(
      `no-target: pipecat-cloud:receptionist at-capacity ×${times}, pipecat-cloud:stand-in at-capacity ×${times}`,
    );
    expect(times).toBeGreaterThan(5);
    expect(others).toEqual([times]);
    expect(item.timeline.at(-1)?.event).toBe('cleaned');
    // One room, however often bots are asked: Daily allows few deletions.
    expect(item.rooms).toHaveLength(1);
    const deletions = stack.daily.requests.filter(
      ({ method, path }) => method === 'DELETE' && path.includes(call.callId),
    );
    expect(deletions).toHaveLength(1);
    expect(stack.daily.rooms.names.filter((name) => name.includes(call.callId))).toEqual([]);
    expect([call.phase, call.legCount]).toEqual(['held', 0]);
  });
});

describe.concurrent('a bot that stays silent', () => {
  test.for([
    { name: 'Pipecat Cloud', to: numbers.twoBots, ends: 'stopped' },
    // Nobody can stop a bot of one's own: it finds its room gone.
    { name: 'an endpoint', to: own.thenCloud, ends: 'no-such-room' },
  ])('$name: costs a slice, and waking late does not get it the caller', async ({ to, ends }) => {
    const call = place(to, { outcome: 'late', lateMs: 11_000 }, { startUpMs: 3_500 });
    const first = await botOf(stack, call.callId);
    const item = await expectConnected(stack, call);
    expect(item).toMatchObject({ attempt: 2, targetIndex: 1, bots: [{ attempt: 1 }, { attempt: 2 }] });
    expect(item.timeline.find(({ event }) => event === 'movedOn')?.detail).toBe('silent');
    expect(await call.waitFor('connected')).toMatchObject({ room: `pb-local-${call.callId}-2` });
    await until('the late bot to give up', () => (first.state === 'ended' ? true : undefined));
    expect(first).toMatchObject({ endReason: ends, reports: [] });
    expect(ownRoom(stack, call.callId, 1)).toBeUndefined();
    expect(ownRoom(stack, call.callId, 2)).toBeDefined();
    expect(call.phase).toBe('connected');
  });

  test('because it knows nothing of a room in its body costs a slice', async () => {
    const call = place(numbers.twoBots, { outcome: 'stock' }, {});
    const item = await expectConnected(stack, call);
    expect(item).toMatchObject({ attempt: 2, targetIndex: 1 });
    expect(item.timeline.find(({ event }) => event === 'movedOn')?.detail).toBe('silent');
    const [first] = stack.sessions(call.callId);
    expect(first).toMatchObject({ endReason: 'no-room-arguments', reports: [] });
  });

  test('is asked for once more if there is no other, and then kept, and still served when it was only slow', async () => {
    const call = place(numbers.bot, { outcome: 'late', lateMs: 11_000 });
    const item = await expectConnected(stack, call);
    expect(item).toMatchObject({ attempt: 2, room: { name: `pb-local-${call.callId}-2` } });
    expect(item.timeline.map(({ event }) => event)).toEqual([
      ...['held', 'tokenStored', 'asked', 'tokenReplaced', 'targetRefused', 'movedOn', 'asked'],
      ...['tokenReplaced', 'ready', 'claimed', 'connected'],
    ]);
    expect(stack.sessions(call.callId)).toHaveLength(2);
  });

  test('and is not the last is asked once more when the last is silent too; in the end all rooms are gone', async () => {
    const call = place(numbers.twoBots, { outcome: 'silent' });
    expect((await stack.machineEnded(call.callId)).status).toBe('SUCCEEDED');
    const item = await stack.reaches(call.callId, 'released');
    expect(item).toMatchObject({ outcome: 'silence', updates: 0 });
    expect(agents(call.callId).slice(0, 3)).toEqual(['receptionist', 'stand-in', 'receptionist']);
    for (const session of stack.sessions(call.callId))
      expect(session).toMatchObject({ endReason: 'stopped' });
    for (const attempt of [1, 2, 3, 4]) expect(ownRoom(stack, call.callId, attempt)).toBeUndefined();
    expect(call.legCount).toBe(0);
  });
});

describe.concurrent('a bot that leaves before its room is ready', () => {
  const dies = { leavesAfterMs: 10 };
  test.for([
    { name: 'the next target', to: numbers.twoBots, targetIndex: 1, agent: 'stand-in' },
    { name: 'the same way, if it is the only one,', to: numbers.bot, targetIndex: 0, agent: 'receptionist' },
  ])('is replaced by $name without waiting for the end of its slice', async ({ to, targetIndex, agent }) => {
    const call = place(to, dies, {});
    const item = await expectConnected(stack, call);
    expect(item).toMatchObject({
      attempt: 2,
      targetIndex,
      refusals: [{ target: 0, why: 'bot-left', times: 1 }],
    });
    expect(agents(call.callId)).toEqual(['receptionist', agent]);
    const events = item.timeline.map(({ event }) => event);
    expect(events.slice(0, 7)).toEqual([
      ...['held', 'tokenStored', 'asked', 'botLeft', 'tokenReplaced', 'targetRefused', 'movedOn'],
    ]);
    const [left, movedOn] = ['botLeft', 'movedOn'].map((event) =>
      item.timeline.find((line) => line.event === event),
    );
    expect(movedOn?.detail).toBe('bot-left');
    expect((movedOn?.atMs ?? Infinity) - (left?.atMs ?? 0)).toBeLessThan(8_000);
    expect(ownRoom(stack, call.callId, 1)).toBeUndefined();
  });
});

describe.concurrent('a bot of one’s own', () => {
  test('gets a signed order with its route’s data, and serves the caller', async () => {
    const call = place(own.only, { startUpMs: 100 });
    const item = await expectConnected(stack, call);
    // The simulated endpoint refuses what is not signed, so one session says that the signature was good.
    const [session] = stack.sessions(call.callId);
    expect(session).toMatchObject({
      backEnd: 'endpoint',
      agent: 'concierge',
      reports: [200],
      order: {
        room_url: `https://example.daily.co/pb-local-${call.callId}-1`,
        call: { id: call.callId, from: '+12025550188', to: own.only },
        ready: { url: `${stack.localGateway.gateway.url}/calls/${call.callId}/ready` },
        data,
      },
    });
    expect(item.bots).toMatchObject([{ target: { kind: 'bot-endpoint' }, attempt: 1 }]);
    call.hangUp();
    await stack.reaches(call.callId, 'ended');
  });

  test('is started through Pipecat’s development runner, in the room that its body names', async () => {
    const call = place(own.runner, { startUpMs: 100, reports: false });
    const item = await expectConnected(stack, call);
    expect(item.bots).toMatchObject([{ target: { protocol: 'pipecat-runner' }, attempt: 1 }]);
    expect(stack.sessions(call.callId)).toMatchObject([{ agent: 'concierge', nth: 1, state: 'in-room' }]);
  });

  test('that is at capacity makes room for Pipecat Cloud', async () => {
    const call = place(own.thenCloud, { outcome: 'at-capacity' }, {});
    const item = await expectConnected(stack, call);
    expect(item.refusals).toMatchObject([{ target: 0, why: 'http-429' }]);
    expect(agents(call.callId)).toEqual(['stand-in']);
  });
});

test('no bot ever got a key, or what would make it connect the caller itself', () => {
  expect(stack.bots.sessions.length).toBeGreaterThan(10);
  const { apiKey } = stack.daily.settings;
  const { privateKey, endpointSecret } = stack.bots;
  for (const { order } of stack.bots.sessions) {
    const text = JSON.stringify(order);
    for (const key of [apiKey, privateKey, endpointSecret]) expect(text).not.toContain(key);
    expect(text).not.toMatch(/dialin_?settings|api_?key/i);
  }
});

test('nothing is left behind', () => expectNothingLeft(stack));
