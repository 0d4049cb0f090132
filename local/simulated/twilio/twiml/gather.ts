import type { SimulatedCall } from '../calls/call.ts';
import { sound, type SoundDeps } from './sounds.ts';
import type { Gather } from './twiml.ts';

/** What a `<Gather>` collected. */
export interface Gathered {
  /** Without the finish key. */
  readonly digits: string;
  /** Empty if count or time-out ended the digits. */
  readonly finishedOnKey: string;
}

/**
 * Performs a `<Gather>`: prompts until the first key, then waits for keys. The time-out counts from the end of the prompts
 * and again from every key. Prompts already have absolute URLs. The result means nothing once `signal` has aborted.
 */
export async function gather(
  call: SimulatedCall,
  verb: Gather,
  signal: AbortSignal,
  deps: SoundDeps,
): Promise<Gathered> {
  const done = new AbortController();
  const keyed = new AbortController();
  const over = AbortSignal.any([signal, done.signal]);
  let digits = '';
  let finishedOnKey = '';
  let stopTimeout = (): void => undefined;
  const restartTimeout = (): void => {
    stopTimeout();
    stopTimeout = deps.pace.after(verb.timeout * 1_000, () => done.abort());
  };
  const stopCollecting = call.collect((key) => {
    if (over.aborted) return;
    keyed.abort();
    if (key === verb.finishOnKey) {
      finishedOnKey = key;
      done.abort();
      return;
    }
    digits += key;
    if (digits.length === verb.numDigits) done.abort();
    else restartTimeout();
  }, true);
  const prompting = AbortSignal.any([over, keyed.signal]);
  for (const prompt of verb.prompts) {
    if (prompting.aborted) break;
    await sound(call, prompt, prompting, deps);
  }
  if (!prompting.aborted) restartTimeout();
  if (!over.aborted) await new Promise<void>((resolve) => over.addEventListener('abort', () => resolve()));
  stopTimeout();
  stopCollecting();
  return { digits, finishedOnKey };
}
