import { expect, test } from 'vitest';
import { verdict } from '../../../bench/figures/budgets.ts';

test.each([
  { figure: 6, isWithin: true },
  { figure: 6.01, isWithin: false },
])('$figure of at most 6 is within: $isWithin', ({ figure, isWithin }) => {
  expect(verdict(figure, 6).isWithin).toBe(isWithin);
});
