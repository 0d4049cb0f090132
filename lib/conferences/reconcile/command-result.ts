import type { NotYet, CommandResult } from '../ports.ts';

/** A longer rest than this is a fault of whoever asks for it: nobody on the phone has that patience. */
const longestRestMs = 300_000;

/** What surely was not done. `retryAfterMs`: how long the provider wants to be left alone, if it says so. */
export function notYet(nowMs: number, retryAfterMs: number | undefined): NotYet {
  return {
    notBeforeMs: retryAfterMs === undefined ? undefined : nowMs + Math.min(longestRestMs, retryAfterMs),
  };
}

export function isNotYet(result: CommandResult): result is NotYet {
  return typeof result === 'object';
}

/** What became of a command, as a word for logs. */
export function wordFor(result: CommandResult): string {
  return isNotYet(result) ? 'not-done' : result;
}
