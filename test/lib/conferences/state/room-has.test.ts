import { describe, expect, test } from 'vitest';
import { callerIn } from '../support.ts';
import { at, callerOf } from './reducing.ts';
import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';

describe('what the room has', () => {
  const roomHas = { kind: 'roomHas', session: 'session-1', bridge: 'bridge-1' } as const;
  test('changes only in what it was told', () => {
    const caller = callerOf(
      callerIn('CA1'),
      { ...roomHas, atMs: at(1), muted: true, hand: false },
      { ...roomHas, atMs: at(2), hand: true },
      { ...roomHas, atMs: at(3), muted: false },
    );
    expect(caller?.announced).toMatchObject({ muted: false, hand: true, atMs: at(3) });
  });

  test('when it was told of the mute does not change by telling it of a hand', () => {
    const caller = callerOf(
      callerIn('CA1'),
      { ...roomHas, atMs: at(1), muted: true },
      { ...roomHas, atMs: at(2), hand: true },
    );
    expect(caller?.announced?.atMs).toBe(at(1));
  });

  const asked = (second: number, isFirst = true) =>
    ({ ...roomHas, atMs: at(second), muted: false, hand: false, isUnsure: true, isFirst }) as const;
  const notAsked = (second: number) =>
    ({ kind: 'roomNotAsked', atMs: at(9), askedAtMs: at(second) }) as const;

  test.each<[string, readonly CallerEvent[], boolean]>([
    ['the only request', [asked(1), notAsked(1)], false],
    ['the only request, noted twice', [asked(1), asked(1), notAsked(1)], false],
    ['a second request', [asked(1), asked(2, false), notAsked(2)], true],
    ['a second request at the same moment', [asked(1), asked(1, false), notAsked(1)], true],
    ['one of two at once', [asked(1), asked(2), notAsked(1)], true],
    ['the other of two at once', [asked(1), asked(2), notAsked(2)], true],
    [
      'an older request than the one that was carried out',
      [asked(1), { ...roomHas, atMs: at(2) }, notAsked(1)],
      true,
    ],
  ])('%s was surely not carried out', (_, events, expected) => {
    expect(callerOf(callerIn('CA1'), ...events)?.announced !== undefined).toBe(expected);
  });

  const answered = (second: number) => ({ ...roomHas, atMs: at(second), muted: false, hand: false }) as const;
  test.each<[string, readonly CallerEvent[], number | undefined]>([
    ['the only request', [asked(1), answered(2)], undefined],
    ['the only request, noted twice', [asked(1), asked(1), answered(2)], undefined],
    ['two at once', [asked(1), asked(2), answered(3)], 32],
    ['one that was noted when the other had its answer', [asked(1), answered(2), asked(3)], 33],
    ['one after another that had no answer', [asked(1), asked(2, false), answered(3)], 32],
  ])('%s settles when no other can take effect any more', (_, events, second) => {
    const expected = second === undefined ? undefined : at(second);
    expect(callerOf(callerIn('CA1'), ...events)?.settlesAtMs).toBe(expected);
  });

  test('an announcement that was given up before settles all the same', () => {
    const settling = callerIn('CA1', { settlesAtMs: at(30) });
    expect(callerOf(settling, asked(1), notAsked(1))).toEqual(settling);
  });
});
