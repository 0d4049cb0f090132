import * as z from 'zod';
import { parsePrompt, type Sound } from './prompts.ts';

/** Most characters of a `say` (Sinch docs, say). */
const LONGEST_TEXT = 600;
/** Most seconds of a call that Sinch connects (Sinch docs, connectSip). */
const LONGEST_DURATION_S = 14_400;
/** Most seconds of a `park` (Sinch docs, park). */
const LONGEST_PARK_S = 600;

const locale = z
  .string()
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,4})*$|^[A-Z][a-z]+$/, 'not a locale or voice');
const mohSchema = z.enum(['ring', 'music1', 'music2', 'music3']);
const e164 = z.string().regex(/^\+[1-9]\d{4,14}$/, 'not E.164');
const cli = z.union([e164, z.string().regex(/^\d{1,15}$|^private$/, 'not a cli')]);
const duration = z.int().min(1).max(LONGEST_DURATION_S);
const headers = z.array(z.strictObject({ key: z.string().min(1), value: z.string() }));

/** A prompt, as the sounds it stands for. */
const prompt = z.string().transform((text, context): readonly Sound[] => {
  const parsed = parsePrompt(text);
  if (parsed.ok) return parsed.sounds;
  context.addIssue(parsed.info);
  return z.NEVER;
});

export const saySchema = z.strictObject({
  name: z.literal('say'),
  text: z.string().min(1).max(LONGEST_TEXT),
  locale: locale.optional(),
});
export const playFilesSchema = z
  .strictObject({ name: z.literal('playFiles'), ids: z.array(prompt).min(1), locale: locale.optional() })
  .refine(
    (play) => play.locale !== undefined || play.ids.flat().every(({ kind }) => kind === 'play'),
    'speech without a locale',
  );
/** `w` is half a second. */
export const sendDtmfSchema = z.strictObject({
  name: z.literal('sendDtmf'),
  value: z.string().regex(/^[0-9#w]+$/),
});
export const setCookieSchema = z.strictObject({
  name: z.literal('setCookie'),
  key: z.string().min(1),
  value: z.string(),
});
export const answerSchema = z.strictObject({ name: z.literal('answer') });
export const startRecordingSchema = z.strictObject({
  name: z.literal('startRecording'),
  options: z
    .strictObject({
      destinationUrl: z.string(),
      credentials: z.string(),
      format: z.string().optional(),
      notificationEvents: z.boolean().optional(),
      transcriptionOptions: z
        .strictObject({ enabled: z.boolean().optional(), locale: locale.optional() })
        .optional(),
    })
    .optional(),
});
export const stopRecordingSchema = z.strictObject({ name: z.literal('stopRecording') });

export const hangupSchema = z.strictObject({ name: z.literal('hangup') });
export const continueSchema = z.strictObject({ name: z.literal('continue') });
export const parkSchema = z.strictObject({
  name: z.literal('park'),
  locale: locale.optional(),
  introPrompt: prompt.optional(),
  holdPrompt: prompt.optional(),
  maxDuration: z.int().min(1).max(LONGEST_PARK_S).optional(),
});
export const connectConfSchema = z.strictObject({
  name: z.literal('connectConf'),
  conferenceId: z.string().min(1).max(64),
  moh: mohSchema.optional(),
  conferenceDtmfOptions: z
    .strictObject({
      mode: z.enum(['ignore', 'forward', 'detect']).default('ignore'),
      maxDigits: z.int().min(1).default(1),
      timeoutMills: z.int().min(1).default(3_000),
    })
    .optional(),
});
export const connectSipSchema = z.strictObject({
  name: z.literal('connectSip'),
  destination: z.strictObject({
    type: z.string().regex(/^sip$/i),
    endpoint: z.string().regex(/^[^\s@:]+@[^\s@]+$/, 'not user@host'),
  }),
  maxDuration: duration.default(LONGEST_DURATION_S),
  cli: cli.optional(),
  transport: z
    .string()
    .regex(/^(?:udp|tcp|tls)$/i)
    .optional(),
  suppressCallbacks: z.boolean().default(false),
  callHeaders: headers.optional(),
  moh: mohSchema.optional(),
});
export const connectPstnSchema = z.strictObject({
  name: z.literal('connectPstn'),
  number: e164.optional(),
  locale: locale.optional(),
  maxDuration: duration.default(LONGEST_DURATION_S),
  /** As long as phones elsewhere ring where nothing is said. */
  dialTimeout: z.int().min(1).default(60),
  cli: cli.optional(),
  suppressCallbacks: z.boolean().default(false),
  dtmf: z
    .string()
    .regex(/^[0-9#w]+$/)
    .optional(),
  indications: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  amd: z.strictObject({ enabled: z.boolean().optional(), async: z.boolean().optional() }).optional(),
});
export const connectMxpSchema = z.strictObject({
  name: z.literal('connectMxp'),
  destination: z
    .strictObject({ type: z.string().regex(/^username$/i), endpoint: z.string().min(1) })
    .optional(),
  callHeaders: headers.optional(),
});
export const connectStreamSchema = z.strictObject({
  name: z.literal('connectStream'),
  destination: z.strictObject({ type: z.string().regex(/^websocket$/i), endpoint: z.url() }),
  maxDuration: duration.optional(),
  callHeaders: headers.optional(),
  streamingOptions: z
    .strictObject({ version: z.int().optional(), sampleRate: z.int().optional() })
    .optional(),
});

const menuSchema = z.strictObject({
  id: z.string().min(1),
  mainPrompt: prompt.optional(),
  repeatPrompt: prompt.optional(),
  repeats: z.int().min(0).default(0),
  maxDigits: z.int().min(1).optional(),
  timeoutMills: z.int().min(1).default(5_000),
  maxTimeoutMills: z.int().min(1).optional(),
  options: z
    .array(
      z.strictObject({
        dtmf: z.string().regex(/^[0-9*#]$/, 'not one key'),
        action: z.string().regex(/^(?:return|menu)\([^()]+\)$/, 'neither return(…) nor menu(…)'),
      }),
    )
    .default([]),
});
export type Menu = z.output<typeof menuSchema>;

export const runMenuSchema = z
  .strictObject({
    name: z.literal('runMenu'),
    barge: z.boolean().default(true),
    locale: locale.optional(),
    mainMenu: z.string().optional(),
    enableVoice: z.boolean().default(false),
    menus: z.array(menuSchema).min(1),
  })
  .superRefine(({ menus, mainMenu, enableVoice, locale: language }, context) => {
    const ids = menus.map(({ id }) => id);
    const targets = menus.flatMap(({ options }) => options.flatMap(({ action }) => menuNamed(action) ?? []));
    if (!ids.includes('main')) context.addIssue('no menu has the id main');
    if (new Set(ids).size < ids.length) context.addIssue('two menus have one id');
    for (const target of [...targets, ...(mainMenu === undefined ? [] : [mainMenu])]) {
      if (!ids.includes(target)) context.addIssue(`no menu ${target}`);
    }
    if (enableVoice && language === undefined) context.addIssue('enableVoice without a locale');
  });
export type RunMenu = z.output<typeof runMenuSchema>;
export type ConnectConf = z.output<typeof connectConfSchema>;
export type ConnectPstn = z.output<typeof connectPstnSchema>;
export type ConnectSip = z.output<typeof connectSipSchema>;
export type Park = z.output<typeof parkSchema>;
export type Moh = z.output<typeof mohSchema>;

/** The menu that an option's action leads to; undefined if it returns. */
export const menuNamed = (action: string): string | undefined => /^menu\((.+)\)$/.exec(action)?.[1];

export { mohSchema };
