import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { flowWorkers, flowWorkersVariable, freeCores } from './flow-workers.ts';

// The whole test, its parts side by side: flows mostly wait, and the rest keeps the cores busy meanwhile.

interface Part {
  readonly name: string;
  /** What is run, with the programs of node_modules on the PATH, as npm puts them there. */
  readonly command: readonly [string, ...string[]];
  /** Whether it gives way to parts that do not: a flow's calls are served in time, whatever else is reckoned. */
  readonly givesWay: boolean;
}

const reports = 'build/test-reports';

const tests = (name: string, ...projects: string[]): Part['command'] => [
  'vitest',
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  ...['--reporter=default', '--reporter=json', `--outputFile.json=${reports}/${name}.json`],
];

const parts: readonly Part[] = [
  { name: 'flows', command: tests('flows', 'flows', 'after', 'browser'), givesWay: false },
  { name: 'tests', command: tests('tests', 'unit', 'table', 'simulation'), givesWay: true },
  { name: 'check', command: ['npm', 'run', '--silent', 'check'], givesWay: true },
  // Without the build of `npm run synth`: it would take away the bundles that flows run, which have just been built.
  { name: 'synth', command: ['npm', 'run', '--silent', 'synth', '--', '--build', ''], givesWay: true },
];

/** Runs it to its end, each line that it says with its name before it. */
async function run({ name, command: [program, ...args], givesWay }: Part): Promise<boolean> {
  const startMs = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  if (givesWay && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const say = (line: string) => console.log(`${name} | ${line}`);
  const tell = (stream: Readable) => createInterface({ input: stream }).on('line', say);
  tell(child.stdout);
  tell(child.stderr);
  const ended = await new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) => resolve(code === 0 ? 'done' : `failed (${code ?? signal ?? ''})`));
  });
  say(`${ended} after ${Math.round((performance.now() - startMs) / 1000)} s`);
  return ended === 'done';
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
rmSync(reports, { recursive: true, force: true });
const workers = flowWorkers(await freeCores());
process.env[flowWorkersVariable] = `${workers}`;
console.log(`flows | ${workers} files side by side, by the cores that are free`);
const went = await Promise.all(parts.map(run));
const failed = parts.filter((_, index) => went[index] !== true).map(({ name }) => name);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
