import { Stack } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Edge } from '../parts/front-door.ts';
import { regionOf, type Settings } from '../settings.ts';

/** Where CloudFront looks for certificates and firewalls (CloudFront docs; AWS WAF docs, scope CLOUDFRONT). */
const REGION = 'us-east-1';

/** AWS WAF counts the requests of an address over as long (AWS WAF docs, rate-based rule, EvaluationWindowSec). */
const WINDOW_S = 300;

/** What CloudFront needs of us-east-1 to stand before the API: its certificate, and the firewall. */
export class EdgeStack extends Stack implements Edge {
  readonly certificate: Certificate;
  readonly webAclArn: string;

  constructor(
    scope: Construct,
    settings: Settings,
    { domainName, hostedZoneId, zoneName }: NonNullable<Settings['customDomain']>,
  ) {
    // All Regions of a stage meet in that one.
    super(scope, `patchbay-${settings.stage}-edge-${regionOf(settings)}`, {
      description: 'Patchbay: certificate and firewall of its front door',
      env: { region: REGION },
      tags: { application: 'patchbay', stage: settings.stage },
    });
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    this.certificate = new Certificate(this, 'Certificate', {
      domainName,
      validation: CertificateValidation.fromDns(zone),
    });
    this.webAclArn = new CfnWebACL(this, 'Firewall', {
      description: 'What comes before Patchbay',
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: seenAs('Firewall'),
      rules: [
        {
          name: 'TooManyOfOneAddress',
          priority: 0,
          action: { block: {} },
          // As many as a path of the API lets through for all: no address alone turns others away for longer.
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              evaluationWindowSec: WINDOW_S,
              limit: settings.apiRatePerSecond * WINDOW_S,
            },
          },
          visibilityConfig: seenAs('TooManyOfOneAddress'),
        },
        {
          name: 'AddressesOfBadRepute',
          priority: 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesAmazonIpReputationList' },
          },
          visibilityConfig: seenAs('AddressesOfBadRepute'),
        },
      ],
    }).attrArn;
  }
}

/** Counted, but never kept as samples: those show headers, and a provider's secret is one. */
const seenAs = (metricName: string) => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
});
