import { Stack, Validations } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  PriceClass,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/**
 * A distribution must have an origin. The function answers every request before one is sent there, and should it ever
 * not, there is nobody (RFC 2606, section 3).
 */
const NO_ORIGIN = 'nobody.example.com';

/** The most that CloudFront takes as the code of a function (CloudFront docs, quotas on CloudFront Functions). */
const MAX_CODE_BYTES = 10_240;

interface FallbackDocumentProps {
  readonly settings: Settings;
  /** The TwiML. */
  readonly document: string;
}

/**
 * Answers every request with one document, at CloudFront's edge: no API, no Lambda and no bucket of ours has to work for
 * it, and it costs nothing while nobody asks.
 */
export class FallbackDocument extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { settings, document }: FallbackDocumentProps) {
    super(scope, id);
    const answer = new EdgeFunction(this, 'Answer', {
      // CloudFront knows no Regions: without its own, the same stage in a second one would find the name taken.
      functionName: `patchbay-${settings.stage}-${Stack.of(this).region}-twilio-fallback`,
      comment: 'The apology that callers hear when the API cannot answer',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(edgeCode(document)),
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Patchbay ${settings.stage}: fallback URL of Twilio's numbers`,
      defaultBehavior: {
        origin: new HttpOrigin(NO_ORIGIN),
        // Twilio asks by POST unless told otherwise.
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        functionAssociations: [{ function: answer, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      // Twilio asks from its own Regions, wherever the caller is.
      priceClass: PriceClass.PRICE_CLASS_100,
    });
    for (const [rule, reason] of Object.entries(ACCOUNTED_FOR))
      Validations.of(distribution).acknowledge({ id: rule, reason });
    this.url = `https://${distribution.distributionDomainName}/`;
  }
}

const ACCOUNTED_FOR = {
  'AwsSolutions-CFR1':
    'Twilio asks from several countries for a document that holds no secret; none is to be shut out.',
  'AwsSolutions-CFR2':
    'One constant document and no origin: a firewall would protect nothing and cost more a month than all the rest.',
  'AwsSolutions-CFR3':
    'Who asked is known to Twilio, which logs each use of a fallback URL; a bucket of logs would have to be kept.',
  'AwsSolutions-CFR4':
    "With CloudFront's own domain name the protocol cannot be chosen; the document is public and the request ignored.",
};

/** @throws if the document is longer than CloudFront takes */
function edgeCode(document: string): string {
  const response = {
    statusCode: 200,
    statusDescription: 'OK',
    headers: {
      'content-type': { value: 'text/xml; charset=utf-8' },
      'cache-control': { value: 'no-store' },
    },
    body: { encoding: 'text', data: document },
  };
  // Escaped, the document's letters do not depend on how the code is encoded on its way.
  const literal = JSON.stringify(response).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const code = `function handler() {\n  return ${literal};\n}\n`;
  if (code.length > MAX_CODE_BYTES)
    throw new Error(
      `The fallback document makes a function of ${code.length} bytes, CloudFront takes ${MAX_CODE_BYTES}.`,
    );
  return code;
}
