import { Validations } from 'aws-cdk-lib';
import type { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';

/** What CloudFront needs of us-east-1, where it looks for both (CloudFront docs; AWS WAF docs, scope CLOUDFRONT). */
export interface Edge {
  /** For the API's own name. */
  readonly certificate: ICertificate;
  /** ARN of the firewall, of scope CLOUDFRONT. */
  readonly webAclArn: string;
}

interface FrontDoorProps {
  readonly stage: string;
  readonly domainName: string;
  /** The same name at the API, where requests go on to. */
  readonly origin: DomainName;
  readonly edge: Edge;
}

/**
 * CloudFront before the API, since an HTTP API takes no AWS WAF of its own (AWS WAF docs, protected resources). It passes
 * on all of a request, the name that it came to included: signatures that cover a URL or a host stay right. The API knows no
 * other name, and the address behind it is published nowhere.
 */
export class FrontDoor extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, { stage, domainName, origin, edge }: FrontDoorProps) {
    super(scope, id);
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Patchbay ${stage}: front door`,
      domainNames: [domainName],
      certificate: edge.certificate,
      webAclId: edge.webAclArn,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      defaultBehavior: {
        // With the host passed on, the API's certificate is held against that (CloudFront docs, "HTTPS between CloudFront and your origin").
        origin: new HttpOrigin(origin.regionalDomainName, {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        }),
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
      priceClass: PriceClass.PRICE_CLASS_100,
    });
    for (const [rule, reason] of Object.entries(ACCOUNTED_FOR))
      Validations.of(this.distribution).acknowledge({ id: rule, reason });
  }
}

const ACCOUNTED_FOR = {
  'AwsSolutions-CFR1': 'Providers ask from several countries, which they do not promise to keep to.',
  'AwsSolutions-CFR3':
    'The API logs each request that comes through, the firewall counts those that do not; a bucket of logs would have to be kept.',
};
