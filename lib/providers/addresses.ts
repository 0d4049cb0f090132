import * as z from 'zod';

/** Where the providers' APIs are, and what they are to call at a gateway. Stack outputs say it, and the local gateway's file. */
export const providersSchema = z.object({
  daily: z.object({
    /** Base URL of Daily's API. */
    apiUrl: z.url(),
    /** `room_creation_api` of its dial-in. */
    pinlessUrl: z.url(),
    /** `url` of its domain webhook. */
    eventsUrl: z.url(),
  }),
  /** Absent, like the other voice providers: the gateway's settings do not list it. */
  twilio: z
    .object({
      apiUrl: z.url(),
      voiceUrl: z.url(),
      statusUrl: z.url(),
      /** What is to be asked when the gateway does not answer. Default: whatever Twilio has stays. */
      fallbackUrl: z.url().optional(),
    })
    .optional(),
  sinch: z
    .object({
      apiUrl: z.url(),
      /** Primary callback URL of the application. */
      voiceUrl: z.url(),
      /** As Twilio's. */
      fallbackUrl: z.url().optional(),
    })
    .optional(),
  plivo: z
    .object({
      apiUrl: z.url(),
      /** Answer URL of an application. */
      voiceUrl: z.url(),
      hangupUrl: z.url(),
      /** As Twilio's. */
      fallbackUrl: z.url().optional(),
    })
    .optional(),
  vonage: z
    .object({
      apiUrl: z.url(),
      /** Answer URL of the application. */
      voiceUrl: z.url(),
      eventsUrl: z.url(),
      rtcUrl: z.url(),
      /** As Twilio's. */
      fallbackUrl: z.url().optional(),
    })
    .optional(),
  /** Base URL of Pipecat Cloud's API. Default: the gateway is of a version that did not say it. */
  pipecatCloudApiUrl: z.url().optional(),
});
export type Providers = z.infer<typeof providersSchema>;
export type TwilioAddresses = NonNullable<Providers['twilio']>;
export type SinchAddresses = NonNullable<Providers['sinch']>;
export type PlivoAddresses = NonNullable<Providers['plivo']>;
export type VonageAddresses = NonNullable<Providers['vonage']>;
