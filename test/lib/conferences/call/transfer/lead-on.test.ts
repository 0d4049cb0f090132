import { beforeEach, describe, expect, test } from 'vitest';
import { transferCaller } from '../../../../../lib/conferences/admin/transfer.ts';
import { leftMeeting } from '../../../../../lib/conferences/call/inside/menu.ts';
import { noticeAnswered } from '../../../../../lib/conferences/call/notice.ts';
import { waited, waiting } from '../../../../../lib/conferences/call/inside/waiting.ts';
import { voiceCallEnded } from '../../../../../lib/conferences/events/meeting-events.ts';
import type { Instruction } from '../../../../../lib/conferences/model/instructions.ts';
import { poll } from '../../../../../lib/conferences/reconcile/poll.ts';
import { maxLeadingOutMs } from '../../../../../lib/conferences/reconcile/plan/leading-out.ts';
import { syncConference } from '../../../../../lib/conferences/reconcile/sync.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { conferenceId, newConference } from '../../../../support/new-conference.ts';
import {
  bridgeIn,
  conferenceWorld,
  meeting,
  outside,
  running,
  session,
  type ConferenceWorld,
} from '../../support.ts';

const call = voiceCall('CA1');
const c2 = conferenceId('c2');
const otherDialIn = '+12025550199';

let world: ConferenceWorld;

/** CA1 is in `c1` and shown in its room; `c2` goes on as well. */
async function setUp(other: Parameters<typeof newConference>[1] = {}, isNamed = false) {
  world = conferenceWorld(running());
  world.addConference(
    newConference('c2', { session, bridge: bridgeIn, meeting: 'meeting-2', dialIn: otherDialIn, ...other }),
  );
  await world.letIn('CA1', isNamed ? { name: 'Ana', externalId: 'crm-7', isNamed: true } : {});
  await world.sync();
  world.advance(30_000);
}
beforeEach(() => setUp());

const order = (to = 'c2', of = 'CA1') => {
  const pinCall = world.pinCall(of);
  if (pinCall === undefined) throw new Error('nobody has called');
  const limits = { allow: [], perMinute: 0, perHour: 0 };
  return transferCaller({ ...world.deps, limits }, pinCall, to);
};
const asks = () =>
  leftMeeting(world.deps, { call, joinSequence: world.caller('c1', 'CA1').joinSequence, isUp: true });
const asksOutside = async () => waited(world.deps, await world.deps.pinCalls.get(call));
const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'say') return each.spoken.sentence;
    if (each.kind === 'notice') return each.words.text;
    if (each.kind === 'wait') return `wait ${each.spoken?.sentence ?? 'in silence'}`;
    if (each.kind === 'collect') return `ask ${each.question.kind}`;
    return each.kind === 'join' ? `join ${each.conference} ${each.joinSequence}` : each.kind;
  });
const before = () => world.caller('c1', 'CA1');
const after = () => world.caller('c2', 'CA1');
const outcomes = () =>
  world.record.counts.filter(({ metric }) => metric === 'transfers').map(({ reason }) => reason);
const commands = () => world.record.commands.splice(0);

describe('a caller who is led on', () => {
  test('is taken out of the conference, hears so, and is in the other: shown there, and here no more', async () => {
    await order();
    commands();
    await world.sync();
    expect(commands()).toEqual(['phone leadOut CA1 1']);
    world.advance(1_000);
    expect(brief(await asks())).toEqual(['led-on', 'join c2 1']);
    expect(before()).toMatchObject({ presence: 'gone', transfer: { outcome: 'answered' } });
    expect(world.pinCall('CA1')).toMatchObject({ conference: 'c2', role: 'caller', joinSequence: 1 });
    await world.sync();
    expect(commands()).toEqual(['room takeBack room-of-c1 CA1']);
    await world.deps.conferences.changeCaller(c2, call, {
      kind: 'joined',
      atMs: world.now(),
      joinSequence: 1,
    });
    await syncConference(world.deps, c2);
    expect(commands()).toEqual(['room announce room-of-c2 CA1']);
    expect(outcomes()).toEqual(['answered']);
  });

  test('is taken out once more if the list has them in the first by then, moved in by an order that was carried out late', async () => {
    await order();
    await asks();
    world.world.participants = () => ({ meeting, legs: [{ call, muted: false }] });
    const pollNow = () => poll(world.deps, world.conference('c1'), world.callers('c1'));
    commands();
    world.advance(9_000);
    await pollNow();
    expect(commands()).toEqual([]);
    world.advance(1_000);
    await pollNow();
    expect(commands()).toEqual(['phone leadOut CA1 1']);
    expect(brief(await asksOutside())).toEqual(['join c2 1']);
    world.world.participants = () => ({ meeting, legs: [] });
    await pollNow();
    expect(commands()).toEqual([]);
  });

  test('goes back into the other then, though it was told that they had left it', async () => {
    await order();
    await asks();
    for (const kind of ['joined', 'left'] as const)
      await world.deps.conferences.changeCaller(c2, call, { kind, atMs: world.now(), joinSequence: 1 });
    expect(brief(await asksOutside())).toEqual(['join c2 2']);
    expect(after().presence).toBe('joining');
  });

  test('is led on by a menu that they have opened themselves', async () => {
    await order();
    expect(brief(await asks())).toEqual(['led-on', 'join c2 1']);
    await world.sync();
    expect(commands()).not.toContain('phone leadOut CA1 1');
  });

  test('asked twice, is led on once: a request that is repeated is taken for a join that failed, and gets the next', async () => {
    await order();
    await asks();
    expect(brief(await asks())).toEqual(['join c2 2']);
    expect(world.callers('c2')).toHaveLength(1);
    expect(outcomes()).toEqual(['answered']);
  });

  test.each(['conferences.changeCaller', 'pinCalls.ledOn', 'conferences.load'])(
    'is led on by the next request, if the first dies before %s',
    async (operation) => {
      await order();
      let isDead = false;
      world.world.before = (each) => {
        if (each !== operation || isDead) return Promise.resolve();
        isDead = true;
        return Promise.reject(new Error('crash'));
      };
      await expect(asks()).rejects.toThrow('crash');
      world.advance(1_000);
      expect(brief(await asks())).toContain('led-on');
      expect(world.pinCall('CA1')).toMatchObject({ conference: 'c2' });
      expect(world.callers('c2')).toHaveLength(1);
      expect(outcomes()).toEqual(['answered']);
    },
  );

  test('is named there as a newcomer is, unless the name is their own', async () => {
    await order();
    await asks();
    expect(after().name).toBe('Caller 1');
    await setUp({}, true);
    await order();
    await asks();
    expect(after()).toMatchObject({ name: 'Ana', externalId: 'crm-7', isNamed: true, ledOn: 1 });
  });

  test('can be led back', async () => {
    await order();
    await asks();
    world.advance(5_000);
    await world.sync();
    expect(await order('c1')).toEqual({ ok: true });
    expect(brief(await leftMeeting(world.deps, { call, joinSequence: 1, isUp: true }))).toEqual([
      'led-on',
      'join c1 2',
    ]);
    expect(before()).toMatchObject({ presence: 'joining', joinSequence: 2 });
    expect(before().transfer).toBeUndefined();
    expect(after()).toMatchObject({ presence: 'gone' });
  });

  test('hears there how long they have waited there', async () => {
    world.advance(600_000);
    await order();
    await asks();
    await world.deps.conferences.changeConference(c2, {
      kind: 'bridgeLeft',
      atMs: world.now(),
      call: bridgeIn.call,
    });
    expect(brief(await waiting(world.deps, call))).toEqual(['waiting-for-bridge', 'pause']);
  });
});

describe('a notice of the other conference', () => {
  const text = { en: 'This call is recorded.' };
  const openOther = (consent?: 'press-1') =>
    world.openDialIn(otherDialIn, { kind: 'pin', notice: { version: '7', text, consent } });
  const answer = (digits: string, attempt = 1) => noticeAnswered(world.deps, { call, attempt, digits });

  test('is heard before they are in it', async () => {
    openOther();
    await order();
    expect(brief(await asks())).toEqual(['led-on', text.en, 'ask notice']);
    expect(world.callers('c2')).toEqual([]);
    expect(world.pinCall('CA1')?.conference).toBeUndefined();
    expect(brief(await asks())).toEqual([text.en, 'ask notice']);
    expect(brief(await answer(''))).toEqual(['join c2 2']);
    expect(world.pinCall('CA1')).toMatchObject({
      conference: 'c2',
      noticeAnswers: [{ keyed: 'no key', outcome: 'went-on' }],
      ledOn: [{ from: 'c1', to: 'c2' }],
    });
  });

  test('that nobody agrees to leads nobody in', async () => {
    openOther('press-1');
    await order();
    await asks();
    expect(brief(await answer('', 3))).toEqual(['not-agreed', 'hangUp']);
    expect(world.callers('c2')).toEqual([]);
  });

  test('is not repeated to whoever came by the same number', async () => {
    await setUp({ dialIn: '+12025550143' });
    world.openDialIn('+12025550143', { kind: 'pin', notice: { version: '7', text } });
    await order();
    expect(brief(await asks())).toEqual(['led-on', 'join c2 1']);
  });
});

describe('where callers wait outside', () => {
  beforeEach(async () => {
    await setUp();
    world.world.traits = { ...outside, leadsOut: true };
  });

  test('whoever is in is taken out, asks, and goes in', async () => {
    await order();
    await world.sync();
    expect(commands()).toContain('phone leadOut CA1 1');
    expect(brief(await asksOutside())).toEqual(['led-on', 'join c2 1']);
    expect(brief(await asksOutside())).toEqual(['join c2 1']);
  });

  test('whoever waits is not let in, and is led on as they next ask', async () => {
    world.world.letIn = () => 'done';
    world.world.leadOut = undefined;
    await world.change('CA2', {
      ...{ kind: 'admitted', atMs: world.now(), joinSequence: 5, waits: true },
      newcomer: { conference: conferenceId('c1'), call: voiceCall('CA2'), name: 'CA2', muted: false },
    });
    const pinCall = world.pinCall('CA1');
    if (pinCall === undefined) throw new Error('nobody has called');
    world.addPinCall({ ...pinCall, call: voiceCall('CA2') });
    await order('c2', 'CA2');
    await world.sync();
    expect(commands()).not.toContain('phone letIn CA2 5');
    expect(brief(await waited(world.deps, await world.deps.pinCalls.get(voiceCall('CA2'))))).toEqual([
      'led-on',
      'join c2 1',
    ]);
  });
});

describe('a transfer that comes to nothing', () => {
  test('since the other conference has filled: they hear so, and are back in', async () => {
    await setUp({ settings: { capacity: 1 } });
    await order();
    await world.deps.conferences.changeCaller(c2, voiceCall('CA9'), {
      ...{ kind: 'admitted', atMs: world.now(), joinSequence: 1 },
      newcomer: { conference: c2, call: voiceCall('CA9'), name: 'CA9', muted: false },
    });
    expect(brief(await asks())).toEqual(['not-led-on', 'join c1 2']);
    expect(before().transfer).toMatchObject({ outcome: 'rejected' });
    expect(outcomes()).toEqual(['rejected']);
  });

  test('since the caller has hung up', async () => {
    await order();
    await voiceCallEnded(world.deps, call);
    expect(before().transfer).toMatchObject({ outcome: 'caller-left' });
    expect(outcomes()).toEqual(['caller-left']);
  });

  test('since the provider refuses', async () => {
    world.world.leadOut = () => 'refused';
    await order();
    await world.sync();
    expect(before()).toMatchObject({ presence: 'in', transfer: { outcome: 'failed' } });
    expect(outcomes()).toEqual(['failed']);
  });

  test('since the call never asks: it is told every ten seconds, for a minute', async () => {
    world.world.leadOut = () => 'unknown';
    await order();
    for (let second = 0; second <= maxLeadingOutMs / 1_000; second += 1) {
      await world.sync();
      world.advance(1_000);
    }
    expect(commands().filter((each) => each === 'phone leadOut CA1 1')).toHaveLength(6);
    expect(before()).toMatchObject({ presence: 'in', transfer: { outcome: 'failed' } });
    expect(outcomes()).toEqual(['failed']);
    expect(brief(await asks())).toEqual(['ask menu']);
  });

  test('since they are removed meanwhile', async () => {
    await order();
    await world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' });
    expect(brief(await asks())).toEqual(['kicked', 'hangUp']);
    await voiceCallEnded(world.deps, call);
    expect(before().transfer).toMatchObject({ outcome: 'failed' });
  });
});

describe('an order', () => {
  test('that is repeated is the same, before and after it is done', async () => {
    expect(await order()).toEqual({ ok: true });
    const first = before();
    world.advance(1_000);
    expect(await order()).toEqual({ ok: true });
    expect(before()).toEqual(first);
    await asks();
    expect(await order()).toEqual({ ok: true });
    expect(after().transfer).toBeUndefined();
  });

  test('that is repeated while they are on their way is the same', async () => {
    await order();
    await world.change('CA1', { kind: 'ledOn', atMs: world.now(), outcome: 'answered' });
    expect(await order()).toEqual({ ok: true });
  });

  test.each<[string, () => unknown, string, string]>([
    [
      'without an id',
      () => undefined,
      'no id!',
      'that is no id of a conference, no number with its country code, and no SIP address',
    ],
    ['into none', () => undefined, 'c9', 'there is no such conference'],
    ['into where they are', () => undefined, 'c1', 'the caller is in that conference already'],
    [
      'into one that is full',
      () => setUp({ settings: { capacity: 1 } }).then(fill),
      'c2',
      'that conference is full',
    ],
    ['into one that is closed', () => setUp({ isClosed: true }), 'c2', 'that conference is closed'],
    [
      'to another provider',
      () => setUp({ voice: 'plivo' }),
      'c2',
      'that conference is at another voice provider: the two never hear each other',
    ],
    [
      'of a call that is over',
      () => world.change('CA1', { kind: 'gone', atMs: world.now() }),
      'c2',
      'the call is over',
    ],
    [
      'of somebody who is removed',
      () => world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' }),
      'c2',
      'the caller is being removed',
    ],
    [
      'where nobody can be taken out',
      () => void (world.world.traits = outside),
      'c2',
      'the voice provider lets nobody be taken out of a meeting, but from where callers wait for the bridge',
    ],
  ])('%s is refused, counted and logged', async (_, step, to, why) => {
    await step();
    expect(await order(to)).toMatchObject({ ok: false, why });
    expect(world.record.counts).toContainEqual(expect.objectContaining({ metric: 'transfersRefused' }));
    expect(world.record.logs).toContainEqual(expect.objectContaining({ code: 'transfer-refused' }));
    expect(world.record.commands).not.toContain('phone leadOut CA1 1');
  });

  const fill = () =>
    world.deps.conferences.changeCaller(c2, voiceCall('CA9'), {
      ...{ kind: 'admitted', atMs: world.now(), joinSequence: 1 },
      newcomer: { conference: c2, call: voiceCall('CA9'), name: 'CA9', muted: false },
    });

  test('of a bridge is refused', async () => {
    const pinCall = world.pinCall('CA1');
    if (pinCall === undefined) throw new Error('nobody has called');
    world.addPinCall({ ...pinCall, role: 'bridge' });
    expect(await order()).toMatchObject({ ok: false, why: 'the call is in no conference as a caller' });
  });

  test('to somewhere else is refused while one is open', async () => {
    world.addConference(newConference('c3'));
    await order();
    expect(await order('c3')).toMatchObject({ why: 'the caller is being led somewhere else already' });
  });
});
