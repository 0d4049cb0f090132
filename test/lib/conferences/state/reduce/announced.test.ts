import { describe, expect, test } from 'vitest';
import type { CallerEvent } from '../../../../../lib/conferences/model/caller-events.ts';
import type { Caller } from '../../../../../lib/conferences/model/conference.ts';
import { announcedAs, callerIn } from '../../support.ts';
import { at, callerOf } from '../reducing.ts';

describe('that a caller has left the room', () => {
  const left = { kind: 'leftRoom', atMs: at(9) } as const;

  test.each<[string, Partial<Caller>]>([
    ['is known', { leftRoomAtMs: at(8) }],
    ['is their removal', { kicked: { why: 'kicked', atMs: at(8) } }],
    ['is their end', { presence: 'gone' }],
    ['was our doing', { takenBackAtMs: at(8) }],
  ])('is no news if it %s', (_, change) => {
    const before = callerIn('CA1', { ...announcedAs(), ...change });
    expect(callerOf(before, left)).toBe(before);
  });

  test('is noted, and shows that they had been there', () => {
    const before = callerIn('CA1', announcedAs({ isUnsure: true }));
    expect(callerOf(before, left)).toStrictEqual({ ...before, ...announcedAs(), leftRoomAtMs: at(9) });
  });
});

describe('what the room is told', () => {
  const has = { kind: 'roomHas', session: 'session-1', bridge: 'bridge-1' } as const;
  const unsure = { isUnsure: true, isFirst: true } as const;

  test.each<[string, Partial<Caller>, CallerEvent, Partial<Caller>]>([
    [
      'is noted before it is asked',
      {},
      { ...has, atMs: at(1), muted: false, hand: false, ...unsure },
      announcedAs({
        told: { unmuted: { fromMs: at(1) } },
        isUnsure: true,
        firstAskedAtMs: at(1),
        atMs: at(1),
      }),
    ],
    [
      'is noted when it has answered',
      announcedAs({
        told: { unmuted: { fromMs: at(1) } },
        isUnsure: true,
        firstAskedAtMs: at(1),
        atMs: at(1),
      }),
      { ...has, atMs: at(2), muted: false, hand: false },
      announcedAs({ told: { unmuted: { fromMs: at(1), untilMs: at(2) } }, atMs: at(2) }),
    ],
    [
      'of a mute leaves what it was told of the contrary',
      announcedAs({ told: { unmuted: { fromMs: at(1), untilMs: at(2) } } }),
      { ...has, atMs: at(3), muted: true },
      announcedAs({
        ...{ muted: true, atMs: at(3) },
        told: { unmuted: { fromMs: at(1), untilMs: at(2) }, muted: { fromMs: at(3), untilMs: at(3) } },
      }),
    ],
    [
      'of a hand says nothing of the mute',
      announcedAs(),
      { ...has, atMs: at(3), hand: true },
      announcedAs({ hand: true }),
    ],
  ])('%s', (_, change, event, then) => {
    const before = callerIn('CA1', change);
    expect(callerOf(before, event)).toStrictEqual({ ...before, ...then });
  });

  test('leaves open what it may have of both, until it is told', () => {
    const { muted: _1, hand: _2, ...open } = announcedAs().announced;
    const before = callerIn('CA1', { announced: open });
    const { announced } = callerOf(before, { ...has, atMs: at(3) }) ?? {};
    expect(announced).toStrictEqual(open);
  });

  test('of a mute is in doubt if the room has said so itself meanwhile, of that mute alone', () => {
    const { muted: _, ...open } = announcedAs({
      told: { muted: { fromMs: at(1), isDoubted: true } },
    }).announced;
    const mutedAfter = (muted: boolean) =>
      callerOf(callerIn('CA1', { announced: open }), { ...has, atMs: at(3), muted })?.announced;
    expect(mutedAfter(true)).toStrictEqual({
      ...open,
      told: { muted: { fromMs: at(1), untilMs: at(3), isDoubted: true } },
      atMs: at(3),
    });
    expect(mutedAfter(false)?.muted).toBe(false);
  });

  test('is told again when nothing that was given up can take effect any more', () => {
    const settling = callerIn('CA1', { ...announcedAs(), settlesAtMs: at(30) });
    const settlesAfter = (s: number, muted?: boolean) =>
      callerOf(settling, { ...has, atMs: at(s), hand: false, ...(muted !== undefined && { muted }) })
        ?.settlesAtMs;
    expect([settlesAfter(29, false), settlesAfter(30, false), settlesAfter(30)]).toEqual([
      at(30),
      undefined,
      at(30),
    ]);
  });
});
