import { LogQueryVisualizationType, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { byReason, PERIOD, sum, webhooksFailed } from '../metrics.ts';
import type { Watched } from '../metrics.ts';
import { coldStartsQuery } from '../queries.ts';
import { graph, heading, inMs, logs, percentiles } from './widgets.ts';

/** Providers and the API: who refuses, fails or is slow. */
export function others({ settings, api }: Watched): IWidget[][] {
  return [
    [
      heading(
        'The others',
        'One provider slow or failing: its status page, then the query *provider failing*. All of them at once: it is us, or AWS. *signature-bad* in numbers: a secret differs.',
      ),
    ],
    [
      graph(
        'Requests to providers: time, p95 by party',
        [byReason(settings, 'providerMs', { statistic: Stats.p(95) })],
        {
          unit: inMs,
        },
      ),
      graph('Requests to providers: failures by party', [byReason(settings, 'providerErrors')]),
      graph('Webhooks refused, by reason', [byReason(settings, 'webhooksRefused')]),
    ],
    [
      graph('Requests to the API', [api.metricCount({ ...sum, label: 'requests' })], {
        right: [
          api.metricClientError({ ...sum, label: '4xx' }),
          api.metricServerError({ ...sum, label: '5xx' }),
          webhooksFailed(settings, { label: '5xx and 429 without /admin' }),
        ],
      }),
      graph(
        'Answer of the API',
        percentiles.map((statistic) => api.metricLatency({ statistic, period: PERIOD, label: statistic })),
        { unit: inMs },
      ),
      graph('What the sweep found', [
        byReason(settings, 'sweepHealed', { of: 'healed: ' }),
        byReason(settings, 'sweepFailed', { of: 'not healed: ' }),
      ]),
    ],
  ];
}

/** The machine and the functions. */
export function machinery({ settings, machine, functions }: Watched): IWidget[][] {
  const each = (metricOf: (lambda: IFunction, label: string) => IMetric) =>
    Object.entries(functions).map(([name, lambda]) => metricOf(lambda, name));
  return [
    [
      heading(
        'The machinery',
        'Only of interest if something above is wrong. Throttles of any function mean that the account’s concurrency is used up: ask AWS for more.',
      ),
    ],
    [
      graph('Held-call machine, by outcome', [
        machine.metricSucceeded({ ...sum, label: 'succeeded' }),
        machine.metricFailed({ ...sum, label: 'failed' }),
        machine.metricAborted({ ...sum, label: 'aborted' }),
        machine.metricTimedOut({ ...sum, label: 'timed out' }),
        machine.metricThrottled({ ...sum, label: 'throttled' }),
      ]),
      graph(
        'Errors of functions',
        each((lambda, label) => lambda.metricErrors({ ...sum, label })),
      ),
      graph(
        'Throttles of functions',
        each((lambda, label) => lambda.metricThrottles({ ...sum, label })),
      ),
    ],
    [
      graph(
        'Duration of functions, p99',
        each((lambda, label) => lambda.metricDuration({ statistic: Stats.p(99), period: PERIOD, label })),
        { unit: inMs },
      ),
      logs('Cold starts', coldStartsQuery(settings), LogQueryVisualizationType.TABLE),
      graph(
        'Invocations',
        each((lambda, label) => lambda.metricInvocations({ ...sum, label })),
      ),
    ],
  ];
}
