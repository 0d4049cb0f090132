import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { resourcesOf } from '../../../infra/template.ts';
import { lambdaOf, templatesOf } from '../support.ts';

const customDomain = { domainName: 'calls.example.com', hostedZoneId: 'Z123', zoneName: 'example.com' };
const region = 'eu-central-1';
const [gateway, edge = gateway, ...others] = templatesOf({
  customDomain,
  region,
  frontDoor: 'cloudfront-waf',
});
const assertions = Assertions.fromJSON(gateway);
const [distributionId = '', distribution] = resourcesOf(gateway, 'AWS::CloudFront::Distribution')[0] ?? [];
const [domainId] = resourcesOf(gateway, 'AWS::ApiGatewayV2::DomainName')[0] ?? [];

/** What stands in a template where a value comes from the stack in us-east-1. */
const fromEdge = z.object({
  'Fn::GetStackOutput': z.object({
    StackName: z.literal(`patchbay-dev-edge-${region}`),
    OutputName: z.string(),
    Region: z.literal('us-east-1'),
  }),
});

describe('CloudFront before the API', () => {
  const { DistributionConfig: config } = z
    .object({ DistributionConfig: z.looseObject({ Origins: z.array(z.looseObject({})) }) })
    .parse(distribution?.Properties);

  test('answers at the custom domain, and passes all of a request on to the same name at the API', () => {
    expect(config).toMatchObject({
      Aliases: ['calls.example.com'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      DefaultCacheBehavior: {
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
        // Managed-CachingDisabled and Managed-AllViewer, the host included (CloudFront docs, managed policies).
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
      },
      Origins: [
        {
          DomainName: { 'Fn::GetAtt': [domainId, 'RegionalDomainName'] },
          CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
        },
      ],
    });
    assertions.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'calls.example.com' });
  });

  test('is what the name leads to, and is what providers are told', () => {
    for (const Type of ['A', 'AAAA'])
      assertions.hasResourceProperties('AWS::Route53::RecordSet', {
        Type,
        Name: 'calls.example.com.',
        AliasTarget: { DNSName: { 'Fn::GetAtt': [distributionId, 'DomainName'] } },
      });
    expect(lambdaOf(gateway, 'twilio-voice').Properties['Environment']).toMatchObject({
      Variables: { PUBLIC_URL: 'https://calls.example.com' },
    });
  });

  test('has the firewall and the certificate of us-east-1, wherever the gateway is', () => {
    const { WebACLId, ViewerCertificate } = config;
    expect(fromEdge.safeParse(WebACLId).success).toBe(true);
    expect(fromEdge.safeParse(z.looseObject({}).parse(ViewerCertificate)['AcmCertificateArn']).success).toBe(
      true,
    );
    expect(others).toEqual([]);
  });

  test('leaves no other way to the API: its own address is off', () => {
    assertions.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    expect(JSON.stringify(gateway)).not.toContain('"ApiEndpoint"');
  });
});

test('the firewall blocks an address that takes all that a path lets through, and keeps no header of anybody', () => {
  const [, acl] = resourcesOf(edge, 'AWS::WAFv2::WebACL')[0] ?? [];
  expect(acl?.Properties).toMatchObject({
    Scope: 'CLOUDFRONT',
    DefaultAction: { Allow: {} },
    Rules: [
      {
        Action: { Block: {} },
        Statement: {
          RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 300, Limit: 30_000 },
        },
      },
      { Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesAmazonIpReputationList' } } },
    ],
  });
  expect(JSON.stringify(acl)).not.toContain('"SampledRequestsEnabled":true');
});

test('by default the name leads to the API, whose own address stays on', () => {
  const [usual, ...more] = templatesOf({ customDomain });
  expect(more).toEqual([]);
  expect(resourcesOf(usual, 'AWS::CloudFront::Distribution')).toEqual([]);
  expect(resourcesOf(usual, 'AWS::ApiGatewayV2::Api')[0]?.[1].Properties).not.toHaveProperty(
    'DisableExecuteApiEndpoint',
  );
});
