import { beforeEach, describe, expect, test } from 'vitest';
import type { Conference } from '../../../../../lib/conferences/model/conference.ts';
import type { Instruction } from '../../../../../lib/conferences/model/instructions.ts';
import { leftMeeting, menuKeyed } from '../../../../../lib/conferences/call/inside/menu.ts';
import { waiting } from '../../../../../lib/conferences/call/inside/waiting.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { newConference, startMs } from '../../../../support/new-conference.ts';
import { bridgeIn, conferenceWorld, running, type ConferenceWorld } from '../../support.ts';

let world: ConferenceWorld;
const call = voiceCall('CA1');

async function setUp(conference: Parameters<typeof newConference>[1] = {}) {
  world = conferenceWorld(newConference('c1', conference));
  await world.letIn('CA1');
  world.addPinCall({ ...letInAs(), audio: { menu: 'https://audio.example/menu.mp3' } });
  world.advance(60_000);
}
beforeEach(() => setUp());

/** The call as it was let in. */
function letInAs() {
  const pinCall = world.pinCall('CA1');
  if (pinCall === undefined) throw new Error('nobody was let in');
  return pinCall;
}
const caller = () => world.caller('c1', 'CA1');
const left = (joinSequence = caller().joinSequence, isUp = true) =>
  leftMeeting(world.deps, { call, joinSequence, isUp });
const key = (digits: string, joinSequence = world.caller('c1', 'CA1').joinSequence) =>
  menuKeyed(world.deps, { call, joinSequence, digits });
const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'say') return each.spoken.sentence;
    if (each.kind === 'collect') return `${each.question.kind} for ${each.timeoutS} s`;
    return each.kind === 'join'
      ? `${each.call}-${each.joinSequence} ${each.muted ? 'muted' : 'unmuted'}`
      : each.kind;
  });
const menu = ['menu for 20 s'];

/** All of a stay but its last seconds. */
const passAllBut = (ms: number) => () => {
  world.advance(14_400_000 - 60_000 - ms);
  return Promise.resolve();
};

describe('coming back out of the meeting', () => {
  test('opens the menu, in the words of the dial-in', async () => {
    const answer = await left();
    expect(brief(answer)).toEqual(menu);
    expect(answer).toMatchObject([
      { maxDigits: 1, prompt: [{ audioUrl: 'https://audio.example/menu.mp3' }] },
    ]);
    expect(caller()).toMatchObject({
      presence: 'absent',
      returned: { joinSequence: 1, atMs: world.now(), failures: 0 },
    });
  });

  test('asked again, the answer is the same: a repeated request is no second return', async () => {
    const first = await left();
    world.advance(1_000);
    expect(await left()).toEqual(first);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['thrown out', () => world.change('CA1', { kind: 'kicked', atMs: startMs, why: 'kicked' }), 'kicked'],
    ['closed', () => world.tell({ kind: 'closed', atMs: startMs }), 'conference-closed'],
    ['overdue, but for the seconds in which the provider may end it early', passAllBut(5_000), 'overdue'],
  ])('does not if %s', async (_, step, sentence) => {
    await step();
    expect(brief(await left())).toEqual([sentence, 'hangUp']);
  });

  test('opens the menu as long as more than those seconds are left', async () => {
    await passAllBut(5_001)();
    expect(brief(await left())).toEqual(menu);
  });

  test('a stay is counted from its beginning, whatever the menu, and what is left of it is rendered', async () => {
    world.advance(14_400_000 - 60_000 - 60_000);
    await left();
    expect(await key('#')).toMatchObject([{ kind: 'join', longestStayS: 60 }]);
  });

  test('of a call that is over makes the caller gone, and says nothing', async () => {
    expect(brief(await left(1, false))).toEqual(['hangUp']);
    expect(caller().presence).toBe('gone');
    expect(world.record.wakes).toEqual(['c1']);
  });

  test('of the bridge, which is no caller, ends its call', async () => {
    const bridge = { call: voiceCall('bridge'), joinSequence: 2 };
    world.addPinCall({ ...letInAs(), call: bridge.call, role: 'bridge' });
    expect(brief(await leftMeeting(world.deps, { ...bridge, isUp: true }))).toEqual(['hangUp']);
    expect(brief(await menuKeyed(world.deps, { ...bridge, digits: '6' }))).toEqual(['hangUp']);
  });

  test('of somebody who is in no conference ends the call', async () => {
    const stranger = { call: voiceCall('stranger'), joinSequence: 1, isUp: true };
    expect(brief(await leftMeeting(world.deps, stranger))).toEqual(['hangUp']);
    expect(
      brief(await menuKeyed(world.deps, { call: voiceCall('stranger'), joinSequence: 1, digits: '6' })),
    ).toEqual(['hangUp']);
  });
});

describe('a join that fails', () => {
  /** A join was rendered just now, and the meeting never saw the caller. */
  async function failing() {
    await left();
    await key('#');
    world.advance(500);
  }

  test('is repeated at once under a new number', async () => {
    await failing();
    expect(caller()).toMatchObject({ presence: 'joining', joinSequence: 2 });
    world.advance(1_000);
    expect(brief(await left(2))).toEqual(['CA1-3 unmuted']);
  });

  test('whose request is repeated is repeated as it was', async () => {
    await failing();
    const first = await left(2);
    expect(await left(2)).toEqual(first);
  });

  test('twice in a row: the caller hears it, and the call ends, also for a request that is repeated', async () => {
    await failing();
    expect(brief(await left(2))).toEqual(['CA1-3 unmuted']);
    world.advance(500);
    expect(brief(await left(3))).toEqual(['joining-failed', 'hangUp']);
    expect(brief(await left(3))).toEqual(['joining-failed', 'hangUp']);
  });

  test('then works, then fails again, is repeated again', async () => {
    await failing();
    await left(2);
    await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 3, muted: false });
    world.advance(10_000);
    expect(brief(await left(3))).toEqual(menu);
    await key('#');
    expect(brief(await left(4))).toEqual(['CA1-5 unmuted']);
  });

  test('is not assumed of somebody who was seen in the meeting and keys fast', async () => {
    await left();
    await key('6');
    await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 2, muted: true });
    world.advance(1_000);
    expect(brief(await left(2))).toEqual(menu);
  });
});

describe('a key in the menu', () => {
  beforeEach(async () => {
    await left();
    world.advance(1_000);
  });

  test('6 mutes, and the next join is muted; 6 again unmutes', async () => {
    expect(brief(await key('6'))).toEqual(['you-are-muted', 'CA1-2 muted']);
    expect(caller().muted).toMatchObject({ is: true, by: 'caller' });
    await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 2, muted: true });
    world.advance(10_000);
    await left();
    world.advance(1_000);
    expect(brief(await key('6'))).toEqual(['you-are-unmuted', 'CA1-3 unmuted']);
    expect(world.record.wakes).toHaveLength(2);
  });

  test('9 raises and lowers the hand', async () => {
    expect(brief(await key('9'))).toEqual(['hand-raised', 'CA1-2 unmuted']);
    expect(caller().hand).toBe(true);
    await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 2, muted: false });
    world.advance(10_000);
    await left();
    expect(brief(await key('9'))).toEqual(['hand-lowered', 'CA1-3 unmuted']);
  });

  test.each(['', '#', '5', '*'])('%j goes back in', async (digits) => {
    expect(brief(await key(digits))).toEqual(['CA1-2 unmuted']);
    expect(caller()).toMatchObject({ hand: false, muted: { is: false } });
  });

  test.each(['6', '9', ''])('%j of a request that is repeated is carried out once', async (digits) => {
    const first = await key(digits, 1);
    const after = caller();
    expect(await key(digits, 1)).toEqual(first);
    expect(caller()).toEqual(after);
  });

  test.each([
    ['6', ['you-are-muted', 'CA1-2 muted']],
    ['9', ['hand-raised', 'CA1-2 unmuted']],
  ])('%j of a request that died half-way is carried out once', async (digits, expected) => {
    world.world.before = (operation) =>
      operation === 'conferences.changeConference' ? Promise.reject(new Error('crash')) : Promise.resolve();
    await expect(key(digits)).rejects.toThrow('crash');
    world.world.before = () => Promise.resolve();
    expect(brief(await key(digits))).toEqual(expected);
  });

  test.each(['6', '9'])('%j of the last menu, repeated late, does nothing in this one', async (digits) => {
    await key('');
    await world.change('CA1', { kind: 'joined', atMs: world.now(), joinSequence: 2, muted: false });
    world.advance(10_000);
    await left(2);
    const before = caller();
    await key(digits, 1);
    expect(caller()).toMatchObject({ muted: before.muted, hand: before.hand });
  });

  test.each([
    [
      "a host's mute stays if the conference says so",
      'room',
      true,
      false,
      ['mute-is-the-hosts', 'CA1-2 muted'],
    ],
    ["a host's mute goes if it does not", 'room', true, true, ['you-are-unmuted', 'CA1-2 unmuted']],
    ["the caller's own goes in any case", 'caller', true, false, ['you-are-unmuted', 'CA1-2 unmuted']],
    ['whom the host has unmuted may mute', 'room', false, false, ['you-are-muted', 'CA1-2 muted']],
  ] as const)('6: %s', async (_, by, is, mayUndoMute, answer) => {
    await setUp({ settings: { mayUndoMute } });
    await world.change('CA1', { kind: 'muted', atMs: world.now(), is: true, by });
    if (!is) await world.change('CA1', { kind: 'muted', atMs: world.now() + 1, is, by });
    world.advance(1_000);
    await left();
    expect(brief(await key('6'))).toEqual(answer);
    expect(caller().muted.is).toBe(answer[1].endsWith(' muted'));
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['thrown out', () => world.change('CA1', { kind: 'kicked', atMs: startMs, why: 'kicked' }), 'kicked'],
    ['closed', () => world.tell({ kind: 'closed', atMs: startMs }), 'conference-closed'],
  ])('does not let back in somebody who was %s meanwhile', async (_, step, sentence) => {
    await step();
    expect(brief(await key('6'))).toEqual([sentence, 'hangUp']);
    expect(caller().presence).toBe('absent');
  });
});

describe('waiting for the bridge', () => {
  const absent = (tries: number, notBeforeMs = 0) => ({ state: 'absent', tries, notBeforeMs }) as const;
  const wait = () => waiting(world.deps, call);

  test.each<[string, Conference['bridge'], number, string]>([
    ['to be dialled', absent(0), 0, 'waiting-for-bridge'],
    ['that is dialled', { state: 'dialling', tries: 2, untilMs: startMs + 200_000 }, 0, 'waiting-for-bridge'],
    ['that cannot be reached', absent(3), 0, 'bridge-failed'],
    ['that nobody has tried to reach, for longer than was promised', absent(0), 120_000, 'bridge-failed'],
    ['that the room will not dial', { ...absent(0), failures: 3, isRefused: true }, 0, 'bridge-failed'],
    ['that the room will not dial yet', { ...absent(0), failures: 3 }, 0, 'waiting-for-bridge'],
    ['that the room will not dial yet, for longer', { ...absent(0), failures: 9 }, 120_000, 'bridge-late'],
    ['that is dialled again, for longer', absent(1), 120_000, 'bridge-late'],
    [
      'that is dialled, for longer than was promised',
      { state: 'dialling', tries: 1, untilMs: startMs + 200_000 },
      120_000,
      'bridge-late',
    ],
  ])('%s', async (_, bridge, ms, sentence) => {
    await setUp({ bridge });
    world.advance(ms);
    expect(brief(await wait())).toEqual([sentence, 'pause']);
  });

  test.each<[string, Conference['bridge'], number]>([
    ['is to be dialled', absent(0), 1],
    ['may not be dialled yet', absent(1, startMs + 100_000), 0],
    ['does not come', { state: 'dialling', tries: 1, untilMs: startMs }, 1],
    ['is in', bridgeIn, 0],
  ])('wakes the conference when the bridge %s, should that have been lost: %j', async (_, bridge, wakes) => {
    await setUp({ bridge });
    await wait();
    expect(world.record.wakes).toHaveLength(wakes);
  });

  test('of somebody unknown is silence', async () => {
    expect(brief(await waiting(world.deps, voiceCall('stranger')))).toEqual(['pause']);
    const before = { ...letInAs(), conference: undefined };
    world = conferenceWorld(running());
    expect(brief(await waiting(world.deps, call))).toEqual(['pause']);
    world.addPinCall(before);
    expect(brief(await waiting(world.deps, call))).toEqual(['pause']);
  });
});
