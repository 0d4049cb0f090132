/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** For Ajv: each process compiles the schemas for a few documents, which are judged sooner than better code would be ready. */
export const quicklyCompiled = { code: { optimize: false } } as const;

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer' };
export const number: Schema = { type: 'number' };
/** An object in which anything may be. */
export const anything: Schema = { type: 'object' };

export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });

export const list = (items: Schema): Schema => ({ type: 'array', items });

export const orNull = (schema: Schema): Schema => ({ ...schema, nullable: true });

/**
 * The schema of an answer in which texts may also be empty or null, whatever else is said of them: documents are seldom
 * exact about what is not there, and their own examples show both.
 */
export function relaxed(schema: Schema): Schema {
  const { properties, items, pattern, format, enum: values } = schema;
  if (isRecord(properties)) {
    const each = Object.entries(properties).map(([name, property]) => [name, relaxed(asSchema(property))]);
    return { ...schema, properties: Object.fromEntries(each) };
  }
  if (isRecord(items)) return { ...schema, items: relaxed(items) };
  if (schema.type !== 'string') return schema;
  return {
    ...schema,
    nullable: true,
    minLength: 0,
    ...(typeof pattern === 'string' && { pattern: `^$|${pattern}` }),
    ...(format === 'uri' && { format: 'uri-or-nothing' }),
    ...(Array.isArray(values) && { enum: [...new Set<unknown>([...asList(values), null])] }),
  };
}

const asSchema = (value: unknown): Schema => (isRecord(value) ? value : {});

const asList = (value: readonly unknown[]): readonly unknown[] => value;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object that has these fields and no others; `required` names those that may not be left out. */
export const fields = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});

/** The same schema for each of these names. */
export const each = (schema: Schema, names: string): Readonly<Record<string, Schema>> =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, schema]),
  );
