import type { Descriptor } from '../descriptor.ts';

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
} as const satisfies Descriptor;
