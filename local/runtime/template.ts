import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { parseTemplate, Resolver, type Template } from './intrinsics.ts';
import { readQueues, type QueueSpec } from './queue/spec.ts';
import { readStream, type StreamSpec } from './stream/spec.ts';

/** What one function is allowed to do: one Allow statement of its role. */
export interface Statement {
  readonly actions: readonly string[];
  /** ARNs, with `*` and `?` as IAM reads them. */
  readonly resources: readonly string[];
}

/** One Lambda function of the template, as it runs here. */
export interface FunctionSpec {
  /** Name of its folder under build/functions, for example `hold-call`. */
  readonly name: string;
  /** FunctionName in the template, for example `patchbay-dev-hold-call`. */
  readonly physicalName: string;
  readonly arn: string;
  /** Folder with the bundle. */
  readonly folder: string;
  /** As Lambda writes it: `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly statements: readonly Statement[];
}

/** One route of the HTTP API, for example POST /calls/{callId}/ready. */
export interface RouteSpec {
  readonly method: string;
  readonly path: string;
  /** The function's folder name. */
  readonly functionName: string;
  /** Whether callers sign with AWS credentials (authorization type AWS_IAM); default no. */
  readonly isSigned?: boolean;
}

/** What EventBridge does on a timer. */
export interface ScheduleSpec {
  readonly arn: string;
  readonly functionName: string;
  readonly everyMs: number;
  /** Which service calls: it decides the shape of the event when the target has no input of its own. */
  readonly source: 'aws.events' | 'aws.scheduler';
  /** The target's own input, as JSON text. */
  readonly input: string | undefined;
}

export interface MachineSpec {
  readonly name: string;
  readonly arn: string;
  /** The definition in Amazon States Language, parsed. */
  readonly definition: unknown;
}

/** CreateTable's input: name, keys, attributes, indexes. */
export interface TableSpec {
  readonly name: string;
  readonly arn: string;
  readonly attributeDefinitions: readonly { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  readonly keySchema: readonly KeyPart[];
  readonly indexes: readonly { IndexName: string; KeySchema: KeyPart[]; Projection: Projection }[];
  /** What its stream shows of a write; absent: it has none. */
  readonly streamView?: 'NEW_AND_OLD_IMAGES' | undefined;
}

/** Everything the runtime needs to know from a synthesised stack. */
export interface Stack {
  readonly functions: ReadonlyMap<string, FunctionSpec>;
  readonly routes: readonly RouteSpec[];
  readonly schedules: readonly ScheduleSpec[];
  readonly table: TableSpec;
  readonly machine: MachineSpec;
  readonly secretArn: string;
  /** Each queue that a function consumes, in the template's order. */
  readonly queues: readonly QueueSpec[];
  /** Absent if nobody is brought what is written to the table. */
  readonly stream: StreamSpec | undefined;
}

const keyPart = z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) });
type KeyPart = z.infer<typeof keyPart>;
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
type Projection = z.infer<typeof projection>;

const functionProperties = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  Role: z.string(),
  /** Defaults as Lambda has them: 3 s and 128 MB (Lambda docs, "Configure function timeout" and "memory"). */
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).default({ Variables: {} }),
});
const routeProperties = z.object({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'AWS_IAM']).default('NONE'),
});
const integrationProperties = z.object({ IntegrationUri: z.string() });
const tableProperties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: z.array(keyPart),
  GlobalSecondaryIndexes: z
    .array(z.object({ IndexName: z.string(), KeySchema: z.array(keyPart), Projection: projection }))
    .default([]),
  StreamSpecification: z.object({ StreamViewType: z.literal('NEW_AND_OLD_IMAGES') }).optional(),
});
const machineProperties = z.union([
  z.object({ DefinitionString: z.string() }).transform((p): unknown => JSON.parse(p.DefinitionString)),
  z.object({ Definition: z.unknown() }).transform((p) => p.Definition),
]);
const ruleTarget = z.object({ Arn: z.string(), Input: z.string().optional() });
const ruleProperties = z.object({ ScheduleExpression: z.string(), Targets: z.array(ruleTarget) });
const scheduleProperties = z.object({ ScheduleExpression: z.string(), Target: ruleTarget });
const oneOrMany = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Action: oneOrMany,
  Resource: oneOrMany,
});
const policyDocument = z.object({ Statement: z.array(z.unknown()) });
const policyProperties = z.object({ PolicyDocument: policyDocument, Roles: z.array(z.string()).default([]) });
const roleProperties = z.object({
  Policies: z.array(z.object({ PolicyDocument: policyDocument })).default([]),
});

/**
 * Reads a synthesised CloudFormation template.
 * @param template the parsed JSON of the template
 * @param functionsFolder folder with one folder per built function, matched by the end of each FunctionName
 * @throws if the template lacks something the runtime needs, or uses something it does not play
 */
export function readStack(template: unknown, functionsFolder: string): Stack {
  const parsed = parseTemplate(template);
  const resolver = new Resolver(parsed);
  const functions = readFunctions(parsed, resolver, functionsFolder);
  const nameOf = (arn: string): string => {
    const spec = functions.find((candidate) => candidate.arn === arn || candidate.physicalName === arn);
    if (spec === undefined) throw new Error(`The template points at ${arn}, which is none of its functions.`);
    return spec.name;
  };
  const tableId = only(parsed, ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table']);
  const table = tableProperties.parse(resolver.properties(tableId));
  const machineId = only(parsed, ['AWS::StepFunctions::StateMachine']);
  const secretId = only(parsed, ['AWS::SecretsManager::Secret']);
  const text = (fragment: unknown) => z.string().parse(resolver.resolve(fragment));
  const mappingIds = idsOf(parsed, ['AWS::Lambda::EventSourceMapping']);
  const streamId = mappingIds.find((id) => isOfStream(resolver.properties(id)));
  const stream = streamId === undefined ? undefined : readStream(resolver, streamId, nameOf);
  return {
    functions: new Map(functions.map((spec) => [spec.name, spec])),
    routes: idsOf(parsed, ['AWS::ApiGatewayV2::Route']).map((id) => {
      const { RouteKey, Target, AuthorizationType } = routeProperties.parse(resolver.properties(id));
      const [method, routePath] = RouteKey.split(' ');
      if (method === undefined || routePath === undefined || routePath.includes('+}')) {
        throw new Error(`The local front does not play the route ${RouteKey}.`);
      }
      const integration = integrationProperties.parse(
        resolver.properties(Target.replace('integrations/', '')),
      );
      return {
        method,
        path: routePath,
        functionName: nameOf(integration.IntegrationUri),
        ...(AuthorizationType === 'AWS_IAM' && { isSigned: true }),
      };
    }),
    schedules: readSchedules(parsed, resolver, nameOf),
    table: {
      name: text({ Ref: tableId }),
      arn: text({ 'Fn::GetAtt': [tableId, 'Arn'] }),
      attributeDefinitions: table.AttributeDefinitions,
      keySchema: table.KeySchema,
      indexes: table.GlobalSecondaryIndexes,
      streamView: table.StreamSpecification?.StreamViewType,
    },
    machine: {
      name: text({ 'Fn::GetAtt': [machineId, 'Name'] }),
      arn: text({ Ref: machineId }),
      definition: machineProperties.parse(resolver.properties(machineId)),
    },
    secretArn: text({ Ref: secretId }),
    queues: readQueues(resolver, {
      queueIds: idsOf(parsed, ['AWS::SQS::Queue']),
      mappingIds: mappingIds.filter((id) => id !== streamId),
      unpublishedArn: stream?.unpublishedArn,
      nameOf,
    }),
    stream,
  };
}

const isOfStream = (mapping: unknown): boolean =>
  /:dynamodb:.*\/stream\//.test(z.object({ EventSourceArn: z.string() }).parse(mapping).EventSourceArn);

function readFunctions(template: Template, resolver: Resolver, functionsFolder: string): FunctionSpec[] {
  const statements = readStatements(template, resolver);
  const folders = readdirSync(functionsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort((a, b) => b.length - a.length);
  return idsOf(template, ['AWS::Lambda::Function']).map((id) => {
    const properties = functionProperties.parse(resolver.properties(id));
    const physicalName = properties.FunctionName;
    const name = folders.find((folder) => physicalName === folder || physicalName.endsWith(`-${folder}`));
    if (name === undefined) {
      throw new Error(
        `No folder in ${functionsFolder} fits the function ${physicalName}; build the functions first.`,
      );
    }
    return {
      name,
      physicalName,
      arn: z.string().parse(resolver.resolve({ 'Fn::GetAtt': [id, 'Arn'] })),
      folder: path.join(functionsFolder, name),
      handler: properties.Handler,
      environment: properties.Environment.Variables,
      timeoutMs: properties.Timeout * 1000,
      memoryMb: properties.MemorySize,
      statements: (statements.get(properties.Role) ?? []).map(readStatement),
    };
  });
}

/** Statements, as the template has them, by the ARN of the role. */
function readStatements(template: Template, resolver: Resolver): Map<string, unknown[]> {
  const policies = idsOf(template, ['AWS::IAM::Policy']).map((id) =>
    policyProperties.parse(resolver.properties(id)),
  );
  return new Map(
    idsOf(template, ['AWS::IAM::Role']).map((id) => {
      const arn = z.string().parse(resolver.resolve({ 'Fn::GetAtt': [id, 'Arn'] }));
      const name = z.string().parse(resolver.resolve({ Ref: id }));
      const inline = roleProperties.parse(resolver.properties(id)).Policies;
      const attached = policies.filter((policy) => policy.Roles.includes(name));
      return [arn, [...inline, ...attached].flatMap((policy) => policy.PolicyDocument.Statement)];
    }),
  );
}

function readStatement(statement: unknown): Statement {
  const { Action, Resource } = statementSchema.parse(statement);
  return { actions: Action, resources: Resource };
}

function readSchedules(
  template: Template,
  resolver: Resolver,
  nameOf: (arn: string) => string,
): ScheduleSpec[] {
  const schedule = (
    id: string,
    source: ScheduleSpec['source'],
    expression: string,
    target: z.infer<typeof ruleTarget>,
  ): ScheduleSpec => ({
    arn: z.string().parse(resolver.resolve({ 'Fn::GetAtt': [id, 'Arn'] })),
    functionName: nameOf(target.Arn),
    everyMs: readRate(expression),
    source,
    input: target.Input,
  });
  return [
    ...idsOf(template, ['AWS::Scheduler::Schedule']).map((id) => {
      const { ScheduleExpression, Target } = scheduleProperties.parse(resolver.properties(id));
      return schedule(id, 'aws.scheduler', ScheduleExpression, Target);
    }),
    ...idsOf(template, ['AWS::Events::Rule']).flatMap((id) => {
      const { ScheduleExpression, Targets } = ruleProperties.parse(resolver.properties(id));
      return Targets.map((target) => schedule(id, 'aws.events', ScheduleExpression, target));
    }),
  ];
}

/** EventBridge docs, "Rate-based schedules": `rate(value unit)` with minute(s), hour(s) or day(s). */
function readRate(expression: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (match === null) throw new Error(`The local runtime does not play the schedule ${expression}.`);
  const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
  return Number(match[1]) * unitMs[z.enum(['minute', 'hour', 'day']).parse(match[2])];
}

function idsOf(template: Template, types: readonly string[]): string[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => types.includes(resource.Type))
    .map(([id]) => id);
}

function only(template: Template, types: readonly string[]): string {
  const [id, ...more] = idsOf(template, types);
  if (id === undefined || more.length > 0) {
    throw new Error(
      `The local runtime needs exactly one ${types.join(' or ')}; the template has ${id === undefined ? 0 : more.length + 1}.`,
    );
  }
  return id;
}
