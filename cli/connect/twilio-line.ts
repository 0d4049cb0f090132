import type { DesiredLine } from '../../lib/providers/twilio/admin/admin.ts';
import type { TwilioAddresses } from '../../lib/providers/addresses.ts';

/** The name of the secret's field, for sentences. */
export const twilioKey = 'twilio-auth-tokens';

/** What a line of Twilio's is to ask at the gateway. */
export function desiredOf({ voiceUrl, statusUrl, fallbackUrl }: TwilioAddresses): DesiredLine {
  return { voiceUrl, statusCallback: statusUrl, fallbackUrl };
}

/** Without a fallback URL callers hear nothing while the gateway is out of order. */
export const fallbackWarnings = ({ fallbackUrl }: TwilioAddresses): readonly string[] =>
  fallbackUrl === undefined
    ? [
        'This deployment names no fallback URL, so the one at Twilio stays as it is. Set `cloudFrontFallback` or ' +
          '`twilioFallbackUrl` in patchbay.json and deploy again to have one.',
      ]
    : [];
