import type { HeldCall } from './call.ts';

/** Targets that refused are asked again this many times in the time of one slice: by default every 5 s. */
const asksPerSlice = 7;
/** The machine pauses for whole seconds (Amazon States Language, IntervalSeconds). */
const shortestPauseMs = 1_000;

/** How long the machine pauses before targets that all refused are asked again, in ms: whole seconds. */
export function askAgainMs(holdSliceMs: number): number {
  const seconds = Math.floor(holdSliceMs / asksPerSlice / shortestPauseMs);
  return Math.max(1, seconds) * shortestPauseMs;
}

interface Times {
  readonly connectSliceMs: number;
  readonly reserveMs: number;
}

/** Until when a target is asked, Unix ms: one that answers at once can still be connected to. */
export function lastAskAtMs({ budgetEndsAtMs }: Pick<HeldCall, 'budgetEndsAtMs'>, settings: Times): number {
  return budgetEndsAtMs - settings.connectSliceMs - settings.reserveMs;
}

/** Until when whoever took the call on is waited for, Unix ms. */
export function waitEndsAtMs(
  { budgetEndsAtMs }: Pick<HeldCall, 'budgetEndsAtMs'>,
  { reserveMs }: Times,
): number {
  return budgetEndsAtMs - reserveMs;
}

/**
 * How long a target is left alone after a try that failed, in ms; `tries` is 1 for the first. `unclear`: a bot may be on its
 * target, so another is asked for only after a while. `left`: a bot left before it was ready, or its ready room turned the
 * caller down, and is replaced at once. Twice as long each time, so that a handful of tries of each target lasts for a whole
 * hold, and its cost stays bounded.
 */
export function pauseAfterTry(kind: 'unclear' | 'left', tries: number, holdSliceMs: number): number {
  const growth = 2 ** (tries - 1);
  return askAgainMs(holdSliceMs) * (kind === 'unclear' ? 2 * growth : growth - 1);
}
