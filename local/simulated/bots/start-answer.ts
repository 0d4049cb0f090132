import type { BotSession } from './sessions.ts';

/** What a back end answers to an order, before it is put into the back end's own words. */
export type StartAnswer =
  | { readonly kind: 'started'; readonly session: BotSession }
  | { readonly kind: 'refused'; readonly info: string }
  | { readonly kind: 'at-capacity'; readonly retryAfterS?: number | undefined }
  | { readonly kind: 'error' };

/** The headers of an answer that says, or does not say, when to come again. */
export const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) };
