import { describe, expect, test } from 'vitest';
import {
  callerSchema,
  conferenceIdSchema,
  conferenceSchema,
  conferenceSettingsSchema,
  type KickReason,
} from '../../../../lib/conferences/model/conference.ts';
import { textOf } from '../../../../lib/conferences/model/languages/index.ts';
import { newConference } from '../../../support/new-conference.ts';
import { bridgeIn, callerIn, running } from '../support.ts';

test('settings that are left out let callers in at once, unmuted, by PIN, and connect the bridge', () => {
  expect(conferenceSettingsSchema.parse({})).toStrictEqual({
    joinMuted: false,
    capacity: 200,
    longestStayMs: 4 * 3_600_000,
    numberDisplay: 'last-digits',
    bridge: 'automatic',
    mayUndoMute: true,
    tones: 'off',
    knownCallers: 'off',
  });
});

describe('what is stored of a conference', () => {
  test.each([
    ['A-z_09', true],
    ['a'.repeat(64), true],
    ['', false],
    ['a'.repeat(65), false],
    ['a b', false],
    ['a#b', false],
  ])('an id like %j: %s', (id, isOne) => {
    expect(conferenceIdSchema.safeParse(id).success).toBe(isOne);
  });

  test.each([
    [0, false],
    [1, true],
    [100, true],
    [101, false],
  ])('a name of %i characters: %s', (length, isOne) => {
    const conference = newConference('c1', { name: 'n'.repeat(length) });
    expect(conferenceSchema.safeParse(conference).success).toBe(isOne);
  });

  test('a bridge that came in under an earlier version has been in for ever', () => {
    const earlier = { state: 'in', call: bridgeIn.call, joinSequence: bridgeIn.joinSequence } as const;
    expect(conferenceSchema.parse({ ...running(), bridge: earlier }).bridge).toEqual({
      ...earlier,
      sinceMs: 0,
    });
  });

  test.each<KickReason>(['kicked', 'conference-closed', 'session-over', 'overdue'])(
    'a caller who has to go because of %s is told so',
    (why) => {
      const caller = callerIn('a', { kicked: { why, atMs: 1 } });
      expect(callerSchema.parse(caller)).toEqual(caller);
      expect(textOf(why, 'en')).toMatch(/Goodbye\.$/);
    },
  );
});
