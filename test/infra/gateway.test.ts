import { App, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PatchbayGateway, type PatchbayGatewayProps } from '../../infra/gateway.ts';
import { bundleDir } from './support.ts';

const stack = () => new Stack(new App(), 'Telephony');
const gatewayOf = (props: PatchbayGatewayProps, within = stack()) =>
  new PatchbayGateway(within, 'Gateway', { bundleDir, ...props });

test('a wrong property is refused with a sentence, before anything is made', () => {
  const within = stack();
  expect(() => gatewayOf({ stage: 'a b', holdBudgetS: 1 }, within)).toThrow(
    'Setting stage: must be 1 to 16 of a-z, 0-9 and -.',
  );
  expect(within.node.findAll()).toHaveLength(2);
});

test('CloudFront needs a name to answer at', () => {
  const within = stack();
  const certificate = Certificate.fromCertificateArn(
    within,
    'Certificate',
    'arn:aws:acm:us-east-1:1:certificate/1',
  );
  expect(() => gatewayOf({ edge: { certificate, webAclArn: 'arn:aws:wafv2' } }, within)).toThrow(
    'Property edge: needs customDomain',
  );
});

test('functions that are not built are named, and how to build them', () => {
  expect(() => gatewayOf({ bundleDir: join(tmpdir(), 'nowhere') })).toThrow(
    /^The function daily-pinless is not in .*nowhere: run `npm run build` in the folder of Patchbay\.$/,
  );
});

test('it tells its address and its topic, and leaves the stack’s own protection alone', () => {
  const within = stack();
  const gateway = gatewayOf(
    { customDomain: { domainName: 'calls.example.com', hostedZoneId: 'Z1', zoneName: 'example.com' } },
    within,
  );
  expect(gateway.url).toBe('https://calls.example.com');
  expect(Stack.of(gateway.alarms)).toBe(within);
  expect(within.terminationProtection).toBeFalsy();
});

test('two stages in one stack have an own key each', () => {
  const within = stack();
  const first = gatewayOf({ stage: 'one', ownKey: true }, within);
  expect(first.node.tryFindChild('Key')).toBeDefined();
  expect(within.node.tryFindChild('Key')).toBeUndefined();
});
