import { beforeEach, describe, expect, test } from 'vitest';
import { transferCaller } from '../../../../../lib/conferences/admin/transfer.ts';
import { admissionRefusal } from '../../../../../lib/conferences/call/admission.ts';
import { callForwarded } from '../../../../../lib/conferences/call/forwarded.ts';
import { destinationAnswered } from '../../../../../lib/conferences/call/transfer/led-out.ts';
import { leftMeeting } from '../../../../../lib/conferences/call/inside/menu.ts';
import { poll } from '../../../../../lib/conferences/reconcile/poll.ts';
import { voiceCallEnded } from '../../../../../lib/conferences/events/meeting-events.ts';
import type { PinCall } from '../../../../../lib/conferences/model/pin-call.ts';
import type { TransferOutcome } from '../../../../../lib/conferences/model/conference.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { brief } from './brief.ts';
import { c1, conferenceWorld, meeting, running, type ConferenceWorld } from '../../support.ts';

const call = voiceCall('CA1');
const dialIn = '+12025550143';
const desk = '+493012345678';

let world: ConferenceWorld;

/** CA1 is in `c1` and shown in its room; its dial-in allows numbers in Berlin. */
beforeEach(async () => {
  world = conferenceWorld(running());
  world.openDialIn(dialIn, { kind: 'pin', transferTo: ['+4930', 'desk@pbx.example.com'] });
  await world.letIn('CA1');
  await world.sync();
  world.advance(30_000);
});

/** What the stage allows of calls to numbers. */
const limits = { allow: ['+49'], perMinute: 3, perHour: 5 };
const order = (to = desk, few = limits) => {
  const pinCall = world.pinCall('CA1');
  if (pinCall === undefined) throw new Error('nobody has called');
  return transferCaller({ ...world.deps, limits: few }, pinCall, to);
};
const asks = () =>
  leftMeeting(world.deps, { call, joinSequence: world.caller('c1', 'CA1').joinSequence, isUp: true });
const comesBack = (outcome: TransferOutcome) => callForwarded(world.deps, { call, dialled: dialIn, outcome });
const caller = () => world.caller('c1', 'CA1');
const outcomes = () =>
  world.record.counts.filter(({ metric }) => metric === 'transfers').map(({ reason }) => reason);
const commands = () => world.record.commands.splice(0);
const dials = ['led-on', `dial ${desk} from ${dialIn}, 30 s, 14370 s`];

/** The caller was led out, and the desk rings. */
async function ledOut() {
  await order();
  await asks();
}

describe('a caller who is led to a number', () => {
  test('keeps their place while it rings, since they may come back, and no longer', async () => {
    const isFull = async () => {
      const loaded = await world.deps.conferences.load(c1);
      if (loaded === undefined) throw new Error('there is no conference');
      const conference = { ...loaded.conference, settings: { ...loaded.conference.settings, capacity: 1 } };
      return admissionRefusal({ ...loaded, conference }, 'caller', voiceCall('CA2'), world.deps.clock.now());
    };
    await ledOut();
    expect(await isFull()).toBe('conference-full');
    await destinationAnswered(world.deps, call);
    expect(await isFull()).toBeUndefined();
  });

  test('is taken out, hears so, and the number is called; the room shows them no more', async () => {
    expect(await order()).toEqual({ ok: true });
    commands();
    await world.sync();
    expect(commands()).toEqual(['phone leadOut CA1 1']);
    expect(brief(await asks())).toEqual(dials);
    expect(caller()).toMatchObject({ presence: 'gone' });
    await world.sync();
    expect(commands()).toEqual(['room takeBack room-of-c1 CA1']);
    expect(outcomes()).toEqual([]);
  });

  test('asked again by a request that is repeated, gets the same; ordered again, it is the same order', async () => {
    await ledOut();
    world.advance(5_000);
    expect(brief(await asks())).toEqual(dials);
    expect(await order()).toEqual({ ok: true });
    expect(await order('+493099999999')).toMatchObject({
      why: 'the caller has been led somewhere else already',
    });
  });

  test.each([1, 2])('is led out by the next request, if the first dies before write %i', async (write) => {
    await order();
    let writes = 0;
    world.world.before = (each) => {
      const isWrite = each === 'conferences.changeCaller';
      if (isWrite) writes += 1;
      return isWrite && writes === write ? Promise.reject(new Error('crash')) : Promise.resolve();
    };
    await expect(asks()).rejects.toThrow('crash');
    expect(brief(await asks())).toEqual(dials);
    expect(caller()).toMatchObject({ presence: 'gone' });
  });

  test('has come to an outcome when the number answers, and is on the line there until either hangs up', async () => {
    await ledOut();
    for (let time = 0; time < 2; time += 1) {
      expect(await destinationAnswered(world.deps, call)).toBe('recorded');
      world.advance(1_000);
    }
    expect(caller()).toMatchObject({ presence: 'gone', transfer: { outcome: 'answered' } });
    expect(brief(await comesBack('answered'))).toEqual(['hangUp']);
    world.advance(1_000);
    await voiceCallEnded(world.deps, call);
    expect(outcomes()).toEqual(['answered']);
    expect(await order()).toMatchObject({ ok: true });
  });

  test('may be led to a SIP address', async () => {
    await order('sip:desk@PBX.example.com');
    expect(brief(await asks())[1]).toMatch(/^dial desk@pbx.example.com from /);
  });

  test.each<TransferOutcome>(['rejected', 'no-answer', 'failed'])(
    'who is not taken (%s) hears so, and is back in the conference',
    async (outcome) => {
      await ledOut();
      world.advance(30_000);
      expect(brief(await comesBack(outcome))).toEqual(['not-led-on', 'join c1 2']);
      world.advance(1_000);
      expect(brief(await comesBack(outcome))).toEqual(['not-led-on', 'join c1 2']);
      expect(caller()).toMatchObject({ presence: 'joining', joinSequence: 2, transfer: { outcome } });
      expect(outcomes()).toEqual([outcome]);
      expect(await order()).toEqual({ ok: true });
      expect(caller().transfer?.outcome).toBeUndefined();
    },
  );

  test('who is not taken, and has been there for as long as they may, hears that', async () => {
    await ledOut();
    world.advance(14_400_000);
    expect(brief(await comesBack('no-answer'))).toEqual(['overdue', 'hangUp']);
  });

  test('who is not taken hears that the conference is closed, if it is', async () => {
    await ledOut();
    await world.tell({ kind: 'closed', atMs: world.now() });
    expect(brief(await comesBack('no-answer'))).toEqual(['conference-closed', 'hangUp']);
    expect(outcomes()).toEqual(['no-answer']);
  });

  test('who hangs up while it rings has left', async () => {
    await ledOut();
    await voiceCallEnded(world.deps, call);
    expect(outcomes()).toEqual(['caller-left']);
    expect(brief(await comesBack('no-answer'))).toEqual(['hangUp']);
    expect(caller()).toMatchObject({ presence: 'gone' });
  });

  test.each([
    ['busy', 'rejected'],
    ['no-answer', 'no-answer'],
    ['failed', 'failed'],
  ] as const)('whose call ends with that of the number, %s, was not taken: %s', async (end, outcome) => {
    await ledOut();
    await voiceCallEnded(world.deps, call, { end });
    expect(outcomes()).toEqual([outcome]);
  });

  test('is not cut off by a poll that had begun before, and whose list lacks their leg', async () => {
    const { joinSequence } = caller();
    const missed = { kind: 'missed', atMs: world.now(), joinSequence, isUp: true } as const;
    world.advance(1_000);
    await ledOut();
    const led = caller();
    await world.change('CA1', missed);
    expect(caller()).toEqual(led);
    expect(brief(await comesBack('rejected'))).toEqual(['not-led-on', 'join c1 2']);
    expect(outcomes()).toEqual(['rejected']);
  });

  test('who is sent to ask again long after was taken out of the call, and is back in the conference', async () => {
    await ledOut();
    world.advance(25_000);
    expect(brief(await asks())).toEqual(['not-led-on', 'join c1 2']);
    expect(outcomes()).toEqual(['failed']);
    world.advance(5_000);
    expect(brief(await asks())).toEqual(['ask menu']);
  });
});

describe('a caller who is gone before they could be led on', () => {
  const gone = { presence: 'gone', transfer: { outcome: 'caller-left' } };

  test('is told of where the call asks, and is over', async () => {
    await order();
    expect(brief(await leftMeeting(world.deps, { call, joinSequence: 1, isUp: false }))).toEqual(['hangUp']);
    expect(caller()).toMatchObject(gone);
    expect(outcomes()).toEqual(['caller-left']);
  });

  test('is told of where a poll finds it', async () => {
    world.world.participants = () => ({ meeting, legs: [] });
    world.world.isUp = () => false;
    const pollNow = () => poll(world.deps, world.conference('c1'), world.callers('c1'));
    await pollNow();
    await order();
    world.advance(30_000);
    await pollNow();
    expect(caller()).toMatchObject(gone);
    expect(outcomes()).toEqual(['caller-left']);
  });

  test('is told of where the provider says so to whoever removes them', async () => {
    world.world.end = () => 'gone';
    await order();
    await world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' });
    await world.sync();
    expect(outcomes()).toEqual(['failed']);
  });
});

describe('of which nobody has heard', () => {
  const sync = async (afterMs: number) => {
    world.advance(afterMs);
    await world.sync();
  };

  test.each([
    [true, 'answered'],
    [false, 'caller-left'],
  ])('the call itself is asked about: is it up: %s', async (isUp, outcome) => {
    world.world.isUp = () => isUp;
    world.world.participants = () => ({ meeting, legs: [] });
    await ledOut();
    await sync(104_000);
    expect(outcomes()).toEqual([]);
    await sync(1_000);
    await sync(60_000);
    expect(outcomes()).toEqual([outcome]);
  });

  test('and nobody can say, it has failed a minute later; should the number not answer after all, they come back', async () => {
    await ledOut();
    await sync(105_000);
    await sync(59_000);
    expect(outcomes()).toEqual([]);
    await sync(1_000);
    expect(outcomes()).toEqual(['failed']);
    world.advance(1_000);
    expect(brief(await comesBack('no-answer'))).toEqual(['not-led-on', 'join c1 2']);
    expect(outcomes()).toEqual(['failed']);
  });
});

describe('an order', () => {
  test.each<[string, () => unknown, string, string]>([
    [
      'to a number that is not allowed',
      () => undefined,
      '+494012345678',
      'the dial-in by which the call came does not allow that: `transferTo` of a dial-in says where to',
    ],
    [
      'to any number, where none is allowed',
      () => world.openDialIn(dialIn, { kind: 'pin' }),
      desk,
      'the dial-in by which the call came does not allow that: `transferTo` of a dial-in says where to',
    ],
    [
      'to a number that the dial-in allows, and the stage does not',
      () => world.openDialIn(dialIn, { kind: 'pin', transferTo: ['+1'] }),
      '+12025550188',
      'the settings of this stage do not allow that number',
    ],
    [
      'to something else',
      () => undefined,
      '+49 no number',
      'that is no id of a conference, no number with its country code, and no SIP address',
    ],
    [
      'of somebody who is removed',
      () => world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' }),
      desk,
      'the caller is being removed',
    ],
    [
      'of a call that is over',
      () => world.change('CA1', { kind: 'gone', atMs: world.now() }),
      desk,
      'the call is over',
    ],
    [
      'of a call that came by no number',
      () => {
        const pinCall = world.pinCall('CA1');
        if (pinCall !== undefined) world.addPinCall({ ...pinCall, dialIn: 'acme.sip.twilio.com' });
        world.openDialIn('acme.sip.twilio.com', { kind: 'pin', transferTo: ['+49'] });
      },
      desk,
      'neither the dial-in nor the conference has a number that could be shown to whoever is called',
    ],
  ])('%s is refused, counted and logged', async (_, step, to, why) => {
    await step();
    expect(await order(to)).toMatchObject({ ok: false, why });
    expect(world.record.counts).toContainEqual(expect.objectContaining({ metric: 'transfersRefused' }));
    expect(world.record.logs).toContainEqual(expect.objectContaining({ code: 'transfer-refused' }));
  });

  test('to a number is refused where the stage calls nobody, whatever the dial-in says, and to a SIP address is not', async () => {
    const nobody = { allow: [], perMinute: 0, perHour: 0 };
    const refused = await order(desk, nobody);
    expect('why' in refused && refused.why).toContain('`callOuts`');
    expect(await order('desk@pbx.example.com', nobody)).toEqual({ ok: true });
  });

  test('to a number is counted before it is written down, once however often it is given', async () => {
    const few = { ...limits, perMinute: 1 };
    expect(await order(desk, few)).toEqual({ ok: true });
    expect(await order(desk, few)).toEqual({ ok: true });
    await asks();
    await comesBack('no-answer');
    world.advance(60_000);
    world.world.before = (each) =>
      each === 'conferences.changeCaller' ? Promise.reject(new Error('crash')) : Promise.resolve();
    await expect(order(desk, few)).rejects.toThrow('crash');
    world.world.before = () => Promise.resolve();
    const refused = await order(desk, few);
    expect('why' in refused && refused.why).toContain('the limit of this stage is reached, 1 in a minute');
    expect(await world.deps.callOuts.openOrders(world.now())).toEqual([]);
  });

  test('by a stolen key, as fast as it comes, calls as many numbers as the settings say and no more', async () => {
    world.openDialIn(dialIn, { kind: 'pin', transferTo: ['+1', '+4', '+8'] });
    const perMinute: number[] = [];
    for (let minute = 0; minute < 180; minute += 1) {
      let dialled = 0;
      for (let second = 0; second < 60; second += 10) {
        for (const to of [desk, '+12425550100', '+882160000000']) {
          await order(to);
          dialled += (await asks()).filter(({ kind }) => kind === 'dial').length;
          await comesBack('rejected');
        }
        world.advance(10_000);
      }
      perMinute.push(dialled);
    }
    expect(perMinute.reduce((sum, each) => sum + each)).toBe(3 * limits.perHour);
    expect(Math.max(...perMinute)).toBe(limits.perMinute);
  });

  test('leaves no number in what is logged', async () => {
    await ledOut();
    await comesBack('no-answer');
    expect(JSON.stringify(world.record.logs)).not.toContain(desk.slice(1));
  });
});

test('whoever may have been removed is not led out before that is known', async () => {
  await world.change('CA1', { kind: 'leftRoom', atMs: world.now() });
  await order();
  await world.sync();
  expect(commands()).not.toContain('phone leadOut CA1 1');
  await world.change('CA1', { kind: 'leaveExplained', atMs: world.now() });
  await world.sync();
  expect(commands()).toContain('phone leadOut CA1 1');
});

test.each<[string, Partial<PinCall> | undefined]>([
  ['no call that we know', undefined],
  ['a call that is in no conference', { conference: undefined }],
  ['the bridge', { role: 'bridge' }],
])('an answer to %s is strange', async (_, change) => {
  const pinCall = world.pinCall('CA1');
  if (pinCall === undefined) throw new Error('nobody has called');
  if (change !== undefined) world.addPinCall({ ...pinCall, ...change });
  const answeredBy = change === undefined ? voiceCall('nobody') : call;
  expect(await destinationAnswered(world.deps, answeredBy)).toBe('unknown');
  expect(outcomes()).toEqual([]);
});

test.each([
  ['answered', ['answered']],
  ['caller-left', []],
] as const)(
  'a call that comes back at its end, %s, is over, and that is its outcome: %j',
  async (is, noted) => {
    await ledOut();
    const before = world.record.wakes.length;
    expect(brief(await comesBack(is))).toEqual(['hangUp']);
    expect(outcomes()).toEqual(noted);
    expect(world.record.wakes).toHaveLength(before + noted.length);
  },
);

test('an answer of which news come before the caller was led out is of another order', async () => {
  await order();
  await destinationAnswered(world.deps, call);
  expect(outcomes()).toEqual([]);
});
