import { readFileSync } from 'node:fs';
import * as z from 'zod';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policySchema = z.object({
  Statement: z.array(z.object({ Effect: z.literal('Allow'), Action: oneOrMore, Resource: oneOrMore })),
});

/** The ready-made policies of docs/iam for people. */
export const policies = ['viewer', 'conference-admin', 'route-admin', 'key-admin'] as const;
export type Policy = (typeof policies)[number];

export function statementsOf(name: Policy) {
  const text = readFileSync(new URL(`../../docs/iam/${name}.json`, import.meta.url), 'utf8');
  return policySchema.parse(JSON.parse(text)).Statement;
}

/** As IAM reads `*`: any characters, slashes too (IAM user guide, "Resource"). */
const fits = (pattern: string, arn: string) =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(arn);

/** A part of a pattern, in which nothing means anything else than itself. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether the policy lets somebody ask for a route of the API, such as `GET /admin/v1/calls`. */
export function lets(name: Policy, route: string): boolean {
  const [method = '', path = ''] = route.split(' ');
  const arn = `arn:aws:execute-api:eu-central-1:123456789012:API_ID/$default/${method}${path}`;
  return statementsOf(name).some(
    ({ Action, Resource }) =>
      Action.includes('execute-api:Invoke') && Resource.some((pattern) => fits(pattern, arn)),
  );
}
