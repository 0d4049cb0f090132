import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDynamo } from '../../local/runtime/dynamo.ts';
import { readStack, type TableSpec } from '../../local/runtime/template.ts';
import { recordsFolder } from './flow-records.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The DynamoDB Local of this run, and the shape of its tables; or why there is none. */
    dynamo: { readonly endpoint: string; readonly shape: TableSpec } | { readonly problem: string };
  }
}

/**
 * Starts one DynamoDB Local for the whole run, and throws away what the flows of the last one left behind. Only tests
 * that ask for a table fail if it cannot be had.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  rmSync(recordsFolder, { recursive: true, force: true });
  const [dynamo, shape] = await Promise.allSettled([startDynamo(), tableShape()]);
  if (dynamo.status === 'fulfilled' && shape.status === 'fulfilled') {
    project.provide('dynamo', { endpoint: dynamo.value.endpoint, shape: shape.value });
  } else {
    const reasons = [dynamo, shape].filter((result) => result.status === 'rejected');
    project.provide('dynamo', { problem: reasons.map(({ reason }) => String(reason)).join('\n') });
  }
  return async () => {
    if (dynamo.status === 'fulfilled') await dynamo.value.stop();
  };
}

/** The table as the template has it. The template needs no real bundles for that, only folders of their names. */
async function tableShape(): Promise<TableSpec> {
  const [{ synthesise }, { functionNames }] = await Promise.all([
    import('../../infra/synthesise.ts'),
    import('../../infra/functions.ts'),
  ]);
  const bundleDir = mkdtempSync(join(tmpdir(), 'patchbay-bundles-'));
  try {
    for (const name of functionNames) mkdirSync(join(bundleDir, name));
    return readStack(synthesise({}, { bundleDir }), bundleDir).table;
  } finally {
    rmSync(bundleDir, { recursive: true, force: true });
  }
}
