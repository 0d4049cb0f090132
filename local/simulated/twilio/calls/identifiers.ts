import { randomUUID } from 'node:crypto';

/** Prefix of a Twilio identifier, by the kind of thing. */
export type SidPrefix = 'AL' | 'CA' | 'CF' | 'CL' | 'CR' | 'IP' | 'PN' | 'SD' | 'TK';

/** A new Twilio identifier: prefix and 32 hex digits. */
export const newSid = (prefix: SidPrefix): string => prefix + randomUUID().replaceAll('-', '');

/** A moment as Twilio writes it (RFC 2822, UTC). */
export const twilioTime = (atMs: number): string => new Date(atMs).toUTCString().replace('GMT', '+0000');
