import { beforeEach, describe, expect, test } from 'vitest';
import { transferCaller } from '../../../../lib/conferences/admin/transfer.ts';
import { leftMeeting } from '../../../../lib/conferences/call/inside/menu.ts';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { noSuchVoice } from '../../../../lib/conferences/state/settings.ts';
import { voiceCall } from '../../../support/conferences.ts';
import {
  bridgeIn,
  c1,
  conferenceWorld,
  outside,
  running,
  session,
  type ConferenceWorld,
} from '../support.ts';
import { conferenceId, newConference } from '../../../support/new-conference.ts';

// Orders that come too late, or just in time. What is allowed, and what comes of it, is tested in call/transfer.

const call = voiceCall('CA1');
const [dialIn, desk] = ['+12025550143', '+493012345678'];
const refused = (why: string) => ({ ok: false, reason: 'refused', why });

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(running());
  world.openDialIn(dialIn, { kind: 'pin', transferTo: ['+4930'] });
  world.addConference(newConference('c2', { session, bridge: bridgeIn, meeting: 'meeting-2' }));
  await world.letIn('CA1');
});
function pinCall(): PinCall {
  const found = world.pinCall('CA1');
  if (found === undefined) throw new Error('nobody has called');
  return found;
}
function order(to: string, of = pinCall()) {
  const limits = { allow: ['+49'], perMinute: 3, perHour: 5 };
  return transferCaller({ ...world.deps, limits }, of, to);
}

describe('an order to lead a caller on', () => {
  const counted = () => world.record.counts.filter(({ metric }) => metric === 'transfersRefused');

  test('is logged, counted among none that were refused, and wakes the sync', async () => {
    expect(await order('c2')).toEqual({ ok: true });
    expect(world.record.logs).toEqual([
      { level: 'info', code: 'transfer-asked', fields: { callId: call, by: 'operator' } },
    ]);
    expect([counted(), world.record.wakes]).toEqual([[], [c1]]);
  });

  test('that is refused is logged with why, counted once, and wakes nobody', async () => {
    const why =
      'the dial-in by which the call came does not allow that: `transferTo` of a dial-in says where to';
    expect(await order(desk, { ...pinCall(), dialIn: '+12025550199' })).toEqual(refused(why));
    expect(world.record.logs).toEqual([
      { level: 'warn', code: 'transfer-refused', fields: { callId: call, by: 'operator', why } },
    ]);
    const once = { metric: 'transfersRefused', value: 1, reason: 'refused' };
    expect([counted(), world.record.wakes]).toEqual([[once], []]);
  });

  test('is refused where the stage has the voice provider no more', async () => {
    const limits = { allow: [], perMinute: 0, perHour: 0 };
    const deps = { ...world.deps, limits, traitsOf: () => undefined };
    expect(await transferCaller(deps, pinCall(), 'c2')).toEqual(noSuchVoice);
  });
});

describe('an order to lead a caller on comes too late', () => {
  test('once their conference keeps nothing of them any more', async () => {
    expect(await order('c1', { ...pinCall(), conference: newConference('c2').id })).toEqual(
      refused('the call is over'),
    );
  });

  test('once the call is over that was led to a number', async () => {
    await order(desk);
    await leftMeeting(world.deps, { call, joinSequence: 1, isUp: true });
    expect(await order('c2')).toEqual(refused('the caller has been led somewhere else already'));
    await voiceCallEnded(world.deps, call);
    expect(await order('c2')).toEqual(refused('the call is over'));
  });

  test('if they are removed while it is written', async () => {
    world.world.before = async (operation) => {
      if (operation !== 'conferences.changeCaller') return;
      world.world.before = () => Promise.resolve();
      await world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' });
    };
    expect(await order('c2')).toEqual(refused('the call has gone on'));
    expect(world.record.wakes).toEqual([]);
  });
});

test('an order whose write is told again, after something has come of it, is the same order', async () => {
  const to = { kind: 'conference', conference: conferenceId('c2') } as const;
  world.world.before = async (operation) => {
    if (operation !== 'conferences.changeCaller') return;
    world.world.before = () => Promise.resolve();
    await world.change('CA1', { kind: 'transferOrdered', atMs: world.now(), to });
    await world.change('CA1', { kind: 'transferEnded', atMs: world.now(), outcome: 'failed' });
  };
  expect(await order('c2')).toEqual({ ok: true });
  expect(world.caller('c1', 'CA1').transfer).toMatchObject({ outcome: 'failed' });
});

test('whoever waits outside is led on also where nobody can be taken out of a meeting', async () => {
  world.world.traits = outside;
  expect(await order('c2')).toMatchObject({ ok: false });
  await world.change('CA2', {
    ...{ kind: 'admitted', atMs: world.now(), joinSequence: 2, waits: true },
    newcomer: { conference: newConference('c1').id, call: voiceCall('CA2'), name: 'CA2', muted: false },
  });
  expect(await order('c2', { ...pinCall(), call: voiceCall('CA2') })).toEqual({ ok: true });
});
