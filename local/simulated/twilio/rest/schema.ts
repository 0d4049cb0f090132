import * as z from 'zod';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
/** Twilio counts everything but `true` as false here. */
const lenientFlag = z.string().transform((text) => text === 'true');
export const method = z.enum(['GET', 'POST']);
const httpUrl = z.string().regex(/^https?:\/\//, 'not an absolute URL');
export const urlOrNothing = httpUrl.or(z.literal(''));

/** Most characters of an inline document (Twilio docs, update a call). */
const LONGEST_INLINE_TWIML = 4_000;

export const callUpdateSchema = z
  .strictObject({
    Status: z.enum(['completed', 'canceled']).optional(),
    Url: httpUrl.optional(),
    Method: method.optional(),
    Twiml: z.string().min(1).max(LONGEST_INLINE_TWIML).optional(),
    FallbackUrl: httpUrl.optional(),
    FallbackMethod: method.optional(),
    StatusCallback: httpUrl.optional(),
    StatusCallbackMethod: method.optional(),
  })
  .refine(({ Url, Twiml }) => Url === undefined || Twiml === undefined, 'Url and Twiml exclude each other')
  .refine(({ Method, Url }) => Method === undefined || Url !== undefined, 'Method needs Url');

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'not a phone number in E.164');

/** Seconds as a form has them. */
const seconds = (max: number) => z.coerce.number().int().min(1).max(max);

/** A call to be placed, as far as its fields are used here (Twilio docs, create a call). */
export const callCreateSchema = z.strictObject({
  From: e164,
  To: e164,
  Url: httpUrl,
  Method: method.default('POST'),
  FallbackUrl: httpUrl.optional(),
  FallbackMethod: method.optional(),
  StatusCallback: httpUrl.optional(),
  StatusCallbackMethod: method.optional(),
  /** At most 600 s, and 60 s unless it is said (Twilio docs, create a call, Timeout). */
  Timeout: seconds(600).default(60),
  TimeLimit: seconds(86_400).optional(),
});

export const conferenceUpdateSchema = z.strictObject({
  Status: z.literal('completed').optional(),
  AnnounceUrl: httpUrl.optional(),
  AnnounceMethod: method.default('POST'),
});

export const participantUpdateSchema = z.strictObject({
  Muted: lenientFlag.optional(),
  Hold: flag.optional(),
  HoldUrl: httpUrl.optional(),
  HoldMethod: method.default('GET'),
  AnnounceUrl: httpUrl.optional(),
  AnnounceMethod: method.default('POST'),
  WaitUrl: urlOrNothing.optional(),
  WaitMethod: method.default('POST'),
  BeepOnExit: flag.optional(),
  EndConferenceOnExit: flag.optional(),
});

export const numberUpdateSchema = z.strictObject({
  VoiceUrl: urlOrNothing.optional(),
  VoiceMethod: method.optional(),
  VoiceFallbackUrl: urlOrNothing.optional(),
  VoiceFallbackMethod: method.optional(),
  StatusCallback: urlOrNothing.optional(),
  StatusCallbackMethod: method.optional(),
  VoiceCallerIdLookup: flag.optional(),
  // Whether an empty text takes either off the number is not documented, so it is refused.
  VoiceApplicationSid: z
    .string()
    .regex(/^AP[0-9a-fA-F]{32}$/)
    .optional(),
  TrunkSid: z
    .string()
    .regex(/^TK[0-9a-fA-F]{32}$/)
    .optional(),
  VoiceReceiveMode: z.enum(['voice', 'fax']).optional(),
  FriendlyName: z.string().optional(),
});

export const pageQuery = {
  Page: z.coerce.number().int().min(0).default(0),
  PageSize: z.coerce.number().int().min(1).max(1_000).default(50),
  /** Part of `next_page_uri`; its content has no meaning here. */
  PageToken: z.string().optional(),
};

export const noQuerySchema = z.strictObject({});

export const conferenceListSchema = z.strictObject({
  ...pageQuery,
  FriendlyName: z.string().optional(),
  Status: z.enum(['init', 'in-progress', 'completed']).optional(),
});

export const participantListSchema = z.strictObject({
  ...pageQuery,
  Muted: flag.optional(),
  Hold: flag.optional(),
});

export const numberListSchema = z.strictObject({ ...pageQuery, PhoneNumber: z.string().optional() });
