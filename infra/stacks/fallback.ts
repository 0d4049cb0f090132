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

/** The document of one voice provider. */
export interface FallbackAnswer {
  readonly path: `/${string}`;
  readonly contentType: string;
  readonly document: string;
}

interface FallbackDocumentProps {
  readonly settings: Settings;
  /** What is answered at which path; the first also at any other. */
  readonly documents: readonly [FallbackAnswer, ...FallbackAnswer[]];
}

/**
 * Answers every request with a document, the same for every call, at CloudFront's edge: no API, no Lambda and no bucket of ours has to work for
 * it, and it costs nothing while nobody asks.
 */
export class FallbackDocument extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { settings, documents }: FallbackDocumentProps) {
    super(scope, id);
    const answer = new EdgeFunction(this, 'Answer', {
      // CloudFront knows no Regions: without its own, the same stage in a second one would find the name taken.
      functionName: `patchbay-${settings.stage}-${Stack.of(this).region}-twilio-fallback`,
      comment: 'The apology that callers hear when the API cannot answer',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(edgeCode(documents)),
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Patchbay ${settings.stage}: fallback URL of voice providers`,
      defaultBehavior: {
        origin: new HttpOrigin(NO_ORIGIN),
        // Providers ask by POST unless told otherwise.
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        functionAssociations: [{ function: answer, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      // Providers ask from their own Regions, wherever the caller is.
      priceClass: PriceClass.PRICE_CLASS_100,
    });
    for (const [rule, reason] of Object.entries(ACCOUNTED_FOR))
      Validations.of(distribution).acknowledge({ id: rule, reason });
    this.url = `https://${distribution.distributionDomainName}/`;
  }
}

const ACCOUNTED_FOR = {
  'AwsSolutions-CFR1':
    'Providers ask from several countries for a document that holds no secret; none is to be shut out.',
  'AwsSolutions-CFR2':
    'Constant documents and no origin: a firewall would protect nothing and cost more a month than all the rest.',
  'AwsSolutions-CFR3':
    'Who asked is known to the provider, which logs each use of a fallback URL; a bucket of logs would have to be kept.',
  'AwsSolutions-CFR4':
    "With CloudFront's own domain name the protocol cannot be chosen; the document is public and the request ignored.",
};

/** @throws if the documents are longer than CloudFront takes */
function edgeCode(documents: FallbackDocumentProps['documents']): string {
  const responses = documents.map(({ path, contentType, document }) => [
    path,
    {
      statusCode: 200,
      statusDescription: 'OK',
      headers: { 'content-type': { value: contentType }, 'cache-control': { value: 'no-store' } },
      body: { encoding: 'text', data: document },
    },
  ]);
  // Escaped, the documents' letters do not depend on how the code is encoded on its way.
  const literal = JSON.stringify(Object.fromEntries(responses)).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const code = `var responses = ${literal};
function handler(event) {
  return responses[event.request.uri] || responses[${JSON.stringify(documents[0].path)}];
}
`;
  if (code.length > MAX_CODE_BYTES)
    throw new Error(
      `The fallback documents make a function of ${code.length} bytes, CloudFront takes ${MAX_CODE_BYTES}.`,
    );
  return code;
}
