import type { Language } from '../conference.ts';
import type { Spoken, Words } from '../instructions.ts';
import type { Sentence } from '../sentences.ts';
import { german } from './de.ts';
import { english } from './en.ts';

const texts: Record<Language, Record<Sentence, string>> = { en: english, de: german };

/** What a sentence says in a language. */
export function textOf(sentence: Sentence, language: Language): string {
  return texts[language][sentence];
}

const calling: Record<Language, (name: string) => string> = {
  en: (name) => `${name} calls you into a meeting.`,
  de: (name) => `${name} ruft Sie in eine Konferenz.`,
};

/** What a callee hears first. `name`: of the conference. */
export const callingWords = (name: string, language: Language): Words => ({
  text: calling[language](name),
  language,
});

/** What a sentence says, or the audio file in its place. */
export function wordsOf({ sentence, language, audioUrl }: Spoken): Words {
  return { text: textOf(sentence, language), language, audioUrl };
}
