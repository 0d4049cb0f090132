import { describe, expect, test } from 'vitest';
import { withOrder } from '../../../../lib/conferences/call-out/limits.ts';

const nowMs = 10_000_000;
const limits = { allow: [], perMinute: 2, perHour: 3 };
const ago = (...seconds: readonly number[]) => seconds.map((each) => nowMs - each * 1_000);

describe('an order, with two allowed in any minute and three in any hour', () => {
  test.each<[string, readonly number[], ReturnType<typeof withOrder>]>([
    ['is the first', [], [nowMs]],
    ['follows one of this minute', ago(59.999), [...ago(59.999), nowMs]],
    ['follows two of this minute', ago(59.999, 0), 'minute'],
    ['follows two, one of which is a minute old', ago(60, 1), [...ago(60, 1), nowMs]],
    ['follows three of this hour', ago(3_599.999, 2_000, 1_000), 'hour'],
    ['follows three, one of which is an hour old', ago(3_600, 2_000, 1), [...ago(2_000, 1), nowMs]],
    ['follows two of a clock that is ahead', ago(-90, -90), 'minute'],
  ])('%s', (_, before, expected) => expect(withOrder(before, nowMs, limits)).toEqual(expected));
});
