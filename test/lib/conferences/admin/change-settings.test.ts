import { describe, expect, test } from 'vitest';
import { reduceConference } from '../../../../lib/conferences/state/reduce/conference.ts';
import { inMemoryConferences } from '../../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../../support/new-conference.ts';
import type { SettingsChange } from '../../../../lib/conferences/model/conference.ts';
import { changeSettings } from '../../../../lib/conferences/admin/change-settings.ts';
import { plannedChange } from '../../../../lib/conferences/state/settings.ts';
import { twilioTraits } from '../../../../lib/providers/twilio/traits.ts';

const id = conferenceId('c1');
const settings = { capacity: 12, opensAtMs: 5_000 };

const change = (wanted: SettingsChange, conference = newConference('c1', { settings })) => {
  const world = inMemoryConferences([conference]);
  return { world, changed: changeSettings(world.deps, id, wanted) };
};

describe('nothing is changed', () => {
  test.each<[string, SettingsChange, string]>([
    ['more callers than a conference takes', { capacity: 250 }, 'the setting capacity is wrong'],
    ['no stay at all', { longestStayMs: 0 }, 'the setting longestStayMs is wrong'],
    ['a window that closes first', { closesAtMs: 5_000 }, 'it would close before it opens'],
  ])('by %s', async (_, wanted, why) => {
    const { world, changed } = change(wanted);
    const containing: unknown = expect.stringContaining(why);
    expect(await changed).toEqual({ ok: false, reason: 'refused', why: containing });
    expect((await world.deps.conferences.get(id))?.settings).toEqual(
      newConference('c1', { settings }).settings,
    );
    expect(world.record.wakes).toEqual([]);
  });

  test('of a conference that is closed, or not there', async () => {
    const closed = change({ capacity: 20 }, newConference('c1', { isClosed: true }));
    expect(await closed.changed).toMatchObject({ ok: false, why: 'the conference is closed' });
    const { changed } = change({ capacity: 20 }, newConference('other'));
    expect(await changed).toMatchObject({ ok: false, why: 'there is no such conference' });
  });

  test('of a conference that is cleared away meanwhile', async () => {
    const { deps, record } = inMemoryConferences([newConference('c1')]);
    const conferences = { ...deps.conferences, changeConference: () => Promise.resolve(undefined) };
    const changed = await changeSettings({ ...deps, conferences }, id, { capacity: 20 });
    expect(changed).toMatchObject({ ok: false, why: 'there is no such conference' });
    expect(record.wakes).toEqual([]);
  });
});

test('what is named changes, the rest stays, and the sync is woken', async () => {
  const { world, changed } = change({ capacity: 20, joinMuted: true });
  const result = await changed;
  expect(result).toMatchObject({
    ok: true,
    conference: { settings: { capacity: 20, joinMuted: true, opensAtMs: 5_000 } },
    differences: [
      { name: 'joinMuted', before: false, after: true },
      { name: 'capacity', before: 12, after: 20 },
    ],
  });
  expect(await world.deps.conferences.get(id)).toEqual(result.ok && result.conference);
  expect(world.record.wakes).toEqual([id]);
});

test('a setting without a value gets its default again', async () => {
  const { changed } = change({ opensAtMs: undefined, capacity: undefined });
  const result = await changed;
  expect(result).toMatchObject({ ok: true, conference: { settings: { capacity: 200 } } });
  expect(result.ok && result.conference.settings.opensAtMs).toBeUndefined();
});

test('a plan changes nothing, and names what would be otherwise', () => {
  const conference = newConference('c1', { settings });
  const planned = plannedChange(twilioTraits, conference, { bridge: 'host', capacity: 12 });
  expect(planned).toMatchObject({
    ok: true,
    conference: { id, name: 'Conference c1', settings: { bridge: 'host', capacity: 12, opensAtMs: 5_000 } },
    differences: [{ name: 'bridge', before: 'automatic', after: 'host' }],
  });
  expect(conference.settings.bridge).toBe('automatic');
});

test('two changes of different settings, each planned on the same state, both count', () => {
  const atMs = startMs;
  const first = reduceConference(newConference('c1'), {
    kind: 'settingsChanged',
    atMs,
    change: { capacity: 20 },
  });
  const second = reduceConference(first, { kind: 'settingsChanged', atMs, change: { joinMuted: true } });
  expect(second.settings).toMatchObject({ capacity: 20, joinMuted: true });
  expect(
    reduceConference(second, { kind: 'settingsChanged', atMs, change: { joinMuted: true } }),
  ).toStrictEqual(second);
});
