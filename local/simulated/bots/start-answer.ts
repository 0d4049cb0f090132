import type { BotSession } from './sessions.ts';

/** What a back end answers to an order, before it is put into the back end's own words. */
export type StartAnswer =
  | { readonly kind: 'started'; readonly session: BotSession }
  | { readonly kind: 'refused'; readonly info: string }
  | { readonly kind: 'at-capacity' }
  | { readonly kind: 'error' };
