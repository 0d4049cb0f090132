import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { VoiceId } from '../../lib/conferences/model/conference.ts';
import { fallbackDocument as fallbackPlivoXml } from '../../lib/providers/plivo/fallback.ts';
import { fallbackDocument as fallbackSvaml } from '../../lib/providers/sinch/fallback.ts';
import { fallbackDocument as fallbackTwiml } from '../../lib/providers/twilio/fallback.ts';
import { fallbackDocument as fallbackNcco } from '../../lib/providers/vonage/fallback.ts';
import { FallbackDocument, type FallbackAnswer } from './fallback.ts';
import { regionOf, type Settings } from '../settings.ts';

/** Its name, from which the command line finds the document's address. */
export const fallbackStackNameOf = ({ stage }: Settings) => `patchbay-${stage}-fallback`;

/** The document of each voice provider: one line each. */
const answers: Record<VoiceId, FallbackAnswer & { readonly output: string; readonly of: string }> = {
  twilio: {
    path: '/',
    contentType: 'text/xml; charset=utf-8',
    document: fallbackTwiml(),
    output: 'TwilioFallbackUrl',
    of: 'Twilio numbers',
  },
  sinch: {
    path: '/sinch',
    contentType: 'application/json',
    document: fallbackSvaml(),
    output: 'SinchFallbackUrl',
    of: 'a Sinch application',
  },
  plivo: {
    path: '/plivo',
    contentType: 'text/xml; charset=utf-8',
    document: fallbackPlivoXml(),
    output: 'PlivoFallbackUrl',
    of: 'a Plivo application',
  },
  vonage: {
    path: '/vonage',
    contentType: 'application/json',
    document: fallbackNcco(),
    output: 'VonageFallbackUrl',
    of: 'a Vonage application',
  },
};

/**
 * The fallback documents of voice providers, in a stack of its own: `patchbay-<stage>-fallback`. CloudFront refuses some
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
    const [first, ...others] = settings.voiceProviders.map((id) => answers[id]);
    if (first === undefined) throw new Error('A stage without a voice provider needs no fallback URL.');
    const { url } = new FallbackDocument(this, 'Fallback', { settings, documents: [first, ...others] });
    for (const id of settings.voiceProviders) {
      const { path, output, of } = answers[id];
      new CfnOutput(this, output, { value: `${url}${path.slice(1)}`, description: `fallback URL of ${of}` });
    }
  }
}
