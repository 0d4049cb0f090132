import { expect, test } from 'vitest';
import * as z from 'zod';
import { gatewayFunctions } from '../../../infra/functions/functions.ts';
import { resourcesOf } from '../../../infra/template.ts';
import { readDoc } from '../monitoring/support.ts';
import { templatesOf } from '../support.ts';

/** Where a name is one for all Regions of an account, and the property that gives it (CloudFormation docs of each). */
const accountWide: Readonly<Record<string, string>> = {
  'AWS::Budgets::Budget': 'BudgetName',
  'AWS::Chatbot::SlackChannelConfiguration': 'ConfigurationName',
  'AWS::CloudFront::Function': 'Name',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::S3::Bucket': 'BucketName',
};

/** The property, or one of a part: a budget's name stands in its `Budget`. */
function nameIn(properties: Readonly<Record<string, unknown>>, property: string): readonly string[] {
  const parts = [properties, properties['Budget']].map(
    (part) => z.looseObject({}).safeParse(part).data ?? {},
  );
  return parts.flatMap((part) => z.string().safeParse(part[property]).data ?? []);
}

const alarmSlack = { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' };

/** The names that a stage in a Region takes from the whole account. */
function namesIn(region: string): readonly string[] {
  const templates = templatesOf({
    region,
    canary: {},
    cloudFrontFallback: true,
    monthlyBudgetUsd: 50,
    alarmSlack,
  });
  return Object.entries(accountWide).flatMap(([type, property]) =>
    templates
      .flatMap((template) => resourcesOf(template, type))
      .flatMap(([, { Properties }]) => nameIn(Properties, property)),
  );
}

test('the same stage deploys in a second Region: no name that counts for the whole account is in both', () => {
  const names = namesIn('eu-central-1');
  expect(names.length).toBeGreaterThan(0);
  expect(namesIn('ap-southeast-2').filter((name) => names.includes(name))).toEqual([]);
});

test('the runbook says how long one run of a sync has', () => {
  const timeoutS = gatewayFunctions['conference-sync'].timeoutS();
  expect(readDoc('runbook.md')).toContain(`one conference has more to do than ${timeoutS} s allow`);
});
