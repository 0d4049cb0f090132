import * as z from 'zod';
import { fieldTexts, maxLiveSecrets, providerKey, type Descriptor } from '../descriptor.ts';

/**
 * How Plivo asks for a document while somebody listens into silence (Plivo docs, callback configuration; it gives up on a
 * document after 15 s). `rc`: two more tries, `rp`: after anything, since a throttled function answers 5xx. `ct`: 2 s for a
 * connection. `rt`: 6 s, our own 3 s twice, for a function that has to start first. `tt`: then the fallback URL speaks.
 */
const documentFragment = 'rc=2&rp=all&ct=2000&rt=6000&tt=14000';

/** How Plivo delivers an event, for which nobody waits: as often as it lets itself be told to, each try 4 s. */
const eventFragment = 'rc=5&rp=all&ct=2000&rt=4000&tt=30000';

export const plivoDescriptor = {
  api: {
    defaultUrl: 'https://api.plivo.com/v1',
    setting: 'plivoApiUrl',
    variable: 'PLIVO_API_URL',
    output: { name: 'PlivoApiUrl', description: "Base URL of Plivo's REST API" },
  },
  webhooks: {
    voice: {
      path: '/plivo/voice',
      fragment: documentFragment,
      output: { name: 'PlivoVoiceUrl', description: 'answer URL of a Plivo application' },
    },
    pin: { path: '/plivo/pin', fragment: documentFragment },
    notice: { path: '/plivo/notice', fragment: documentFragment },
    waited: { path: '/plivo/waited', fragment: documentFragment },
    join: { path: '/plivo/join', fragment: documentFragment },
    farewell: { path: '/plivo/farewell', fragment: documentFragment },
    forwarded: { path: '/plivo/forwarded', fragment: documentFragment },
    events: { path: '/plivo/events', fragment: eventFragment },
    hangup: {
      path: '/plivo/hangup',
      fragment: eventFragment,
      output: { name: 'PlivoHangupUrl', description: 'its hangup URL, called when a call is over' },
    },
  },
  secret: {
    /** Auth ID of the account that the numbers belong to; no secret, but its requests and ours name it. */
    plivoAuthId: z
      .string()
      .regex(/^[A-Za-z0-9]{1,64}$/, 'is 1 to 64 letters and digits')
      .optional()
      .register(fieldTexts, { purpose: 'calls at Plivo', origin: { kind: 'none' } }),
    /** Auth tokens of that account: they check what Plivo signs, and open its REST API. */
    plivoAuthTokens: z
      .array(providerKey)
      .max(maxLiveSecrets)
      .optional()
      .register(fieldTexts, {
        maxValues: maxLiveSecrets,
        purpose: "checking Plivo's webhooks and using its REST API",
        origin: { kind: 'given' },
      }),
  },
} as const satisfies Descriptor;
