import * as z from 'zod';
import { none, problemSchema, type Operation, type OperationSpec } from './operation.ts';

type Json = Readonly<Record<string, unknown>>;

const schemaSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
});

/** The OpenAPI 3.1 document of operations, from the schemas that check their requests. */
export function documentOf(operations: readonly Operation[]): Json {
  const components = new Map<string, unknown>();
  const paths = Map.groupBy(operations, ({ spec }) => splitOf(spec).path);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Patchbay administration',
      version: '1',
      description:
        'Conferences, PINs, routes, dial-ins and calls of one Patchbay gateway. Requests are signed with AWS credentials that ' +
        'may call `execute-api:Invoke` on it (Signature Version 4, service `execute-api`).',
    },
    servers: [
      {
        url: '{api}',
        variables: { api: { default: 'https://example.com', description: 'ApiUrl of the stack' } },
      },
    ],
    security: [{ signature: [] }],
    paths: Object.fromEntries(
      [...paths].map(([path, all]) => [
        path,
        Object.fromEntries(
          all.map(({ spec }) => [splitOf(spec).method.toLowerCase(), describe(spec, components)]),
        ),
      ]),
    ),
    components: {
      securitySchemes: {
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      schemas: {
        Problem: schemaOf('Problem', problemSchema, 'output', components),
        ...Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      },
    },
  };
}

function splitOf({ on }: OperationSpec): { readonly method: string; readonly path: string } {
  const [method = '', path = ''] = on.split(' ');
  return { method, path };
}

function describe(spec: OperationSpec, components: Map<string, unknown>): Json {
  const { id, summary, body, answer, shownOnce } = spec;
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'Chosen by the caller, such as a UUID. For a day, repetitions under it make nothing, and repeat the answer.',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  };
  return {
    operationId: id,
    summary,
    parameters: [
      ...parametersOf(spec.params, 'path'),
      ...parametersOf(spec.query, 'query'),
      ...(shownOnce === undefined ? [] : [key]),
    ],
    ...(body !== none && {
      requestBody: { required: true, content: jsonOf(`${name}Request`, body, 'input', components) },
    }),
    responses: {
      ...(answer === none
        ? { '204': { description: 'Done' } }
        : {
            [shownOnce === undefined ? '200' : '201']: {
              description: shownOnce === undefined ? 'Done' : 'Made',
              content: jsonOf(`${name}Answer`, answer, 'output', components),
            },
          }),
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** A schema among the components, and where a body refers to it. */
function jsonOf(
  name: string,
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Map<string, unknown>,
): Json {
  components.set(name, schemaOf(name, schema, io, components));
  return { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): readonly Json[] {
  const { properties = {}, required = [] } = schemaSchema.parse(z.toJSONSchema(schema, { io: 'input' }));
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: of,
  }));
}

/** Parts that a schema shares with itself become components of their own: references are to the whole document. */
function schemaOf(
  name: string,
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Map<string, unknown>,
): unknown {
  const { $defs = {}, ...own } = schemaSchema.parse(z.toJSONSchema(schema, { io }));
  const moved = (part: unknown): unknown =>
    JSON.parse(JSON.stringify(part).replaceAll('"#/$defs/', `"#/components/schemas/${name}.`));
  for (const [part, of] of Object.entries($defs)) components.set(`${name}.${part}`, moved(of));
  // The dialect is OpenAPI's own default.
  return moved({ ...own, $schema: undefined });
}
