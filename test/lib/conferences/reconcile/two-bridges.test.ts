import { beforeEach, describe, expect, test } from 'vitest';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { legJoined, legLeft, voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { c1, conferenceWorld, meeting, running, type ConferenceWorld } from '../support.ts';

const dialIn = '+12025550144';
const pin = '98765432109876';

let world: ConferenceWorld;
beforeEach(() => {
  world = conferenceWorld(running({ bridge: { state: 'absent', tries: 0, notBeforeMs: 0 } }));
  world.openDialIn(dialIn, { kind: 'pin', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'c1', kind: 'bridge' });
});

/** A leg calls and keys the PIN of the bridge; returns it and the number of the join that it is sent into. */
async function keys(call: string): Promise<string> {
  const arrival = {
    call: voiceCall(call),
    dialled: dialIn,
    isNumberVerified: false,
    voice: 'twilio',
    isSip: false,
  } as const;
  await callArrived(world.deps, arrival);
  const [first] = await pinKeyed(world.deps, { call: arrival.call, attempt: 1, digits: pin });
  if (first?.kind !== 'join') throw new Error(`${call} is not let in`);
  return `${call}-${first.joinSequence}`;
}
const leg = (name: string) => {
  const [call = '', joinSequence] = name.split('-');
  return { conference: c1, meeting, call: voiceCall(call), joinSequence: Number(joinSequence), muted: false };
};
const hungUp = () => world.record.commands.filter((command) => command.startsWith('phone hangUp'));

describe('two legs key the PIN of the bridge before either is in', () => {
  test.each([
    ['in their order', ['first-1', 'second-2']],
    ['in the other order', ['second-2', 'first-1']],
    ['again and again', ['second-2', 'first-1', 'second-2', 'first-1']],
  ])('and their joins are told %s: the later is the bridge, the earlier hung up', async (_, order) => {
    expect([await keys('first'), await keys('second')]).toEqual(['first-1', 'second-2']);
    for (const label of order) await legJoined(world.deps, leg(label));
    await world.sync();
    expect(hungUp()).toEqual(['phone hangUp first']);
    expect(world.conference('c1')).toMatchObject({ bridge: { state: 'in', call: 'second' } });
    await legLeft(world.deps, leg('first-1'));
    await voiceCallEnded(world.deps, voiceCall('first'));
    await world.sync();
    expect(hungUp()).toHaveLength(1);
    expect(world.conference('c1').bridge).toMatchObject({ state: 'in', call: 'second' });
  });
});
