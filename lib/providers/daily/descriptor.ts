import * as z from 'zod';
import { fieldTexts, maxLiveSecrets, providerKey, type Descriptor } from '../descriptor.ts';

const liveHmacKeys = z.array(z.base64().min(1)).max(maxLiveSecrets);

/** As many numbers and addresses as fit beside all else: the secret takes 65,536 bytes (Secrets Manager quotas). */
const maxOwnSecrets = 200;
/** Secrets that are only for calls to one number or static SIP address of Daily's. */
const dialinSecrets = z.object({
  /** What such a call may have dialled, in the form of `dialledKeys`: the number, its static SIP address, or both. */
  names: z.array(providerKey).min(1).max(4),
  hmac: liveHmacKeys.min(1),
});

/** As many trunks as fit beside all else. */
const maxTrunks = 100;
/** Daily's rule for names of trunks: lower-case letters and digits, 3 to 63 (Daily docs, create sip-trunk). */
export const trunkNamePattern = /^[a-z0-9]{3,63}$/;
/** A trunk, where its calls go, and what its webhook is signed with. */
const trunkSchema = z.object({
  name: z.string().regex(trunkNamePattern),
  /** Key of its route. */
  route: providerKey,
  hmac: liveHmacKeys.min(1),
});
export type Trunk = z.infer<typeof trunkSchema>;

const hmacOrigin = { kind: 'made', encoding: 'base64', tell: 'connect daily' } as const;

export const dailyDescriptor = {
  api: {
    defaultUrl: 'https://api.daily.co/v1',
    setting: 'dailyApiUrl',
    variable: 'DAILY_API_URL',
    output: { name: 'DailyApiUrl', description: "Base URL of Daily's REST API" },
  },
  webhooks: {
    pinless: {
      path: '/daily/pinless',
      output: { name: 'DailyPinlessUrl', description: 'room_creation_api of pinless dial-in' },
    },
    events: {
      path: '/daily/events',
      output: { name: 'DailyEventsUrl', description: "url of Daily's domain webhook" },
    },
    /** One path for each trunk, which `connect daily --trunk` tells Daily. */
    trunk: { path: '/daily/trunk/{trunk}' },
  },
  secret: {
    /** Daily's API key; it is also the key that Daily checks meeting tokens against. */
    dailyApiKey: providerKey
      .optional()
      .register(fieldTexts, { purpose: 'rooms and calls at Daily', origin: { kind: 'given' } }),
    dailyDomainId: providerKey
      .optional()
      .register(fieldTexts, { purpose: "bots' tokens for Daily rooms", origin: { kind: 'none' } }),
    /** HMAC secrets of the pinless webhook, base64 as Daily shows them. */
    dailyPinlessHmac: liveHmacKeys.optional().register(fieldTexts, {
      maxValues: maxLiveSecrets,
      purpose: "checking Daily's pinless webhook",
      origin: hmacOrigin,
    }),
    /** The numbers and addresses that have HMAC secrets of their own, which alone count for them. */
    dailyPinlessOwn: z.array(dialinSecrets).max(maxOwnSecrets).optional(),
    /** The trunks, each with a secret of its own. */
    dailyTrunks: z.array(trunkSchema).max(maxTrunks).optional(),
    /** HMAC secrets of the domain webhook, base64 as Daily shows them. */
    dailyWebhookHmac: liveHmacKeys.optional().register(fieldTexts, {
      maxValues: maxLiveSecrets,
      purpose: "checking Daily's domain webhook",
      origin: hmacOrigin,
    }),
  },
} as const satisfies Descriptor;
