import * as z from 'zod';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const whole = (from: number, to = Number.MAX_SAFE_INTEGER): z.ZodType<number, string> =>
  z.string().regex(/^\d+$/, 'not a whole number').transform(Number).pipe(z.number().min(from).max(to));
const method = z.enum(['GET', 'POST']);
const url = z.string().min(1);
/** A space-separated list of these words, none twice. */
const words = <W extends string>(allowed: readonly [W, ...W[]]): z.ZodType<W[], string> =>
  z
    .string()
    .transform((text) => text.split(' '))
    .pipe(z.array(z.enum(allowed)))
    .refine((list) => new Set(list).size === list.length, 'a word is repeated');

/** Events to which a conference's callback can subscribe (Twilio docs, conference). */
export const conferenceEventWords = [
  'start',
  'end',
  'join',
  'leave',
  'mute',
  'hold',
  'modify',
  'speaker',
  'announcement',
] as const;

/** Longest participant label and conference name, in characters (Twilio docs, conference). */
export const LONGEST_CONFERENCE_WORD = 128;

export const sayAttributes = z.strictObject({
  voice: z.string().min(1).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z]{2,3})+$/, 'not a language of Twilio')
    .optional(),
  loop: whole(0).default(1),
});

export const playAttributes = z.strictObject({
  loop: whole(0).default(1),
  digits: z
    .string()
    .regex(/^[0-9*#wW]+$/)
    .optional(),
});

export const pauseAttributes = z.strictObject({ length: whole(1).default(1) });
export const redirectAttributes = z.strictObject({ method: method.default('POST') });
export const rejectAttributes = z.strictObject({ reason: z.enum(['rejected', 'busy']).default('rejected') });
export const noAttributes = z.strictObject({});

export const gatherAttributes = z.strictObject({
  input: z.literal('dtmf', 'only dtmf is simulated').default('dtmf'),
  action: url.optional(),
  method: method.default('POST'),
  numDigits: whole(1).optional(),
  finishOnKey: z
    .string()
    .regex(/^[0-9#*]?$/)
    .default('#'),
  timeout: whole(1).default(5),
  actionOnEmptyResult: flag.default(false),
  language: z.string().optional(),
});

export const dialAttributes = z.strictObject({
  action: url.optional(),
  method: method.default('POST'),
  timeout: whole(1, 600).default(30),
  timeLimit: whole(1, 86_400).default(14_400),
  hangupOnStar: flag.default(false),
  answerOnBridge: flag.default(false),
  callerId: z
    .string()
    .regex(/^[A-Za-z0-9+\-_.]+$/)
    .optional(),
  record: z.literal('do-not-record', 'recording is not simulated').default('do-not-record'),
});

export const conferenceAttributes = z.strictObject({
  muted: flag.default(false),
  beep: z.enum(['true', 'false', 'onEnter', 'onExit']).default('true'),
  startConferenceOnEnter: flag.default(true),
  endConferenceOnExit: flag.default(false),
  participantLabel: z.string().min(1).max(LONGEST_CONFERENCE_WORD).optional(),
  jitterBufferSize: z.enum(['small', 'medium', 'large', 'off']).default('large'),
  /** Empty: silence. Absent: Twilio's music. */
  waitUrl: z.string().optional(),
  waitMethod: method.default('POST'),
  maxParticipants: whole(2, 250).default(250),
  region: z.enum(['us1', 'ie1', 'de1', 'sg1', 'br1', 'au1', 'jp1']).optional(),
  record: z.literal('do-not-record', 'recording is not simulated').default('do-not-record'),
  trim: z.enum(['trim-silence', 'do-not-trim']).optional(),
  statusCallback: url.optional(),
  statusCallbackMethod: method.default('POST'),
  statusCallbackEvent: words(conferenceEventWords).default([]),
});

export const sipAttributes = z.strictObject({
  username: z.string().optional(),
  password: z.string().optional(),
  statusCallback: url.optional(),
  statusCallbackMethod: method.default('POST'),
  statusCallbackEvent: words(['initiated', 'ringing', 'answered', 'completed']).default(['completed']),
});

/** Screening, tones and another carrier are not simulated. */
export const numberAttributes = z.strictObject({
  statusCallback: url.optional(),
  statusCallbackMethod: method.default('POST'),
  statusCallbackEvent: words(['initiated', 'ringing', 'answered', 'completed']).default(['completed']),
});

/** Attributes whose bad value has a code of its own (Twilio docs, error dictionary); others are 12200. */
export const codeOfAttribute: Readonly<Record<string, number>> = {
  hangupOnStar: 13213,
  actionOnEmptyResult: 13338,
};
