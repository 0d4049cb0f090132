import * as z from 'zod';
import { fieldTexts, maxLiveSecrets, providerKey, type Descriptor } from '../descriptor.ts';

export const digitalSambaDescriptor = {
  api: {
    defaultUrl: 'https://api.digitalsamba.com',
    setting: 'digitalSambaApiUrl',
    variable: 'DIGITAL_SAMBA_API_URL',
    output: { name: 'DigitalSambaApiUrl', description: "Base URL of Digital Samba's REST API" },
  },
  webhooks: {
    events: {
      path: '/digital-samba/events',
      output: { name: 'DigitalSambaEventsUrl', description: "endpoint of Digital Samba's webhook" },
    },
  },
  secret: {
    digitalSambaDeveloperKey: providerKey
      .optional()
      .register(fieldTexts, { purpose: 'rooms at Digital Samba', origin: { kind: 'given' } }),
    /** Secrets that Digital Samba's webhooks carry, without `Bearer `. */
    digitalSambaWebhookSecrets: z
      .array(providerKey)
      .max(maxLiveSecrets)
      .optional()
      .register(fieldTexts, {
        maxValues: maxLiveSecrets,
        purpose: "checking Digital Samba's webhook",
        origin: { kind: 'made', encoding: 'base64url', tell: 'connect digital-samba' },
      }),
  },
} as const satisfies Descriptor;
