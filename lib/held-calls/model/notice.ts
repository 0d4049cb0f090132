import * as z from 'zod';
import { audioUrlSchema, noticeTextSchema, noticeVersionSchema } from '../../notice/notice.ts';

/** Made for the first tag: it takes a seventh of the time in which a function loads, and most routes have no notice. */
let names: Intl.DisplayNames | undefined;

/** Whether there is such a language, written as BCP 47 has it: `en`, `pt-BR`. */
function isLanguage(tag: string): boolean {
  names ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  try {
    return names.of(tag) !== undefined;
  } catch {
    return false; // Intl reports what cannot be a language only by throwing
  }
}

/** What a route's bots have to tell their callers first: Daily lets nothing be said to a call on hold. */
export const botNoticeSchema = z
  .strictObject({
    version: noticeVersionSchema,
    /** By language: which one the caller speaks, the bot knows best. */
    text: z
      .record(z.string().max(35).refine(isLanguage, 'is no language'), noticeTextSchema)
      .refine(
        (text) => Object.keys(text).length > 0 && Object.keys(text).length <= 20,
        'has 1 to 20 languages',
      )
      .optional(),
    /** An audio file in the place of the words. */
    audioUrl: audioUrlSchema.optional(),
  })
  .refine(
    ({ text, audioUrl }) => text !== undefined || audioUrl !== undefined,
    'has neither text nor audioUrl',
  );
export type BotNotice = z.infer<typeof botNoticeSchema>;
