import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { functionNamesOf } from '../../../infra/functions/functions.ts';
import { resourcesOf, type Template } from '../../../infra/template.ts';
import { metricNamespace } from '../../../lib/aws/clients/metrics.ts';
import { metricNames } from '../../../lib/telemetry/telemetry.ts';
import { render } from '../support.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));

/** A page of docs/. */
export const readDoc = (name: string): string => readFileSync(`${top}docs/${name}`, 'utf8');

const countCall = /\bcount\(\s*'(\w+)'/g;

/** All that the functions are made of, and what names them and their keys. */
export const sources: string = globSync(['{lib,functions,cli}/**/*.ts', 'infra/functions/functions.ts'], {
  cwd: top,
})
  .map((file) => readFileSync(top + file, 'utf8'))
  .join('\n');

/** What the code counts: the first arguments of all calls of `count`. */
export const emittedMetrics: ReadonlySet<string> = new Set(
  [...sources.matchAll(countCall)].map(([, name = '']) => name),
);

/** The names of those metrics in CloudWatch. */
const emittedNames: ReadonlySet<string> = new Set(
  Object.entries(metricNames).flatMap(([metric, name]) => (emittedMetrics.has(metric) ? [name] : [])),
);

/**
 * The metrics of AWS that we may look at, with their dimensions and the type of what the first names (CloudWatch docs of
 * each service).
 */
const awsMetrics: Readonly<
  Record<string, { readonly names: readonly string[]; readonly dimension: string; readonly type: string }>
> = {
  'AWS/Lambda': {
    names: ['Invocations', 'Errors', 'Throttles', 'Duration', 'IteratorAge'],
    dimension: 'FunctionName',
    type: 'AWS::Lambda::Function',
  },
  'AWS/States': {
    names: [
      'ExecutionsStarted',
      'ExecutionsSucceeded',
      'ExecutionsFailed',
      'ExecutionsAborted',
      'ExecutionsTimedOut',
      'ExecutionThrottled',
      'ExecutionTime',
    ],
    dimension: 'StateMachineArn',
    type: 'AWS::StepFunctions::StateMachine',
  },
  'AWS/ApiGateway': {
    names: ['Count', '4xx', '5xx', 'Latency'],
    dimension: 'ApiId',
    type: 'AWS::ApiGatewayV2::Api',
  },
  'AWS/SQS': {
    names: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesVisible',
      'NumberOfMessagesSent',
      'NumberOfMessagesReceived',
      'NumberOfMessagesDeleted',
      'NumberOfEmptyReceives',
    ],
    dimension: 'QueueName',
    type: 'AWS::SQS::Queue',
  },
  'AWS/DynamoDB': {
    names: ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'],
    dimension: 'TableName',
    type: 'AWS::DynamoDB::GlobalTable',
  },
  'AWS/Logs': { names: ['IncomingBytes'], dimension: 'LogGroupName', type: 'AWS::Logs::LogGroup' },
};

/** One metric that a widget or an alarm looks at. Values that name resources are `<logical id>`. */
export interface SeenMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What is wrong with a metric, if anything: it does not exist, or tells apart what it must not. */
export function problemOf(
  template: Template,
  { namespace, name, dimensions }: SeenMetric,
): string | undefined {
  const says = `${namespace} ${name} ${JSON.stringify(dimensions)}`;
  if (namespace === metricNamespace) {
    if (!emittedNames.has(name) && !filteredNames(template).includes(name))
      return `${says}: no code sends it, nor does a filter of logs`;
    const { Stage, Reason, ...others } = dimensions;
    if (Stage !== 'dev' || Object.keys(others).length > 0) return `${says}: other dimensions`;
    return Reason === undefined || /^[a-z]+(-[a-z]+)*$/.test(Reason) ? undefined : `${says}: not a word`;
  }
  const known = awsMetrics[namespace];
  if (known?.names.includes(name) !== true) return `${says}: unknown`;
  const { [known.dimension]: value = '', ...others } = dimensions;
  if (Object.keys(others).some((dimension) => dimension !== 'GlobalSecondaryIndexName'))
    return `${says}: other dimensions`;
  return isResource(template, known.type, value) ? undefined : `${says}: no such resource`;
}

const filterSchema = z.object({
  MetricTransformations: z.array(z.object({ MetricNamespace: z.string(), MetricName: z.string() })),
});

/** Metrics of ours that are counted from logs. */
const filteredNames = (template: Template): readonly string[] =>
  resourcesOf(template, 'AWS::Logs::MetricFilter')
    .flatMap(([, { Properties }]) => filterSchema.parse(Properties).MetricTransformations)
    .flatMap(({ MetricNamespace, MetricName }) => (MetricNamespace === metricNamespace ? MetricName : []));

function isResource(template: Template, type: string, value: string): boolean {
  return resourcesOf(template, type).some(
    ([logicalId, { Properties }]) => value === `<${logicalId}>` || value === Properties['LogGroupName'],
  );
}

const rowSchema = z.array(z.union([z.string(), z.looseObject({})]));
const widgetSchema = z.object({
  type: z.enum(['text', 'metric', 'log', 'alarm']),
  properties: z.looseObject({
    title: z.string().optional(),
    markdown: z.string().optional(),
    query: z.string().optional(),
    alarms: z.array(z.string()).optional(),
    metrics: z.array(rowSchema).default([]),
  }),
});
export type Widget = z.infer<typeof widgetSchema>;

/** The widgets of the stack's one dashboard. */
export function widgetsOf(template: Template): readonly Widget[] {
  const [dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  const body: unknown = JSON.parse(render(dashboard?.[1].Properties['DashboardBody']));
  return z.object({ widgets: z.array(widgetSchema) }).parse(body).widgets;
}

const expressionSchema = z.object({ expression: z.string(), id: z.string().optional() });
const search = /^SEARCH\('\{(\w+),Reason,Stage\} MetricName="(\w+)" Stage="(\w+)"', '(Sum|p\d\d)', 300\)$/;

/** The metrics of a widget, those that its searches look for included, and the expressions over them. */
export function metricsOf({ properties }: Widget): {
  readonly metrics: readonly SeenMetric[];
  readonly expressions: readonly string[];
  readonly ids: ReadonlySet<string>;
} {
  const metrics: SeenMetric[] = [];
  const expressions: string[] = [];
  const ids = new Set<string>();
  for (const row of properties.metrics) {
    const words = row.filter((part) => typeof part === 'string');
    const options = z.looseObject({ id: z.string().optional() }).parse(row.at(-1));
    if (options.id !== undefined) ids.add(options.id);
    const expression = expressionSchema.safeParse(options).data?.expression;
    const searched = search.exec(expression ?? '');
    if (searched !== null) {
      const [, namespace = '', name = '', stage = ''] = searched;
      metrics.push({ namespace, name, dimensions: { Stage: stage } });
    } else if (expression !== undefined) {
      expressions.push(expression);
    } else {
      const [namespace = '', name = '', ...rest] = words;
      metrics.push({ namespace, name, dimensions: pairs(rest) });
    }
  }
  return { metrics, expressions, ids };
}

function pairs(words: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (let index = 0; index + 1 < words.length; index += 2)
    found[words[index] ?? ''] = words[index + 1] ?? '';
  return found;
}

const plainSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
});
const mathSchema = z.object({
  Metrics: z.array(
    z.object({
      Id: z.string(),
      Expression: z.string().optional(),
      MetricStat: z.object({ Metric: plainSchema }).optional(),
    }),
  ),
});

/** The metrics that an alarm looks at, and its expressions. */
export function metricsOfAlarm(properties: Readonly<Record<string, unknown>>): {
  readonly metrics: readonly SeenMetric[];
  readonly expressions: readonly string[];
  readonly ids: ReadonlySet<string>;
} {
  const math = mathSchema.safeParse(properties).data?.Metrics;
  const plain = math?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [
    plainSchema.parse(properties),
  ];
  return {
    metrics: plain.map(({ Namespace, MetricName, Dimensions }) => ({
      namespace: Namespace,
      name: MetricName,
      dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, render(Value)])),
    })),
    expressions: math?.flatMap(({ Expression }) => Expression ?? []) ?? [],
    ids: new Set(math?.map(({ Id }) => Id)),
  };
}

/** Words of an expression that name neither a metric of it nor a function of metric math. */
export function unknownIn(expression: string, ids: ReadonlySet<string>): readonly string[] {
  const words = expression.match(/[A-Za-z_]\w*/g) ?? [];
  return words.filter((word) => !ids.has(word) && !['SUM', 'IF', 'PERIOD'].includes(word));
}

/** The log groups that exist, by name. */
export function logGroupsOf(template: Template): readonly string[] {
  return resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) =>
    z.string().parse(Properties['LogGroupName']),
  );
}

export const functionLogGroups = [
  ...functionNamesOf(['twilio']),
  'canary',
  'publish-events',
  'deliver-events',
].map((name) => `/aws/lambda/patchbay-dev-${name}`);
