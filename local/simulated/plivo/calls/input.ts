import { aborted, isOver } from '../../kit/pace.ts';
import type { GetInput } from '../xml/document.ts';
import type { PlivoCall } from './call.ts';
import { playSounds, type SoundDeps } from './sounds.ts';

/**
 * Performs a `GetInput`: prompts until the first key, then waits for keys.
 * @returns the digits, without the finish key; undefined: no input, or `signal` has aborted
 */
export async function getInput(
  call: PlivoCall,
  input: GetInput,
  signal: AbortSignal,
  deps: SoundDeps,
): Promise<string | undefined> {
  const more = deps.settings.retriesCount === 'tries' ? 0 : 1;
  for (let attempt = 0; attempt < input.retries + more; attempt += 1) {
    call.note({ kind: 'input' });
    const digits = await oneTry(call, input, signal, deps);
    if (isOver(signal)) return undefined;
    if (digits === undefined || (digits === '' && deps.settings.emptyInput === 'next-element')) continue;
    call.note({ kind: 'input-result', keys: digits });
    return digits;
  }
  return undefined;
}

/** One prompt and the keys that answer it. Undefined: the time is up without a key. */
async function oneTry(
  call: PlivoCall,
  { prompts, executionTimeout, digitEndTimeout, numDigits, finishOnKey }: GetInput,
  signal: AbortSignal,
  deps: SoundDeps,
): Promise<string | undefined> {
  const { settings, pace } = deps;
  const [done, keyed] = [new AbortController(), new AbortController()];
  const over = AbortSignal.any([signal, done.signal]);
  const digitEndMs = digitEndTimeout === 'auto' ? settings.autoDigitEndMs : digitEndTimeout * 1_000;
  let digits = '';
  let stopTimer = (): void => undefined;
  const endAfter = (ms: number): void => {
    stopTimer();
    stopTimer = pace.after(ms, () => done.abort());
  };
  const stopCollecting = call.collect((key) => {
    if (isOver(over)) return;
    keyed.abort();
    if (key !== finishOnKey) digits += key;
    if (key === finishOnKey || digits.length === numDigits) done.abort();
    else endAfter(digitEndMs);
  }, true);
  const startTimer = (): void => {
    if (!isOver(keyed.signal)) endAfter(executionTimeout * 1_000);
  };
  if (settings.inputCountsFrom === 'start') startTimer();
  await playSounds(call, prompts, AbortSignal.any([over, keyed.signal]), deps);
  if (settings.inputCountsFrom === 'prompt-end') startTimer();
  await aborted(over);
  stopTimer();
  stopCollecting();
  return isOver(keyed.signal) ? digits : undefined;
}
