import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as z from 'zod';
import { quicklyCompiled } from './schema.ts';

const file = readFileSync(new URL('vonage-ncco.schema.json', import.meta.url), 'utf8');
const schema = z.record(z.string(), z.unknown()).parse(JSON.parse(file));
const isNcco = new Ajv({
  allErrors: true,
  discriminator: true,
  strictTypes: false,
  strictRequired: false,
  ...quicklyCompiled,
}).compile(schema);
const actionsSchema = z.array(z.looseObject({ action: z.string(), bargeIn: z.boolean().optional() }));

/** What Vonage's documentation has against a document: one line each. */
export function complaintsOfNcco(document: unknown): readonly string[] {
  if (!isNcco(document))
    return (isNcco.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  const actions = actionsSchema.parse(document);
  // What a key silences is a question, and the question is asked next.
  return actions.flatMap(({ bargeIn }, index) => {
    const next = actions.slice(index + 1).find(({ action }) => action !== 'talk' && action !== 'stream');
    return bargeIn === true && next?.action !== 'input' ? [`/${index} bargeIn without an input`] : [];
  });
}
