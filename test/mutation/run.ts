import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BaseSequencer, startVitest, type TestSpecification } from 'vitest/node';
import { findingsIn } from './faults.ts';
import { withFaults, type Mutant } from './mutants.ts';
import { subjects } from './subjects.ts';

// npm run mutate -- [--files lib/held-calls/state/life.ts --files …]
// Puts small faults into files, one at a time, and says which of them no test of the domains notices. The faults of all
// files are compiled in at once and switched on one after the other, so that nothing is started again for each. Faults
// in code that runs once, at import, cannot be switched on, and are counted apart.

const top = fileURLToPath(new URL('../..', import.meta.url));
/** Tests that need neither a table nor a stack. */
const tests = [
  'test/lib/{held-calls,conferences,events}/**/*.test.ts',
  'test/lib/providers/{daily,twilio,sinch,plivo,vonage,digital-samba}/**/*.test.ts',
  'test/functions/{sweep,*-*}.test.ts',
];

/** These differ from run to run, and so would the kills; and each of them takes seconds a fault. */
const unsteady = [
  // What they draw at random differs.
  'test/lib/conferences/reconcile/{agreement,lost-events}.test.ts',
  'test/lib/conferences/call/dialogue.flood.test.ts',
  // They go by the clock on the wall, and what a test has started ends only after its last run.
  'test/functions/*-flow.test.ts',
];

/** What a small file notices, a long one need not be run for again. */
class SmallestFirst extends BaseSequencer {
  override async sort(tests: TestSpecification[]): Promise<TestSpecification[]> {
    const longestFirst = await super.sort(tests);
    return longestFirst.toReversed();
  }
}

const { values } = parseArgs({ options: { files: { type: 'string', multiple: true, default: subjects } } });
const say = (text: string) => void process.stdout.write(`${text}\n`);

interface Faulty {
  readonly path: string;
  readonly code: string;
  readonly first: number;
  readonly mutants: readonly Mutant[];
}

const files: Faulty[] = [];
for await (const path of glob(values.files, { cwd: top })) {
  const last = files.at(-1);
  const first = last === undefined ? 0 : last.first + last.mutants.length;
  files.push({ path, first, ...withFaults(path, readFileSync(join(top, path), 'utf8'), first) });
}
if (files.length === 0) throw new Error('--files names no file');

const findings = await findAll(files);
let [killedOfAll, ofAll] = [0, 0];
for (const { path, first, mutants } of files) {
  const live = mutants
    .map((mutant, index) => ({ ...mutant, fault: first + index }))
    .filter((each) => !each.isAtImport);
  const survivors = live.filter(({ fault }) => !findings.killed.has(fault));
  killedOfAll += live.length - survivors.length;
  ofAll += live.length;
  say(
    `${path}: ${share(live.length - survivors.length, live.length)}, and ${mutants.length - live.length} at import`,
  );
  for (const { line, before, after, fault } of survivors) {
    const how = findings.reached.has(fault) ? 'survived' : 'not reached';
    say(`  ${path}:${line} ${how}: ${before} → ${after}`);
  }
}
for (const name of findings.unfit) say(`cannot be run twice, and so kills nothing: ${name}`);
say(`all: ${share(killedOfAll, ofAll)}`);
process.exit(0);

function share(killed: number, of: number): string {
  return `${killed} of ${of} killed (${of === 0 ? 100 : Math.floor((100 * killed) / of)} %)`;
}

async function findAll(faulty: readonly Faulty[]) {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-faults-'));
  process.env.FAULT_FINDINGS = folder;
  const codeOf = new Map(faulty.map(({ path, code }) => [join(top, path), code]));
  const vitest = await startVitest(
    'test',
    [],
    {
      config: false,
      root: top,
      include: tests,
      exclude: unsteady,
      sequence: { sequencer: SmallestFirst },
      related: [...codeOf.keys()],
      runner: fileURLToPath(new URL('runner.ts', import.meta.url)),
      reporters: [
        {
          onTestModuleEnd: ({ moduleId }) => say(`  ${moduleId.slice(top.length)}`),
          onTestCaseResult: (test) => {
            const { state, errors = [] } = test.result();
            if (state === 'failed') say(`${test.fullName}: ${errors[0]?.message ?? ''}`);
          },
        },
      ],
      watch: false,
      // One test at a time, since a fault is on for all; each file in a process of its own.
      maxWorkers: 1,
      maxConcurrency: 1,
      pool: 'forks',
      testTimeout: 600_000,
      passWithNoTests: true,
    },
    {
      plugins: [
        {
          name: 'faults',
          enforce: 'pre',
          transform: (_, id) => codeOf.get(id.split('?', 1)[0] ?? id),
        },
      ],
    },
  );
  const failed = vitest.state.getCountOfFailedTests();
  await vitest.close();
  const all = findingsIn(folder);
  rmSync(folder, { recursive: true });
  if (all.length === 0) throw new Error('No test ran: do the files, with their faults, still parse?');
  if (failed > 0) throw new Error(`${failed} tests fail without any fault.`);
  return {
    killed: new Set(all.flatMap(({ killed }) => killed)),
    reached: new Set(all.flatMap((each) => each.reached)),
    unfit: all.flatMap(({ unfit }) => unfit),
  };
}
