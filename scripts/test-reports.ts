import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import * as z from 'zod';

/** Where each part of the whole test leaves its report, from the project's folder. */
export const reportsFolder = 'build/test-reports';

// As Vitest's JSON reporter writes it, in the shape of Jest's. What is left out is not asked for.
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      /** The file, as an absolute path. */
      name: z.string(),
      status: z.string(),
      /** Why the file failed beside its tests, in a hook or as it was loaded; else empty. */
      message: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
export type TestReport = z.infer<typeof reportSchema>;

/** The reports of the last run. Without that of a part which ended before its tests did. */
export function readReports(folder = reportsFolder): readonly TestReport[] {
  return globSync(`${folder}/*.json`).flatMap((file) => readReport(file) ?? []);
}

function readReport(file: string): TestReport | undefined {
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // the run ended before its tests did
  }
}

/** Every test that failed, and every file that did beside its tests: a line each, with what was said first. */
export function failuresOf({ testResults }: TestReport): readonly string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter((each) => each.status === 'failed');
    const tests = failed.map((each) => `${file} > ${each.fullName}: ${firstLine(each.failureMessages?.[0])}`);
    return status === 'failed' && failed.length === 0 ? [`${file}: ${firstLine(message)}`] : tests;
  });
}

const firstLine = (text = '') => text.split('\n', 1)[0] ?? '';
