import { describe, expect, test } from 'vitest';
import type { Caller, Conference } from '../../../../lib/conferences/model/conference.ts';
import {
  isAnnouncedNow,
  isForgotten,
  isInMeeting,
  roomSide,
} from '../../../../lib/conferences/state/announced.ts';
import { unheardSession } from '../../../../lib/conferences/state/session.ts';
import { newConference } from '../../../support/new-conference.ts';
import { announcedAs, bridgeIn, callerIn, running, session } from '../support.ts';
import { at } from './reducing.ts';

const now = { session: 'session-1', bridge: 'bridge-1' };

test.each<[string, Conference, ReturnType<typeof roomSide>]>([
  ['the bridge is in', running(), now],
  [
    'its session was never heard of',
    newConference('c1', { bridge: bridgeIn }),
    { ...now, session: unheardSession },
  ],
  ['the bridge is out', newConference('c1', { session }), undefined],
  ['the session is over', running({ session: { ...session, endedAtMs: at(9) } }), undefined],
  [
    'the bridge may have gone with the session before',
    running({ bridge: { ...bridgeIn, isCarriedOver: true } }),
    undefined,
  ],
  ['the bridge may be anybody', running({ bridge: { ...bridgeIn, isUnasked: true } }), undefined],
])('for whom announcements count: if %s', (_, conference, side) => {
  expect(roomSide(conference)).toEqual(side);
});

test.each<[string, Parameters<typeof announcedAs>[0], boolean]>([
  ['the room has said so', {}, true],
  ['the room has not answered', { isUnsure: true }, false],
  ['the room was asked to let them go', { isLeaving: true }, false],
  ['it was for another leg', { bridge: 'bridge-0' }, false],
  ['it was for another session', { session: 'session-0' }, false],
])('a caller is surely announced: if %s, %s', (_, change, expected) => {
  expect(isAnnouncedNow(running(), callerIn('CA1', announcedAs(change)))).toBe(expected);
});

test.each<[string, Partial<Caller>, boolean]>([
  ['in', {}, true],
  ['in, but being removed', { kicked: { why: 'kicked', atMs: at(0) } }, false],
  ['in the menu, and shown', { presence: 'absent', ...announcedAs() }, true],
  ['in the menu, and perhaps shown', { presence: 'absent', ...announcedAs({ isUnsure: true }) }, false],
  ['in the menu, and not shown', { presence: 'absent' }, false],
  ['away for 45 s', { presence: 'absent', awaySinceMs: at(-15), ...announcedAs() }, false],
  ['gone', { presence: 'gone', ...announcedAs() }, false],
])('a caller who is %s is in the meeting: %s', (_, change, expected) => {
  expect(isInMeeting(callerIn('CA1', change), at(30))).toBe(expected);
});

describe('the room has forgotten by itself whom it was told of', () => {
  const isOf = (conference: Conference, change: Parameters<typeof announcedAs>[0]) =>
    isForgotten(conference, announcedAs(change).announced);
  const follows = { ...session, id: 'session-2', previous: 'session-1', startedAtMs: at(60) };

  test.each<[string, Conference, Parameters<typeof announcedAs>[0], boolean]>([
    [
      'in the session that runs, though its start is told to be later',
      running({ session: { ...session, startedAtMs: at(60) } }),
      {},
      false,
    ],
    ['in the session before', running({ session: follows }), { atMs: at(59) }, true],
    ['in the session before, as it ended', running({ session: follows }), { atMs: at(60) }, false],
    [
      'in one of which nothing was heard, and this is another',
      running({ session: follows }),
      { session: unheardSession, atMs: at(59) },
      true,
    ],
    ['in one of which nothing was heard, and it is this', running(), { session: unheardSession }, false],
    [
      'in a session that is over',
      running({ session: { ...session, endedAtMs: at(60) } }),
      { atMs: at(59) },
      true,
    ],
    [
      'perhaps, 30 s before its end',
      running({ session: { ...session, endedAtMs: at(60) } }),
      { atMs: at(30), isUnsure: true },
      false,
    ],
    [
      'perhaps, more than 30 s before its end',
      running({ session: { ...session, endedAtMs: at(60) } }),
      { atMs: at(30) - 1, isUnsure: true },
      true,
    ],
    [
      'in another, and nobody knows when this one began',
      running({ session: { id: 'session-2' } }),
      {},
      false,
    ],
  ])('%s', (_, conference, change, expected) => {
    expect(isOf(conference, change)).toBe(expected);
  });
});
