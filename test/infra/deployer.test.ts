import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { resourcesOf } from '../../infra/template.ts';
import { everythingSet } from './everything.ts';
import { grantsOf, templatesOf } from './support.ts';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policySchema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.literal('Allow'),
      Action: oneOrMore,
      Resource: oneOrMore,
      Condition: z.unknown().optional(),
    }),
  ),
});

const readPolicy = (name: string) => {
  const text = readFileSync(new URL(`../../docs/iam/${name}.json`, import.meta.url), 'utf8');
  const raw: unknown = JSON.parse(text);
  return { statements: policySchema.parse(raw).Statement, length: JSON.stringify(raw).length };
};

const deployer = readPolicy('deploy-policy');
const boundary = readPolicy('boundary');
const templates = templatesOf(everythingSet);
const types = [
  ...new Set(templates.flatMap(({ Resources }) => Object.values(Resources).map(({ Type }) => Type))),
];

/** The service that a type of resource belongs to, as IAM names it, where that is not its own name in small letters. */
const services: Readonly<Record<string, string>> = {
  ApiGatewayV2: 'apigateway',
  CertificateManager: 'acm',
  StepFunctions: 'states',
  WAFv2: 'wafv2',
};
const serviceOf = (type: string) => {
  const [, name = ''] = type.split('::');
  return services[name] ?? name.toLowerCase();
};

describe('the policy of a role that deploys', () => {
  test('speaks of the service of everything that a stage can have', () => {
    const spokenOf = new Set(
      deployer.statements.flatMap(({ Action }) => Action.map((action) => action.split(':')[0])),
    );
    expect(types.length).toBeGreaterThan(20);
    expect(types.filter((type) => !spokenOf.has(serviceOf(type)))).toEqual([]);
  });

  test('is no administrator’s: neither everything of everything, nor a role without the boundary', () => {
    const actions = deployer.statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action === '*' || action === 'iam:*')).toEqual([]);
    const making = /^iam:(CreateRole|PutRolePolicy|PutRolePermissionsBoundary)$/;
    for (const { Action, Condition } of deployer.statements) {
      if (!Action.some((action) => making.test(action))) continue;
      expect(Condition).toEqual({
        StringLike: { 'iam:PermissionsBoundary': 'arn:aws:iam::*:policy/patchbay-boundary' },
      });
    }
    expect(
      actions.filter((action) => /^iam:(Attach|CreatePolicy|.*PolicyVersion|DeleteRolePerm)/.test(action)),
    ).toEqual([]);
    const roles = deployer.statements.filter(({ Action }) =>
      Action.some((action) => /^iam:.*Role$/.test(action)),
    );
    for (const { Resource } of roles)
      expect(Resource.every((one) => /:role\/(patchbay-\*|aws-service-role\/\*)$/.test(one))).toBe(true);
  });

  test.each([deployer, boundary])(
    'fits into one managed policy: $length characters of 6144',
    ({ length }) => {
      expect(length).toBeLessThan(6_144);
    },
  );
});

describe('the boundary', () => {
  const roles = templates.flatMap((template) =>
    resourcesOf(template, 'AWS::IAM::Role').map(([, role]) => role),
  );

  test('is around every role, and around none by default', () => {
    expect(roles.length).toBeGreaterThan(10);
    for (const { Properties } of roles)
      expect(JSON.stringify(Properties['PermissionsBoundary'])).toContain(':policy/patchbay-boundary');
    const [usual] = templatesOf();
    expect(JSON.stringify(resourcesOf(usual, 'AWS::IAM::Role'))).not.toContain('PermissionsBoundary');
  });

  test('lets roles do all that they are allowed, and no more', () => {
    const within = new Set(boundary.statements.flatMap(({ Action }) => Action));
    const allowed = new Set(
      roles
        .filter(({ Properties }) => 'Policies' in Properties)
        .flatMap(grantsOf)
        .flatMap((grant) => grant.split(' on ')[0] ?? []),
    );
    expect([...allowed].toSorted()).toEqual([...within].toSorted());
  });
});
