import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { metricNamespace, stageDimension } from '../../lib/aws/metrics.ts';
import { metricNames } from '../../lib/telemetry/telemetry.ts';
import { resourcesOf } from '../../infra/template.ts';
import { lambdaOf, targetOf, templateOf } from './support.ts';

const template = templateOf();
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');

/** The anchors of a page's headings, as GitHub makes them from plain words. */
const anchors = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => /^## (.*)$/.exec(line)?.[1] ?? [])
  .map((heading) => heading.toLowerCase().replaceAll(' ', '-'));

const linkedAnchor = ({ Properties }: (typeof alarms)[number][1]) =>
  /docs\/runbook\.md#([a-z-]+)$/.exec(z.string().parse(Properties['AlarmDescription']))?.[1];

test('there are alarms, and at most twelve', () => {
  expect(alarms.length).toBeGreaterThan(0);
  expect(alarms.length).toBeLessThanOrEqual(12);
});

describe.each(alarms)('alarm %s', (_, alarm) => {
  test('links to its section of the runbook', () => {
    expect(anchors).toContain(linkedAnchor(alarm));
  });

  test('rings, and says when it is over, on the topic', () => {
    const [topicId] = resourcesOf(template, 'AWS::SNS::Topic')[0] ?? [];
    expect(alarm.Properties).toMatchObject({
      AlarmActions: [{ Ref: topicId }],
      OKActions: [{ Ref: topicId }],
    });
  });
});

test('every section of the runbook belongs to an alarm', () => {
  expect(anchors.toSorted()).toEqual(alarms.map(([, alarm]) => linkedAnchor(alarm)).toSorted());
});

describe('what rings', () => {
  const find = (name: string) =>
    alarms.find(([, { Properties }]) => Properties['AlarmName'] === `patchbay-dev-${name}`)?.[1].Properties;

  test('one webhook answered with 5xx', () => {
    expect(find('webhooks-failing')).toMatchObject({ MetricName: '5xx', Statistic: 'Sum', Threshold: 1 });
  });

  test('one execution that failed, its clean-up included', () => {
    expect(find('held-calls-lost')).toMatchObject({
      MetricName: 'ExecutionsFailed',
      Statistic: 'Sum',
      Threshold: 1,
    });
  });

  test('one caller who waited in vain, whatever the reason', () => {
    expect(find('callers-released')).toMatchObject({
      Namespace: metricNamespace,
      MetricName: metricNames.callsReleased,
      Dimensions: [{ Name: stageDimension, Value: 'dev' }],
      Statistic: 'Sum',
      Threshold: 1,
    });
  });

  test('no sweep without error, also when there was none at all', () => {
    const alarm = find('sweep-silent');
    expect(alarm).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    expect(JSON.stringify(alarm)).toContain(lambdaOf(template, 'sweep').logicalId);
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
      {
        Protocol: 'email',
        Endpoint: 'ops@example.com',
      },
    );
  });
});
