import * as z from 'zod';
import { conferenceIdSchema } from './conference.ts';

/** Somebody who needs no PIN for one conference, from one number, at one dial-in. The number itself is stored nowhere. */
export const knownCallerSchema = z.object({
  conference: conferenceIdSchema,
  /** The number, or the SIP domain, that has to be dialled. */
  dialled: z.string(),
  /** The caller's number as lists show it. */
  maskedNumber: z.string(),
  /** How the room names the caller; default as any other. */
  name: z.string().max(100).optional(),
  /** Reference of the user's own; the room gets it. */
  externalId: z.string().max(100).optional(),
  /** Id of the key that hashed the number. */
  keyId: z.string(),
});

export type KnownCaller = z.infer<typeof knownCallerSchema>;

/** A known caller as it can be told from others without its number. */
export interface ListedKnown {
  readonly hash: string;
  readonly caller: KnownCaller;
}
