import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Metric, SearchExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { metricNamespace, reasonDimension, stageDimension } from '../../lib/aws/clients/metrics.ts';
import { metricNames } from '../../lib/telemetry/telemetry.ts';
import type { MetricName } from '../../lib/telemetry/telemetry.ts';
import { webhooksFailedMetric } from '../parts/api.ts';
import type { OptionalFunctionName, StageFunctions } from '../functions/functions.ts';
import type { Settings } from '../settings.ts';

/** What is watched. */
export interface Watched {
  readonly settings: Settings;
  readonly api: HttpApi;
  readonly machine: StateMachine;
  readonly functions: StageFunctions<IFunction> & Partial<Record<OptionalFunctionName, IFunction>>;
  /** The queue that wakes conferences. */
  readonly wakes: IQueue;
  readonly deadLetters: IQueue;
  /** Names what others could not be told of; undefined: they are told nothing. */
  readonly unpublished?: IQueue | undefined;
  /** Events that consumers did not take; undefined: there are no consumers. */
  readonly undelivered?: IQueue | undefined;
}

/** The period of alarms and of most graphs: shorter, and the eye sees single calls; longer, and an alarm comes late. */
export const PERIOD = Duration.minutes(5);

export const sum: MetricOptions = { statistic: Stats.SUM, period: PERIOD };
export const highest: MetricOptions = { statistic: Stats.MAXIMUM, period: PERIOD };

/** What the access log of a stage counts: webhooks that were answered with 5xx or 429. */
export function webhooksFailed({ stage }: Pick<Settings, 'stage'>, options: MetricOptions = {}): Metric {
  return new Metric({
    ...sum,
    namespace: metricNamespace,
    metricName: webhooksFailedMetric,
    dimensionsMap: { [stageDimension]: stage },
    ...options,
  });
}

/** What the functions of a stage count themselves: all reasons together, or one of them. Default: the sum in `PERIOD`. */
export function counted(
  { stage }: Pick<Settings, 'stage'>,
  metric: MetricName,
  { reason, ...options }: MetricOptions & { readonly reason?: string } = {},
): Metric {
  return new Metric({
    ...sum,
    namespace: metricNamespace,
    metricName: metricNames[metric],
    dimensionsMap: { [stageDimension]: stage, ...(reason !== undefined && { [reasonDimension]: reason }) },
    ...options,
  });
}

/** The same, a line for each reason that there is: a graph shows new ones by itself. `of`: words before the reason. */
export function byReason(
  { stage }: Pick<Settings, 'stage'>,
  metric: MetricName,
  { statistic = Stats.SUM, of = '' }: { readonly statistic?: string; readonly of?: string } = {},
): SearchExpression {
  const schema = [metricNamespace, reasonDimension, stageDimension].join();
  const search = `{${schema}} MetricName="${metricNames[metric]}" ${stageDimension}="${stage}"`;
  return new SearchExpression({
    expression: `SEARCH('${search}', '${statistic}', ${PERIOD.toSeconds()})`,
    label: `${of}\${PROP('Dim.${reasonDimension}')}`,
    period: PERIOD,
  });
}

/**
 * How many there were at once on average, from the sum of the milliseconds that each stayed (Little's law): no gauge that
 * somebody would have to send each minute.
 */
export function atOnce(stayedMs: Metric, label: string): IMetric {
  return new MathExpression({
    expression: 'stayed / (PERIOD(stayed) * 1000)',
    usingMetrics: { stayed: stayedMs.with({ statistic: Stats.SUM }) },
    label,
    period: PERIOD,
  });
}

/** A sum of metrics, as one expression. Metrics that were not sent count nothing. */
export function total(metrics: readonly IMetric[], prefix: string, label: string): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${prefix}${index}`, metric]));
  return new MathExpression({
    expression: `SUM([${Object.keys(usingMetrics).join(', ')}])`,
    usingMetrics,
    label,
  });
}
