import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { budgets, verdict } from '../../../bench/figures/budgets.ts';

test.each([
  { figure: 6, isWithin: true },
  { figure: 6.01, isWithin: false },
])('$figure of at most 6 is within: $isWithin', ({ figure, isWithin }) => {
  expect(verdict(figure, 6).isWithin).toBe(isWithin);
});

test('the promise says how soon, as the budgets have it', () => {
  const page = readFileSync(new URL('../../../docs/promise.md', import.meta.url), 'utf8');
  const [, table = ''] = /## How soon\n([^#]+)/.exec(page) ?? [];
  const figures = [...table.matchAll(/^\| .* \| (\d+) \|$/gm)].map(([, figure]) => Number(figure));
  expect(figures).toEqual([
    budgets.readyToUpdateP99Ms,
    budgets.voiceAnswerP99Ms,
    budgets.transferOrderP99Ms,
    budgets.trunkAnswerP99Ms,
    budgets.eventOutP99Ms,
  ]);
});
