import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import * as z from 'zod';
import { documentOf } from '../functions/admin/document.ts';
import { operations } from '../functions/admin/operations.ts';
import { eventSchema } from '../lib/events/schema.ts';
import { routingAnswerSchema } from '../lib/providers/routing-endpoint/answer.ts';

/** Where the document of the HTTP face is kept. */
export const documentFile = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));

/** Where the schema is kept of what an endpoint that is asked where calls go may answer. */
export const routingAnswerFile = fileURLToPath(
  new URL('../docs/routing-answer.schema.json', import.meta.url),
);

/** The document as it is kept, formatted as everything else is. */
export const documentText = (): Promise<string> => formatted(documentOf(operations));

/** The schema as it is kept. */
export const routingAnswerText = (): Promise<string> =>
  formatted(z.toJSONSchema(routingAnswerSchema, { unrepresentable: 'any', io: 'input' }));

/** Where the schemas are kept of the events that are published. */
export const eventsFile = fileURLToPath(new URL('../docs/events.schema.json', import.meta.url));

/** The schemas as they are kept. */
export const eventsText = (): Promise<string> => formatted(z.toJSONSchema(eventSchema, { io: 'input' }));

const formatted = (value: object) => format(JSON.stringify(value), { parser: 'json', printWidth: 110 });

if (import.meta.main) {
  writeFileSync(documentFile, await documentText());
  writeFileSync(routingAnswerFile, await routingAnswerText());
  writeFileSync(eventsFile, await eventsText());
}
