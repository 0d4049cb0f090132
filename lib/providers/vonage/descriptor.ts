import { createPrivateKey } from 'node:crypto';
import * as z from 'zod';
import { fieldTexts, maxLiveSecrets, providerKey, type Descriptor } from '../descriptor.ts';

export const vonageDescriptor = {
  api: {
    /**
     * A call is reached at the host of its region only (`regions.ts`): `https://api-eu-3.vonage.com` and its like. Where a
     * setting names another base than Vonage's own, the regions are paths below it: `<base>/eu-3/v1/calls/…`, and what is asked
     * of no region stands at `<base>/v1/…`.
     */
    defaultUrl: 'https://api.nexmo.com',
    setting: 'vonageApiUrl',
    variable: 'VONAGE_API_URL',
    output: { name: 'VonageApiUrl', description: "Base URL of Vonage's API" },
  },
  webhooks: {
    voice: {
      path: '/vonage/voice',
      output: { name: 'VonageVoiceUrl', description: 'answer URL of a Vonage application (POST)' },
    },
    pin: { path: '/vonage/pin' },
    notice: { path: '/vonage/notice' },
    waited: { path: '/vonage/waited' },
    forwarded: { path: '/vonage/forwarded' },
    events: {
      path: '/vonage/events',
      output: { name: 'VonageEventsUrl', description: 'its event URL, called when a call is over' },
    },
    rtc: {
      path: '/vonage/rtc',
      output: { name: 'VonageRtcUrl', description: 'its RTC event URL, told who is in a conversation' },
    },
    keys: { path: '/vonage/keys' },
  },
  secret: {
    /** Application that the numbers belong to, a UUID; no secret, but all tokens name it. */
    vonageApplicationId: z
      .string()
      .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'is a UUID in lower case')
      .optional()
      .register(fieldTexts, { purpose: 'calls at Vonage', origin: { kind: 'none' } }),
    /** Private key of that application, in PEM with its line breaks: it signs what opens the Voice API. */
    vonagePrivateKey: providerKey
      .refine(isRsaKey, 'is an RSA private key in PEM')
      .optional()
      .register(fieldTexts, {
        hasLines: true,
        purpose: "using Vonage's Voice API",
        origin: { kind: 'given' },
      }),
    /** Signature secrets of the account, which sign its webhooks. */
    vonageSignatureSecrets: z
      .array(providerKey)
      .max(maxLiveSecrets)
      .optional()
      .register(fieldTexts, {
        maxValues: maxLiveSecrets,
        purpose: "checking Vonage's webhooks",
        origin: { kind: 'given' },
      }),
    /** Key of the account, by which its webhooks say whose they are; no secret. */
    vonageApiKey: z
      .string()
      .regex(/^[0-9A-Za-z]{4,32}$/, 'is 4 to 32 letters and digits')
      .optional()
      .register(fieldTexts, { purpose: "checking Vonage's webhooks", origin: { kind: 'none' } }),
    /** Secret of that key, with which applications and numbers are set up. No function needs it. */
    vonageApiSecret: providerKey
      .optional()
      .register(fieldTexts, { purpose: 'setting Vonage up', origin: { kind: 'given' } }),
  },
} as const satisfies Descriptor;

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
