import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { routeKeyOf, routeSchema, type Route } from '../lib/held-call/route.ts';

const routesSchema = z.record(z.string().min(1), routeSchema);

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
  if (routes.success)
    return new Map(Object.entries(routes.data).map(([key, route]) => [routeKeyOf(key), route]));
  const [issue] = routes.error.issues;
  throw new Error(
    `The routes file ${file} is wrong at ${issue?.path.join('.') ?? 'its top'}: ${issue?.message ?? ''}`,
  );
}
