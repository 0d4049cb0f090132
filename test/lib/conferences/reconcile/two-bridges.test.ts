import { beforeEach, describe, expect, test } from 'vitest';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { legJoined, legLeft, voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { c1, conferenceWorld, meeting, running, type ConferenceWorld } from '../support.ts';

const dialIn = '+12025550144';
const pin = '98765432109876';
const sipDomain = 'bridge.sip.example';

let world: ConferenceWorld;
beforeEach(() => {
  world = conferenceWorld(running({ bridge: { state: 'absent', tries: 0, notBeforeMs: 0 } }));
  world.openDialIn(dialIn, { kind: 'pin', opensTo: 'bridge' });
  world.openDialIn(sipDomain, { kind: 'pin', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'c1', kind: 'bridge' });
});

/**
 * A leg calls and keys the PIN of the bridge; returns it and the number of the join that it is sent into. `isOwn`: it comes from where
 * the bridge comes from, for which the provider vouches.
 */
async function keys(call: string, isOwn = false): Promise<string> {
  const arrival = {
    call: voiceCall(call),
    dialled: isOwn ? sipDomain : dialIn,
    isNumberVerified: false,
    voice: 'twilio',
    isSip: isOwn,
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

describe('the bridge’s own leg and a stranger’s key its PIN before either is in: the own one stays', () => {
  const orders = [
    ['the own first, and told first', ['own', 'stranger'], ['own', 'stranger']],
    ['the own first, and told last', ['own', 'stranger'], ['stranger', 'own']],
    ['the own last, and told first', ['stranger', 'own'], ['own', 'stranger']],
    ['the own last, and told last', ['stranger', 'own'], ['stranger', 'own']],
    ['the own first, and told again and again', ['own', 'stranger'], ['stranger', 'own', 'stranger', 'own']],
  ] as const;

  test.each(orders)('%s', async (_, came, told) => {
    const labels = new Map<string, string>();
    for (const call of came) labels.set(call, await keys(call, call === 'own'));
    for (const call of told) await legJoined(world.deps, leg(labels.get(call) ?? ''));
    await world.sync();
    expect(hungUp()).toEqual(['phone hangUp stranger']);
    expect(world.conference('c1')).toMatchObject({ bridge: { state: 'in', call: 'own' }, meeting });
    await voiceCallEnded(world.deps, voiceCall('stranger'));
    await world.sync();
    expect(hungUp()).toHaveLength(1);
    expect(world.conference('c1').bridge).toMatchObject({ state: 'in', call: 'own' });
  });

  test('also in the session that begins then', async () => {
    const [own, stranger] = [await keys('own', true), await keys('stranger')];
    await legJoined(world.deps, leg(own));
    await world.tell({ kind: 'sessionEnded', atMs: world.now(), session: 'session-1' });
    await world.tell({ kind: 'sessionStarted', atMs: world.now(), session: 'session-2' });
    await legJoined(world.deps, leg(stranger));
    expect(world.conference('c1')).toMatchObject({ bridge: { call: 'own' }, replacedBridge: 'stranger' });
  });

  test.each(orders)(
    'of whose join nobody tells until it has gone, %s: the stranger’s goes as well',
    async (_, came) => {
      const labels = new Map<string, string>();
      for (const call of came) labels.set(call, await keys(call, call === 'own'));
      await legJoined(world.deps, leg(labels.get('stranger') ?? ''));
      await voiceCallEnded(world.deps, voiceCall('own'));
      expect(world.conference('c1')).toMatchObject({
        bridge: { state: 'absent', isRedial: true },
        replacedBridge: 'stranger',
      });
      await legJoined(world.deps, leg(labels.get('own') ?? ''));
      expect(world.conference('c1').bridge.state).toBe('absent');
      await world.sync();
      expect(hungUp()).toEqual(['phone hangUp stranger']);
    },
  );

  test.each(orders)('where nobody may tell of joins as well, %s', async (_, came) => {
    world.world.meetingOf = () => undefined;
    const labels = new Map<string, string>();
    for (const call of came) labels.set(call, await keys(call, call === 'own'));
    expect(world.conference('c1')).toMatchObject({
      comingBridge: { call: 'own' },
      replacedBridge: 'stranger',
    });
    await world.sync();
    await legJoined(world.deps, leg(labels.get('own') ?? ''));
    expect(hungUp()).toEqual(['phone hangUp stranger']);
    expect(world.conference('c1').bridge).toMatchObject({ state: 'in', call: 'own' });
  });
});
