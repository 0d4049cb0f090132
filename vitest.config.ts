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

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // One core stays with DynamoDB Local and with the functions' processes, but two files at least run side by side.
    pool: 'forks',
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
