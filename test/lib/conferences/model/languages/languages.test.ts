import { expect, test } from 'vitest';
import { languages } from '../../../../../lib/conferences/model/conference.ts';
import { callingWords, textOf } from '../../../../../lib/conferences/model/languages/index.ts';
import { noticeWords } from '../../../../../lib/conferences/model/notice.ts';
import { sentences } from '../../../../../lib/conferences/model/sentences.ts';

/** What somebody listens to before doing something; a prompt that is longer is not listened to. */
const maxCharacters = 160;

test.each(languages)('every sentence is there in %s, whole, short and fit for a voice', (language) => {
  for (const sentence of sentences) {
    const text = textOf(sentence, language);
    expect(text, sentence).toMatch(/^[A-ZÄÖÜ].*\.$/u);
    expect(text.length, sentence).toBeLessThanOrEqual(maxCharacters);
    expect(text, sentence).not.toMatch(/[<>&{}[\]*#_/]|\s{2}|^\s|\s$/);
  }
});

test.each(languages)('no two sentences say the same in %s', (language) => {
  expect(new Set(sentences.map((sentence) => textOf(sentence, language))).size).toBe(sentences.length);
});

test('no sentence was left in another language', () => {
  for (const sentence of sentences) {
    expect(new Set(languages.map((language) => textOf(sentence, language))).size).toBe(languages.length);
  }
});

/** After these the call is ended: a caller is not hung up on without a goodbye. */
test.each([
  'too-many-tries',
  'not-agreed',
  'conference-full',
  'conference-closed',
  'conference-not-open-yet',
  'joining-failed',
  'kicked',
  'session-over',
  'overdue',
  'forward-failed',
  'internal-failure',
] as const)('%s says goodbye', (sentence) => {
  expect(textOf(sentence, 'en')).toMatch(/Goodbye\.$/);
  expect(textOf(sentence, 'de')).toMatch(/Auf Wiederhören\.$/);
});

test.each(['menu', 'asked-to-unmute'] as const)('%s names its keys in every language', (sentence) => {
  for (const language of languages) expect(textOf(sentence, language)).toMatch(/6/);
});

test.each([
  ['en', 'Board calls you into a meeting.'],
  ['de', 'Board ruft Sie in eine Konferenz.'],
] as const)('in %s a callee hears first who calls: %s', (language, text) => {
  expect(callingWords('Board', language)).toEqual({ text, language });
});

test('a notice is said in the words of a language, or there are none and it is an audio file', () => {
  const notice = { version: '1', text: { en: 'Hello.' }, audioUrl: 'https://a.example/n' };
  const { audioUrl } = notice;
  expect(noticeWords(notice, 'en')).toEqual({ language: 'en', text: 'Hello.', audioUrl });
  expect(noticeWords(notice, 'de')).toEqual({ language: 'de', text: '', audioUrl });
});
