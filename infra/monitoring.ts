import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { metricNamespace, stageDimension } from '../lib/aws/metrics.ts';
import { metricNames } from '../lib/telemetry/telemetry.ts';
import type { MetricName } from '../lib/telemetry/telemetry.ts';
import type { Settings } from './settings.ts';

const PERIOD = Duration.minutes(5);

export interface MonitoringProps {
  readonly settings: Settings;
  readonly api: HttpApi;
  readonly machine: StateMachine;
  readonly sweep: IFunction;
}

interface AlarmProps {
  /** What rings, as the heading of its section in docs/runbook.md. */
  readonly title: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  readonly missing?: TreatMissingData;
}

/** The alarms, and the topic that they ring on. */
export class Monitoring extends Construct {
  private readonly topic: Topic;
  private readonly stage: string;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { settings, sweep } = props;
    this.stage = settings.stage;
    this.topic = new Topic(this, 'Alarms', { displayName: `Patchbay ${settings.stage}`, enforceSSL: true });
    // A topic with a policy of its own loses the default one, under which CloudWatch may publish.
    this.topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (settings.alarmEmail !== undefined)
      this.topic.addSubscription(new EmailSubscription(settings.alarmEmail));

    const sum = { statistic: Stats.SUM, period: PERIOD };
    this.alarm('CallersReleased', {
      title: 'Callers released',
      metric: this.counted('callsReleased'),
      threshold: 1,
    });
    this.alarm('WebhooksFailing', {
      title: 'Webhooks failing',
      metric: props.api.metricServerError(sum),
      threshold: 1,
    });
    this.alarm('HeldCallsLost', {
      title: 'Held calls lost',
      metric: props.machine.metricFailed(sum),
      threshold: 1,
    });
    this.alarm('SweepSilent', {
      title: 'Sweep silent',
      metric: new MathExpression({
        label: 'sweeps without error',
        expression: 'runs - errors',
        usingMetrics: { runs: sweep.metricInvocations(sum), errors: sweep.metricErrors(sum) },
        period: PERIOD,
      }),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      missing: TreatMissingData.BREACHING,
    });
  }

  /** What the functions count themselves, all reasons together. */
  private counted(metric: MetricName): Metric {
    return new Metric({
      namespace: metricNamespace,
      metricName: metricNames[metric],
      dimensionsMap: { [stageDimension]: this.stage },
      statistic: Stats.SUM,
      period: PERIOD,
    });
  }

  private alarm(id: string, props: AlarmProps): void {
    const anchor = props.title.toLowerCase().replaceAll(' ', '-');
    const alarm = new Alarm(this, id, {
      alarmName: `patchbay-${this.stage}-${anchor}`,
      alarmDescription: `${props.title}. What to do: docs/runbook.md#${anchor}`,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: props.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.missing ?? TreatMissingData.NOT_BREACHING,
      evaluationPeriods: 1,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}
