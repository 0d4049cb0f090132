import type { FeedEvent } from '../api/events.ts';

/** What changes, for all who look on. */
export type Change = Exclude<FeedEvent, { readonly kind: 'whole' }>;

/** Those who look on: each open page, and each program that follows calls. */
export class Audience {
  readonly #listeners = new Set<(change: Change) => void>();

  /** Tells everybody, at once. */
  readonly tell = (change: Change): void => {
    for (const listener of this.#listeners) listener(change);
  };

  /** Calls `listener` for every change from now on; returns how to stop. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
