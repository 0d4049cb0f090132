import type { Heard } from '../console/api/events.ts';

/** What a caller of any provider comes to, by the kind of its event. */
const turns = ['connected', 'conference-joined', 'muted', 'unmuted', 'forwarded'];

/** Longer is more than a step needs to know a sentence by. */
const maxText = 80;
/** Shorter is found in too much. */
const minText = 8;

/**
 * What of an event a scenario can expect to be heard again: a kind, or the beginning of a sentence. `hung-up`: the line is dead.
 * Undefined: nothing that would come the same way again.
 * @param isHeld whether Daily holds the call: its hold music begins once, and that of others comes and goes
 */
export function expectedOf(event: Heard, isHeld: boolean): string | undefined {
  const { kind } = event;
  if (kind === 'hung-up' || turns.includes(kind)) return kind;
  if (kind === 'hold-music' || kind === 'timeout-message') return isHeld ? kind : undefined;
  const text = event['text'];
  if (typeof text !== 'string' || !['say', 'reject', 'application-error'].includes(kind)) return undefined;
  return quotable(text);
}

/** The beginning of a sentence, as far as a step can quote it and it is the same for the next caller: no quotes, no digits. */
function quotable(text: string): string | undefined {
  const beginning = /^[^"\d•\n]*/.exec(text.trim())?.[0].split(/\s{2,}/)[0] ?? '';
  const short = beginning.length > maxText ? beginning.slice(0, maxText).replace(/\s\S*$/, '') : beginning;
  const words = short.trim();
  return words.length < minText ? undefined : words;
}
