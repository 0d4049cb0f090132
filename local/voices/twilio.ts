import type * as z from 'zod';
import { twilioDescriptor } from '../../lib/providers/twilio/descriptor.ts';
import { fallbackDocument } from '../../lib/providers/twilio/fallback.ts';
import { webhooksOf } from '../../lib/providers/twilio/urls.ts';
import type { SimulatedTwilioOptions } from '../simulated/twilio/options.ts';
import { startSimulatedTwilio, type SimulatedTwilio } from '../simulated/twilio/start.ts';
import { listOf, urlSetting, type LocalVoice } from './voice.ts';

const { secret } = twilioDescriptor;

/** What the environment says of Twilio. */
export const twilioSettings = {
  TWILIO_ACCOUNT_SID: secret.twilioAccountSid,
  TWILIO_AUTH_TOKEN: listOf(secret.twilioAuthTokens),
  TWILIO_SHARED_KEYS: listOf(secret.twilioSharedKeys),
  /** Fallback URL of the simulated Twilio's numbers. Default: the document that a deployment has at CloudFront. */
  TWILIO_FALLBACK_URL: urlSetting,
};
type Settings = z.output<z.ZodObject<typeof twilioSettings>>;

export const twilioVoice: LocalVoice<Settings, SimulatedTwilioOptions, SimulatedTwilio> = {
  name: 'Twilio',
  ports: { simulator: 3, fallback: 5 },
  fallback: { contentType: 'text/xml; charset=utf-8', document: fallbackDocument() },
  fallbackUrlOf: ({ TWILIO_FALLBACK_URL }) => TWILIO_FALLBACK_URL,
  isReal: ({ TWILIO_ACCOUNT_SID }) => TWILIO_ACCOUNT_SID !== undefined,
  secretOf: (settings, twilio) => {
    const sharedKey = twilio?.settings.sharedKey;
    return {
      twilioAccountSid: settings.TWILIO_ACCOUNT_SID ?? twilio?.settings.accountSid,
      twilioAuthTokens: settings.TWILIO_AUTH_TOKEN ?? (twilio && [twilio.settings.authToken]),
      twilioSharedKeys: settings.TWILIO_SHARED_KEYS ?? (sharedKey && [`${sharedKey.id}=${sharedKey.secret}`]),
    };
  },
  start: startSimulatedTwilio,
  apiUrlOf: ({ origin }) => `${origin}/2010-04-01`,
  serves: (twilio, to) => twilio.numbers().some(({ phoneNumber }) => phoneNumber === to),
  configure: (twilio, { gatewayUrl, fallbackUrl, numbers }) => {
    for (const phoneNumber of numbers) {
      twilio.configureNumber({ phoneNumber, ...webhooksOf(gatewayUrl), voiceFallbackUrl: fallbackUrl });
    }
  },
  place: (twilio, order) => {
    const call = twilio.placeCall(order);
    return { id: call.sid, call };
  },
  disturb: (twilio, disturbance) => twilio.callbacks.disturb({}, disturbance, Infinity),
};
