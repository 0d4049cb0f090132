import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { exhaust } from './exhaust.ts';
import { worldSeed, type BatchOrder, type BatchResult, type Failure } from './frame/batch.ts';
import { addMet, coverageLines, type Met } from './frame/coverage.ts';
import { faultLevels, type FaultLevel } from './frame/faults.ts';
import { perMillion, shortcomings } from './frame/long-run.ts';
import { addAll, written, type Tally } from './frame/tally.ts';
import { drawBlueprint } from './held-calls/blueprint.ts';
import { subjects, type Subject } from './subjects.ts';

// npm run simulate -- [--calls N] [--seed S] [--faults none|light|heavy] [--workers W] [--conferences]
// Simulates N held calls (default 10,000), or callers of conferences, and says what became of them. `--world K` replays
// one world, step by step; `--exhaustive` searches the small spaces: every death of a function, every two, every order.

const batchSize = 50;
const progressEveryMs = 5_000;
/** A run ends early when it has found so many worlds that break a promise. */
const maxFailures = 20;

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    faults: { type: 'string', default: 'heavy' },
    workers: { type: 'string', default: '2' },
    world: { type: 'string' },
    conferences: { type: 'boolean', default: false },
    exhaustive: { type: 'boolean', default: false },
  },
});
const level = levelNamed(values.faults);
const subject: Subject = values.conferences ? 'conferences' : 'held-calls';
const wanted = Number(values.calls);
const say = (text: string) => void process.stdout.write(`${text}\n`);
const blueprint = drawBlueprint();

if (values.exhaustive) process.exitCode = Math.min(1, await exhaust(blueprint, say));
else if (values.world !== undefined) process.exitCode = await explain(Number(values.world));
else process.exitCode = await simulate();

function levelNamed(name: string): FaultLevel {
  const found = faultLevels.find((each) => each === name);
  if (found === undefined) throw new Error(`--faults is one of ${faultLevels.join(', ')}`);
  return found;
}

async function simulate(): Promise<number> {
  say(`seed ${values.seed}, faults ${level}, ${wanted} calls (${subject})`);
  const startedAt = performance.now();
  const { total, failures } = await runAll(startedAt);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage();
  say(`calls           ${total.calls} in ${total.worlds} worlds`);
  say(`outcomes        ${written(total.endings)}`);
  say(`faults          ${written(total.faults)}`);
  say(`steps           ${total.steps}`);
  say(`seconds         ${seconds.toFixed(1)} (${Math.round(total.calls / seconds)} calls/s)`);
  say(`CPU seconds     ${((user + system) / 1e6).toFixed(1)}`);
  say(`simulated time  ${(total.simulatedMs / 3_600_000).toFixed(1)} h`);
  say(`seed            ${values.seed}`);
  const covered = sayCovered(total);
  const [first] = failures.toSorted((one, other) => one.world - other.world);
  return first === undefined ? covered : explain(first.world);
}

/** Says what was met, and what a run of this length would have had to meet; the number of things missing, as an exit code. */
function sayCovered({ calls, met, remarks }: Total): number {
  const { longRun } = subjects[subject];
  const residual = Object.entries(remarks).map(([remark, count]): [string, number] => [
    remark,
    perMillion(count, calls),
  ]);
  say(`\nresidual cases, of a million calls: ${written(Object.fromEntries(residual))}`);
  for (const line of coverageLines(met, longRun.meetable)) say(line);
  if (level !== 'heavy' || calls < longRun.calls) return 0;
  const missing = shortcomings(longRun, { calls, met, remarks });
  for (const each of missing) say(`MISSING ${each}`);
  return Math.min(1, missing.length);
}

interface Total {
  calls: number;
  worlds: number;
  steps: number;
  simulatedMs: number;
  readonly faults: Tally;
  readonly endings: Tally;
  readonly remarks: Tally;
  readonly met: Met;
}

/** Hands out batches until enough calls have been made; says which worlds break a promise as it comes to them. */
async function runAll(startedAt: number) {
  const total: Total = {
    ...{ calls: 0, worlds: 0, steps: 0, simulatedMs: 0 },
    ...{ faults: {}, endings: {}, remarks: {}, met: {} },
  };
  const failures: Failure[] = [];
  let next = 0;
  let saidAt = startedAt;
  const count = (result: BatchResult) => {
    total.calls += result.calls;
    total.worlds += result.worlds;
    total.steps += result.steps;
    total.simulatedMs += result.simulatedMs;
    addAll(total.faults, result.faults);
    addAll(total.endings, result.endings);
    addAll(total.remarks, result.remarks);
    addMet(total.met, result.met);
    for (const { world, message } of result.failures) say(`BROKEN in world ${world}: ${message}`);
    failures.push(...result.failures);
    if (performance.now() - saidAt < progressEveryMs) return;
    saidAt = performance.now();
    const perSecond = total.calls / ((saidAt - startedAt) / 1000);
    say(`  ${total.calls} calls, ${Math.round(perSecond)}/s, ${((100 * total.calls) / wanted).toFixed(1)} %`);
  };
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const order = () => {
        if (failures.length >= maxFailures || total.calls >= wanted) {
          void worker.terminate().then(() => resolve());
          return;
        }
        const batch: BatchOrder = { seed: values.seed, level, from: next, until: next + batchSize };
        next += batchSize;
        worker.postMessage(batch);
      };
      worker.on('error', reject);
      worker.on('message', (result: BatchResult) => {
        count(result);
        order();
      });
      order();
    });
  const file = new URL('worker.ts', import.meta.url);
  const workers = Array.from(
    { length: Number(values.workers) },
    () => new Worker(file, { workerData: { blueprint, subject } }),
  );
  await Promise.all(workers.map(work));
  return { total, failures };
}

/** Prints the smallest history found in which a world breaks its promise, or what it does if it breaks none. */
async function explain(world: number): Promise<number> {
  const run = { seed: worldSeed(values.seed, world), level, blueprint };
  const { violation } = await subjects[subject].run(run);
  if (violation !== undefined) say(`\nBROKEN in world ${world}: ${violation.message}\n`);
  const { ran, without, runs } = await subjects[subject].shrink(run);
  if (violation !== undefined)
    say(`The smallest failing history found (${runs} runs, ${without} faults left out):\n`);
  say(ran.history.join('\n'));
  say(`\nfaults: ${ran.faults.join(' ') || 'none'}`);
  if (violation === undefined) return 0;
  say(ran.violation?.message ?? 'it no longer fails');
  const what = values.conferences ? ' --conferences' : '';
  say(`\nreplay: npm run simulate --${what} --seed ${values.seed} --faults ${level} --world ${world}`);
  return 1;
}
