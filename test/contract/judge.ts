import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Operation, VendorDocument } from './document.ts';
import { isRecord, quicklyCompiled, relaxed, type Schema } from './schema.ts';

/** A request as it went over the wire. */
export interface JudgedRequest {
  readonly method: string;
  /** Path and query, below the vendor's origin. */
  readonly target: string;
  readonly contentType: string | undefined;
  /** Empty or undefined if there is none. */
  readonly body: string | undefined;
}

/** An answer as it came back. */
interface JudgedAnswer {
  readonly status: number;
  /** Undefined if the body is empty or no JSON. */
  readonly json: unknown;
  /** Whether there is a body at all. */
  readonly hasBody: boolean;
}

/** Checks requests and answers against one vendor's document. What is not documented is a complaint. */
export interface Judge {
  /** What is wrong with the request: one line each, with no value in it, since values may be secret. */
  readonly request: (request: JudgedRequest) => readonly string[];
  /** What is wrong with the answer to a request. Refusals are hardly documented anywhere, and so are not looked at. */
  readonly answer: (
    request: Pick<JudgedRequest, 'method' | 'target'>,
    answer: JudgedAnswer,
  ) => readonly string[];
}

/** An operation with its checks, each compiled when it is first needed. */
interface Checked {
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly pathNames: readonly string[];
  readonly check: (part: string, schema: () => Schema) => ValidateFunction;
}

const formats = {
  'http-method': /^(GET|POST)$/,
  'phone-number': /^\+[1-9]\d{1,14}$/,
  'date-time-rfc-2822': (value: string) => !Number.isNaN(Date.parse(value)),
  uri: (value: string) => URL.canParse(value),
  // Twilio's own examples hold paths and empty texts where its document says `uri`.
  'uri-or-nothing': (value: string) => value === '' || value.startsWith('/') || URL.canParse(value),
};

/** Formats that say what a text is for, not how it looks. */
const looseFormats =
  'currency date date-time endpoint ice-server int64 iso-country-code phone-number-capabilities twiml uri-map';

export function makeJudge({ name, operations }: VendorDocument): Judge {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    ...quicklyCompiled,
  });
  for (const [format, definition] of Object.entries(formats)) ajv.addFormat(format, definition);
  for (const format of looseFormats.split(' ')) ajv.addFormat(format, true);
  const bySize = new Map<string, Checked[]>();
  for (const operation of [...operations].sort(literalFirst)) {
    const key = sizeOf(operation.method, operation.path);
    const checks = new Map<string, ValidateFunction>();
    const checked: Checked = {
      operation,
      pattern: patternOf(operation.path),
      pathNames: [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter),
      check: (part, schema) => {
        const known = checks.get(part);
        if (known !== undefined) return known;
        const compiled = ajv.compile(schema());
        checks.set(part, compiled);
        return compiled;
      },
    };
    bySize.set(key, [...(bySize.get(key) ?? []), checked]);
  }

  const find = (method: string, target: string) => {
    const [path = ''] = target.split('?', 1);
    return bySize.get(sizeOf(method, path))?.find(({ pattern }) => pattern.test(path));
  };
  const about = ({ operation: { method, path } }: Checked, what: string, faults: readonly string[]) =>
    faults.map((fault) => `${method} ${path}: ${what}${fault} (${name})`);

  return {
    request: (request) => {
      const checked = find(request.method, request.target);
      if (checked === undefined) {
        const [path = ''] = request.target.split('?', 1);
        return [`${request.method} ${path}: there is no such endpoint (${name})`];
      }
      return [
        ...about(checked, 'path: ', pathFaults(checked, request.target)),
        ...about(checked, 'query: ', queryFaults(checked, request.target)),
        ...about(checked, 'body: ', bodyFaults(checked, request)),
      ];
    },
    answer: ({ method, target }, answer) => {
      const checked = find(method, target);
      if (checked === undefined || answer.status >= 400) return [];
      return about(checked, `answer ${answer.status}: `, answerFaults(checked, answer));
    },
  };
}

const sizeOf = (method: string, path: string): string => `${method} ${path.split('/').length}`;

/** `/rooms/live` is no room: paths with fewer names in them go first. */
const literalFirst = (one: Operation, other: Operation): number =>
  one.path.split('{').length - other.path.split('{').length;

function patternOf(path: string): RegExp {
  const parts = path.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('([^/]+?)')}$`);
}

function pathFaults({ operation, pattern, pathNames, check }: Checked, target: string): readonly string[] {
  const [path = ''] = target.split('?', 1);
  const values = pattern.exec(path)?.slice(1) ?? [];
  return pathNames.flatMap((parameter, index) => {
    const schema = operation.pathParameters?.[parameter];
    if (schema === undefined) return [];
    const isValid = check(`path ${parameter}`, () => schema);
    return isValid(decodeURIComponent(values[index] ?? '')) ? [] : faultsOf(isValid, parameter);
  });
}

function queryFaults({ operation, check }: Checked, target: string): readonly string[] {
  const question = target.indexOf('?');
  if (question < 0 && operation.query === undefined) return [];
  const given = new URLSearchParams(question < 0 ? '' : target.slice(question + 1));
  const schema = operation.query ?? { type: 'object', properties: {}, additionalProperties: false };
  const isValid = check('query', () => schema);
  return isValid(typedFields(given, schema)) ? [] : faultsOf(isValid);
}

function bodyFaults({ operation: { body }, check }: Checked, request: JudgedRequest): readonly string[] {
  const sent = request.body ?? '';
  if (body === undefined) return sent === '' ? [] : ['none is documented'];
  if (sent === '') return body.isRequired ? ['it is missing'] : [];
  const type = body.encoding === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  if (request.contentType?.split(';', 1)[0]?.trim().toLowerCase() !== type)
    return [`it is not sent as ${type}`];
  const isValid = check('body', () => body.schema);
  const value = body.encoding === 'json' ? parsed(sent) : typedFields(new URLSearchParams(sent), body.schema);
  return isValid(value) ? [] : faultsOf(isValid);
}

function answerFaults({ operation: { answers }, check }: Checked, answer: JudgedAnswer): readonly string[] {
  const documented = answers[answer.status];
  switch (documented) {
    case undefined:
      return ['this status is not documented'];
    case 'text':
      return answer.json === undefined ? [] : ['it is JSON where text is documented'];
    case 'nothing':
      return answer.hasBody ? ['it has a body where none is documented'] : [];
    default: {
      const isValid = check(`answer ${answer.status}`, () => relaxed(documented));
      return isValid(answer.json) ? [] : faultsOf(isValid);
    }
  }
}

/** Fields of a form or query, which are all text, as the values that the schema speaks of. */
function typedFields(given: URLSearchParams, schema: Schema): Readonly<Record<string, unknown>> {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name);
      const property = properties[name];
      const type = isRecord(property) ? property.type : undefined;
      if (type === 'array') return [name, values];
      // Given twice, it is no value of any type.
      const [value = ''] = values;
      return [name, values.length > 1 ? values : typed(value, type)];
    }),
  );
}

function typed(value: string, type: unknown): unknown {
  if (type === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  return value;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // No schema takes undefined.
    return undefined;
  }
}

function faultsOf({ errors }: ValidateFunction, root = ''): readonly string[] {
  return (errors ?? []).map((error) => faultOf(error, root));
}

function faultOf({ instancePath, keyword, params, message = 'is wrong' }: ErrorObject, root: string): string {
  const where = `${root}${instancePath.replaceAll('/', '.')}`.replace(/^\./, '');
  const named: unknown = params.additionalProperty ?? params.missingProperty;
  if (typeof named === 'string') {
    const field = where === '' ? named : `${where}.${named}`;
    return keyword === 'required' ? `${field} is missing` : `${field} is not documented`;
  }
  const allowed = Array.isArray(params.allowedValues) ? ` (${params.allowedValues.join(', ')})` : '';
  return `${where === '' ? 'it' : where} ${message}${allowed}`;
}
