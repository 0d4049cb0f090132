import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../gateway.ts';

let folder: string;
let good: string;
let bad: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  [good, bad] = [join(folder, 'good.yaml'), join(folder, 'bad.yaml')];
  const head = "name: A call\ncallers: [{ at: twilio, to: '+12025550151' }]\nsteps:\n  - caller 1 calls\n";
  writeFileSync(good, head);
  writeFileSync(bad, `${head}  - caller 1 sings\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (...args: readonly string[]) => run(['scenario', 'run', ...args]);

test('every file is read before the first is played, and what is wrong is told by line', async () => {
  const ran = await scenario(good, bad, join(folder, 'none.yaml'));
  expect(ran).toMatchObject({ exitCode: 2, out: '' });
  expect(ran.err).toContain(`patchbay: ${bad}:5: steps.1: "caller 1 sings" is no step.`);
  expect(ran.err).toContain('none.yaml cannot be read.');
});

test('without a gateway, or on a stage, nothing is played', async () => {
  expect(await scenario(good)).toMatchObject({ exitCode: 1, out: '' });
  expect(await scenario(good, '--stage', 'dev')).toMatchObject({ exitCode: 2, out: '' });
  expect(await scenario()).toMatchObject({ exitCode: 2, out: '' });
});

test('a gateway that has ended is said to have', async () => {
  const ran = await run(['scenario', 'run', good], { console: { url: 'http://127.0.0.1:1', token: 'a' } });
  expect(ran).toMatchObject({ exitCode: 1, out: '' });
  expect(ran.err).toContain('The gateway does not answer.');
});
