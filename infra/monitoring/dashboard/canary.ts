import { Duration } from 'aws-cdk-lib';
import { GraphWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Settings } from '../../settings.ts';
import { counted } from '../metrics.ts';

/** Where there is a canary, the shortest answer of all is the dashboard's first row; else there is none. */
export function canaryRow(settings: Settings, width: number): IWidget[][] {
  const { canary } = settings;
  if (canary === undefined) return [];
  const period = Duration.minutes(canary.everyMinutes);
  const of = (statistic: string, label: string) =>
    counted(settings, 'canaryFailed', { statistic, label, period });
  return [
    [
      new GraphWidget({
        title: 'Canary: do calls get through?',
        left: [of(Stats.SAMPLE_COUNT, 'calls placed'), of(Stats.SUM, 'calls that failed')],
        leftYAxis: { min: 0, showUnits: false },
        width,
        height: 3,
      }),
    ],
  ];
}
