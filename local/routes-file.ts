import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { parseRouteKey, routeSchema, type Route } from '../lib/held-calls/model/route.ts';

const keySchema = z.string().transform((written, context) => {
  const key = parseRouteKey(written);
  if (key !== undefined) return key;
  context.addIssue('is no number, SIP address, `default` or name');
  return z.NEVER;
});
const routesSchema = z.record(keySchema, routeSchema);

/**
 * Reads a file of routes: a JSON object from dialled number, static SIP address or `default` to a route.
 * @throws with a sentence that names the file and the first thing wrong in it
 */
export function readRoutesFile(file: string): ReadonlyMap<string, Route> {
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`The routes file ${file} cannot be read as JSON.`, { cause });
  }
  const routes = routesSchema.safeParse(input);
  if (routes.success) return new Map(Object.entries(routes.data));
  const [issue] = routes.error.issues;
  throw new Error(
    `The routes file ${file} is wrong at ${issue?.path.join('.') ?? 'its top'}: ${issue?.message ?? ''}`,
  );
}
