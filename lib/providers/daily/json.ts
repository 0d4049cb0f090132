import * as z from 'zod';

const objectSchema = z.record(z.string(), z.unknown());

/** A webhook's body as a JSON object; undefined for anything else. */
export function parseObject(rawBody: string | Uint8Array): Record<string, unknown> | undefined {
  const text = typeof rawBody === 'string' ? rawBody : Buffer.from(rawBody).toString('utf8');
  try {
    return objectSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // JSON.parse reports only by throwing, and its message quotes the body
  }
}
