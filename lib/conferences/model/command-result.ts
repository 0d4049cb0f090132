/**
 * What became of a command. `unknown`: it may have happened. `gone`: there is no such leg or room any more. `refused`: it
 * did not happen, and the answer would be the same again. `NotYet`: it did not happen either, but for a reason that passes.
 */
export type CommandResult = 'done' | 'gone' | 'refused' | 'unknown' | NotYet;

/**
 * A command that surely was not carried out: we asked too often, our key was refused, or there was no connection. It is no
 * attempt. `notBeforeMs` (Unix ms): the provider does not want to be asked again before; undefined: it does not say.
 */
export interface NotYet {
  readonly notBeforeMs: number | undefined;
}

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
