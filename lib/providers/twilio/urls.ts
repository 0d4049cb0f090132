import type { Spoken } from '../../conferences/model/instructions.ts';

/**
 * How Twilio asks for a document while somebody listens into silence. Twilio's own way is one retry, and only after a
 * failed connection (Twilio docs, webhooks connection overrides). `rc`: two more tries. `rp`: after anything, since a
 * throttled API answers 429, a throttled function 503. `ct`: 2 s for a connection that takes well under one. `rt`: 6 s,
 * our own 3 s twice, for a function that has to start first. `tt`: 14 s, below the 15 s that Twilio allows at most;
 * then the fallback URL speaks.
 */
export const documentFragment = 'rc=2&rp=all&ct=2000&rt=6000&tt=14000';

/**
 * How Twilio delivers an event, for which nobody waits: as often and as long as it lets itself be told to (`rc` 5, `tt`
 * 15 s), each try 4 s, so that three fit.
 */
export const eventFragment = 'rc=5&rp=all&ct=2000&rt=4000&tt=15000';

/** All fragments that we ever put on a URL: the signature may cover them. */
export const fragments: readonly string[] = [documentFragment, eventFragment];

/** The voice routes, each the last part of its path. */
export const voiceRoutes = ['voice', 'pin', 'menu', 'left', 'wait', 'forwarded', 'announce'] as const;
export type VoiceRoute = (typeof voiceRoutes)[number];

/** The routes of status callbacks. */
export const eventRoutes = ['events', 'status'] as const;
export type EventRoute = (typeof eventRoutes)[number];

/** The address at which Twilio asks for a document. `query` is signed together with it. */
export function documentUrl(
  publicUrl: string,
  route: VoiceRoute,
  query: Readonly<Record<string, string | number>> = {},
): string {
  const entries = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const search = entries.length === 0 ? '' : `?${entries.join('&')}`;
  return `${publicUrl}/twilio/${route}${search}#${documentFragment}`;
}

/** The address to which Twilio reports conference events (`events`) or the end of calls (`status`). */
export function eventUrl(publicUrl: string, route: EventRoute): string {
  return `${publicUrl}/twilio/${route}#${eventFragment}`;
}

/** Where Twilio finds what one leg of a meeting is to be told; the recording, if there is one, needs no further look-up. */
export function announceUrl(publicUrl: string, { sentence, language, audioUrl }: Spoken): string {
  const audio = audioUrl === undefined ? {} : { audioUrl };
  return documentUrl(publicUrl, 'announce', { sentence, language, ...audio });
}

/** What is to be entered for a phone number or SIP Domain at Twilio, all with method POST. */
export function webhooksOf(publicUrl: string): {
  readonly voiceUrl: string;
  readonly statusCallback: string;
} {
  return { voiceUrl: documentUrl(publicUrl, 'voice'), statusCallback: eventUrl(publicUrl, 'status') };
}
