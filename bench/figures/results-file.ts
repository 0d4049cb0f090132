import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import type { LoadResults } from '../load/results.ts';
import type { Latency } from './latency/measure.ts';
import type { Results } from './results.ts';

// `npm run bench` and `npm run load` write one file, each its own part; so does `npm run bench -- --only latency`.

const resultsFile = new URL('results.json', import.meta.url);
const partsSchema = z.record(z.string(), z.unknown());

/** All that was measured, as it stands there. */
export function readResults(): Readonly<Record<string, unknown>> {
  return existsSync(resultsFile) ? partsSchema.parse(JSON.parse(readFileSync(resultsFile, 'utf8'))) : {};
}

/** Replaces everything but `load`. */
export function writeBench(results: Results, latency: Latency): void {
  const { load } = readResults();
  writeFileSync(resultsFile, toJson({ ...results, latency, ...(load !== undefined && { load }) }));
}

/** Replaces `latency`. */
export function writeLatency(latency: Latency): void {
  writeFileSync(resultsFile, toJson({ ...readResults(), latency }));
}

/** Replaces `load`. */
export function writeLoad(load: LoadResults): void {
  writeFileSync(resultsFile, toJson({ ...readResults(), load }));
}

/** Digits that mean something: more would only make every run differ from the last. */
const digits = 4;

function toJson(results: object): string {
  const round = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value;
  return `${JSON.stringify(results, round, 2)}\n`;
}
