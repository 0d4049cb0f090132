import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { gatewayFunctions } from '../../../infra/functions/functions.ts';
import { documentOf } from '../../../functions/admin/document.ts';
import { operations } from '../../../functions/admin/operations.ts';
import {
  documentFile,
  documentText,
  eventsFile,
  eventsText,
  routingAnswerFile,
  routingAnswerText,
} from '../../../scripts/openapi.ts';

const parameterSchema = z.strictObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  description: z.string().optional(),
  schema: z.looseObject({}),
});
const contentSchema = z.record(z.string(), z.strictObject({ schema: z.strictObject({ $ref: z.string() }) }));
const operationSchema = z.strictObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  summary: z.string().min(1).max(150),
  parameters: z.array(parameterSchema),
  requestBody: z.strictObject({ required: z.literal(true), content: contentSchema }).optional(),
  responses: z.record(
    z.string().regex(/^(20[014]|default)$/),
    z.strictObject({ description: z.string().min(1), content: contentSchema.optional() }),
  ),
});
/** What the specification asks of a document, as far as ours has such parts (OpenAPI 3.1.1, "OpenAPI Object"). */
const documentSchema = z.strictObject({
  openapi: z.literal('3.1.1'),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.looseObject({ url: z.string() })).min(1),
  security: z.array(z.record(z.string(), z.array(z.never()))),
  paths: z.record(
    z.string().startsWith('/admin/v1/'),
    z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operationSchema),
  ),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.literal('apiKey') })),
    schemas: z.record(z.string().regex(/^[\w.-]+$/), z.looseObject({})),
  }),
});

const document = documentSchema.parse(JSON.parse(JSON.stringify(documentOf(operations))));
const described = Object.entries(document.paths).flatMap(([path, all]) =>
  Object.entries(all).map(([method, operation]) => ({ path, method, operation })),
);

test('the document that is kept is the one that the schemas make: `node scripts/openapi.ts` writes it', async () => {
  expect(readFileSync(documentFile, 'utf8')).toBe(await documentText());
});

test('there is a route of the API for each operation, and no other', () => {
  expect([...gatewayFunctions.admin.signedRoutes].sort()).toEqual(
    operations.map(({ spec }) => spec.on).sort(),
  );
});

test('operations are named once', () => {
  const ids = described.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(operations.length);
});

test('every reference leads somewhere, and every schema is referred to', () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to = '']) => to);
  const names = Object.keys(document.components.schemas);
  expect(references.length).toBeGreaterThan(20);
  expect([...new Set(references)].sort()).toEqual(names.map((name) => `#/components/schemas/${name}`).sort());
});

test.each(described)(
  '$method $path declares each parameter of its path, and nothing twice',
  ({ path, operation }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const { parameters } = operation;
    expect(parameters.filter((each) => each.in === 'path').map(({ name }) => name)).toEqual(inPath);
    expect(parameters.filter((each) => each.in === 'path').every(({ required }) => required)).toBe(true);
    expect(new Set(parameters.map((each) => `${each.in} ${each.name}`)).size).toBe(parameters.length);
    expect(operation.responses).toHaveProperty('default');
  },
);

test('what makes something asks for an idempotency key, and lists are paged', () => {
  const names = ({ operation }: (typeof described)[number]) => operation.parameters.map(({ name }) => name);
  const made = described.filter((each) => '201' in each.operation.responses);
  expect(made.map(({ operation }) => operation.operationId)).toEqual([
    'createConference',
    'addPin',
    'callOut',
    'addForwardPin',
  ]);
  expect(made.every((each) => names(each).includes('Idempotency-Key'))).toBe(true);
  const lists = described.filter(({ operation }) => operation.operationId.startsWith('list'));
  expect(lists).toHaveLength(7);
  expect(lists.every((each) => names(each).includes('cursor') && names(each).includes('limit'))).toBe(true);
});

test('so is the schema of what may be answered to the question where a call goes', async () => {
  expect(readFileSync(routingAnswerFile, 'utf8')).toBe(await routingAnswerText());
});

test('so are the schemas of what is published', async () => {
  expect(readFileSync(eventsFile, 'utf8')).toBe(await eventsText());
});
