import * as z from 'zod';
import { transferListSchema } from '../../numbers/destination.ts';
import { audioUrlSchema } from '../../notice/notice.ts';
import { languages, voiceIdSchema } from './conference.ts';
import { isSpokenIn, noticeSchema } from './notice.ts';
import { numberPrefix, phoneNumberFrom } from '../../numbers/phone-number.ts';

/** A host name in lower case, of 253 characters at most (RFC 1035). */
const sipDomain = /^(?=.{1,253}$)([a-z0-9-]+\.)+[a-z]+$/;

/** What the voice provider says was dialled, for what somebody wrote: a number in E.164 or a SIP Domain; undefined: neither. */
export function parseDialled(written: string): string | undefined {
  const number = phoneNumberFrom(written);
  if (number !== undefined) return number;
  const domain = written.trim().toLowerCase();
  return sipDomain.test(domain) ? domain : undefined;
}

/** Words of the dialogue that a dial-in may replace by an audio file: the sentence's name and the file's address. */
export const audioSchema = z.record(z.string(), audioUrlSchema);

/** Where a forwarded call goes, from a dial-in or by a PIN. */
export const forwardTargetSchema = z.object({
  /** Static SIP address to forward to, without `sip:`. */
  address: z.string().regex(/^[^@\s?;]+@[^@\s?;]+$/, 'is user@host, without headers or parameters'),
  /** Route that the call takes there; default the address's own, which whoever knows the address can dial as well. */
  route: z.string().min(1).optional(),
});
export type ForwardTarget = z.infer<typeof forwardTargetSchema>;

/**
 * Which PINs are valid at a dial-in. `callers` and `bridge` know only their own kind, and a bridge PIN is valid nowhere else if
 * it has a dial-in; `both` is for those who have one number only.
 */
export const opensToSchema = z.enum(['callers', 'bridge', 'both']).default('both');

/** What a dialled number or SIP domain of the voice provider leads to. */
export const dialInSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('pin'),
      /** Whose number or domain it is. Default `twilio`. */
      voice: voiceIdSchema,
      language: z.enum(languages).default('en'),
      opensTo: opensToSchema,
      /** Caller prefixes that are refused before the call is answered. */
      deny: z.array(z.string().regex(numberPrefix)).max(100).optional(),
      audio: audioSchema.optional(),
      /** Where an operator may lead its callers on to: number prefixes and SIP addresses. Default: nowhere but other conferences. */
      transferTo: transferListSchema.optional(),
      /** What callers are told before they are let in. Default: nothing. */
      notice: noticeSchema.optional(),
    })
    .superRefine(({ notice, language, opensTo }, refined) => {
      const refuse = (message: string) => refined.addIssue({ code: 'custom', path: ['notice'], message });
      if (notice === undefined) return;
      if (opensTo === 'bridge') refuse('nobody would hear it: the bridge is told no notice');
      if (!isSpokenIn(notice, language))
        refuse(`has neither words in ${language}, which the dial-in speaks, nor an audio file`);
    }),
  z.strictObject({
    kind: z.literal('forward'),
    /** As with `pin`. */
    voice: voiceIdSchema,
    language: z.enum(languages).default('en'),
    ...forwardTargetSchema.shape,
    audio: audioSchema.optional(),
  }),
  z.strictObject({ kind: z.literal('refuse') }),
]);
export type DialIn = z.infer<typeof dialInSchema>;

/** A dial-in whose callers key a PIN. */
export type PinDialIn = Extract<DialIn, { kind: 'pin' }>;
