import * as z from 'zod';
import type { Operation } from './document.ts';
import { isRecord, type Schema } from './schema.ts';

const schemaSchema = z.record(z.string(), z.unknown());
const contentSchema = z.record(z.string(), z.looseObject({ schema: schemaSchema.optional() }));
const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  schema: schemaSchema,
});
const operationSchema = z.looseObject({
  parameters: z.array(parameterSchema).default([]),
  requestBody: z.looseObject({ required: z.boolean().optional(), content: contentSchema }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: contentSchema.optional() })),
});
const pathSchema = z.looseObject({ parameters: z.array(parameterSchema).default([]) });
const openApiSchema = z.looseObject({ paths: z.record(z.string(), pathSchema) });

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The operations of an OpenAPI document; `isWanted` names those that are read at all. */
export function operationsOf(
  document: unknown,
  isWanted: (method: string, path: string) => boolean = () => true,
): readonly Operation[] {
  const { paths } = openApiSchema.parse(document);
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((name) => {
      const method = name.toUpperCase();
      if (item[name] === undefined || !isWanted(method, path)) return [];
      return [operationOf(document, method, path, item.parameters, operationSchema.parse(item[name]))];
    }),
  );
}

function operationOf(
  document: unknown,
  method: string,
  path: string,
  shared: readonly z.infer<typeof parameterSchema>[],
  { parameters, requestBody, responses }: z.infer<typeof operationSchema>,
): Operation {
  const schemasOf = (place: 'path' | 'query') =>
    Object.fromEntries(
      [...shared, ...parameters]
        .filter((parameter) => parameter.in === place)
        .map(({ name, schema }) => [name, closed(document, schema)]),
    );
  const query = schemasOf('query');
  const required = parameters.filter((each) => each.in === 'query' && each.required).map(({ name }) => name);
  const form = requestBody?.content['application/x-www-form-urlencoded']?.schema;
  const json = requestBody?.content['application/json']?.schema;
  const body = form ?? json;
  return {
    method,
    path,
    pathParameters: schemasOf('path'),
    ...(Object.keys(query).length > 0 && {
      query: { ...objectOf(query), ...(required.length > 0 && { required }) },
    }),
    ...(body && {
      body: {
        encoding: form ? 'form' : 'json',
        isRequired: requestBody?.required ?? false,
        schema: closed(document, body),
      },
    }),
    answers: Object.fromEntries(
      Object.entries(responses).map(([status, { content = {} }]) => [
        status,
        answerOf(document, status, content),
      ]),
    ),
  };
}

const objectOf = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
  additionalProperties: false,
});

/** Nothing comes with 204, whatever a document shows beside it. */
function answerOf(
  document: unknown,
  status: string,
  content: z.infer<typeof contentSchema>,
): Operation['answers'][number] {
  const json = content['application/json']?.schema;
  if (json !== undefined && status !== '204') return closed(document, json);
  return content['text/plain'] === undefined ? 'nothing' : 'text';
}

/** Keywords that say what a value may be; all others describe it to people. */
const keywords: ReadonlySet<string> = new Set(
  'type format pattern minLength maxLength minimum maximum minItems maxItems nullable required'.split(' '),
);

/** Types that one vendor's generator made up. */
const madeUpTypes: Readonly<Record<string, string>> = { Caller: 'string', datetime: 'string' };

/** The schema without references, in which objects have no fields but those that it names. */
function closed(document: unknown, schema: Schema): Schema {
  const { $ref: reference, properties, items, enum: values } = schema;
  if (typeof reference === 'string') return closed(document, resolve(document, reference));
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.has(keyword)));
  const names = isRecord(properties) ? Object.entries(properties) : [];
  return {
    ...kept,
    ...(typeof kept.type === 'string' && { type: madeUpTypes[kept.type] ?? kept.type }),
    // What may be null may be so beside the values that are listed.
    ...(Array.isArray(values) && { enum: schema.nullable === true ? withNull(values) : values }),
    ...(isRecord(items) && { items: closed(document, items) }),
    ...(names.length > 0 && {
      properties: Object.fromEntries(
        names.map(([name, property]) => [name, closed(document, schemaSchema.parse(property))]),
      ),
      additionalProperties: false,
    }),
  };
}

const withNull = (values: readonly unknown[]): readonly unknown[] => [...new Set([...values, null])];

function resolve(document: unknown, reference: string): Schema {
  const found = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), document);
  return schemaSchema.parse(found);
}
