import * as z from 'zod';
import type { SettingsInput } from '../../infra/settings.ts';
import { synthesiseAll } from '../../infra/synthesise.ts';
import { resourcesOf } from '../../infra/template.ts';
import type { Template, TemplateResource } from '../../infra/template.ts';
import { standInBundles } from '../support/bundles.ts';

/** Folder of stand-ins for the bundles. */
export const bundleDir = standInBundles();

/** What was made in this process, by its settings: files that run one after the other mostly ask for the same. */
const made = new Map<string, readonly [Template, ...Template[]]>();

/** A template that does not need the functions to be built. It is others' too: nobody changes it. */
export function templateOf(settings: SettingsInput = {}): Template {
  return templatesOf(settings)[0];
}

/** The same, with those of the stacks beside the gateway's. */
export function templatesOf(settings: SettingsInput = {}): readonly [Template, ...Template[]] {
  const key = JSON.stringify(settings);
  const templates = made.get(key) ?? synthesiseAll(settings, { bundleDir });
  made.set(key, templates);
  return templates;
}

/** Short slices, as other tests use them against a running gateway. */
export const shortTimes = { holdSliceS: 3, connectSliceS: 2, holdBudgetS: 30, reserveS: 1 };

/** Finds the function `patchbay-dev-<name>`. */
export function lambdaOf(template: Template, name: string): TemplateResource & { logicalId: string } {
  for (const [logicalId, resource] of resourcesOf(template, 'AWS::Lambda::Function')) {
    if (resource.Properties['FunctionName'] === `patchbay-dev-${name}`) return { ...resource, logicalId };
  }
  throw new Error(`no function ${name} in the template`);
}

/** The names of a function's variables, sorted. */
export function variablesOf(lambda: TemplateResource): string[] {
  const { Variables } = z
    .object({ Variables: z.record(z.string(), z.unknown()) })
    .parse(lambda.Properties['Environment']);
  return Object.keys(Variables).toSorted();
}

/** The logical id that `{ Ref }` or `{ Fn::GetAtt }` names. */
export function targetOf(reference: unknown): string {
  return z
    .union([
      z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
      z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((got) => got['Fn::GetAtt'][0]),
    ])
    .parse(reference);
}

/** Renders strings with references in them; a reference becomes `<logical id>`. */
export function render(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(value);
  if (join.success) {
    const [separator, parts] = join.data['Fn::Join'];
    return parts.map(render).join(separator);
  }
  const target = targetOf(value);
  if (target === 'AWS::Partition') return 'aws';
  return `<${target}>`;
}

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statementSchema = z.object({
  Effect: z.literal('Allow'),
  Action: oneOrMore,
  Resource: z
    .unknown()
    .transform((resource) => (Array.isArray(resource) ? resource : [resource]).map(render)),
});
const roleSchema = z.object({
  ManagedPolicyArns: z.undefined().optional(),
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) })),
});

/** What a role allows, `action on resource` each. Managed policies would be an error. */
export function grantsOf(role: TemplateResource): string[] {
  const { Policies } = roleSchema.parse(role.Properties);
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => `${action} on ${resource}`)),
  );
}

/** The role that `{ Fn::GetAtt }` names. */
export function roleOf(template: Template, reference: unknown): TemplateResource {
  const role = template.Resources[targetOf(reference)];
  if (role === undefined) throw new Error('the role is not in the template');
  return role;
}

/** Logical id of the log group that a function writes to. */
export function logGroupOf(properties: TemplateResource['Properties']): string {
  return targetOf(z.object({ LogGroup: z.unknown() }).parse(properties['LoggingConfig']).LogGroup);
}
