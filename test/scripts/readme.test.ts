import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generated, readmeFile } from '../../scripts/readme.ts';
import { budgets } from '../../bench/figures/budgets.ts';
import { standingPartsOf } from '../../bench/figures/template.ts';
import { bundleDir, templateOf } from '../infra/support.ts';

const readme = readFileSync(readmeFile, 'utf8');

test('the README tells what results.json and the stack say: if not, run `npm run readme`', () => {
  expect(generated(readme, { bundleDir })).toBe(readme);
});

test('an idle month and a canary stay as cheap as is promised', () => {
  const dollars = (pattern: RegExp) => Number(pattern.exec(readme)?.[1]);
  expect(dollars(/\| together \| ([\d.]+) \|/)).toBeLessThanOrEqual(budgets.usdPerIdleMonth);
  expect(dollars(/one metric and one alarm: ([\d.]+) a month/)).toBeLessThan(2);
  const [plain, withCanary] = [{}, { canary: {} }].map((settings) => standingPartsOf(templateOf(settings)));
  expect((withCanary?.alarmMetrics ?? 0) - (plain?.alarmMetrics ?? 0)).toBe(1);
});

test('what stands there is replaced, and nothing else', () => {
  const stale = readme
    .replace(/There are \d+ alarms/, 'There are 99 alarms')
    .replace(/\| secret \| .*/, '| secret | 9.00 |');
  expect(stale).not.toBe(readme);
  expect(generated(stale, { bundleDir })).toBe(readme);
});

test('a README without markers is not written over', () => {
  expect(() => generated('# Patchbay\n', { bundleDir })).toThrow('no markers for its part “costs”');
});
