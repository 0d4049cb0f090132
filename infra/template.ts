import * as z from 'zod';

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});

const templateSchema = z.looseObject({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

/** A CloudFormation template as far as it is the same for all resources; readers parse the properties they need. */
export type Template = z.output<typeof templateSchema>;

/** One resource of a template. */
export type TemplateResource = z.output<typeof resource>;

/** @throws if `input` is no CloudFormation template. */
export function parseTemplate(input: unknown): Template {
  return templateSchema.parse(input);
}

/** The resources of one type, such as `AWS::Lambda::Function`, each with its logical id. */
export function resourcesOf(
  template: Template,
  type: string,
): [logicalId: string, resource: TemplateResource][] {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}
