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

/** What a sentence says, or the audio file in its place. */
export function wordsOf({ sentence, language, audioUrl }: Spoken): Words {
  return { text: textOf(sentence, language), language, audioUrl };
}
