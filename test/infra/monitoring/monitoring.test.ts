import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { resourcesOf } from '../../../infra/template.ts';
import { metricNamespace, stageDimension } from '../../../lib/aws/clients/metrics.ts';
import { metricNames } from '../../../lib/telemetry/telemetry.ts';
import { metricsOfAlarm, problemOf, readDoc, unknownIn } from './support.ts';
import { lambdaOf, logGroupOf, targetOf, templateOf } from '../support.ts';

/** With all that there can be. */
const template = templateOf({ canary: {}, events: { webhooks: { crm: 'https://crm.example.com/calls' } } });
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(
  ([logicalId, { Properties }]) =>
    [z.string().parse(Properties['AlarmName']), { logicalId, Properties }] as const,
);

/** The sections of the runbook by their anchors, as GitHub makes them from plain words. */
const sections = new Map(
  readDoc('runbook.md')
    .split(/^## /m)
    .slice(1)
    .map((section): [string, string] => [
      section.split('\n', 1)[0]?.toLowerCase().replaceAll(' ', '-') ?? '',
      section,
    ]),
);

const described = /^(CRITICAL|WARNING)\. .+\. What to do: docs\/runbook\.md#([a-z-]+)$/;
const descriptionOf = (properties: Readonly<Record<string, unknown>>) => {
  const [, severity = '', anchor = ''] =
    described.exec(z.string().parse(properties['AlarmDescription'])) ?? [];
  return { severity: severity.toLowerCase(), anchor };
};

test('there are alarms, and at most fifteen', () => {
  expect(alarms.length).toBeGreaterThan(0);
  expect(alarms.length).toBeLessThanOrEqual(15);
});

describe.each(alarms)('alarm %s', (name, { Properties }) => {
  const { severity, anchor } = descriptionOf(Properties);

  test('says how bad it is, in its name, its description and its section alike', () => {
    expect(name).toBe(`patchbay-dev-${severity}-${anchor}`);
    expect(sections.get(anchor)?.toLowerCase()).toMatch(new RegExp(`^.*\n\n\\*\\*${severity}\\.\\*\\*`));
  });

  test('has a section of the runbook that says how to look and how to fix', () => {
    expect(sections.get(anchor)).toMatch(/\*\*Look\.\*\*[^]*\*\*Fix\b/);
  });

  test('rings, and says when it is over, on the topic', () => {
    const [topicId] = resourcesOf(template, 'AWS::SNS::Topic')[0] ?? [];
    expect(Properties).toMatchObject({ AlarmActions: [{ Ref: topicId }], OKActions: [{ Ref: topicId }] });
  });

  test('looks at metrics that somebody sends', () => {
    const { metrics, expressions, ids } = metricsOfAlarm(Properties);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.flatMap((metric) => problemOf(template, metric) ?? [])).toEqual([]);
    expect(expressions.flatMap((expression) => unknownIn(expression, ids))).toEqual([]);
  });
});

test('every section of the runbook belongs to an alarm, and stands in the order of the alarms', () => {
  expect([...sections.keys()]).toEqual(alarms.map(([, { Properties }]) => descriptionOf(Properties).anchor));
});

test('what callers feel comes before what only machines feel', () => {
  const severities = alarms.map(([, { Properties }]) => descriptionOf(Properties).severity);
  expect(new Set(severities)).toEqual(new Set(['critical', 'warning']));
  expect(severities).toEqual(severities.toSorted());
});

describe('what rings', () => {
  const find = (name: string) =>
    alarms.find(([, { Properties }]) => descriptionOf(Properties).anchor === name)?.[1].Properties;
  const own = (metric: keyof typeof metricNames) => ({
    Namespace: metricNamespace,
    MetricName: metricNames[metric],
    Dimensions: [{ Name: stageDimension, Value: 'dev' }],
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
  });

  test.each([
    ['callers-released', 'one caller who waited in vain, whatever the reason', own('callsReleased'), 1],
    ['dial-ins-failing', 'one caller who heard an apology', own('dialInsFailed'), 1],
    ['webhooks-refused', 'five requests that may be a provider’s', own('providersRefused'), 5],
    ['bridge-failing', 'as many tries as the bridge has', own('bridgeFailed'), 3],
    ['pin-budget-spent', 'one try beyond the budget', own('pinBudgetSpent'), 1],
    [
      'webhooks-failing',
      'one webhook answered with 5xx or 429',
      { ...own('callsReleased'), MetricName: 'WebhooksFailed' },
      1,
    ],
    [
      'held-calls-lost',
      'one execution that failed, its clean-up included',
      { MetricName: 'ExecutionsFailed', Statistic: 'Sum' },
      1,
    ],
    [
      'conferences-behind',
      'a wake that is two minutes old',
      { MetricName: 'ApproximateAgeOfOldestMessage', Statistic: 'Maximum' },
      120,
    ],
    [
      'sweep-failing',
      'something that was not healed for a quarter of an hour',
      { ...own('sweepFailed'), EvaluationPeriods: 3 },
      1,
    ],
  ])('%s: %s', (name, _, expected, Threshold) => {
    expect(find(name)).toMatchObject({ ...expected, Threshold, TreatMissingData: 'notBreaching' });
  });

  test('a fifth of the requests to providers that fails, twice in a row', () => {
    expect(find('provider-failing')).toMatchObject({
      MetricName: metricNames.providerErrors,
      Statistic: 'Average',
      Threshold: 0.2,
      EvaluationPeriods: 2,
    });
  });

  test.each([
    [{}, 300],
    [{ everyMinutes: 30 }, 1_800],
  ])('two of the canary’s runs in a row that fail, or do not come: %j', (canary, Period) => {
    const [, alarm] = resourcesOf(templateOf({ canary }), 'AWS::CloudWatch::Alarm')[0] ?? [];
    expect(alarm?.Properties).toMatchObject({
      AlarmName: 'patchbay-dev-critical-canary-failing',
      MetricName: metricNames.canaryFailed,
      Statistic: 'Maximum',
      Period,
      EvaluationPeriods: 2,
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  test('nothing of a canary, or of events, where there are none', () => {
    const names = resourcesOf(templateOf(), 'AWS::CloudWatch::Alarm').map(
      ([, { Properties }]) => Properties['AlarmName'],
    );
    expect(names).toHaveLength(alarms.length - 4);
    expect(names.filter((name) => /canary|events-/.test(String(name)))).toEqual([]);
  });

  test('no sweep without error, also when there was none at all', () => {
    expect(find('sweep-silent')).toMatchObject({
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: lambdaOf(template, 'sweep').logicalId } }],
      Statistic: 'Average',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });
});

describe('the topic', () => {
  test('lets CloudWatch publish', () => {
    const [policy] = resourcesOf(template, 'AWS::SNS::TopicPolicy');
    expect(JSON.stringify(policy?.[1].Properties)).toContain('"Service":"cloudwatch.amazonaws.com"');
    expect(targetOf(z.array(z.unknown()).parse(policy?.[1].Properties['Topics'])[0])).toBe(
      resourcesOf(template, 'AWS::SNS::Topic')[0]?.[0],
    );
  });

  test('mails nobody by default, and the address of the settings if there is one', () => {
    Assertions.fromJSON(template).resourceCountIs('AWS::SNS::Subscription', 0);
    Assertions.fromJSON(templateOf({ alarmEmail: 'ops@example.com' })).hasResourceProperties(
      'AWS::SNS::Subscription',
      { Protocol: 'email', Endpoint: 'ops@example.com' },
    );
  });
});

describe('whom the topic tells besides', () => {
  test('a webhook of one’s own', () => {
    Assertions.fromJSON(templateOf({ alarmWebhook: 'https://alarms.example.com/in' })).hasResourceProperties(
      'AWS::SNS::Subscription',
      { Protocol: 'https', Endpoint: 'https://alarms.example.com/in' },
    );
  });

  test('a channel of Slack, from which nobody may do anything at AWS', () => {
    const chosen = templateOf({ alarmSlack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' } });
    const [topicId] = resourcesOf(chosen, 'AWS::SNS::Topic')[0] ?? [];
    const [, channel] = resourcesOf(chosen, 'AWS::Chatbot::SlackChannelConfiguration')[0] ?? [];
    expect(channel?.Properties).toMatchObject({
      ConfigurationName: 'patchbay-dev-us-east-1',
      SlackWorkspaceId: 'T0123ABCD',
      SlackChannelId: 'C0123ABCD',
      SnsTopicArns: [{ Ref: topicId }],
    });
    const role = chosen.Resources[targetOf(channel?.Properties['IamRoleArn'])];
    expect(role?.Properties).not.toHaveProperty('Policies');
    expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(resourcesOf(chosen, 'AWS::IAM::Policy')).toEqual([]);
    expect(JSON.stringify(channel?.Properties['GuardrailPolicies'])).toContain('CloudWatchReadOnlyAccess');
  });
});

describe('the budget', () => {
  test('is none by default', () => {
    Assertions.fromJSON(template).resourceCountIs('AWS::Budgets::Budget', 0);
  });

  test('tells the topic, which lets it, of what is spent and of what will be', () => {
    const budgeted = templateOf({ monthlyBudgetUsd: 50 });
    const [topicId] = resourcesOf(budgeted, 'AWS::SNS::Topic')[0] ?? [];
    const subscribers = [{ SubscriptionType: 'SNS', Address: { Ref: topicId } }];
    const notice = (NotificationType: string, Threshold: number) => ({
      Notification: {
        NotificationType,
        Threshold,
        ThresholdType: 'PERCENTAGE',
        ComparisonOperator: 'GREATER_THAN',
      },
      Subscribers: subscribers,
    });
    const [budget] = resourcesOf(budgeted, 'AWS::Budgets::Budget');
    expect(budget?.[1].Properties).toEqual({
      Budget: {
        BudgetName: 'patchbay-dev-us-east-1',
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: 50, Unit: 'USD' },
      },
      NotificationsWithSubscribers: [notice('ACTUAL', 80), notice('ACTUAL', 100), notice('FORECASTED', 100)],
    });
    const [policyId, policy] = resourcesOf(budgeted, 'AWS::SNS::TopicPolicy')[0] ?? [];
    expect(JSON.stringify(policy?.Properties)).toContain('"budgets.amazonaws.com"');
    expect(budget?.[1]['DependsOn']).toContain(policyId);
  });
});

test('every function has a log group that forgets', () => {
  const lambdas = resourcesOf(template, 'AWS::Lambda::Function');
  for (const [, { Properties }] of lambdas) {
    expect(template.Resources[logGroupOf(Properties)]?.Properties['RetentionInDays']).toBeGreaterThan(0);
  }
  const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
  expect(groups.length).toBeGreaterThan(lambdas.length);
  expect(groups.filter(([, { Properties }]) => Properties['RetentionInDays'] === undefined)).toEqual([]);
});

test('no key of one’s own is paid for: neither made nor used', () => {
  Assertions.fromJSON(template).resourceCountIs('AWS::KMS::Key', 0);
  expect(JSON.stringify(template)).not.toMatch(/"Kms(MasterKeyId|KeyId|KeyArn)"/i);
});
