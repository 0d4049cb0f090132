import { beforeEach, describe, expect, test, vi } from 'vitest';
import { poll } from '../../../../lib/conferences/reconcile/poll.ts';
import type { Leg } from '../../../../lib/conferences/ports.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import {
  bridgeCall,
  bridgeIn,
  c1,
  conferenceWorld,
  meeting,
  running,
  session,
  type ConferenceWorld,
} from '../support.ts';
import { operations } from './operations.ts';

const minuteMs = 60_000;
let world: ConferenceWorld;
let legs: Leg[];
/** Bridge and one caller are in, and everybody says so. */
beforeEach(async () => {
  world = conferenceWorld(newConference('c1', { session }));
  legs = [];
  world.world.participants = () => ({ meeting, legs });
  world.world.liveSession = () => ({ session: session.id });
  world.world.isUp = () => true;
  await comes('bridge');
  knowsBridge();
  await comes('CA1');
  await world.sync();
});
/** A call that keyed a bridge PIN of the conference. */
const knowsBridge = (call = bridgeCall) =>
  world.addPinCall({
    call,
    dialIn: '+12025550143',
    ...{ voice: 'twilio', language: 'en', opensTo: 'both', isBridgeOrigin: true },
    arrivedAtMs: world.now(),
    conference: c1,
    role: 'bridge',
  });
const pollNow = () => poll(world.deps, world.conference('c1'), world.callers('c1'));
const caller = (call = 'CA1') => world.caller('c1', call);
const bridge = () => world.conference('c1').bridge;
const legOf = (call: string, joinSequence: number, muted = false): Leg => ({
  call: voiceCall(call),
  joinSequence,
  muted,
});
async function comes(call: string) {
  const joinSequence = call === 'bridge' ? await world.bridgeComes() : await world.letIn(call);
  legs.push(legOf(call, joinSequence));
}
const goes = (call: string) => void (legs = legs.filter((leg) => leg.call !== call));
/** As the sweep does: wakes the conference every minute in which it is due. */
async function pass(ms: number) {
  for (let spent = 0; spent < ms; spent += minuteMs) {
    world.advance(minuteMs);
    const due = await world.deps.conferences.due(world.now(), 10);
    if (due.includes(c1)) await world.sync();
  }
}
const healed = () => world.record.logs.filter(({ code }) => code === 'sweep-healed').map((log) => log.fields);

test('all is as it should be: nothing is written but that we looked', async () => {
  const before = { caller: caller(), bridge: bridge() };
  await world.letIn('CA2');
  await world.letIn('CA3');
  for (const call of ['CA2', 'CA3']) await world.change(call, { kind: 'gone', atMs: world.now() });
  await world.sync();
  // The list may still have somebody whose call is over.
  legs.push(legOf('CA2', caller('CA2').joinSequence));
  const { count } = operations(world);
  const participants = vi.fn(() => ({ meeting, legs }));
  world.world.participants = participants;
  await pass(60 * minuteMs);
  expect(participants).toHaveBeenCalledTimes(5);
  expect(count('conferences.changeCaller')).toBe(0);
  expect({ caller: caller(), bridge: bridge() }).toEqual(before);
  expect(healed()).toEqual([]);
});

test('whom the list names with a place, and we without, is nobody else', async () => {
  legs = legs.map((leg) => ({ ...leg, call: voiceCall(`eu-3_${leg.call}`) }));
  world.world.isUp = () => false;
  const before = { presence: caller().presence, bridge: bridge() };
  await pass(20 * minuteMs);
  expect({ presence: caller().presence, bridge: bridge() }).toEqual(before);
  expect(healed()).toEqual([]);
});

test.each<[string, () => void]>([
  ['nothing can be asked', () => (world.world.participants = () => undefined)],
  [
    'calls cannot be asked about, who are missed',
    () => {
      goes('CA1');
      world.world.isUp = () => undefined;
    },
  ],
])('as long as %s nobody is given up', async (_, step) => {
  step();
  world.world.liveSession = () => undefined;
  await pass(60 * minuteMs);
  expect(caller().presence).toBe('in');
  expect(bridge().state).toBe('in');
});

describe('a join that was not reported', () => {
  test('is found, and the caller announced', async () => {
    const joinSequence = (await world.tell({ kind: 'joinRendered', atMs: world.now() }))?.joins ?? 0;
    await world.change('CA1', { kind: 'rejoining', atMs: world.now(), joinSequence });
    legs = [...legs.filter(({ call }) => call !== 'CA1'), legOf('CA1', joinSequence, true)];
    await pass(2 * minuteMs);
    expect(caller()).toMatchObject({ presence: 'in', joinSequence, announced: { muted: false } });
    // The list says how the phone came in; that is not what it should be.
    expect(world.record.commands).toContain(`phone unmute ${meeting} CA1`);
    expect(healed()).toContainEqual({ conference: c1, what: 'join', callId: 'CA1' });
  });

  test('under the number of another join is none', async () => {
    await world.change('CA1', { kind: 'rejoining', atMs: world.now(), joinSequence: 7 });
    await pass(5 * minuteMs);
    expect(caller().presence).toBe('joining');
  });

  test('is found without numbers too', async () => {
    await world.change('CA1', { kind: 'rejoining', atMs: world.now(), joinSequence: 7 });
    legs = legs.map(({ call, muted }) => ({ call, muted }));
    await pass(2 * minuteMs);
    expect(caller().presence).toBe('in');
  });

  test('of a caller whose leave was told by mistake counts, but not of one who came back to us', async () => {
    await comes('CA2');
    const { joinSequence } = caller('CA2');
    await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: caller().joinSequence });
    await world.change('CA2', { kind: 'returned', atMs: world.now(), joinSequence });
    await pass(2 * minuteMs);
    expect(caller().presence).toBe('in');
    expect(caller('CA2').presence).toBe('absent');
  });

  test('of the bridge is found, in a meeting that nobody has told us of', async () => {
    world = conferenceWorld(newConference('c1', { session, settings: { bridge: 'host' } }));
    legs = [legOf('bridge', 2), legOf('CA1', 1), legOf('stranger', 3)];
    world.world.participants = () => ({ meeting, legs });
    knowsBridge();
    await world.letIn('CA1');
    await world.sync();
    expect(caller().announced).toBeUndefined();
    await pass(2 * minuteMs);
    expect(bridge()).toMatchObject({ state: 'in', call: 'bridge', joinSequence: 2 });
    expect(caller().announced).toBeDefined();
    expect(world.record.commands.filter((command) => command.startsWith('phone'))).toEqual([]);
    expect(healed()).toEqual([{ conference: c1, what: 'bridge-join', callId: 'bridge' }]);
  });

  test('of a bridge that has left for us is the end of its call', async () => {
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall });
    await pass(2 * minuteMs);
    expect(world.record.commands).toContain('phone hangUp bridge');
    expect(bridge().state).not.toBe('in');
    expect(healed()).toContainEqual({ conference: c1, what: 'bridge-stray', callId: 'bridge' });
  });

  test('of a bridge whose place another has taken is the end of its call, not of the other', async () => {
    await world.bridgeComes('second');
    await world.sync();
    world.world.hangUp = () => 'done';
    const { commands } = world.record;
    const before = commands.length;
    await pollNow();
    expect(commands.slice(before)).toEqual(['phone hangUp bridge']);
    expect(bridge()).toMatchObject({ state: 'in', call: 'second' });
  });

  test('of a leg of whose join nothing is known is not believed to be the bridge', async () => {
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall });
    legs = legs.map(({ call, muted }) => ({ call, muted }));
    await pollNow();
    expect(bridge().state).toBe('absent');
    expect(healed()).toEqual([]);
  });

  test.each([
    ['five strangers, of whom the bridge is the last: found', 4, 'in'],
    ['more strangers than any conference has: the first five are looked at', 30, 'absent'],
  ])('among all callers and %s', async (_, strangers, state) => {
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall, joinSequence: 1 });
    for (let each = 2; each <= 9; each += 1) await comes(`CA${each}`);
    for (let each = 1; each <= strangers; each += 1) legs.push(legOf(`stranger-${each}`, 1));
    knowsBridge(voiceCall('second'));
    legs = [...legs.filter(({ call }) => call !== bridgeCall), legOf('second', 20)];
    const { count } = operations(world);
    await pollNow();
    expect(bridge().state).toBe(state);
    expect(count('pinCalls.get')).toBe(5);
  });
});

describe('a leave that was not reported', () => {
  test.each([
    ['goes on: absent', true, 'absent'],
    ['is over: gone', false, 'gone'],
  ])('is believed after two misses and a look at the call. It %s', async (_, isUp, presence) => {
    goes('CA1');
    const asked: string[] = [];
    world.world.isUp = (call) => {
      asked.push(call);
      return isUp;
    };
    await pass(minuteMs);
    expect(caller()).toMatchObject({ presence: 'in', missed: { atMs: world.now() } });
    expect(asked).toEqual([]);
    await pass(minuteMs);
    expect(asked).toEqual(['CA1']);
    expect(caller().presence).toBe(presence);
    expect(healed()).toEqual([{ conference: c1, what: 'leave', callId: 'CA1' }]);
    await pass(2 * minuteMs);
    expect(caller().announced).toBeUndefined();
    expect(world.record.commands).toContain('room takeBack room-of-c1 CA1');
  });

  test('has a call asked about that is in the menu, after a minute', async () => {
    await world.change('CA1', { kind: 'left', atMs: startMs, joinSequence: 2 });
    goes('CA1');
    const asked: string[] = [];
    world.world.isUp = (call) => void asked.push(call);
    world.advance(minuteMs - 1);
    await pollNow();
    expect(asked).toEqual([]);
    world.advance(1);
    await pollNow();
    expect(asked).toEqual(['CA1']);
  });

  test('is none if the caller is there the next time', async () => {
    goes('CA1');
    await pass(minuteMs);
    legs.push(legOf('CA1', caller().joinSequence));
    await pass(minuteMs);
    expect(caller()).not.toHaveProperty('missed');
    goes('CA1');
    await pass(3 * minuteMs);
    expect(caller()).toMatchObject({ presence: 'in', missed: { atMs: world.now() } });
  });

  test('is none for somebody in the menu, whose call is not even asked about', async () => {
    const asked: string[] = [];
    world.world.isUp = (call) => {
      asked.push(call);
      return true;
    };
    await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: caller().joinSequence });
    goes('CA1');
    world.advance(45_000);
    await pollNow();
    expect(asked).toEqual([]);
    expect(caller().presence).toBe('absent');
  });

  test('is none if the list is older than what we hear meanwhile', async () => {
    goes('CA1');
    await pass(minuteMs);
    world.world.participants = () => {
      void world.change('CA1', { kind: 'rejoining', atMs: world.now(), joinSequence: 9 });
      void world.change('CA1', { kind: 'joined', atMs: world.now() + 1, joinSequence: 9, muted: false });
      return { meeting, legs };
    };
    await pass(minuteMs);
    expect(caller()).toMatchObject({ presence: 'in', joinSequence: 9 });
  });

  test.each(['joining', 'absent'] as const)('of a call that ended while %s is found', async (presence) => {
    if (presence === 'joining')
      await world.change('CA1', { kind: 'rejoining', atMs: world.now(), joinSequence: 9 });
    else await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence: caller().joinSequence });
    goes('CA1');
    await pass(2 * minuteMs);
    expect(caller().presence).toBe(presence);
    world.world.isUp = () => false;
    await pass(5 * minuteMs);
    expect(caller().presence).toBe('gone');
  });

  test('of hundreds at once takes a few looks', async () => {
    for (let each = 2; each <= 50; each += 1) await world.letIn(`CA${each}`);
    legs = [];
    let asked = 0;
    world.world.isUp = () => {
      asked += 1;
      return false;
    };
    await pass(2 * minuteMs);
    expect(asked).toBe(20);
    await pass(4 * minuteMs);
    expect(asked).toBe(50);
    expect(world.callers('c1').filter(({ presence }) => presence !== 'gone')).toEqual([]);
  });

  test('of hundreds at once is written for each once, a few at a time', async () => {
    for (let each = 2; each <= 60; each += 1) await world.letIn(`CA${each}`);
    legs = [];
    world.advance(minuteMs);
    const { count, max } = operations(world);
    await pollNow();
    expect(count('conferences.changeCaller')).toBe(60);
    expect(max()).toBe(25);
    expect(healed()).toEqual([]);
  });

  test('of the bridge is believed after two misses, and the callers are withdrawn', async () => {
    goes('bridge');
    await pass(minuteMs);
    expect(bridge()).toMatchObject({ state: 'in', missedAtMs: world.now() });
    await pass(minuteMs);
    expect(bridge().state).not.toBe('in');
    expect(caller().announced).toBeUndefined();
    expect(healed()).toEqual([{ conference: c1, what: 'bridge-leave', callId: 'bridge' }]);
  });

  test('of the bridge is none if it is there the next time', async () => {
    goes('bridge');
    await pass(minuteMs);
    legs.push(legOf('bridge', 1));
    await pass(minuteMs);
    expect(bridge()).toEqual({ ...bridgeIn, sinceMs: startMs, isVouched: true });
  });
});

test('a phone that is muted although it should not be is told again', async () => {
  legs = legs.map((leg) => ({ ...leg, muted: true }));
  await pass(minuteMs);
  expect(world.record.commands).toContain(`phone unmute ${meeting} CA1`);
  expect(healed()).toEqual([{ conference: c1, what: 'mute', callId: 'CA1' }]);
});

test('a meeting of which nobody has told us is the one whose phones are muted', async () => {
  world.world.participants = () => ({ meeting: 'meeting-2', legs });
  goes('bridge');
  legs = legs.map((leg) => ({ ...leg, muted: true }));
  await pass(minuteMs);
  expect(world.record.commands).toContain('phone unmute meeting-2 CA1');
});

test('a conference without a bridge has none to miss', async () => {
  world = conferenceWorld(newConference('c1', { session, settings: { bridge: 'host' } }));
  world.world.participants = () => ({ meeting, legs });
  world.world.liveSession = () => ({ session: session.id });
  legs = [];
  await comes('CA1');
  await pollNow();
  expect(healed()).toEqual([]);
});

describe('a session', () => {
  test('that ended unheard is believed to be over the second time, and the callers told', async () => {
    world.world.liveSession = () => ({ session: undefined });
    world.world.isLive = () => false;
    await pass(minuteMs);
    expect(world.conference('c1').session).toMatchObject({ missedAtMs: world.now() });
    expect(world.conference('c1').session?.endedAtMs).toBeUndefined();
    await pass(4 * minuteMs);
    expect(caller().kicked?.why).toBe('session-over');
  });

  test('that runs the next time is not over', async () => {
    world.world.liveSession = () => ({ session: undefined });
    await pass(minuteMs);
    world.world.liveSession = () => ({ session: session.id });
    await pass(2 * minuteMs);
    expect(world.conference('c1').session).toEqual(session);
  });

  test('that began unheard, the end of the last unheard too, has the callers announced in it', async () => {
    world.world.liveSession = () => ({ session: 'session-2' });
    await pass(minuteMs);
    expect(world.conference('c1').session).toMatchObject({ id: 'session-2', previous: session.id });
    expect(caller().announced?.session).toBe('session-2');
    await world.tell({ kind: 'sessionEnded', atMs: startMs + 30_000, session: session.id });
    await world.tell({ kind: 'sessionStarted', atMs: startMs + 30_000, session: 'session-2' });
    expect(world.conference('c1').session?.endedAtMs).toBeUndefined();
    expect(healed()).toEqual([{ conference: c1, what: 'session' }]);
  });

  test('whose start was never heard of gets its name, and nobody is announced twice', async () => {
    world = conferenceWorld(running({ session: undefined }));
    world.world.liveSession = () => ({ session: 'session-1' });
    await world.letIn('CA1');
    await world.sync();
    await pass(2 * minuteMs);
    expect(world.conference('c1').session?.id).toBe('session-1');
    expect(world.record.announced).toHaveLength(1);
  });
});
