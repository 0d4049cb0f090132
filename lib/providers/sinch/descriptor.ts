import * as z from 'zod';
import { fieldTexts, maxLiveSecrets, providerKey, type Descriptor } from '../descriptor.ts';

export const sinchDescriptor = {
  api: {
    defaultUrl: 'https://calling.api.sinch.com',
    setting: 'sinchApiUrl',
    variable: 'SINCH_API_URL',
    output: { name: 'SinchApiUrl', description: "Base URL of Sinch's calling API" },
  },
  webhooks: {
    /** An application has one address for everything. */
    voice: {
      path: '/sinch/voice',
      output: { name: 'SinchVoiceUrl', description: 'primary callback URL of a Sinch application' },
    },
  },
  secret: {
    /** Key of the application that the numbers belong to; no secret, but all of Sinch's requests name it. */
    sinchApplicationKey: z
      .string()
      .regex(/^[\w-]{1,64}$/, 'is 1 to 64 letters, digits and hyphens')
      .optional()
      .register(fieldTexts, { purpose: 'calls at Sinch', origin: { kind: 'none' } }),
    /** Secrets of that application, in Base64 as Sinch shows them: they check its requests and sign ours. */
    sinchApplicationSecrets: z
      .array(providerKey.regex(/^[A-Za-z0-9+/]+={0,2}$/, 'is in Base64'))
      .max(maxLiveSecrets)
      .optional()
      .register(fieldTexts, {
        maxValues: maxLiveSecrets,
        purpose: "checking Sinch's callbacks and using its API",
        origin: { kind: 'given' },
      }),
  },
} as const satisfies Descriptor;
