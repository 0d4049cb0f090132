import { Duration, Stack } from 'aws-cdk-lib';
import { AlarmStatusWidget, Dashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { anchorOf } from '../alarms.ts';
import type { AlarmSpec } from '../alarms.ts';
import type { Watched } from '../metrics.ts';
import { gettingIn, waiting } from './callers.ts';
import { canaryRow } from './canary.ts';
import { eventsOut } from './events.ts';
import { machinery, others } from './machinery.ts';
import { conferences, pins } from './pin-calls.ts';
import { FULL_WIDTH, text } from './widgets.ts';

interface GatewayDashboardProps {
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
        ...eventsOut(watched),
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
