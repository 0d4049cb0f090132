import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { MEMORY_MB } from '../functions.ts';
import { usdPer } from '../prices.ts';
import { LIST_INDEX } from '../table.ts';
import { counted, total } from './metrics.ts';
import type { Watched } from './metrics.ts';

/** Costs are compared by the hour: in five minutes there may be no call at all. */
const HOUR = { statistic: Stats.SUM, period: Duration.hours(1) };

const bytesPerGb = 1024 ** 3;
const msPerSecond = 1000;
const mbPerGb = 1024;

/** Calls that a price is shown for: of one, nobody could read it. */
export const callsPerPrice = 1_000;

/**
 * What the stage's use of AWS costs by the hour in US dollars, by what it is paid for. What costs by the month, and the
 * custom metrics, are not in it.
 * @param logGroupNames every log group that the stage writes to
 */
export function hourlyCost(watched: Watched, logGroupNames: readonly string[]): readonly MathExpression[] {
  const { api, machine, functions, table, wakes } = watched;
  const lambdas = Object.values(functions);
  const tasks = [functions['hold-call'], functions['connect-call'], functions['release-call']];
  const ofIndex = (metricName: string) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: LIST_INDEX },
      ...HOUR,
    });
  const invocations = (which: readonly (typeof lambdas)[number][]) =>
    which.map((lambda) => lambda.metricInvocations(HOUR));
  return [
    // Each state of the machine is one task, and a try is a transition, as the first one is.
    total(invocations(tasks), 'task', 'state transitions', usdPer.stateTransition),
    total([machine.metricStarted(HOUR)], 'trace', 'traces', usdPer.trace),
    total([api.metricCount(HOUR)], 'request', 'API requests', usdPer.apiRequest),
    total(invocations(lambdas), 'invocation', 'Lambda requests', usdPer.lambdaRequest),
    total(
      lambdas.map((lambda) => lambda.metricDuration(HOUR)),
      'duration',
      'Lambda time',
      (usdPer.lambdaGbSecond * MEMORY_MB) / mbPerGb / msPerSecond,
    ),
    total(
      [table.metricConsumedWriteCapacityUnits(HOUR), ofIndex('ConsumedWriteCapacityUnits')],
      'write',
      'table writes',
      usdPer.writeUnit,
    ),
    total(
      [table.metricConsumedReadCapacityUnits(HOUR), ofIndex('ConsumedReadCapacityUnits')],
      'read',
      'table reads',
      usdPer.readUnit,
    ),
    total(
      [
        wakes.metricNumberOfMessagesSent(HOUR),
        wakes.metricNumberOfMessagesReceived(HOUR),
        wakes.metricNumberOfMessagesDeleted(HOUR),
        // Lambda asks all the time, whether there is a wake or not.
        wakes.metricNumberOfEmptyReceives(HOUR),
      ],
      'message',
      'queue requests',
      usdPer.queueRequest,
    ),
    total(
      logGroupNames.map(
        (LogGroupName) =>
          new Metric({
            namespace: 'AWS/Logs',
            metricName: 'IncomingBytes',
            dimensionsMap: { LogGroupName },
            ...HOUR,
          }),
      ),
      'bytes',
      'logs',
      usdPer.logGb / bytesPerGb,
    ),
  ].map((part) => part.with({ period: HOUR.period }));
}

/** What a thousand calls cost in US dollars: all use of an hour divided by its calls of both kinds. */
export function costPerCalls(watched: Watched, logGroupNames: readonly string[]): IMetric {
  const parts = hourlyCost(watched, logGroupNames);
  const usingMetrics = Object.fromEntries(
    parts.map((part, index): [string, IMetric] => [`part${index}`, part]),
  );
  const { settings } = watched;
  return new MathExpression({
    expression: `${callsPerPrice} * SUM([${Object.keys(usingMetrics).join(', ')}]) / SUM([held, arrived])`,
    usingMetrics: {
      ...usingMetrics,
      held: counted(settings, 'callsHeld', HOUR),
      arrived: counted(settings, 'dialInsArrived', HOUR),
    },
    label: `$ per ${callsPerPrice} calls`,
    period: HOUR.period,
  });
}
