import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  PeriodOverride,
  Stats,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { HorizontalAnnotation, IAlarm, IMetric, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { maxUnauthenticated } from '../../lib/conferences/call/unauthenticated.ts';
import { anchorOf } from './alarms.ts';
import type { AlarmSpec } from './alarms.ts';
import { canaryRow } from './canary-widget.ts';
import { atOnce, byReason, counted, highest, PERIOD, sum, total, webhooksFailed } from './metrics.ts';
import type { Watched } from './metrics.ts';
import { coldStartsQuery, liveConferencesQuery } from './queries.ts';
import type { Query } from './queries.ts';
import { maxTriesPerHour } from '../../lib/conferences/model/pins.ts';

/** Widgets stand on a grid of 24 columns; three of them in a row can still be read. */
const THIRD = 8;
const HEIGHT = 6;
const FULL_WIDTH = 24;

/** What a caller is not to notice: from a ready room to the order that connects, on warm functions. */
const READY_TO_UPDATE_MS = 500;

interface GraphOptions {
  /** Shown in the same graph as lines of the right axis. */
  readonly right?: readonly IMetric[];
  readonly stacked?: boolean;
  /** A line that the graph should stay below (or says something about). */
  readonly limit?: HorizontalAnnotation;
  readonly unit?: string;
}

function graph(title: string, left: readonly IMetric[], options: GraphOptions = {}): IWidget {
  const { right, stacked = false, limit, unit } = options;
  return new GraphWidget({
    title,
    left: [...left],
    stacked,
    width: THIRD,
    height: HEIGHT,
    leftYAxis: { min: 0, showUnits: false, ...(unit !== undefined && { label: unit }) },
    ...(right && { right: [...right], rightYAxis: { min: 0, showUnits: false } }),
    ...(limit && { leftAnnotations: [limit] }),
  });
}

const logs = (title: string, { logGroupNames, lines }: Query, view: LogQueryVisualizationType): IWidget =>
  new LogQueryWidget({
    title,
    logGroupNames: [...logGroupNames],
    queryLines: [...lines],
    view,
    width: THIRD,
    height: HEIGHT,
  });

function text(markdown: readonly string[], height: number): IWidget {
  return new TextWidget({
    markdown: markdown.join('\n'),
    width: FULL_WIDTH,
    height,
    background: TextWidgetBackground.TRANSPARENT,
  });
}

/** A heading and, below it, what to look at first. */
const heading = (title: string, advice: string) => text([`## ${title}`, advice], 2);

const percentiles = [Stats.p(50), Stats.p(95), Stats.p(99)];
const inMs = 'ms';

export interface GatewayDashboardProps {
  readonly watched: Watched;
  readonly specs: readonly AlarmSpec[];
  readonly alarms: readonly IAlarm[];
}

/** The one dashboard: are callers getting in, how long do they wait, who refuses. */
export class GatewayDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { watched, specs, alarms }: GatewayDashboardProps) {
    const { stage } = watched.settings;
    super(scope, id, {
      // Dashboards belong to the account and not to a Region (CloudFormation docs, AWS::CloudWatch::Dashboard).
      dashboardName: `patchbay-${stage}-${Stack.of(scope).region}`,
      defaultInterval: Duration.hours(3),
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        ...canaryRow(watched.settings, FULL_WIDTH),
        [overview(stage, specs)],
        [
          new AlarmStatusWidget({
            title: 'Alarms',
            alarms: [...alarms],
            width: FULL_WIDTH,
            height: 3,
          }),
        ],
        ...gettingIn(watched),
        ...waiting(watched),
        ...pins(watched),
        ...conferences(watched),
        ...others(watched),
        ...machinery(watched),
      ],
    });
  }
}

function overview(stage: string, specs: readonly AlarmSpec[]): IWidget {
  const rows = specs.map(
    ({ title, severity, meaning }) =>
      `| ${severity} | **${title}** | ${meaning} | docs/runbook.md#${anchorOf(title)} |`,
  );
  return text(
    [
      `# Patchbay ${stage}`,
      '**Look first** at the alarms, then at the two graphs under *Are callers getting in?*: while *connected* and *got in* follow *held* and *arrived*, callers are served, whatever else is red. The queries that the runbook names are saved in Logs Insights, folder ' +
        `\`patchbay-${stage}\`; with the id of a call, *everything about one call* shows its whole story.`,
      '',
      '| | Alarm | What it means | What to do |',
      '| --- | --- | --- | --- |',
      ...rows,
    ],
    10,
  );
}

function gettingIn({ settings }: Watched): IWidget[][] {
  const one = (metric: Parameters<typeof counted>[1], label: string, reason?: string) =>
    counted(settings, metric, { label, ...(reason !== undefined && { reason }) });
  const people = (reason: string, label: string) =>
    counted(settings, 'unauthenticatedMs', { reason, label, statistic: Stats.SAMPLE_COUNT });
  return [
    [
      heading(
        'Are callers getting in?',
        '*Released* and *failed* are callers whom we lost: why, the graphs on the right and the query *callers released* say. *Abandoned* and *left* hung up themselves.',
      ),
    ],
    [
      graph('Held calls by outcome', [
        one('callsHeld', 'held'),
        one('callsConnected', 'connected'),
        one('callsAbandoned', 'abandoned'),
        one('callsReleased', 'released'),
        one('callsRefused', 'refused'),
      ]),
      graph('PIN calls by outcome', [
        one('dialInsArrived', 'arrived'),
        people('caller', 'got in'),
        people('known', 'got in without a PIN'),
        people('forward', 'forwarded'),
        people('left', 'left before the PIN'),
        one('dialInsRefused', 'refused'),
        one('dialInsFailed', 'failed'),
      ]),
      graph('Released and refused, by reason', [
        byReason(settings, 'callsReleased', { of: 'released: ' }),
        byReason(settings, 'callsRefused', { of: 'held, refused: ' }),
        byReason(settings, 'dialInsRefused', { of: 'PIN, refused: ' }),
        byReason(settings, 'dialInsFailed', { of: 'PIN, failed: ' }),
      ]),
    ],
  ];
}

function waiting({ settings, machine }: Watched): IWidget[][] {
  const budgetMs = settings.holdBudgetS * 1000;
  return [
    [
      heading(
        'How long do they wait?',
        'Waiting grows before callers are lost. If *bot starts* shows refusals, a back end is at capacity or down; if it shows none, bots start and are slow: look at their own logs.',
      ),
    ],
    [
      graph('On hold at once', [
        atOnce(machine.metricTime({ period: PERIOD }), 'on hold, on average'),
        machine.metricStarted({ ...sum, label: 'put on hold' }),
      ]),
      graph(
        'Waiting time of connected callers',
        percentiles.map((statistic) => counted(settings, 'waitedMs', { statistic, label: statistic })),
        { limit: { value: budgetMs, label: 'hold budget' }, unit: inMs },
      ),
      graph(
        'Room ready → order to connect',
        percentiles.map((statistic) => counted(settings, 'readyToUpdateMs', { statistic, label: statistic })),
        { limit: { value: READY_TO_UPDATE_MS, label: 'p99 on warm functions' }, unit: inMs },
      ),
    ],
    [
      graph('Bot starts, by back end and outcome', [byReason(settings, 'botStarts')]),
      graph('Targets that refused, by kind', [byReason(settings, 'targetsRefused')]),
      graph('Ready reports and events that were ignored, by reason', [
        byReason(settings, 'readyIgnored', { of: 'ready from ' }),
        byReason(settings, 'eventsIgnored', { of: 'event: ' }),
      ]),
    ],
  ];
}

function pins({ settings }: Watched): IWidget[][] {
  const hour = { period: Duration.hours(1), statistic: Stats.SUM };
  const charged = ['wrong', 'too-many'].map((reason) => counted(settings, 'pinsTried', { ...hour, reason }));
  return [
    [
      heading(
        'PINs',
        'A few wrong ones are people. A steady stream is somebody who guesses: see *PIN budget spent* in the runbook before the line is reached.',
      ),
    ],
    [
      graph('PINs keyed, by outcome', [byReason(settings, 'pinsTried')], { stacked: true }),
      graph('Wrong PINs in the hour', [total(charged, 'tries', 'wrong PINs').with({ period: hour.period })], {
        limit: { value: maxTriesPerHour, label: 'budget of the deployment' },
      }),
      graph(
        'Callers before their PIN',
        [atOnce(counted(settings, 'unauthenticatedMs'), 'at once, on average')],
        {
          limit: { value: maxUnauthenticated, label: 'places' },
        },
      ),
    ],
  ];
}

function conferences({ settings, wakes, deadLetters }: Watched): IWidget[][] {
  return [
    [
      heading(
        'Conferences',
        'Callers who are heard but not shown: *announce lag*, then *bridges that failed*. The age of the oldest wake should stay at a few seconds; dead letters at none.',
      ),
    ],
    [
      logs('Conferences live', liveConferencesQuery(settings, 'all'), LogQueryVisualizationType.LINE),
      logs('Bridges live', liveConferencesQuery(settings, 'bridged'), LogQueryVisualizationType.LINE),
      graph(
        'From being in to being shown in the room',
        percentiles.map((statistic) => counted(settings, 'announceLagMs', { statistic, label: statistic })),
        { unit: inMs },
      ),
    ],
    [
      graph('Bridges that failed, callers that the room refused', [
        counted(settings, 'bridgeFailed', { label: 'bridges' }),
        counted(settings, 'roomRefused', { label: 'callers' }),
      ]),
      graph('Callers announced', [counted(settings, 'callersAnnounced', { label: 'callers' })]),
      graph(
        'Wakes: age of the oldest, and dead letters',
        [wakes.metricApproximateAgeOfOldestMessage({ ...highest, label: 'age, s' })],
        {
          right: [
            deadLetters.metricApproximateNumberOfMessagesVisible({ ...highest, label: 'dead letters' }),
          ],
        },
      ),
    ],
  ];
}

function others({ settings, api }: Watched): IWidget[][] {
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

function machinery({ settings, machine, functions }: Watched): IWidget[][] {
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
