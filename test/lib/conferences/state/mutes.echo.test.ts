import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../../lib/conferences/model/conference.ts';
import { isTellingDoubted, saidByRoom } from '../../../../lib/conferences/state/mutes.ts';
import { announcedAs, callerIn } from '../support.ts';
import { at, callerOf } from './reducing.ts';

type Telling = NonNullable<NonNullable<NonNullable<Caller['announced']>['told']>['muted']>;
/** Who has muted the caller last, once the room has said within some second that they are muted, as it was told. */
const mutedBy = (s: number, told: Telling, change: Partial<Caller> = {}) =>
  saidByRoom(
    callerIn('CA1', {
      ...announcedAs({ muted: true, told: { muted: told } }),
      muted: { is: true, by: 'caller', atMs: at(0) },
      ...change,
    }),
    true,
    at(s),
  ).muted.by;

describe('what the room says of a mute that it was told is our own telling', () => {
  test.each<[string, Telling, number, number]>([
    ['from two seconds before it was', { fromMs: at(13) - 1, untilMs: at(20) }, 9, 10],
    ['from two seconds before it was, on the second', { fromMs: at(13), untilMs: at(20) }, 10, 11],
    ['from then on without an answer', { fromMs: at(13) }, 10, 11],
  ])('%s', (_, told, before, since) => {
    expect([mutedBy(before, told), mutedBy(since, told)]).toEqual(['room', 'caller']);
  });

  test.each<[string, Telling, number]>([
    ['two seconds after the answer', { fromMs: at(13), untilMs: at(20) }, 22],
    ['the 30 s in which a request without an answer may take effect, and two more', { fromMs: at(13) }, 45],
  ])('until %s', (_, told, last) => {
    expect([mutedBy(last, told), mutedBy(last + 1, told)]).toEqual(['caller', 'room']);
  });

  test('unless the room has said the contrary since', () => {
    const contrary = { roomSaid: { atMs: at(10), words: [false] } };
    const said = [at(11) - 1, at(11)].map((fromMs) => mutedBy(12, { fromMs, untilMs: at(12) }, contrary));
    expect(said).toEqual(['room', 'caller']);
  });
});

test('the room is told again what it was told before it said the contrary, within the second and two more', () => {
  const saidMuted = (fromMs: number) =>
    saidByRoom(callerIn('CA1', announcedAs({ told: { unmuted: { fromMs, untilMs: at(20) } } })), true, at(10))
      .announced?.muted;
  expect([at(13) - 1, at(13)].map(saidMuted)).toEqual([undefined, false]);
});

describe('that a caller is muted, which the room was told and has said the contrary of since,', () => {
  const contrary = { atMs: at(10), words: [false] };
  const said = (told: Telling | undefined, roomSaid: NonNullable<Caller['roomSaid']>) => {
    const { muted: _, ...open } = announcedAs({
      ...(told !== undefined && { told: { muted: told } }),
    }).announced;
    const before = callerIn('CA1', { announced: open, roomSaid });
    const { muted, announced } = saidByRoom(before, true, at(12));
    return { by: muted.by, told: announced?.told?.muted };
  };

  // A second run may have told it the same, whose answer is still to come.
  test.each<[string, Telling]>([
    ['the answer', { fromMs: at(9) }],
    ['a further answer', { fromMs: at(9), untilMs: at(11) }],
  ])('is its own word, after which %s to what it was told says nothing', (_, told) => {
    expect(said(told, contrary)).toStrictEqual({ by: 'room', told: { ...told, isDoubted: true } });
  });

  test.each<[string, Telling | undefined, NonNullable<Caller['roomSaid']>, 'caller' | 'room']>([
    ['it has said nothing to the contrary', { fromMs: at(9) }, { atMs: at(10), words: [true] }, 'caller'],
    ['it said so long before it was told', { fromMs: at(60) }, contrary, 'room'],
    ['it was told nothing of it', undefined, contrary, 'room'],
  ])('but in no doubt if %s', (_, told, roomSaid, by) => {
    expect(said(told, roomSaid)).toStrictEqual({ by, told });
  });

  test('is in doubt for that word alone', () => {
    const caller = callerIn('CA1', announcedAs({ told: { muted: { fromMs: at(9), isDoubted: true } } }));
    expect([true, false].map((is) => isTellingDoubted(caller, is))).toEqual([true, false]);
    expect(isTellingDoubted(callerIn('CA1'), true)).toBe(false);
  });
});

test('of two that told the room the same before it said the contrary, the second answer says no more than the first', () => {
  const { muted: _, ...open } = announcedAs({
    told: { muted: { fromMs: at(9), isDoubted: true } },
  }).announced;
  const answer = (s: number) =>
    ({ kind: 'roomHas', atMs: at(s), session: open.session, bridge: open.bridge, muted: true }) as const;
  const before = callerIn('CA1', { announced: open });
  const told = { kind: 'roomMuteUnknown', muted: true, atMs: at(14) } as const;
  const known = [[answer(12)], [answer(12), answer(13)], [answer(12), told, answer(15)]].map(
    (events) => callerOf(before, ...events)?.announced?.muted,
  );
  expect(known).toEqual([undefined, undefined, true]);
});

describe('what the room was told and says the contrary of', () => {
  const said = (told: Telling, change: { readonly muted?: boolean } = {}) => {
    const { muted: _, ...open } = announcedAs({ told: { muted: told } }).announced;
    return saidByRoom(callerIn('CA1', { announced: { ...open, ...change } }), false, at(10)).announced;
  };

  test.each<[string, Telling, boolean]>([
    ['is in doubt', { fromMs: at(9) }, true],
    ['is in doubt within the second and two more', { fromMs: at(13) - 1 }, true],
    ['is in no doubt later', { fromMs: at(13) }, false],
    ['is in doubt also if one run has its answer', { fromMs: at(9), untilMs: at(10) }, true],
  ])('%s', (_, told, isDoubted) => {
    expect(said(told)?.told?.muted).toStrictEqual({ ...told, ...(isDoubted && { isDoubted }) });
  });

  test('is in doubt also if it is announced so: then it may have either', () => {
    const { muted: _, ...open } = announcedAs({
      told: { muted: { fromMs: at(9), isDoubted: true } },
    }).announced;
    expect(said({ fromMs: at(9) }, { muted: true })).toStrictEqual(open);
  });
});
