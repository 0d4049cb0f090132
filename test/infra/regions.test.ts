import { expect, test } from 'vitest';
import * as z from 'zod';
import { gatewayFunctions } from '../../infra/functions.ts';
import { resourcesOf } from '../../infra/template.ts';
import { readDoc } from './monitoring-support.ts';
import { templateOf } from './support.ts';

/** Where a name is one for all Regions of an account, and the property that gives it (CloudFormation docs of each). */
const accountWide: Readonly<Record<string, string>> = {
  'AWS::CloudFront::Function': 'Name',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::S3::Bucket': 'BucketName',
};

/** The names that a stage in a Region takes from the whole account. */
function namesIn(region: string): readonly string[] {
  const template = templateOf({ region, canary: {} });
  return Object.entries(accountWide).flatMap(([type, property]) =>
    resourcesOf(template, type).flatMap(([, { Properties }]) =>
      Properties[property] === undefined ? [] : z.string().parse(Properties[property]),
    ),
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
