import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { flowWorkersVariable, shareCores } from './scripts/core-shares.ts';

if (!process.version.startsWith('v24.')) {
  throw new Error(
    `Tests run on Node 24, as the functions do; this is ${process.version}. Start them with npm, which puts the ` +
      'Node 24 of node_modules first; if that is missing, run npm ci without --ignore-scripts.',
  );
}

// aws-cdk-lib's own template validation costs 3 s a process; `npm run synth` runs it. Set here for the global setup too.
process.env.CDK_VALIDATION = 'false';

const everywhere = {
  // A guard against what never ends, wide enough for a machine that is busy with something else.
  testTimeout: 300_000,
  hookTimeout: 120_000,
  pool: 'forks',
  // Files that run one after the other in a process load the code once. No test changes what another one sees.
  isolate: false,
  setupFiles: 'test/support/setup.ts',
  // A condition that is waited for comes when the machine has time for it; a second would be a test of its speed.
  expect: { poll: { timeout: 120_000 } },
  // What fails once is broken.
  retry: 0,
} as const;

/** Two files side by side at least: all of these keep a core busy. */
const reckoning = { ...everywhere, maxWorkers: Math.max(2, availableParallelism() - 1) };

/** These need DynamoDB Local. */
const table = [
  'test/cli/**/*.test.ts',
  'test/lib/aws/**/*.test.ts',
  'test/functions/admin.test.ts',
  'test/infra/{parts/conference-queue,stacks/fallback}.test.ts',
  'test/local/runtime/**/*.test.ts',
  'test/simulation/contracts/**/*.test.ts',
];
const simulation = 'test/simulation/**/*.test.ts';
// In real time, as providers answer it, as the interpreter waits and a function times out: what gives way would be late.
const flows = [
  'test/flows/**/*.test.ts',
  'test/functions/*-flow.test.ts',
  'test/local/runtime/{machine,sandboxes}/*.test.ts',
  'test/simulation/contracts/machine.test.ts',
];
const browser = 'test/browser/**/*.test.ts';
const afterFlows = 'test/after-flows/**/*.test.ts';

export default defineConfig({
  test: {
    // Node loads the files by itself, as it does those that are run: a fifth of the processor time less than Vite's
    // way, whose rewritten imports are slower to load and to use. Watching needs Vite's, to know who imports what.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // For the run as a whole: a project that had it too would run it once more.
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      {
        test: {
          ...reckoning,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...table, simulation, ...flows, afterFlows, browser],
        },
      },
      { test: { ...reckoning, name: 'table', include: table, exclude: flows } },
      { test: { ...reckoning, name: 'simulation', include: [simulation], exclude: [...table, ...flows] } },
      {
        test: {
          ...everywhere,
          name: 'flows',
          include: flows,
          maxWorkers: Number(
            process.env[flowWorkersVariable] ?? shareCores(availableParallelism()).flowWorkers,
          ),
          maxConcurrency: 6,
          // After those that keep the cores busy.
          sequence: { groupOrder: 1 },
        },
      },
      // These judge what the flows left behind.
      { test: { ...everywhere, name: 'after', include: [afterFlows], sequence: { groupOrder: 2 } } },
      // A browser and a whole gateway keep the cores busy.
      {
        test: {
          ...{ ...everywhere, name: 'browser', include: [browser], fileParallelism: false },
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
