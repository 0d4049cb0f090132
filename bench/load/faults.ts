import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../../local/runtime/gateway.ts';

/** The functions that a held call needs, and the one that finds what got lost. */
export const heldCallVictims = [
  'daily-pinless',
  'hold-call',
  'daily-events',
  'bot-ready',
  'connect-call',
  'release-call',
  'sweep',
] as const;

/** Something that was done to the stack, and when: Unix milliseconds. */
export interface Fault {
  readonly kind: 'killed' | 'frozen';
  /** The function that was killed, or `table`. */
  readonly what: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Kills all sandboxes of a function, then of another, in random order at random moments, until told to stop.
 * @param victims names of functions
 * @param everyMs milliseconds between two kills on average
 * @param random draws from 0 up to, not including, 1
 */
export async function killAtRandom(
  gateway: Pick<Gateway, 'crash'>,
  faults: Fault[],
  {
    victims,
    everyMs,
    random,
    stopped,
  }: { victims: readonly string[]; everyMs: number; random: () => number; stopped: AbortSignal },
): Promise<void> {
  for (;;) {
    await sleep(random() * 2 * everyMs);
    if (stopped.aborted) return;
    const what = victims[Math.floor(random() * victims.length)];
    if (what === undefined) return;
    const fromMs = Date.now();
    await gateway.crash(what);
    // What waited for a killed function is told within moments, and what was cut short is tried again after a second.
    faults.push({ kind: 'killed', what, fromMs, toMs: Date.now() });
  }
}

/** Lets no request to the table be answered for so long. */
export async function freezeTable(
  { dynamo }: Pick<Gateway, 'dynamo'>,
  faults: Fault[],
  ms: number,
): Promise<void> {
  const fromMs = Date.now();
  dynamo.freeze();
  try {
    await sleep(ms);
  } finally {
    dynamo.thaw();
  }
  faults.push({ kind: 'frozen', what: 'table', fromMs, toMs: Date.now() });
}

/** Invocations that a kill cut short, or that waited for a sandbox which was killed while it started. */
export function cutShort(lines: readonly string[]): number {
  return lines.filter((line) => line.startsWith('ERROR\tInvoke Error') && line.includes('Runtime.ExitError'))
    .length;
}

/** Numbers from 0 up to, not including, 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
