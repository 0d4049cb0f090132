import { describe, expect, test } from 'vitest';
import type { Press } from '../../../../../lib/conferences/model/conference.ts';
import { callerIn } from '../../support.ts';
import { at, callerOf } from '../reducing.ts';

describe('a key that was pressed in the meeting', () => {
  const press = (id: string | undefined, s: number, key = '9'): Press => ({
    ...(id !== undefined && { id }),
    key,
    atMs: at(s),
  });
  const raised = (each: Press) => ({ kind: 'hand', atMs: each.atMs, raised: true, press: each }) as const;
  const pressesAfter = (...presses: readonly Press[]) =>
    callerOf(callerIn('CA1'), ...presses.map(raised))?.presses;

  test('is remembered until five others have been', () => {
    const all = ['1', '2', '3', '4', '5', '6'].map((id, s) => press(id, s));
    expect(pressesAfter(...all)).toEqual(all.slice(1));
  });

  test.each<[string, Press, Press, boolean]>([
    ['with an id, and without one at once', press('1', 0), press(undefined, 1), true],
    ['with an id, and without one later', press('1', 0), press(undefined, 1.5), false],
    ['without an id, and with one at once', press(undefined, 0), press('1', 1), true],
    ['with one id each', press('1', 0), press('2', 0), false],
    ['of another key', press(undefined, 0), press(undefined, 0, '6'), false],
  ])('is the same that is reported twice: %s', (_, one, other, isSame) => {
    expect(pressesAfter(one, other)).toEqual(isSame ? [one] : [one, other]);
  });
});
