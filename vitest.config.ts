import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

if (!process.version.startsWith('v24.')) {
  throw new Error(
    `Tests run on Node 24, as the functions do; this is ${process.version}. Start them with npm, which puts the ` +
      'Node 24 of node_modules first; if that is missing, run npm ci without --ignore-scripts.',
  );
}

// aws-cdk-lib's own template validation costs 3 s a process; `npm run synth` runs it. Set here for the global setup too.
process.env.CDK_VALIDATION = 'false';

const everywhere = {
  testTimeout: 30_000,
  hookTimeout: 30_000,
  pool: 'forks',
  // One core stays with DynamoDB Local and with the functions' processes, but two files at least run side by side.
  maxWorkers: Math.max(2, availableParallelism() - 1),
} as const;

const afterFlows = 'test/after-flows/**/*.test.ts';

export default defineConfig({
  test: {
    // For the run as a whole: a project that had it too would run it once more.
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      {
        test: {
          ...everywhere,
          name: 'all',
          include: ['test/**/*.test.ts'],
          exclude: [afterFlows],
          // Calls in a flow mostly wait, so that some fit side by side; more would keep two cores from answering in time.
          maxConcurrency: 6,
          // No test is tried again, the flows on the real clock included: what fails once is broken.
          retry: 0,
        },
      },
      // These judge what the flows left behind, and so begin when the others have ended.
      { test: { ...everywhere, name: 'after', include: [afterFlows], sequence: { groupOrder: 1 } } },
    ],
  },
});
