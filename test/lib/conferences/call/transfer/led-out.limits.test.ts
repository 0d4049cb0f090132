import { beforeEach, describe, expect, test } from 'vitest';
import { transferCaller } from '../../../../../lib/conferences/admin/transfer.ts';
import { leftMeeting } from '../../../../../lib/conferences/call/inside/menu.ts';
import {
  destinationAnswered,
  leadOutTo,
  shownNumber,
} from '../../../../../lib/conferences/call/transfer/led-out.ts';
import type { PinCall } from '../../../../../lib/conferences/model/pin-call.ts';
import { destinationSchema } from '../../../../../lib/numbers/destination.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { c1, conferenceWorld, running, type ConferenceWorld } from '../../support.ts';
import { brief } from './brief.ts';

// CA1 is in `c1`, and is to be led to the desk.

const call = voiceCall('CA1');
const [dialIn, desk] = ['+12025550143', '+493012345678'];

let world: ConferenceWorld;
beforeEach(async () => {
  world = conferenceWorld(running());
  world.openDialIn(dialIn, { kind: 'pin', transferTo: ['+4930'] });
  await world.letIn('CA1');
  const limits = { allow: ['+49'], perMinute: 3, perHour: 5 };
  expect(await transferCaller({ ...world.deps, limits }, pinCall(), desk)).toEqual({ ok: true });
  world.record.wakes.splice(0);
});
function pinCall(): PinCall {
  const found = world.pinCall('CA1');
  if (found === undefined) throw new Error('nobody has called');
  return found;
}
const caller = () => world.caller('c1', 'CA1');
const asks = async () =>
  brief(await leftMeeting(world.deps, { call, joinSequence: caller().joinSequence, isUp: true }));
const dials = ['led-on', `dial ${desk} from ${dialIn}, 30 s, 14400 s`];

describe('a number is shown to whoever is called', () => {
  const [other, sip] = ['+12025550199', 'acme.sip.twilio.com'];
  test.each([
    ['that of the dial-in', dialIn, other, dialIn],
    ['that of the conference, if the dial-in has none', sip, other, other],
    ['or none', sip, undefined, undefined],
  ])('%s', (_, own, ofConference, shown) =>
    expect(shownNumber({ dialIn: own }, { dialIn: ofConference })).toBe(shown),
  );

  test('and nobody is called where there is none any more: nothing is written', async () => {
    const inside = { conference: world.conference('c1'), caller: caller() };
    const to = destinationSchema.parse(desk);
    const without = { ...pinCall(), dialIn: sip };
    expect(await leadOutTo(world.deps, { ...inside, pinCall: without }, to)).toBeUndefined();
    expect(caller()).toEqual(inside.caller);
    expect(world.record.wakes).toEqual([]);
  });
});

describe('a request that comes again', () => {
  test.each([
    [19_999, dials],
    [20_000, ['not-led-on', 'join c1 2']],
  ])('after %i ms: %j', async (ms, expected) => {
    expect(await asks()).toEqual(dials);
    world.advance(ms);
    expect(await asks()).toEqual(expected);
  });

  test('soon wakes the conference no more: nothing has changed', async () => {
    await asks();
    expect(world.record.wakes).toEqual([c1]);
    await asks();
    expect(world.record.wakes).toEqual([c1]);
  });
});

test('an answer is counted once, and logged', async () => {
  await asks();
  await destinationAnswered(world.deps, call);
  expect(world.record.counts.filter(({ metric }) => metric === 'transfers')).toEqual([
    { metric: 'transfers', value: 1, reason: 'answered' },
  ]);
  expect(world.record.logs).toContainEqual({
    ...{ level: 'info', code: 'transfer-outcome', fields: { callId: call, outcome: 'answered' } },
  });
});
