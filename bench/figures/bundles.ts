import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { quantile } from './quantile.ts';

const run = promisify(execFile);

/** Loads of each bundle, each in a process of its own. Odd, so that the median is one of them. */
const loadsEach = 11;

/** A load takes some 100 ms; one that takes this long hangs. */
const loadLimitMs = 30_000;

/** Prints the milliseconds that the import of its argument takes. The process's own start is not in them. */
const timeImport = `
const startedAtMs = performance.now();
await import(process.argv[1]);
console.log(performance.now() - startedAtMs);
process.exit();
`;

/** Size of one function's bundle, and how long a fresh process takes to load it. */
export interface BundleFigures {
  readonly sizeBytes: number;
  readonly loadMedianMs: number;
}

/** Bytes of a function's bundle, without its source map. */
export const sizeOf = (folder: string): number => statSync(bundleIn(folder)).size;

/**
 * Measures bundles.
 * @param functions folder and environment by name
 * @throws if a bundle cannot be loaded
 */
export async function measureBundles(
  functions: ReadonlyMap<
    string,
    { readonly folder: string; readonly environment: Readonly<Record<string, string>> }
  >,
): Promise<Record<string, BundleFigures>> {
  const loads = new Map([...functions.keys()].map((name): [string, number[]] => [name, []]));
  // In turns, so that a busy moment of the machine does not fall on one function alone.
  for (let turn = 0; turn < loadsEach; turn += 1) {
    for (const [name, { folder, environment }] of functions) {
      loads.get(name)?.push(await load(bundleIn(folder), environment));
    }
  }
  return Object.fromEntries(
    [...functions].map(([name, { folder }]) => [
      name,
      { sizeBytes: sizeOf(folder), loadMedianMs: quantile(loads.get(name) ?? [], 1 / 2) },
    ]),
  );
}

async function load(file: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', timeImport, pathToFileURL(file).href],
    { env: { ...environment, AWS_REGION: 'us-east-1' }, timeout: loadLimitMs },
  );
  const ms = Number.parseFloat(stdout);
  if (!Number.isFinite(ms)) throw new Error(`${file} did not say how long it took to load.`);
  return ms;
}

const bundleIn = (folder: string): string => join(folder, 'index.mjs');
