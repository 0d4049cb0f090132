import { beforeEach, describe, expect, test } from 'vitest';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import { poll } from '../../../../lib/conferences/reconcile/poll.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import {
  bridgeIn,
  conferenceWorld,
  joinNext,
  meeting,
  outside,
  session,
  type ConferenceWorld,
} from '../support.ts';

// The same call is named with the place at which it is reached, or without: by us, or by the list of who is in.

const dialIn = '+12025550143';

let world: ConferenceWorld;
beforeEach(() => {
  world = conferenceWorld();
});

/** A call is let in by one name, and is on the list by another; nobody tells of its join. */
async function isIn(kind: 'caller' | 'bridge', name: string, listed: string, change = {}) {
  world = conferenceWorld(newConference('c1', { session, ...change }));
  world.openDialIn(dialIn, { kind: 'pin' });
  world.world.traits = outside;
  world.world.participants = () => ({ meeting, legs: [{ call: voiceCall(listed), muted: false }] });
  world.world.liveSession = () => ({ session: session.id });
  world.world.isUp = () => undefined;
  const pinCall = {
    ...({ voice: 'twilio', dialIn, language: 'en', opensTo: 'both', isBridgeOrigin: true } as const),
    ...{ call: voiceCall(name), arrivedAtMs: world.now() },
  };
  world.addPinCall(pinCall);
  await joinNext(world.deps, pinCall, world.conference('c1'), { kind });
}

describe.each([
  ['with a place by the list alone', 'leg-1', 'eu-3_leg-1'],
  ['with a place by us alone', 'eu-3_leg-1', 'leg-1'],
])('a call that is named %s', (_, name, listed) => {
  test('is found on its way in: a caller', async () => {
    await isIn('caller', name, listed, { bridge: bridgeIn, meeting });
    expect(await world.sync()).toBe('agreed');
    expect(world.caller('c1', name).presence).toBe('in');
  });

  test('is found on its way in: the bridge', async () => {
    await isIn('bridge', name, listed);
    await world.sync();
    expect(world.conference('c1').bridge).toMatchObject({ state: 'in', call: name });
    await voiceCallEnded(world.deps, voiceCall(name));
    expect(world.conference('c1').bridge.state).toBe('absent');
  });

  test('is found by a look: the bridge', async () => {
    await isIn('bridge', name, listed);
    await poll(world.deps, world.conference('c1'), world.callers('c1'));
    expect(world.conference('c1').bridge).toMatchObject({ state: 'in', call: name });
    expect(world.record.commands).toEqual([]);
    await voiceCallEnded(world.deps, voiceCall(name));
    expect(world.conference('c1').bridge.state).toBe('absent');
  });
});
