import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startDynamo } from '../../local/runtime/dynamo.ts';
import { flowRecordsVariable } from './flow-records.ts';
import { readStack, type TableSpec } from '../../local/runtime/template.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The DynamoDB Local of this run, and the shape of its tables; or why there is none. */
    dynamo: { readonly endpoint: string; readonly shape: TableSpec } | { readonly problem: string };
  }
}

/** Projects whose tests ask for no table. */
const withoutTable = ['unit', 'simulation'];

/** Starts one DynamoDB Local for the whole run. Only tests that ask for a table fail if it cannot be had. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // By the environment, since it must reach the projects of tests that begin after others.
  process.env[flowRecordsVariable] = makeFlowRecordsFolder();
  if (project.vitest.projects.every(({ name }) => withoutTable.includes(name))) return undefined;
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

/** The table as the template has it. */
async function tableShape(): Promise<TableSpec> {
  const [{ synthesise }, { standInBundles }] = await Promise.all([
    import('../../infra/synthesise.ts'),
    import('./bundles.ts'),
  ]);
  const bundleDir = standInBundles();
  return readStack(synthesise({}, { bundleDir }), bundleDir).table;
}

/**
 * A folder of this run's own, since several may be under way in one checkout. It stays after the run, to be looked
 * into; what runs have left that are over is thrown away.
 */
function makeFlowRecordsFolder(): string {
  const parent = fileURLToPath(new URL('../../build/flow-records/', import.meta.url));
  mkdirSync(parent, { recursive: true });
  for (const run of readdirSync(parent)) {
    if (!isRunning(Number(run))) rmSync(join(parent, run), { recursive: true, force: true });
  }
  const folder = join(parent, String(process.pid));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // there is no such process, or the name was no number
  }
}
