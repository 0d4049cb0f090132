import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { flowWorkersVariable, freeCores, shareCores } from './core-shares.ts';
import { failuresOf, readReports, reportsFolder } from './test-reports.ts';

// The whole test, its parts side by side: flows mostly wait, and the rest keeps the cores busy meanwhile. Where only one core is
// free, each part has it for itself: what gives way there gets next to nothing, and its tests wait in vain.

interface Part {
  readonly name: string;
  /** What is run, with the programs of node_modules on the PATH, as npm puts them there. */
  readonly command: readonly [string, ...string[]];
  /** Whether it gives way to parts beside it that do not: a flow's calls are served in time, whatever else is reckoned. */
  readonly givesWay: boolean;
}

const tests = (name: string, ...projects: string[]): Part['command'] => [
  'vitest',
  'run',
  ...projects.flatMap((project) => ['--project', project]),
  ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportsFolder}/${name}.json`],
];

const parts: readonly Part[] = [
  { name: 'flows', command: tests('flows', 'flows', 'after', 'browser'), givesWay: false },
  { name: 'tests', command: tests('tests', 'unit', 'table', 'simulation'), givesWay: true },
  { name: 'check', command: ['npm', 'run', '--silent', 'check'], givesWay: true },
  // Without the build of `npm run synth`: it would take away the bundles that flows run, which have just been built.
  { name: 'synth', command: ['npm', 'run', '--silent', 'synth', '--', '--build', ''], givesWay: true },
];

/** Runs it to its end, each line that it says with its name before it. */
async function run({ name, command: [program, ...args] }: Part, givesWay: boolean): Promise<boolean> {
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
rmSync(reportsFolder, { recursive: true, force: true });
const { sideBySide, flowWorkers } = shareCores(await freeCores());
process.env[flowWorkersVariable] = `${flowWorkers}`;
console.log(`By the cores that are free, parts run ${sideBySide ? 'side by side' : 'one after the other'}.`);
const failed: string[] = [];
const note = async (part: Part) => {
  if (!(await run(part, sideBySide && part.givesWay))) failed.push(part.name);
};
if (sideBySide) await Promise.all(parts.map(note));
// What takes least comes first.
else for (const part of parts.toReversed()) await note(part);
if (failed.length > 0) {
  // Once more and last, since the parts have said thousands of lines since.
  for (const failure of readReports().flatMap(failuresOf)) console.error(`× ${failure}`);
  console.error(`Failed: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
