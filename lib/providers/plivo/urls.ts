import * as z from 'zod';
import { conferenceIdSchema, languages, voiceCallIdSchema } from '../../conferences/model/conference.ts';
import type { Join, Spoken } from '../../conferences/model/instructions.ts';
import { sentences } from '../../conferences/model/sentences.ts';
import { webhookUrl } from '../descriptor.ts';
import { plivoDescriptor } from './descriptor.ts';

const { webhooks } = plivoDescriptor;

/** The routes that answer with a document, each the last part of its path. */
export const voiceRoutes = ['voice', 'pin', 'notice', 'waited', 'join', 'farewell', 'forwarded'] as const;
export type VoiceRoute = (typeof voiceRoutes)[number];

/** The routes of callbacks. */
export const eventRoutes = ['events', 'hangup'] as const;
export type EventRoute = (typeof eventRoutes)[number];

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** An address that Plivo calls. `query` is signed together with it; what is undefined is left out. */
export function plivoUrl(publicUrl: string, route: VoiceRoute | EventRoute, query: Query = {}): string {
  const entries = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  const { path, fragment } = webhooks[route];
  const search = entries.length === 0 ? '' : `?${entries.join('&')}`;
  return webhookUrl(publicUrl, { path: `${path}${search}`, fragment });
}

/** Where a call that waits outside finds its way into the meeting: all of it, so that nothing is to be looked up. */
export function joinUrl(publicUrl: string, join: Join): string {
  const { conference, role, call, joinSequence, muted, language, tones } = join;
  return plivoUrl(publicUrl, 'join', { conference, role, call, joinSequence, muted, language, tones });
}

const joinSchema = z.object({
  conference: conferenceIdSchema,
  role: z.enum(['caller', 'bridge']),
  call: voiceCallIdSchema,
  joinSequence: z.coerce.number().int().min(1),
  muted: z.stringbool(),
  language: z.enum(languages),
  tones: z
    .literal('true')
    .transform(() => true as const)
    .optional(),
});

/** The same, read back; undefined: it is none of these. */
export function joinOf(query: URLSearchParams): Join | undefined {
  const read = joinSchema.safeParse(Object.fromEntries(query));
  return read.success ? { kind: 'join', ...read.data } : undefined;
}

/** Where a call finds what it is told before it ends. */
export function farewellUrl(publicUrl: string, { sentence, language, audioUrl }: Spoken): string {
  return plivoUrl(publicUrl, 'farewell', { sentence, language, audioUrl });
}

const spokenSchema = z.object({
  sentence: z.enum(sentences),
  language: z.enum(languages),
  audioUrl: z.string().optional(),
});

/** The same, read back. */
export function spokenOf(query: URLSearchParams): Spoken | undefined {
  return spokenSchema.safeParse(Object.fromEntries(query)).data;
}
