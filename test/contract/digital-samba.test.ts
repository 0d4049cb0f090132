import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { digitalSambaEvents } from './digital-samba.ts';
import type { Operation } from './document.ts';
import { operationsOf } from './openapi.ts';
import { isRecord } from './schema.ts';

/** The vendor's document is not part of this project: it lies beside it, where somebody has put it there. */
const file = fileURLToPath(new URL('../../../shared/openapi/digital-samba-2026-07-31.yaml', import.meta.url));

const named = ({ method, path }: Pick<Operation, 'method' | 'path'>) => `${method} ${path}`;

/** Lists of required fields say the same in any order; refusals are not judged. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !/^[45]\d\d$/.test(key))
      .map(([key, each]) => [
        key,
        key === 'required' && Array.isArray(each) ? each.toSorted() : comparable(each),
      ]),
  );
}

describe('the table of what Digital Samba documents', () => {
  test('says what the OpenAPI document says', ({ skip }) => {
    skip(!existsSync(file), `not compared: the document is not at ${file}`);
    const ours = new Set(digitalSambaEvents.map(named));
    const document: unknown = parse(readFileSync(file, 'utf8'));
    const theirs = operationsOf(document, (method, path) => ours.has(named({ method, path })));
    const byName = (operations: readonly Operation[]) =>
      Object.fromEntries(operations.map((operation) => [named(operation), comparable(operation)]));
    expect(byName(digitalSambaEvents)).toEqual(byName(theirs));
  });
});
