import { describe, expect, test } from 'vitest';
import { createConference, newConferenceSchema } from '../../../../lib/conferences/admin/administer.ts';
import { changeSettings } from '../../../../lib/conferences/admin/change-settings.ts';
import type { VoiceTraits } from '../../../../lib/conferences/model/voice.ts';
import { defaultsAt, settingsAfter } from '../../../../lib/conferences/state/settings.ts';
import { twilioTraits } from '../../../../lib/providers/twilio/traits.ts';
import { inMemoryConferences } from '../../../support/conferences.ts';
import { containing } from '../../../support/matching.ts';
import { newConference } from '../../../support/new-conference.ts';
import { provisionerWorld } from '../admin/provisioner-world.ts';

/** A provider with small rooms that ends calls after two hours, vouches for nobody and makes no tones. */
const small: VoiceTraits = {
  ...twilioTraits,
  id: 'sinch',
  maxLegs: 20,
  longestCallS: 7_200,
  vouchesForNumbers: false,
  tones: false,
};
const traitsOf = (id: VoiceTraits['id']) => (id === 'sinch' ? small : undefined);
const before = { capacity: 10, longestStayMs: 3_600_000 };
const order = (settings: object) =>
  newConferenceSchema.parse({ name: 'Board', dialIn: '+12025550143', voice: 'sinch', settings });

describe('what a voice provider cannot keep', () => {
  test.each<[string, object, string]>([
    ['more callers than it takes beside the bridge', { capacity: 20 }, 'takes 19 callers at once'],
    ['a stay that it would end before', { longestStayMs: 7_200_001 }, 'stay longer than 7200 s'],
    [
      'known callers whose numbers it would vouch for',
      { knownCallers: 'verified' },
      'vouches for no numbers',
    ],
    ['tones', { tones: 'on' }, 'makes no tones'],
    ['tones for a few', { tones: 3 }, 'makes no tones'],
  ])('%s: refused when a conference is made, and when it is changed', async (_, settings, why) => {
    const { deps } = provisionerWorld();
    const made = await createConference({ ...deps, traitsOf }, order(settings));
    expect(made).toMatchObject({ ok: false, reason: 'refused', why: containing(why) });

    const world = inMemoryConferences([newConference('c1', { voice: 'sinch', settings: before })]);
    const id = world.conference('c1').id;
    const changed = await changeSettings({ ...world.deps, traitsOf }, id, settings);
    expect(changed).toMatchObject({ ok: false, reason: 'refused', why: containing(why) });
    expect(world.record.wakes).toEqual([]);
  });

  test('is as much as it takes where nobody says otherwise, and again when a setting gets its default', async () => {
    const { deps } = provisionerWorld();
    const made = await createConference({ ...deps, traitsOf }, order({}));
    expect(made).toMatchObject({ conference: { settings: { capacity: 19, longestStayMs: 7_200_000 } } });

    const world = inMemoryConferences([newConference('c1', { voice: 'sinch', settings: before })]);
    const id = world.conference('c1').id;
    const changed = await changeSettings({ ...world.deps, traitsOf }, id, { capacity: undefined });
    expect(changed).toMatchObject({ ok: true, conference: { settings: { capacity: 19 } } });
  });

  test('is less than usual at no provider that takes more', () => {
    const unlimited = { ...small, maxLegs: 1_000, longestCallS: undefined };
    expect(defaultsAt(unlimited)).toEqual({ capacity: 200, longestStayMs: 14_400_000 });
  });
});

test('a conference at a voice provider that the deployment lacks is neither made nor changed', async () => {
  const { deps } = provisionerWorld();
  const none = () => undefined;
  const lacks = { ok: false, why: 'this deployment has no such voice provider' };
  expect(await createConference({ ...deps, traitsOf: none }, order({}))).toMatchObject(lacks);
  const world = inMemoryConferences([newConference('c1', { voice: 'sinch' })]);
  const changed = await changeSettings({ ...world.deps, traitsOf: none }, world.conference('c1').id, {});
  expect(changed).toMatchObject(lacks);
});

test('a setting that is taken away is none, or has its default again', () => {
  const { settings } = newConference('c1', { settings: { capacity: 10, opensAtMs: 1 } });
  const { opensAtMs: _, ...left } = settings;
  expect(settingsAfter(settings, { opensAtMs: undefined, capacity: undefined })).toStrictEqual({
    ...left,
    capacity: 200,
  });
});
