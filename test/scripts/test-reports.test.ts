import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { failuresOf, readReports } from '../../scripts/test-reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'patchbay-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

// Of each kind of failure one file, as Vitest itself reports it.
const files = {
  'good.test.mjs': "test('stays good', () => {});",
  'bad.test.mjs':
    "describe('a call', () => { test('is held', () => { throw new Error('it is lost\\nso'); }); });",
  'hook.test.mjs': "afterAll(() => { throw new Error('it does not stop'); }); test('is good', () => {});",
  'broken.test.mjs': "throw new Error('it does not load');",
};

test('a report names each test that failed, and each file that did beside its tests', () => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const args = ['run', '--globals', '--reporter=json', '--outputFile=report.json', '--root', folder];
  const { status } = spawnSync(process.execPath, [vitest, ...args], { cwd: folder });
  expect(status).toBe(1);
  writeFileSync(join(folder, 'other.json'), '{ "numPassedTests": 1');

  const reports = readReports(folder);
  expect(reports).toMatchObject([{ numPassedTests: 2, numFailedTests: 1 }]);
  expect(reports.flatMap(failuresOf).sort()).toEqual([
    expect.stringMatching(/bad\.test\.mjs > a call is held: Error: it is lost$/),
    expect.stringMatching(/broken\.test\.mjs: .*it does not load$/),
    expect.stringMatching(/hook\.test\.mjs: .*it does not stop$/),
  ]);
});
