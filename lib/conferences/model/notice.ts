import * as z from 'zod';
import { audioUrlSchema, noticeTextSchema, noticeVersionSchema } from '../../notice/notice.ts';
import { languages, type Language } from './conference.ts';
import type { Words } from './instructions.ts';

const textSchema = z.strictObject(
  { en: noticeTextSchema.optional(), de: noticeTextSchema.optional() } satisfies Record<Language, unknown>,
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `callers cannot be spoken to in ${issue.keys.join(', ')}: the languages are ${languages.join(', ')}`
        : undefined,
  },
);

/** What callers of a dial-in are told once they may go in, and before they do. */
export const noticeSchema = z.strictObject({
  version: noticeVersionSchema,
  /** In each language that a dial-in with it speaks. */
  text: textSchema.optional(),
  /** An audio file in the place of the text. */
  audioUrl: audioUrlSchema.optional(),
  /** `press-1`: nobody goes in who does not key a 1 after it. Default: who has heard it goes in. */
  consent: z.literal('press-1').optional(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** Whether there is something to be heard of a notice in a language. */
export const isSpokenIn = ({ text, audioUrl }: Notice, language: Language): boolean =>
  audioUrl !== undefined || text?.[language] !== undefined;

/** The words of a notice in a language, or the audio file in their place. */
export function noticeWords({ text, audioUrl }: Notice, language: Language): Words {
  return { language, text: text?.[language] ?? '', audioUrl };
}
