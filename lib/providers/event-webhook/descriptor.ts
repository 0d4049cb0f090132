import * as z from 'zod';
import { fieldTexts, maxLiveSecrets, type Descriptor } from '../descriptor.ts';

export const eventWebhookDescriptor = {
  webhooks: {},
  secret: {
    /** Sign events that are posted to consumers (Standard Webhooks, symmetric). Each signs, so that consumers change at leisure. */
    eventWebhookSecrets: z
      .array(z.string().regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'starts with whsec_, base64 follows'))
      .max(maxLiveSecrets)
      .optional()
      .register(fieldTexts, {
        maxValues: maxLiveSecrets,
        purpose: 'signing events that are posted to consumers',
        origin: { kind: 'given' },
      }),
  },
} as const satisfies Descriptor;
