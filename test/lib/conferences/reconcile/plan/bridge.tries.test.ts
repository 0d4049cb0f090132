import { beforeEach, describe, expect, test } from 'vitest';
import { callArrived, maxTriesPerCall, pinKeyed } from '../../../../../lib/conferences/call/dialogue.ts';
import { hashPin } from '../../../../../lib/conferences/model/pins.ts';
import type { ConferenceDeps } from '../../../../../lib/conferences/ports.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { newConference } from '../../../../support/new-conference.ts';
import { conferenceWorld, type ConferenceWorld } from '../../support.ts';

const dialIn = '+12025550143';
const call = voiceCall('CA1');

let world: ConferenceWorld;
/** The hashes of the PINs that were looked up, and under what keys tries were charged. */
let polled: Set<string>;
let charged: string[];
let deps: ConferenceDeps;

beforeEach(async () => {
  world = conferenceWorld(newConference('c1', {}));
  world.openDialIn(dialIn, { kind: 'pin' });
  polled = new Set();
  charged = [];
  deps = {
    ...world.deps,
    pins: {
      ...world.deps.pins,
      find: (hash) => {
        polled.add(hash);
        return world.deps.pins.find(hash);
      },
    },
    attempts: {
      ...world.deps.attempts,
      charge: (scopes, key, nowMs) => {
        charged.push(key);
        return world.deps.attempts.charge(scopes, key, nowMs);
      },
    },
  };
  await callArrived(deps, {
    call,
    dialled: dialIn,
    isNumberVerified: false,
    voice: 'twilio',
    isSip: false,
  });
});

const guess = (digits: string) => pinKeyed(deps, { call, attempt: 1, digits });

describe('guesses of one question', () => {
  test('that come at once are each charged, and no more are looked up than a call has tries', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => guess(`${index}`)));
    expect(polled.size).toBe(maxTriesPerCall);
    expect(world.charged(`call-${call}`)).toBe(maxTriesPerCall);
    expect(world.charged('deployment')).toBe(maxTriesPerCall);
    const isOver = answers.map((answer) => answer.at(-1)?.kind === 'hangUp');
    expect(isOver.filter(Boolean)).toHaveLength(8 - maxTriesPerCall + 1);
  });

  test('that are the same guess, repeated, are charged once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => guess('7')));
    expect(world.charged('deployment')).toBe(1);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('are charged under no digits, and not under the hash by which a PIN is kept', async () => {
    await guess('20255501');
    const [pinKey] = await deps.pinKeys();
    expect(charged).toHaveLength(1);
    expect(charged.join()).not.toContain('20255501');
    expect(charged.join()).not.toContain(hashPin(pinKey?.key ?? '', '20255501'));
  });
});
