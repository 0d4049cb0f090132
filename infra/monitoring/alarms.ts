import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { counted, highest, PERIOD, sum, webhooksFailed } from './metrics.ts';
import type { Watched } from './metrics.ts';
import { maxBridgeTries } from '../../lib/conferences/state/bridge.ts';

/** `critical`: callers are turned away or in danger now, get up. `warning`: it gets along by itself until the morning. */
type Severity = 'critical' | 'warning';

export interface AlarmSpec {
  /** What rings, as the heading of its section in docs/runbook.md. */
  readonly title: string;
  readonly severity: Severity;
  /** What has happened, in a sentence for the mail. */
  readonly meaning: string;
  readonly metric: IMetric;
  /** It rings at this or above. */
  readonly threshold: number;
  /** Periods in a row until it rings. Default 1. */
  readonly periods?: number;
  /** What no data means. Default: all is well, since what counts only trouble is silent without it. */
  readonly missing?: TreatMissingData;
}

/** One may be anybody's, at an hour at which nobody calls; with a wrong secret every request is refused. */
const REFUSED_WEBHOOKS = 5;

/** A sync takes seconds: a wake that is older has failed at least once. */
const WAKE_AGE_S = 120;

/** An event is told within a second; the stream keeps what is not for a day. */
const EVENT_AGE_MS = 300_000;

/** Of all requests to providers. A single one that fails in a quiet hour is over before it is two periods old. */
const PROVIDER_ERROR_SHARE = 0.2;

/** Anchor of a section of docs/runbook.md, as it follows from its heading. */
export const anchorOf = (title: string): string => title.toLowerCase().replaceAll(' ', '-');

/** The alarms: what a caller feels comes first. Each has its section in docs/runbook.md. */
export function alarmsOf(watched: Watched): readonly AlarmSpec[] {
  const { settings, machine, functions, wakes } = watched;
  const { sweep } = functions;
  const { canary } = settings;
  return [
    ...(canary === undefined
      ? []
      : [
          {
            title: 'Canary failing',
            severity: 'critical',
            meaning: 'The canary’s own calls do not get through, and neither may those of callers',
            metric: counted(settings, 'canaryFailed', {
              statistic: Stats.MAXIMUM,
              period: Duration.minutes(canary.everyMinutes),
            }),
            threshold: 1,
            // Runs are not a period apart to the second: only two periods in a row without any mean that none came.
            periods: 2,
            missing: TreatMissingData.BREACHING,
          } as const,
        ]),
    {
      title: 'Callers released',
      severity: 'critical',
      meaning: 'A caller on hold was not connected before the hold budget was spent',
      metric: counted(settings, 'callsReleased'),
      threshold: 1,
    },
    {
      title: 'Dial-ins failing',
      severity: 'critical',
      meaning: 'A caller who dialled a PIN number heard an apology instead of the next step',
      metric: counted(settings, 'dialInsFailed'),
      threshold: 1,
    },
    {
      title: 'Webhooks failing',
      severity: 'critical',
      meaning: 'The API answered a webhook or a bot with 5xx, or turned it away as one too many (429)',
      metric: webhooksFailed(settings),
      threshold: 1,
    },
    {
      title: 'Webhooks refused',
      severity: 'critical',
      meaning:
        'Requests were refused, and none let in: ours and the provider’s secret differ, or it sends something new',
      metric: counted(settings, 'providersRefused'),
      threshold: REFUSED_WEBHOOKS,
    },
    {
      title: 'Bridge failing',
      severity: 'critical',
      meaning: 'Callers wait in a conference, and its room did not dial in',
      metric: counted(settings, 'bridgeFailed'),
      // After so many in vain, callers hear that the host must connect telephony.
      threshold: maxBridgeTries,
    },
    {
      title: 'PIN budget spent',
      severity: 'critical',
      meaning: 'Somebody tries PINs: callers have one slow try each until the hour is over',
      metric: counted(settings, 'pinBudgetSpent'),
      threshold: 1,
    },
    {
      title: 'Provider failing',
      severity: 'warning',
      meaning: 'A provider does not answer, answers with errors, refuses our key, or limits us',
      // A request that did not fail counts as 0.
      metric: counted(settings, 'providerErrors', { statistic: Stats.AVERAGE }),
      threshold: PROVIDER_ERROR_SHARE,
      periods: 2,
    },
    {
      title: 'Held calls lost',
      severity: 'warning',
      meaning: 'Cleaning up after a call that was not connected failed for minutes',
      metric: machine.metricFailed(sum),
      threshold: 1,
    },
    {
      title: 'Conferences behind',
      severity: 'warning',
      meaning: 'Phones and room of a conference have not been made to agree for minutes',
      // Also what ends as a dead letter was too old before.
      metric: wakes.metricApproximateAgeOfOldestMessage(highest),
      threshold: WAKE_AGE_S,
    },
    {
      title: 'Sweep failing',
      severity: 'warning',
      meaning: 'The sweep found something lost that it could not fix for a quarter of an hour',
      metric: counted(settings, 'sweepFailed'),
      threshold: 1,
      periods: 3,
    },
    {
      title: 'Sweep silent',
      severity: 'warning',
      meaning: 'No run of the sweep ended without error',
      // Every run sends 0 or 1: the average is 1 if all failed, and there is none if nothing ran.
      metric: sweep.metricErrors({ statistic: Stats.AVERAGE, period: PERIOD }),
      threshold: 1,
      missing: TreatMissingData.BREACHING,
    },
    ...eventAlarms(watched),
  ];
}

/** Where others are told what happens. */
function eventAlarms({ functions, unpublished, undelivered }: Watched): readonly AlarmSpec[] {
  const publisher = functions['publish-events'];
  if (publisher === undefined || unpublished === undefined) return [];
  return [
    {
      title: 'Events behind',
      severity: 'warning',
      meaning: 'What happens to calls is told minutes late: the bus does not take it, or the function fails',
      metric: publisher.metric('IteratorAge', highest),
      threshold: EVENT_AGE_MS,
    },
    {
      title: 'Events not published',
      severity: 'warning',
      meaning: 'Something that happened to a call was not told, and will not be by itself',
      metric: unpublished.metricApproximateNumberOfMessagesVisible(highest),
      threshold: 1,
    },
    ...(undelivered === undefined
      ? []
      : [
          {
            title: 'Events not delivered',
            severity: 'warning',
            meaning:
              'A consumer did not take events for three quarters of an hour: they wait to be sent again',
            metric: undelivered.metricApproximateNumberOfMessagesVisible(highest),
            threshold: 1,
          } as const,
        ]),
  ];
}
