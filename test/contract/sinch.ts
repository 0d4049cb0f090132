import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as z from 'zod';
import { quicklyCompiled } from './schema.ts';

const file = readFileSync(new URL('sinch-svaml.schema.json', import.meta.url), 'utf8');
const schema = z.record(z.string(), z.unknown()).parse(JSON.parse(file));
const isSvaml = new Ajv({ allErrors: true, allowUnionTypes: true, ...quicklyCompiled }).compile(schema);

/** What Sinch's own types have against a document: one line each. */
export function complaintsOfSvaml(document: unknown): readonly string[] {
  if (isSvaml(document)) return [];
  return (isSvaml.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
