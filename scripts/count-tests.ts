import { globSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const reportSchema = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });

/** The counts of the last run of the tests; whatever else failed (lint, types, synth) counts as one failure more. */
function count(status: string): { readonly passed: number; readonly failed: number } {
  const reports = globSync('build/test-reports/*.json').flatMap((file) => readReport(file) ?? []);
  const passed = reports.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
  const failed = reports.reduce((sum, { numFailedTests }) => sum + numFailedTests, 0);
  return { passed, failed: failed === 0 && status !== '0' ? 1 : failed };
}

function readReport(file: string): z.infer<typeof reportSchema> | undefined {
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // the run ended before its tests did
  }
}

const { passed, failed } = count(process.argv[2] ?? '1');
console.log(`${passed} passed, ${failed} failed`);
