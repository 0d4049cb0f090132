// How much earlier than the order that led to it something may seem to have happened, in ms: the order has our time, and what came of it
// the provider's, whose clock may be behind ours, and which is in whole seconds. How far its clock is off, Daily does not document.

/** A leg may come in right after the order. One that seems to be older than this is not taken for the caller's, who then is not known to be in. */
export const legClockRoomMs = 5_000;

/**
 * A meeting ends when the leg has found its way in, and has left again: so it needs less room. The end of a meeting before, if it was
 * within this time of the order, may end a call that goes on (docs/promise.md): so it gets no more.
 */
export const endClockRoomMs = 3_000;
