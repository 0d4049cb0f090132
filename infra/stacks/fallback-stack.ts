import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { fallbackDocument } from '../../lib/providers/twilio/fallback.ts';
import { FallbackDocument } from './fallback.ts';
import { regionOf, type Settings } from '../settings.ts';

/** Its name, from which the command line finds the document's address. */
export const fallbackStackNameOf = ({ stage }: Settings) => `patchbay-${stage}-fallback`;

/**
 * The fallback document of Twilio's numbers, in a stack of its own: `patchbay-<stage>-fallback`. CloudFront refuses some
 * new accounts until AWS has verified them, which must take nothing of the gateway with it. Nothing in it is worth
 * protecting: a deployment that fails leaves nothing behind.
 */
export class FallbackStack extends Stack {
  constructor(scope: Construct, settings: Settings) {
    super(scope, fallbackStackNameOf(settings), {
      description: 'Patchbay: what callers hear while the gateway does not answer',
      env: { region: regionOf(settings) },
      tags: { application: 'patchbay', stage: settings.stage },
    });
    const { url } = new FallbackDocument(this, 'Fallback', { settings, document: fallbackDocument() });
    new CfnOutput(this, 'TwilioFallbackUrl', { value: url, description: 'fallback URL of Twilio numbers' });
  }
}
