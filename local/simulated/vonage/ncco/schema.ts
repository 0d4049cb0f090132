import * as z from 'zod';

/** Most characters of a `talk` (Vonage docs, NCCO). */
const LONGEST_TEXT = 1_500;
/** Most seconds and digits of an `input` (Vonage docs, NCCO). */
const LONGEST_INPUT_S = 10;
const MOST_DIGITS = 20;
/** Most seconds of a call that is connected, and of a `wait` (Vonage docs, NCCO). */
const LONGEST_LIMIT_S = 7_200;

const httpUrl = z.url({ protocol: /^https?$/ });
/** A list of one: a bare string is refused. */
export const oneUrl = z.tuple([httpUrl]).transform(([url]) => url);
const method = z.enum(['GET', 'POST']);
export const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Z]{2,3}){0,2}$/, 'not a language');
const level = z.number().min(-1).max(1);
const loop = z.int().min(0);
const legUuids = z.array(z.uuid());

const talkSchema = z.strictObject({
  action: z.literal('talk'),
  text: z.string().min(1).max(LONGEST_TEXT),
  bargeIn: z.boolean().default(false),
  loop: loop.default(1),
  level: level.optional(),
  language: language.default('en-US'),
  style: z.int().min(0).optional(),
  premium: z.boolean().optional(),
});
const streamSchema = z.strictObject({
  action: z.literal('stream'),
  streamUrl: oneUrl,
  level: level.optional(),
  bargeIn: z.boolean().default(false),
  loop: loop.default(1),
});

const eventTarget = { eventUrl: oneUrl.optional(), eventMethod: method.default('POST') };
const inputSchema = z
  .strictObject({
    action: z.literal('input'),
    type: z.array(z.enum(['dtmf', 'speech'])).min(1),
    dtmf: z
      .strictObject({
        timeOut: z.number().min(0).max(LONGEST_INPUT_S).default(3),
        maxDigits: z.int().min(1).max(MOST_DIGITS).default(4),
        submitOnHash: z.boolean().default(false),
      })
      .optional(),
    mode: z.enum(['synchronous', 'asynchronous']).default('synchronous'),
    ...eventTarget,
  })
  .superRefine(({ type, mode, dtmf }, context) => {
    if (type.includes('speech')) context.addIssue('there is no speech recognition in this simulation');
    if (mode === 'asynchronous' && dtmf) context.addIssue('an asynchronous input has no settings of dtmf');
  });

const conversationSchema = z.strictObject({
  action: z.literal('conversation'),
  name: z.string().min(1),
  startOnEnter: z.boolean().default(true),
  endOnExit: z.boolean().default(false),
  mute: z.boolean().optional(),
  canSpeak: legUuids.optional(),
  canHear: legUuids.optional(),
  musicOnHoldUrl: z.union([httpUrl, z.tuple([httpUrl])]).optional(),
  record: z.boolean().optional(),
  ...eventTarget,
});

const sipEndpoint = z.strictObject({
  type: z.literal('sip'),
  uri: z.string().regex(/^sips?:[^\s@]+@[^\s@]+$/, 'not a SIP URI'),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[^\r\n]*$/)).default({}),
});
const phoneEndpoint = z.strictObject({
  type: z.literal('phone'),
  number: z.string().regex(/^[1-9]\d{6,14}$/, 'not E.164 without +'),
  dtmfAnswer: z
    .string()
    .regex(/^[0-9*#p]+$/)
    .optional(),
});
const connectSchema = z.strictObject({
  action: z.literal('connect'),
  endpoint: z
    .tuple([z.discriminatedUnion('type', [sipEndpoint, phoneEndpoint])])
    .transform(([endpoint]) => endpoint),
  from: z.string().regex(/^\d+$/, 'not digits').optional(),
  timeout: z.int().min(1).default(60),
  limit: z.int().min(1).max(LONGEST_LIMIT_S).default(LONGEST_LIMIT_S),
  eventType: z.literal('synchronous').optional(),
  ringbackTone: httpUrl.optional(),
  machineDetection: z.enum(['continue', 'hangup']).optional(),
  ...eventTarget,
});

const waitSchema = z.strictObject({
  action: z.literal('wait'),
  timeout: z.number().min(0.1).max(LONGEST_LIMIT_S).default(10),
});
const transferSchema = z.strictObject({
  action: z.literal('transfer'),
  conversationId: z.string().startsWith('CON-'),
  canSpeak: legUuids.optional(),
  canHear: legUuids.optional(),
  mute: z.boolean().optional(),
});
const notifySchema = z.strictObject({
  action: z.literal('notify'),
  payload: z.record(z.string(), z.unknown()),
  eventUrl: oneUrl,
  eventMethod: method.default('POST'),
});
const recordSchema = z.strictObject({
  action: z.literal('record'),
  format: z.enum(['mp3', 'wav', 'ogg']).optional(),
  split: z.literal('conversation').optional(),
  channels: z.int().min(1).optional(),
  endOnSilence: z.int().min(3).max(10).optional(),
  endOnKey: z
    .string()
    .regex(/^[0-9*#]$/)
    .optional(),
  timeOut: z.int().min(3).max(LONGEST_LIMIT_S).optional(),
  beepStart: z.boolean().optional(),
  ...eventTarget,
});

export const actionSchema = z.discriminatedUnion('action', [
  talkSchema,
  streamSchema,
  inputSchema,
  conversationSchema,
  connectSchema,
  waitSchema,
  transferSchema,
  notifySchema,
  recordSchema,
]);
export type Action = z.output<typeof actionSchema>;
export type Talk = z.output<typeof talkSchema>;
export type Stream = z.output<typeof streamSchema>;
export type Input = z.output<typeof inputSchema>;
export type ConversationAction = z.output<typeof conversationSchema>;
export type Connect = z.output<typeof connectSchema>;
