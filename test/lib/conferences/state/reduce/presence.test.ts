import { describe, expect, test } from 'vitest';
import type { CallerEvent } from '../../../../../lib/conferences/model/caller-events.ts';
import type { Caller } from '../../../../../lib/conferences/model/conference.ts';
import { conferenceId, startMs } from '../../../../support/new-conference.ts';
import { announcedAs, callerIn, newcomer } from '../../support.ts';
import { at, callerOf } from '../reducing.ts';

describe('a caller who was led into another conference', () => {
  const to = { kind: 'conference', conference: conferenceId('c2') } as const;
  const transfer = { to, atMs: at(1), ledAtMs: at(2), outcome: 'answered', outcomeAtMs: at(2) } as const;
  const led: Partial<Caller> = { presence: 'gone', presenceAtMs: at(2), transfer };
  const back = (joinSequence: number) =>
    ({ kind: 'admitted', atMs: at(60), joinSequence, newcomer: newcomer('CA1', { ledOn: 2 }) }) as const;
  const fresh = callerOf(undefined, back(2));

  test.each<[string, Partial<Caller>]>([
    ['nothing', {}],
    ['what the room may show of them still', announcedAs()],
    ['when they were taken back', { takenBackAtMs: at(3) }],
    ['until when an announcement may take effect', { settlesAtMs: at(33) }],
    ['until when the room wants not to be asked', { refusedUntilMs: at(90) }],
  ])('is led back as a newcomer; of before it is known %s', (_, known) => {
    const before = callerIn('CA1', {
      ...led,
      ...known,
      hand: true,
      muted: { is: true, by: 'room', atMs: at(1) },
    });
    expect(callerOf(before, back(2))).toStrictEqual({ ...fresh, ...known });
  });

  test.each<[string, Partial<Caller>, number]>([
    ['by the join that they had', led, 1],
    ['who has come back already', { presence: 'in', transfer }, 2],
    ['whose call is over, and who was led nowhere', { presence: 'gone', transfer: { to, atMs: at(1) } }, 2],
  ])('is not led back once more: %s', (_, change, joinSequence) => {
    const before = callerIn('CA1', change);
    expect(callerOf(before, back(joinSequence))).toBe(before);
  });
});

describe('a list that has a caller', () => {
  const seen = (change: Partial<Extract<CallerEvent, { kind: 'seen' }>> = {}) =>
    ({ kind: 'seen', atMs: at(10), joinSequence: 1, muted: false, ...change }) as const;

  test.each<[string, Partial<Caller>, ReturnType<typeof seen>]>([
    ['who waits outside', { presence: 'waiting' }, seen()],
    ['by an older join', { presence: 'absent', joinSequence: 2 }, seen()],
    [
      'who has gone out less than ten seconds before it was read',
      { presence: 'absent' },
      seen({ atMs: at(9) }),
    ],
    [
      'who is out and is not known to join',
      { presence: 'absent' },
      seen({ atMs: at(9), isOnlySource: true }),
    ],
    [
      'who came back out of that join',
      { presence: 'absent', returned: { joinSequence: 1, atMs: startMs, failures: 0 } },
      seen(),
    ],
    ['whose call is over', { presence: 'gone' }, seen()],
  ])('is not believed of one %s', (_, change, event) => {
    const before = callerIn('CA1', change);
    expect(callerOf(before, event)).toBe(before);
  });

  test.each<[string, Partial<Caller>, ReturnType<typeof seen>]>([
    ['who went out ten seconds before', { presence: 'absent', awaySinceMs: startMs }, seen()],
    [
      'who joins, where nothing else tells it',
      { presence: 'joining' },
      seen({ atMs: at(1), isOnlySource: true }),
    ],
  ])('is believed of one %s', (_, change, event) => {
    const { awaySinceMs: _1, ...before } = callerIn('CA1', change);
    expect(callerOf(callerIn('CA1', change), event)).toStrictEqual({
      ...before,
      presence: 'in',
      presenceAtMs: event.atMs,
    });
  });
});

test.each([
  ['not yet', undefined, at(9)],
  ['before they went out', at(4), at(9)],
  ['since', at(5), at(5)],
])('that somebody is in who is out is noted once: it was noted %s', (_, strayedAtMs, expected) => {
  const out = callerIn('CA1', {
    ...{ presence: 'absent', presenceAtMs: at(5) },
    ...(strayedAtMs !== undefined && { strayedAtMs }),
  });
  const joined = { kind: 'joined', atMs: at(9), joinSequence: 1, muted: false } as const;
  expect(callerOf(out, joined)).toStrictEqual({ ...out, strayedAtMs: expected });
});

test.each<[string, boolean, boolean, Caller['phone']]>([
  ['is as it was, if a mute was never asked for', false, false, { muted: false }],
  ['is told anew, if it was to be muted', false, true, { muted: false, isUnsure: true }],
  ['is told anew, if it was muted', true, false, { muted: true, isUnsure: true }],
])('the phone of a caller of whom nobody says how they came in %s', (_, phone, is, expected) => {
  const joining = callerIn('CA1', {
    ...{ presence: 'joining', phone: { muted: phone }, muted: { is, by: 'caller', atMs: startMs } },
  });
  expect(callerOf(joining, { kind: 'joined', atMs: at(1), joinSequence: 1 })).toStrictEqual({
    ...joining,
    presence: 'in',
    presenceAtMs: at(1),
    phone: expected,
  });
});
