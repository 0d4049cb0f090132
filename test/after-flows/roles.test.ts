import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { functionNames } from '../../infra/functions.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { compareWithRoles } from '../../local/runtime/roles.ts';
import { readStack, type Stack } from '../../local/runtime/template.ts';
import { readFlowRecords } from './records.ts';

/** The stack that the flows ran, but for the bundles, which roles do not depend on. */
function laptopStack(): Stack {
  const bundleDir = mkdtempSync(join(tmpdir(), 'patchbay-bundles-'));
  try {
    for (const name of functionNames) mkdirSync(join(bundleDir, name));
    return readStack(synthesise({ stage: 'laptop' }, { bundleDir }), bundleDir);
  } finally {
    rmSync(bundleDir, { recursive: true, force: true });
  }
}

test('every role allows what its function did in the flows, and nothing else', () => {
  const { records } = readFlowRecords();
  const stack = laptopStack();
  const ran = new Set(records.map(({ functionName }) => functionName));
  expect(
    functionNames.filter((name) => !ran.has(name)),
    'functions that no flow reached',
  ).toEqual([]);
  // JSON has left out what was undefined.
  const seen = records.map((record) => ({ ...record, functionName: record.functionName }));
  expect(compareWithRoles(seen, stack)).toEqual([]);
});
