import { Duration } from 'aws-cdk-lib';
import { LogQueryVisualizationType, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { maxUnauthenticated } from '../../../lib/conferences/call/unauthenticated.ts';
import { maxTriesPerHour } from '../../../lib/conferences/model/pins.ts';
import { atOnce, byReason, counted, highest, total } from '../metrics.ts';
import type { Watched } from '../metrics.ts';
import { liveConferencesQuery } from '../queries.ts';
import { graph, heading, inMs, logs, percentiles } from './widgets.ts';

/** PINs that are keyed, and callers who have not keyed one yet. */
export function pins({ settings }: Watched): IWidget[][] {
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
          limit: { value: maxUnauthenticated, label: 'slots' },
        },
      ),
    ],
    [
      graph('Notices told, by what came of them', [byReason(settings, 'noticesAnswered')], { stacked: true }),
      graph('Orders to call somebody', [byReason(settings, 'callOutsOrdered')], { stacked: true }),
      graph('Call-outs, by what came of them', [byReason(settings, 'callOutsOver')], { stacked: true }),
    ],
  ];
}

/** Whether callers are shown in their rooms. */
export function conferences({ settings, wakes, deadLetters }: Watched): IWidget[][] {
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
