import type { Usage } from './costs.ts';

/**
 * What one call of the canary uses of AWS at most: test/flows/held-calls/canary.test.ts counts what can be counted on a local gateway. Every
 * function reads the secret anew, since its copy is as old as the call before. Time is that of seven invocations, the
 * canary's own wait included, with some cold starts among them.
 */
export const canaryUsage: Usage = {
  transitions: 2,
  apiRequests: 4,
  invocations: 7,
  lambdaMs: 5_000,
  readUnits: 20,
  writeUnits: 32,
  secretReads: 6,
  queueRequests: 0,
  functionLogBytes: 4_000,
  machineLogBytes: 4_400,
  accessLogBytes: 2_000,
};
