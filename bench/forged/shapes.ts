import { maxQueryLength } from '../../lib/http/form.ts';
import { formType, type Door } from './door.ts';

/** What a request may look like that costs more than a usual one. */
export interface Shape {
  readonly name: string;
  readonly body: string;
  readonly query: string;
  readonly contentType: string;
  readonly isBase64Encoded: boolean;
}

/** Of all that stands before the body, the front takes 10,240 bytes (API Gateway docs, quotas for HTTP APIs). */
const maxQuery = 9_000;
/** As many as are looked at (lib/http/form.ts). */
const maxFields = 100;

const fill = (piece: string, length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
const joined = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index)).join('&');

/** A usual request of some 1 KB. */
export const usualBody = (contentType: string): string =>
  contentType === formType
    ? joined(30, (index) => `Field${index}=value+of+the+field+${index}`)
    : JSON.stringify({ type: 'other', fields: fill('text ', 900) });

/** Every size and number of fields that gets through, at its largest. */
export function shapesFor({ maxBytes, contentType }: Door): readonly Shape[] {
  const each = Math.floor(maxBytes / maxFields);
  const bodies: Readonly<Record<string, string>> = {
    empty: '',
    usual: usualBody(contentType),
    'one field': `a=${fill('b', maxBytes - 2)}`,
    'many fields': joined(maxFields, (index) => fill(`${index}=${index}`, each - 1)),
    'one name many times': joined(maxFields, (index) => fill(`a=${index}`, each - 1)),
    escaped: fill('%61', maxBytes),
    'badly escaped': fill('%f', maxBytes),
    'not ASCII': fill('é', maxBytes / 2),
    nested: fill('[', maxBytes),
    'too large': fill('a', 1_000_000),
    'too many fields': fill('a&', maxBytes),
  };
  const queries: Readonly<Record<string, string>> = {
    'no query': '',
    'as long a query as is looked at': `a=${fill('%61', maxQueryLength - 2)}`,
    'as many in the query': joined(maxFields, (index) =>
      fill(`${index}=%61`, maxQueryLength / maxFields - 1),
    ),
    'the longest query': fill('%61', maxQuery),
    'the most in a query': fill('a&', maxQuery),
  };
  const bodyShapes = Object.entries(bodies).flatMap(([name, body]) =>
    [contentType, 'text/plain'].flatMap((type) =>
      [false, true].map((isBase64Encoded) => ({
        name: `${name}, ${type}`,
        body,
        contentType: type,
        isBase64Encoded,
      })),
    ),
  );
  return bodyShapes.flatMap((shape) =>
    Object.entries(queries).map(([name, query]) => ({ ...shape, name: `${shape.name}, ${name}`, query })),
  );
}
