import { describe, expect, test } from 'vitest';
import { generated, pages, readPage } from '../../scripts/pages.ts';
import { budgets } from '../../bench/figures/budgets.ts';
import { standingPartsOf } from '../../bench/figures/template.ts';
import { templateOf } from '../infra/support.ts';

describe.each(pages)('%s', (page) => {
  const text = readPage(page);

  test('tells what results.json and the stack say: if not, run `npm run pages`', () => {
    expect(generated(page, text, templateOf)).toBe(text);
  });

  test('has what stands there replaced, and nothing else', () => {
    const stale = text
      .replace(/There are \d+ alarms/, 'There are 99 alarms')
      .replace(/\| secret \| .*/, '| secret | 9.00 |');
    expect(stale).not.toBe(text);
    expect(generated(page, stale, templateOf)).toBe(text);
  });

  test('is not written over if it has no markers', () => {
    expect(() => generated(page, '# Patchbay\n', templateOf)).toThrow('no markers for its part');
  });
});

test('an idle month and a canary stay as cheap as is promised', () => {
  const text = readPage('docs/cost.md');
  const dollars = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  expect(dollars(/\| together \| ([\d.]+) \|/)).toBeLessThanOrEqual(budgets.usdPerIdleMonth);
  expect(dollars(/one metric and one alarm: ([\d.]+) a month/)).toBeLessThan(2);
  expect(dollars(/three \[events\]\(events\.md\): ([\d.]+)/)).toBeLessThanOrEqual(0.000005);
  const [plain, withCanary] = [{}, { canary: {} }].map((settings) => standingPartsOf(templateOf(settings)));
  expect((withCanary?.alarmMetrics ?? 0) - (plain?.alarmMetrics ?? 0)).toBe(1);
});
