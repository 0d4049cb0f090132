import { beforeEach, describe, expect, test } from 'vitest';
import { sweepUnauthenticated } from '../../../../lib/conferences/call/unauthenticated.ts';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { conferenceWorld, type ConferenceWorld } from '../support.ts';
import type { Arrival } from '../../../../lib/conferences/model/pin-call.ts';

const dialIn = '+12025550143';
const pin = '00123456789';
const address = 'board@example.sip.daily.co';

let world: ConferenceWorld;
beforeEach(() => {
  world = conferenceWorld();
  world.openDialIn(dialIn, { kind: 'pin', language: 'de' });
  world.openDialIn('+12025550144', { kind: 'pin', opensTo: 'bridge' });
  world.openDialIn('+12025550145', { kind: 'pin', opensTo: 'callers' });
  world.addPin(pin, { kind: 'forward', address, route: 'board_room' });
});

let calls = 0;
async function keyed(digits: string, change: Partial<Arrival> = {}) {
  const call = voiceCall(`CA${(calls += 1)}`);
  const arrival = {
    call,
    dialled: dialIn,
    isNumberVerified: false,
    voice: 'twilio',
    isSip: false,
    ...change,
  } as const;
  await callArrived(world.deps, arrival);
  return { call, answer: await pinKeyed(world.deps, { call, attempt: 1, digits }) };
}

describe('a PIN that forwards', () => {
  test('sends the call to its address with the signed header of its route, and costs no try', async () => {
    const { call, answer } = await keyed(pin, { number: '+12025550188' });
    expect(answer).toEqual([
      {
        kind: 'forward',
        address,
        headers: { 'X-Route': `board_room.${call}.signed`, 'X-Caller-Id': '+12025550188' },
      },
    ]);
    expect(world.charged(`call-${call}`)).toBe(0);
    expect(world.charged('deployment')).toBe(0);
    expect(world.pinCall(call)?.conference).toBeUndefined();
  });

  test('that is keyed by a request that is repeated forwards again: one of the two answers counts', async () => {
    const { call, answer } = await keyed(pin);
    expect(await pinKeyed(world.deps, { call, attempt: 1, digits: pin })).toEqual(answer);
  });

  test('without a route of its own carries no header that selects one', async () => {
    world.addPin('7', { kind: 'forward', address });
    expect((await keyed('7')).answer).toStrictEqual([{ kind: 'forward', address, headers: {} }]);
  });

  test('with a route never goes without its header', async () => {
    world.world.signRoute = () => undefined;
    expect((await keyed(pin)).answer).toMatchObject([
      { kind: 'say', spoken: { sentence: 'internal-failure', language: 'de' } },
      { kind: 'hangUp' },
    ]);
  });

  test.each([
    { dialled: '+12025550144', kind: 'collect' },
    { dialled: '+12025550145', kind: 'forward' },
  ])('is a PIN for callers: at $dialled, $kind', async ({ dialled, kind }) => {
    expect((await keyed(pin, { dialled })).answer).toMatchObject([{ kind }]);
  });

  test('leaves the call alone from then on, however long it lasts', async () => {
    await keyed(pin);
    world.advance(600_000);
    expect(await sweepUnauthenticated(world.deps)).toEqual({ endedUnauthenticated: 0 });
    expect(world.record.commands).toEqual([]);
  });

  test('leaves the call alone also if it has kept a place: its first request may have taken one of its own', async () => {
    const call = voiceCall('twice');
    await callArrived(world.deps, {
      call,
      dialled: dialIn,
      isNumberVerified: false,
      voice: 'twilio',
      isSip: false,
    });
    const unauthenticated = { ...world.deps.unauthenticated, leave: () => Promise.resolve() };
    await pinKeyed({ ...world.deps, unauthenticated }, { call, attempt: 1, digits: pin });
    expect(world.unauthenticated()).toEqual([call]);
    world.advance(600_000);
    expect(await sweepUnauthenticated(world.deps)).toEqual({ endedUnauthenticated: 0 });
    expect(world.record.commands).toEqual([]);
    expect(world.unauthenticated()).toEqual([]);
  });

  test('lets nobody wait any more: the end of the call is not counted as one before its PIN', async () => {
    const { call } = await keyed(pin);
    world.advance(600_000);
    expect(await voiceCallEnded(world.deps, call)).toBe('recorded');
    const counted = world.record.counts.filter(({ metric }) => metric === 'unauthenticatedMs');
    expect(counted).toEqual([{ metric: 'unauthenticatedMs', value: 0, reason: 'forward' }]);
  });

  test('that has expired is said, not charged, and asked again', async () => {
    world.addPin('7', { kind: 'forward', address, validUntilMs: startMs });
    world.addPin('8', { kind: 'forward', address, validUntilMs: startMs + 1 });
    const { call, answer } = await keyed('7');
    expect(answer).toMatchObject([
      { kind: 'collect', prompt: [{ sentence: 'expired-pin' }, { sentence: 'enter-pin' }] },
    ]);
    expect(world.charged('deployment')).toBe(0);
    const again = await pinKeyed(world.deps, { call, attempt: 2, digits: '8' });
    expect(again).toMatchObject([{ kind: 'forward' }]);
  });
});
