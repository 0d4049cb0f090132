import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { Budget } from './budget.ts';
import { keyOf } from '../parts/key.ts';
import { alarmsOf, anchorOf } from './alarms.ts';
import type { AlarmSpec } from './alarms.ts';
import { GatewayDashboard } from './dashboard/dashboard.ts';
import type { Watched } from './metrics.ts';
import { SavedQueries } from './queries.ts';
import type { Settings } from '../settings.ts';

/** The alarms and the topic that they ring on, the dashboard, and the queries of docs/runbook.md. */
export class Monitoring extends Construct {
  /** What alarms are sent to. */
  readonly alarms: Topic;

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const { settings } = watched;
    const topic = this.topic(settings);
    this.alarms = topic;
    const specs = alarmsOf(watched);
    const alarms = specs.map((spec) => this.alarm(spec, settings, topic));
    new GatewayDashboard(this, 'Dashboard', { watched, specs, alarms });
    new SavedQueries(this, 'Queries', settings);
    const { stage, monthlyBudgetUsd: amount } = settings;
    if (amount !== undefined) new Budget(this, 'Budget', { stage, amount, topic });
  }

  private topic({ stage, alarmEmail, alarmWebhook, alarmSlack }: Settings): Topic {
    const key = keyOf(this);
    const topic = new Topic(this, 'Alarms', {
      displayName: `Patchbay ${stage}`,
      enforceSSL: true,
      ...(key && { masterKey: key }),
    });
    // A topic with a policy of its own loses the default one, under which CloudWatch may publish.
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
    if (alarmWebhook !== undefined) topic.addSubscription(new UrlSubscription(alarmWebhook));
    if (alarmSlack !== undefined) {
      new SlackChannelConfiguration(this, 'Slack', {
        // Configurations belong to the account and not to a Region.
        slackChannelConfigurationName: `patchbay-${stage}-${Stack.of(this).region}`,
        slackWorkspaceId: alarmSlack.workspaceId,
        slackChannelId: alarmSlack.channelId,
        notificationTopics: [topic],
        // The most that anybody in the channel could be allowed to ask of AWS from there; its role allows nothing.
        guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess')],
      });
    }
    return topic;
  }

  private alarm(spec: AlarmSpec, { stage }: Settings, topic: Topic): Alarm {
    const { title, severity, meaning, metric, threshold } = spec;
    const anchor = anchorOf(title);
    const alarm = new Alarm(this, title, {
      alarmName: `patchbay-${stage}-${severity}-${anchor}`,
      alarmDescription: `${severity.toUpperCase()}. ${meaning}. What to do: docs/runbook.md#${anchor}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: spec.missing ?? TreatMissingData.NOT_BREACHING,
      evaluationPeriods: spec.periods ?? 1,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  }
}
