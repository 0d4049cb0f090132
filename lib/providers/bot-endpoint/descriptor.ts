import * as z from 'zod';
import { fieldTexts, type Descriptor } from '../descriptor.ts';

export const botEndpointDescriptor = {
  webhooks: {},
  secret: {
    /** Signs requests to bots' own endpoints (Standard Webhooks, symmetric). */
    botEndpointSecret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'starts with whsec_, base64 follows')
      .optional()
      .register(fieldTexts, {
        purpose: "signing requests to bots' own endpoints",
        origin: { kind: 'given' },
      }),
  },
} as const satisfies Descriptor;
