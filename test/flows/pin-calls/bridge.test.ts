import { describe, expect, test, vi } from 'vitest';
import { ConferenceStack, dialIns, hears, hearsAndIsHungUp, timesHeard } from './conference-stack.ts';
import type { TestConference } from './conference-stack.ts';
import { until } from '../stack.ts';

vi.setConfig({ maxConcurrency: 3 });

const stack = new ConferenceStack({
  conferences: {
    'caller first': {},
    'bridge first': {},
    'by the host': { bridge: 'host' },
    'by the host, first': { bridge: 'host' },
    'stranger first': {},
    'empty room': {},
    dropped: {},
    'nobody keys': {},
    'out of order': {},
    'has no time': {},
    'is out of order': {},
    'second leg': {},
  },
});

/** The PIN of the bridge, as the room has been told to key it. */
function bridgePin({ room }: TestConference): string {
  const pin = /\d+/.exec(room.fields.telephony_pin_dtmf ?? '')?.[0];
  if (pin === undefined) throw new Error('the room has no PIN for its bridge');
  return pin;
}

/** How often the room has had its bridge dialled. */
const dials = ({ room }: TestConference) => room.bridge.dialled.length;

describe.concurrent('the bridge', () => {
  test('is dialled for a caller who waits, who hears so and is then announced', async () => {
    const conference = stack.conference('caller first');
    conference.room.join('Moderator');
    const call = stack.dialInto(conference);
    await stack.expectAgreement(conference, [call]);
    await hears(call, 'waiting-for-bridge');
    expect(call.events.some(({ kind }) => kind === 'conference-started')).toBe(true);
    expect(dials(conference)).toBe(1);
    expect(stack.requests(conference, 'joined')).toHaveLength(1);
  });

  test('that the host connected before anybody called gives way to one that the room is asked to dial', async () => {
    const conference = stack.conference('bridge first');
    conference.room.join('Moderator');
    conference.room.connectTelephony();
    const first = await until('the bridge to be in', () => stack.bridge(conference));
    const call = stack.dialInto(conference);
    await stack.expectAgreement(conference, [call]);
    expect(stack.bridge(conference)).not.toBe(first);
    expect(dials(conference)).toBe(2);
  });

  test('is there before the caller where the host has it dialled, who then waits for nothing', async () => {
    const conference = stack.conference('by the host, first');
    conference.room.join('Moderator');
    conference.room.connectTelephony();
    await until('the bridge to be in', () => stack.bridge(conference));
    const call = stack.dialInto(conference);
    await stack.expectAgreement(conference, [call]);
    expect(timesHeard(call, 'waiting-for-bridge')).toBeLessThanOrEqual(1);
    expect(dials(conference)).toBe(1);
  });

  test('is none that a stranger with its PIN comes in as before anybody called', async () => {
    const conference = stack.conference('stranger first');
    conference.room.join('Moderator');
    const keys = `wait-for enter your PIN, ${bridgePin(conference)}#`;
    const stranger = stack.dial({ to: dialIns.english, keys });
    await until('the stranger to be in', () => stack.participants(conference)[0]);
    const call = stack.dialInto(conference);
    await stack.expectAgreement(conference, [call]);
    await stranger.ended;
    expect(stack.bridge(conference)).toBeDefined();
    expect(dials(conference)).toBe(1);
  });

  test('is left to the host where the conference says so', async () => {
    const conference = stack.conference('by the host');
    conference.room.join('Moderator');
    const call = stack.dialInto(conference);
    await stack.isIn(conference, call);
    await stack.sweep();
    await stack.localGateway.gateway.queue.settled();
    expect(stack.requests(conference, 'connect')).toHaveLength(0);
    expect(conference.room.announcements()).toHaveLength(0);
    conference.room.connectTelephony();
    await stack.expectAgreement(conference, [call]);
  });

  test('waits for somebody to be in the room', async () => {
    const conference = stack.conference('empty room');
    const call = stack.dialInto(conference);
    await stack.isIn(conference, call);
    await stack.localGateway.gateway.queue.settled();
    expect(dials(conference)).toBe(0);
    conference.room.join('Moderator');
    await stack.expectAgreement(conference, [call], { sweeping: true });
  });

  test('is dialled once more when it drops, and the caller is shown again', async () => {
    const conference = stack.conference('dropped');
    conference.room.join('Moderator');
    const call = stack.dialInto(conference);
    await stack.expectAgreement(conference, [call]);
    const first = stack.bridge(conference);
    first?.hangUp();
    await until('another bridge to be in', () => {
      const bridge = stack.bridge(conference);
      return bridge === first ? undefined : bridge;
    });
    await stack.expectAgreement(conference, [call], { announced: 2 });
    expect(stack.requests(conference, 'left')).toHaveLength(1);
    expect(dials(conference)).toBe(2);
    await hears(call, 'bridge-lost');

    // A second drop is somebody's wish: the caller waits until the host connects telephony.
    stack.bridge(conference)?.hangUp();
    await until('the caller to be taken back', () =>
      conference.room.phoneParticipants().length === 0 ? true : undefined,
    );
    await stack.sweep();
    await stack.localGateway.gateway.queue.settled();
    expect(dials(conference)).toBe(2);
    await hears(call, 'bridge-failed');
    conference.room.connectTelephony();
    await stack.expectAgreement(conference, [call], { announced: 3 });
  });

  test('that does not key its PIN is not in, and nobody is announced', async () => {
    const conference = stack.conference('nobody keys');
    const { room } = conference;
    stack.digitalSamba.rooms.change(room, { telephony_pin_dtmf: 'W#' });
    room.join('Moderator');
    const call = stack.dialInto(conference);
    await hears(call, 'waiting-for-bridge');
    await until('the bridge to have dialled in vain', () =>
      dials(conference) === 1 && room.bridge.state === 'off' ? true : undefined,
    );
    expect(room.announcements()).toHaveLength(0);
    expect(stack.participants(conference).map(({ call: { sid } }) => sid)).toEqual([call.sid]);
  });

  test('that the room refuses to dial is left to the host, as callers then hear', async () => {
    const conference = stack.conference('out of order');
    const { room } = conference;
    stack.digitalSamba.faults.next(`POST /rooms/${room.id}/phone/connect`, { status: 422 }, Infinity);
    room.join('Moderator');
    const call = stack.dialInto(conference);
    await stack.sweepUntil('the caller to hear it', () => timesHeard(call, 'bridge-failed') || undefined);
    expect(dials(conference)).toBe(0);
    room.connectTelephony();
    await stack.expectAgreement(conference, [call]);
  });

  test.each([
    ['has no time', 4, { status: 429 }],
    ['is out of order', 2, { status: 500 }],
  ])('is dialled by a room that %s the first %i times', async (name, times, fault) => {
    const conference = stack.conference(name);
    const { room } = conference;
    stack.digitalSamba.faults.next(`POST /rooms/${room.id}/phone/connect`, fault, times);
    room.join('Moderator');
    const call = stack.dialInto(conference);
    await stack.expectAgreement(conference, [call], { sweeping: true });
    expect(dials(conference)).toBe(1);
    expect(timesHeard(call, 'bridge-failed')).toBe(0);
  });

  test('has one leg: a second one with its PIN from elsewhere is turned away', async () => {
    const conference = stack.conference('second leg');
    conference.room.join('Moderator');
    const call = stack.dialInto(conference);
    await stack.expectAgreement(conference, [call]);
    const bridge = stack.bridge(conference);
    const stranger = stack.dial({
      to: dialIns.english,
      keys: `wait-for enter your PIN, ${bridgePin(conference)}#`,
    });
    await hearsAndIsHungUp(stranger, 'wrong-pin');
    expect(stack.bridge(conference)).toBe(bridge);
    await stack.expectAgreement(conference, [call]);
  });
});
