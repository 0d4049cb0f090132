import * as z from 'zod';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const whole = (from: number, to = Number.MAX_SAFE_INTEGER): z.ZodType<number, string> =>
  z.string().regex(/^\d+$/, 'not a whole number').transform(Number).pipe(z.number().min(from).max(to));
const method = z.enum(['GET', 'POST']).default('POST');
/** Plivo resolves no relative addresses; a fragment says how to connect. */
const url = z.url({ protocol: /^https?$/ });
/** Attributes that Plivo has and nobody here performs. */
const unsimulated = z.never({ error: 'is not simulated' }).optional();

/** Languages of `Speak` with Plivo's own voices (Plivo docs, Speak). */
const languages = [
  ...[
    'arb',
    'cmn-CN',
    'da-DK',
    'nl-NL',
    'en-AU',
    'en-GB',
    'en-IN',
    'en-US',
    'fr-CA',
    'fr-FR',
    'de-DE',
    'hi-IN',
  ],
  ...[
    'is-IS',
    'it-IT',
    'ja-JP',
    'ko-KR',
    'nb-NO',
    'pl-PL',
    'pt-BR',
    'pt-PT',
    'ro-RO',
    'ru-RU',
    'es-ES',
    'es-MX',
  ],
  ...['es-US', 'sv-SE', 'tr-TR', 'cy-GB'],
] as const;
export const languageSchema = z.enum(languages);

export const noAttributes = z.strictObject({});

export const speakAttributes = z.strictObject({
  voice: z
    .string()
    .regex(/^(?:WOMAN|MAN|Polly\.[A-Za-z]+(?:-Neural)?)$/)
    .default('WOMAN'),
  language: languageSchema.default('en-US'),
  /** 0: without end. */
  loop: whole(0).default(1),
});

export const playAttributes = z.strictObject({ loop: whole(0).default(1) });

export const waitAttributes = z.strictObject({
  length: whole(1).default(1),
  silence: unsimulated,
  minSilence: unsimulated,
  beep: unsimulated,
});

export const redirectAttributes = z.strictObject({ method });

export const hangupAttributes = z.strictObject({
  reason: z.enum(['rejected', 'busy']).optional(),
  schedule: unsimulated,
});

export const inputAttributes = z.strictObject({
  action: url,
  method,
  inputType: z.literal('dtmf', 'only dtmf is simulated'),
  executionTimeout: whole(5, 60).default(15),
  digitEndTimeout: z.union([z.literal('auto'), whole(2, 10)]).default('auto'),
  numDigits: whole(1, 32).default(32),
  finishOnKey: z
    .string()
    .regex(/^(?:[0-9*#]|none|)$/)
    .default('#'),
  retries: whole(1).default(1),
  redirect: flag.default(true),
  /** Whether Plivo keeps the digits in its logs. */
  log: flag.default(true),
});

/** At most so many in a room (Plivo docs, Conference). */
const MAX_MEMBERS = 20;

/** A comma-separated list of keys. */
const patterns = z
  .string()
  .regex(/^[0-9*#]+(?:,[0-9*#]+)*$/, 'not a list of keys')
  .transform((text) => text.split(','));

export const conferenceAttributes = z.strictObject({
  muted: flag.default(false),
  enterSound: z.enum(['beep:1', 'beep:2'], 'only beeps are simulated').optional(),
  exitSound: z.enum(['beep:1', 'beep:2'], 'only beeps are simulated').optional(),
  startConferenceOnEnter: flag.default(true),
  endConferenceOnExit: flag.default(false),
  waitSound: url.optional(),
  maxMembers: whole(1, MAX_MEMBERS).default(MAX_MEMBERS),
  /** Seconds, of the conference. */
  timeLimit: whole(1, 86_400).default(86_400),
  hangupOnStar: flag.default(false),
  stayAlone: flag.default(true),
  record: z.literal('false', 'recording is not simulated').default('false'),
  action: url.optional(),
  method,
  redirect: flag.default(true),
  callbackUrl: url.optional(),
  callbackMethod: method,
  digitsMatch: patterns.default([]),
  floorEvent: z.literal('false', 'is not simulated').default('false'),
  relayDTMF: flag.default(true),
});

/** `name=value` with commas between. */
const sipHeaders = z
  .string()
  .transform((text) => text.split(',').map((pair) => pair.split('=')))
  .pipe(z.array(z.tuple([z.string().min(1), z.string().min(1)], 'not name=value')));

export const dialAttributes = z.strictObject({
  action: url.optional(),
  method,
  redirect: flag.default(true),
  /** How long it rings, in seconds; that of an outgoing call, where nothing is said (Plivo docs, 120). */
  timeout: whole(1, 120).default(120),
  timeLimit: whole(1, 14_400).default(14_400),
  callerId: z
    .string()
    .regex(/^\+?[A-Za-z0-9]+$/)
    .optional(),
  callerName: z.string().min(1).max(50).optional(),
  hangupOnStar: flag.default(false),
  sipHeaders: sipHeaders.optional(),
  digitsMatch: unsimulated,
  digitsMatchBLeg: unsimulated,
  callbackUrl: url.optional(),
  callbackMethod: method,
  dialMusic: unsimulated,
  confirmSound: unsimulated,
  confirmKey: unsimulated,
  confirmTimeout: unsimulated,
});

export const userAttributes = z.strictObject({
  sipHeaders: sipHeaders.optional(),
  sipAuthUsername: z.string().min(1).optional(),
  sipAuthPassword: z.string().min(1).optional(),
  sendDigits: unsimulated,
  sendOnPreanswer: unsimulated,
});

export const numberAttributes = z.strictObject({ sendDigits: unsimulated, sendOnPreanswer: unsimulated });
