import * as z from 'zod';

/** Characters of a notice in one language: voice providers say 600 at once, and nobody listens to more. */
const maxNoticeCharacters = 500;

/** Characters of a recording's address: voice providers are given it inside of one of ours, escaped. */
const maxAudioUrl = 500;

/** Names one wording of a notice, by which it is found again: a number, a date, the name of a draft. */
export const noticeVersionSchema = z
  .string()
  .regex(/^[\w.-]{1,40}$/, 'is 1 to 40 letters, digits, dots, dashes and underscores');

/** What a notice says in one language. */
export const noticeTextSchema = z
  .string()
  .max(maxNoticeCharacters)
  .regex(/^\S(?:\P{Cc}*\S)?$/u, 'is words on one line, without spaces around them');

/** Where an audio file is: whoever is on the way must not change what callers hear. */
export const audioUrlSchema = z
  .url({ protocol: /^https$/, error: 'is no address that begins with https://' })
  .max(maxAudioUrl);
