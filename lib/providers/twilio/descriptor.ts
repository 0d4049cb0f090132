import * as z from 'zod';
import { fieldTexts, maxLiveSecrets, providerKey, type Descriptor } from '../descriptor.ts';

/** One key would do for all the webhooks of a stage; more are for accounts with a rule for each kind. */
const maxSharedKeys = 10;

function hasFewOfEach(sharedKeys: readonly string[]): boolean {
  const ids = sharedKeys.map((each) => each.split('=', 1)[0]);
  return ids.every((id) => ids.filter((other) => other === id).length <= maxLiveSecrets);
}

/**
 * How Twilio asks for a document while somebody listens into silence. Twilio's own way is one retry, and only after a
 * failed connection (Twilio docs, webhooks connection overrides). `rc`: two more tries. `rp`: after anything, since a
 * throttled API answers 429, a throttled function 503. `ct`: 2 s for a connection that takes well under one. `rt`: 6 s,
 * our own 3 s twice, for a function that has to start first. `tt`: 14 s, below the 15 s that Twilio allows at most;
 * then the fallback URL speaks.
 */
export const documentFragment = 'rc=2&rp=all&ct=2000&rt=6000&tt=14000';

/**
 * How Twilio delivers an event, for which nobody waits: as often and as long as it lets itself be told to (`rc` 5, `tt`
 * 15 s), each try 4 s, so that three fit.
 */
export const eventFragment = 'rc=5&rp=all&ct=2000&rt=4000&tt=15000';

export const twilioDescriptor = {
  api: {
    defaultUrl: 'https://api.twilio.com/2010-04-01',
    setting: 'twilioApiUrl',
    variable: 'TWILIO_API_URL',
    output: { name: 'TwilioApiUrl', description: "Base URL of Twilio's REST API" },
  },
  webhooks: {
    voice: {
      path: '/twilio/voice',
      fragment: documentFragment,
      output: { name: 'TwilioVoiceUrl', description: 'voice URL of a Twilio number or SIP Domain' },
    },
    pin: { path: '/twilio/pin', fragment: documentFragment },
    notice: { path: '/twilio/notice', fragment: documentFragment },
    menu: { path: '/twilio/menu', fragment: documentFragment },
    left: { path: '/twilio/left', fragment: documentFragment },
    wait: { path: '/twilio/wait', fragment: documentFragment },
    forwarded: { path: '/twilio/forwarded', fragment: documentFragment },
    announce: { path: '/twilio/announce', fragment: documentFragment },
    events: { path: '/twilio/events', fragment: eventFragment },
    status: {
      path: '/twilio/status',
      fragment: eventFragment,
      output: { name: 'TwilioStatusUrl', description: 'its status callback, called when a call is over' },
    },
  },
  secret: {
    /** Account that Twilio's requests come from, `AC…`. */
    twilioAccountSid: z
      .string()
      .regex(/^AC[0-9a-f]{32}$/, 'is AC and 32 hexadecimal digits')
      .optional()
      .register(fieldTexts, { purpose: 'calls at Twilio', origin: { kind: 'none' } }),
    /** Auth tokens of that account: they check what Twilio signs, and the first also opens its REST API. */
    twilioAuthTokens: z
      .array(providerKey)
      .max(maxLiveSecrets)
      .optional()
      .register(fieldTexts, {
        maxValues: maxLiveSecrets,
        purpose: "checking Twilio's webhooks and using its REST API",
        origin: { kind: 'given' },
      }),
    /**
     * Keys that sign webhooks in the place of the auth token where a rule of the account says so, each `<key id>=<secret>`. The
     * request names the id, under which two are live while one replaces the other.
     */
    twilioSharedKeys: z
      .array(z.string().regex(/^[^\s=]{1,128}=\S{16,512}$/, 'is <key id>=<secret>, 16 characters or more'))
      .max(maxSharedKeys)
      .refine(hasFewOfEach, `has more than ${maxLiveSecrets} keys of one id`)
      .optional()
      .register(fieldTexts, {
        maxValues: maxSharedKeys,
        purpose: "checking Twilio's webhooks that a rule has signed by them",
        origin: { kind: 'given' },
      }),
  },
} as const satisfies Descriptor;
