import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { gatewayFunctions } from '../../infra/functions.ts';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policySchema = z.object({
  Statement: z.array(z.object({ Effect: z.literal('Allow'), Action: oneOrMore, Resource: oneOrMore })),
});
const policies = ['viewer', 'conference-admin', 'route-admin', 'key-admin'] as const;
type Policy = (typeof policies)[number];

const statementsOf = (name: Policy) => {
  const text = readFileSync(new URL(`../../docs/iam/${name}.json`, import.meta.url), 'utf8');
  return policySchema.parse(JSON.parse(text)).Statement;
};

/** As IAM reads `*`: any characters, slashes too (IAM user guide, "Resource"). */
const fits = (pattern: string, arn: string) =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(arn);

/** A part of a pattern, in which nothing means anything else than itself. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether the policy lets somebody ask for a route of the API. */
const lets = (name: Policy, route: string) => {
  const [method = '', path = ''] = route.split(' ');
  const arn = `arn:aws:execute-api:eu-central-1:123456789012:API_ID/$default/${method}${path}`;
  return statementsOf(name).some(
    ({ Action, Resource }) =>
      Action.includes('execute-api:Invoke') && Resource.some((pattern) => fits(pattern, arn)),
  );
};

describe('the ready-made policies', () => {
  test.each(gatewayFunctions.admin.signedRoutes)(
    '%s is open to whom it concerns, and to nobody else',
    (route) => {
      const isRead = route.startsWith('GET ');
      const [, , , part = ''] = route.split('/');
      const expected: Policy[] = [
        ...(isRead ? (['viewer'] as const) : []),
        ...(part === 'conferences' ? (['conference-admin'] as const) : []),
        ...(part === 'routes' ? (['route-admin'] as const) : []),
      ];
      expect(policies.filter((name) => lets(name, route))).toEqual(expected);
    },
  );

  test('give nobody table, queue or machine, and keys to none but the one who keeps them', () => {
    const services = (name: Policy) =>
      new Set(statementsOf(name).flatMap(({ Action }) => Action.map((action) => action.split(':')[0])));
    for (const name of ['viewer', 'conference-admin', 'route-admin'] as const)
      expect(services(name)).toEqual(new Set(['execute-api']));
    expect(services('key-admin')).toEqual(new Set(['secretsmanager', 'cloudformation', 'logs', 'kms']));
  });
});
