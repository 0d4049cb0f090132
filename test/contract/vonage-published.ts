import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import * as z from 'zod';
import { quicklyCompiled } from './schema.ts';

/** Vonage's own schema of documents, of 2021. It is nobody's to publish here: where it is not at hand, nothing is judged by it. */
const file = fileURLToPath(new URL('../../../shared/openapi/vonage-ncco-schema-2021.json', import.meta.url));
export const hasNccoSchema = existsSync(file);

type Json = Readonly<Record<string, unknown>>;
const jsonSchema = z.record(z.string(), z.unknown());
const partSchema = z.object({
  allOf: z.tuple([
    z.unknown(),
    z.object({ properties: jsonSchema, required: z.array(z.string()).default([]) }),
  ]),
});
const schemaSchema = z.object({ definitions: z.record(z.string(), z.unknown()) });

const text = { type: 'string' };
const flag = { type: 'boolean' };
const uuids = { type: 'array', items: text };
const url = { type: 'string', pattern: '^https?://' };
const seconds = { type: 'number', minimum: 0 };
const digits = { type: 'integer', minimum: 1, maximum: 20 };

/** What Vonage has documented since. */
const additions: Readonly<Record<string, Json>> = {
  'ncco-talk': { level: { type: 'number' }, premium: flag },
  'ncco-input': {
    type: { type: 'array', items: { enum: ['dtmf', 'speech'] } },
    mode: { enum: ['synchronous', 'asynchronous'] },
    dtmf: closed({ timeOut: { ...seconds, maximum: 10 }, maxDigits: digits, submitOnHash: flag }),
  },
  'ncco-conversation': {
    name: text,
    mute: flag,
    canSpeak: uuids,
    canHear: uuids,
    musicOnHoldUrl: { anyOf: [url, { type: 'array', items: url }] },
  },
  'ncco-connect': { ringbackTone: url },
  'endpoint-sip': { headers: { type: 'object' } },
};
/** What an input has no more: these settings stand in `dtmf`. */
const retired = ['timeOut', 'maxDigits', 'submitOnHash'];
const later = {
  'ncco-wait': closed({ action: { enum: ['wait'] }, timeout: seconds }, ['action']),
  'ncco-transfer': closed(
    { action: { enum: ['transfer'] }, conversationId: text, canHear: uuids, canSpeak: uuids, mute: flag },
    ['action', 'conversationId'],
  ),
};

function closed(properties: Json, required: readonly string[] = []): Json {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** The published schema says what an action may have, and not that it may have nothing else. */
function closedPart(name: string, part: unknown): unknown {
  const read = partSchema.safeParse(part);
  if (!read.success) return part;
  const [, { properties, required }] = read.data.allOf;
  const kept = Object.entries(properties).filter(
    ([property]) => name !== 'ncco-input' || !retired.includes(property),
  );
  const base = name.startsWith('endpoint-') ? 'type' : 'action';
  return closed({ ...Object.fromEntries(kept), ...additions[name] }, [base, ...required]);
}

function compile(): ValidateFunction {
  const { definitions } = schemaSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const parts = Object.entries(definitions).map(([name, part]) => [name, closedPart(name, part)] as const);
  const actions = [...parts.map(([name]) => name), ...Object.keys(later)].filter(
    (name) => name.startsWith('ncco-') && name !== 'ncco-base',
  );
  const ref = (name: string) => ({ $ref: `#/definitions/${name}` });
  return new Ajv({ strict: false, validateFormats: false, ...quicklyCompiled }).compile({
    definitions: { ...Object.fromEntries(parts), ...later },
    type: 'array',
    items: { oneOf: actions.map(ref) },
  });
}

let isNcco: ValidateFunction | undefined;

/** What Vonage's own schema, with what it has documented since, has against a document: one line each. */
export function complaintsOfPublishedNcco(document: unknown): readonly string[] {
  if (!hasNccoSchema) return [];
  isNcco ??= compile();
  if (isNcco(document)) return [];
  return (isNcco.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
