import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Coverage } from './fuzzing/coverage.ts';
import type { Failure } from './fuzzing/fuzz.ts';
import type { Target } from './fuzzing/target.ts';

// npm run fuzz -- [--inputs N] [--seed S] [--target name]
// Sends N hostile inputs (default 100,000) to the entries of the product, the same number to each, and says what became
// of them. `--replay file` feeds one target the one input in a file, as it is.

const progressEveryMs = 5_000;
/** Inputs of each target whose coverage is looked at; it rises little after that, and costs several times the time. */
const maxExploring = 20_000;
/** One for each core of a small machine. */
const threads = 2;
const top = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    target: { type: 'string' },
    replay: { type: 'string' },
  },
});
const say = (text: string) => void process.stdout.write(`${text}\n`);

const watched = ['cli', 'functions', 'infra', 'lib', 'local'].map((folder) => `${top}${folder}/`);
const coverage = new Coverage((path) => watched.some((folder) => path.startsWith(folder)));
// V8 counts blocks only in what is compiled from here on.
const { fuzz } = await import('./fuzzing/fuzz.ts');
const { feedInBulk } = await import('./fuzzing/bulk.ts');
const { targets } = await import('./targets/index.ts');

const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0) throw new Error(`--target is one of ${targets.map(({ name }) => name).join(', ')}`);
process.exitCode = values.replay === undefined ? await runAll(chosen) : await replay(chosen, values.replay);
coverage.stop();

async function runAll(all: readonly Target[]): Promise<number> {
  const { seed } = values;
  const inputs = Math.ceil(Number(values.inputs) / all.length);
  if (!(inputs >= 1)) throw new Error('--inputs is a whole number, 1 or more');
  say(`seed ${seed}, ${inputs} inputs for each of ${all.length} targets`);
  let failures = 0;
  for (const target of all) {
    const failure = await run(target, seed, inputs);
    if (failure === undefined) continue;
    failures += 1;
    explain(target, failure);
  }
  const { user, system } = process.cpuUsage();
  say(`CPU seconds ${((user + system) / 1e6).toFixed(1)}`);
  say(`seed ${seed}: ${failures === 0 ? 'every promise was kept' : `${failures} targets broke a promise`}`);
  return Math.min(1, failures);
}

/** First with an eye on what code is reached, in this thread; then what is left, as fast as it goes, in others. */
async function run(target: Target, seed: string, inputs: number): Promise<Failure | undefined> {
  const startedAt = performance.now();
  let toldAt = startedAt;
  const perSecond = (fed: number) => Math.round(fed / ((performance.now() - startedAt) / 1000));
  const onProgress = (fed: number) => {
    if (performance.now() - toldAt < progressEveryMs) return;
    toldAt = performance.now();
    say(`  ${target.name}: ${fed} of ${inputs} inputs, ${perSecond(fed)}/s`);
  };
  const {
    corpus,
    failure,
    inputs: explored,
  } = await fuzz({
    target,
    seed,
    inputs: Math.min(inputs, maxExploring),
    coverage,
    onProgress,
  });
  const { characters, files } = coverage.reached();
  const rest = Math.ceil((inputs - explored) / threads);
  const fed = Array.from({ length: threads }, () => 0);
  const sum = () => fed.reduce((total, each) => total + each, explored);
  const found =
    failure !== undefined || rest <= 0
      ? [failure]
      : await Promise.all(
          fed.map((_, thread) => {
            const order = {
              target: target.name,
              corpus: [...corpus],
              seed: `${seed}/${thread}`,
              inputs: rest,
            };
            return feedInBulk(order, (count) => {
              fed[thread] = count;
              onProgress(sum());
            });
          }),
        );
  const reached = `${corpus.length} kept, reached ${characters} characters of ${files} files`;
  say(`${target.name.padEnd(21)} ${sum()} inputs, ${perSecond(sum())}/s, ${reached}`);
  return found.find((each) => each !== undefined);
}

function explain(target: Target, { input, error }: Failure): void {
  const hash = createHash('sha256').update(input, 'latin1').digest('hex').slice(0, 8);
  const file = `build/hostile/${target.name}-${hash}`;
  mkdirSync(dirname(`${top}${file}`), { recursive: true });
  writeFileSync(`${top}${file}`, input, 'latin1');
  say(`BROKEN ${target.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  say(`input  ${JSON.stringify(input)}`);
  say(`replay node test/hostile/run.ts --target ${target.name} --replay ${file}`);
}

async function replay([target]: readonly Target[], file: string): Promise<number> {
  if (target === undefined || values.target === undefined) throw new Error('--replay needs a --target');
  const { shrink } = await import('./fuzzing/fuzz.ts');
  const input = readFileSync(file, 'latin1');
  try {
    await target.feed(input);
  } catch (error) {
    explain(target, await shrink(target, input, error));
    return 1;
  }
  say(`${target.name}: every promise was kept`);
  return 0;
}
