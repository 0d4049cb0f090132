import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestRunner, type RunnerTestCase, type RunnerTestSuite } from 'vitest';
import { asked, findingsIn, install, reached, switchOn, type Findings } from './faults.ts';

install();

const folder = process.env.FAULT_FINDINGS ?? '';

/** Runs each test once as it is, and then once for each fault that it reached and that no test of any file has killed yet. */
export default class FaultRunner extends TestRunner {
  readonly #killed = new Set(findingsIn(folder).flatMap(({ killed }) => killed));
  readonly #reached = new Set<number>();
  readonly #unfit: string[] = [];

  async runTask(test: RunnerTestCase): Promise<void> {
    // The framework has run its hooks once; before each further run they are run here.
    const run = () => again(test);
    switchOn(-1);
    await TestRunner.getTestFn(test)();
    const faults = [...reached()].filter((fault) => !this.#killed.has(fault));
    for (const fault of reached()) this.#reached.add(fault);
    // A test may take hours of its own clock: what is a circle is told by how much it asks without a fault.
    const maxQuestions = 10 * asked() + 100_000;
    const isRepeatable = await passes(run);
    const killed: number[] = [];
    for (const fault of isRepeatable ? faults : []) {
      switchOn(fault, maxQuestions);
      if (!(await passes(run))) killed.push(fault);
    }
    switchOn(-1);
    // What a fault leaves behind must not have made the test fail for good, or its kills say nothing.
    if (isRepeatable && (killed.length === 0 || (await passes(run))))
      for (const fault of killed) this.#killed.add(fault);
    else this.#unfit.push(test.name);
  }

  override onAfterRunFiles(): void {
    super.onAfterRunFiles();
    const findings: Findings = { killed: [...this.#killed], reached: [...this.#reached], unfit: this.#unfit };
    writeFileSync(join(folder, `${process.pid}-${performance.now()}.json`), JSON.stringify(findings));
  }
}

async function again(test: RunnerTestCase): Promise<void> {
  const hooks = suitesOf(test).map((suite) => ({ suite, ...TestRunner.getSuiteHooks(suite) }));
  for (const { suite, beforeEach } of hooks) for (const hook of beforeEach) await hook(test.context, suite);
  await TestRunner.getTestFn(test)();
  for (const { suite, afterEach } of hooks.toReversed())
    for (const hook of afterEach) await hook(test.context, suite);
}

/** From the file down to the one that the test stands in. */
function suitesOf(test: RunnerTestCase): readonly RunnerTestSuite[] {
  const suites: RunnerTestSuite[] = [];
  for (let suite = test.suite; suite !== undefined; suite = suite.suite) suites.unshift(suite);
  return suites[0] === test.file ? suites : [test.file, ...suites];
}

async function passes(run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch {
    return false; // which assertion it was, nobody asks
  }
}
