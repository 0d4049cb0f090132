import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { budgets } from '../../../bench/figures/budgets.ts';
import { measureBundles, sizeOf } from '../../../bench/figures/bundles.ts';
import { builtFunctionNames } from '../../../infra/functions/functions.ts';
import { build } from '../../../scripts/build.ts';

const top = mkdtempSync(join(tmpdir(), 'patchbay-bench-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('the bundle of every function', () => {
  const outDir = join(top, 'functions');
  beforeAll(() => build({ outDir }));

  test.each(builtFunctionNames)('%s is small enough to load quickly', (name) => {
    expect(sizeOf(join(outDir, name))).toBeLessThanOrEqual(budgets.bundleBytes);
  });
});

describe('measuring a bundle', () => {
  const folderOf = (name: string, source: string) => {
    const folder = join(top, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.mjs'), source);
    return new Map([[name, { folder, environment: { GREETING: 'hello' } }]]);
  };

  test('gives its size and a time', async () => {
    const source = 'export const handler = () => undefined;\n';
    const { good } = await measureBundles(folderOf('good', source));
    expect(good?.sizeBytes).toBe(source.length);
    expect(good?.loadMedianMs).toBeGreaterThan(0);
  });

  test("loads it in the function's environment", async () => {
    const source = "if (process.env.GREETING !== 'hello') throw new Error('no greeting');\n";
    await expect(measureBundles(folderOf('greeted', source))).resolves.toHaveProperty('greeted');
  });

  test('fails if it does not load', async () => {
    await expect(measureBundles(folderOf('broken', "throw new Error('broken bundle');\n"))).rejects.toThrow(
      'broken bundle',
    );
  });
});
