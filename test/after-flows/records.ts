import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowRecordsFolder, flowRecordsSchema, type FlowRecords } from '../support/flow-records.ts';

/**
 * What all files of flows of this run left behind, as one.
 * @throws if no flow has run: these tests judge nothing then
 */
export function readFlowRecords(): FlowRecords {
  const folder = flowRecordsFolder();
  const files = readdirSync(folder);
  if (files.length === 0) {
    throw new Error('No flow has run: start all tests, or with these those of test/flows.');
  }
  const parts = files.map((file) =>
    flowRecordsSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  );
  return {
    records: parts.flatMap(({ records }) => records),
    logs: parts.flatMap(({ logs }) => logs),
    secrets: parts.flatMap(({ secrets }) => secrets),
  };
}
