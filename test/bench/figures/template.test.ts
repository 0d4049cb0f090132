import { expect, test } from 'vitest';
import { accessLogLineBytes, standingPartsOf } from '../../../bench/figures/template.ts';
import { parseTemplate } from '../../../infra/template.ts';
import { templateOf } from '../../infra/support.ts';

test('an alarm costs as much as it has metrics; expressions are free', () => {
  const stat = { Id: 'm', MetricStat: { Stat: 'Sum' } };
  const template = parseTemplate({
    Resources: {
      Simple: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'CallsReleased' } },
      Math: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Metrics: [{ Id: 'e', Expression: 'a - b' }, stat, stat] },
      },
      Board: { Type: 'AWS::CloudWatch::Dashboard' },
      Secret: { Type: 'AWS::SecretsManager::Secret' },
      Poll: { Type: 'AWS::Lambda::EventSourceMapping' },
      Table: { Type: 'AWS::DynamoDB::GlobalTable' },
    },
  });
  expect(standingPartsOf(template)).toEqual({ alarmMetrics: 3, dashboards: 1, secrets: 1, queues: 1 });
});

test('the stack has one secret, one queue, and alarms', () => {
  const { alarmMetrics, secrets, queues } = standingPartsOf(templateOf());
  expect(secrets).toBe(1);
  expect(queues).toBe(1);
  expect(alarmMetrics).toBeGreaterThan(0);
});

test('the access log has a line to be counted', () => {
  expect(accessLogLineBytes(templateOf())).toBeGreaterThan(100);
});
