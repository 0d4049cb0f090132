/**
 * Between a provider's event and its list there may be a moment in which they differ: a list says nothing about what
 * has changed within this time before it was read.
 */
export const settledAfterMs = 10_000;

/** A caller or bridge leg has left unheard if it is not on the list twice, the second time this much later. */
export const missGapMs = 30_000;
