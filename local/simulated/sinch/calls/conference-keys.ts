import type { Pace } from '../../kit/pace.ts';
import type { ConnectConf } from '../svaml/schema.ts';
import type { SinchCall } from './call.ts';

interface KeyDeps {
  readonly pace: Pace;
  /** Whether `*` is delivered. */
  readonly hasStar: boolean;
  /** Keys that were detected, without a `#` at the end. */
  readonly onDetected: (keys: string) => void;
  /** One key for the others to hear. */
  readonly onForwarded: (key: string) => void;
}

/** Listens to the keys of somebody in a conference (Sinch docs, DTMF in conferences); returns how to stop. */
export function listenForKeys(
  call: SinchCall,
  { mode, maxDigits, timeoutMills }: NonNullable<ConnectConf['conferenceDtmfOptions']>,
  { pace, hasStar, onDetected, onForwarded }: KeyDeps,
): () => void {
  let keys = '';
  let stopTimer = (): void => undefined;
  const deliver = (): void => {
    stopTimer();
    const detected = keys;
    keys = '';
    if (detected !== '') onDetected(detected);
  };
  const take = (key: string): void => {
    if (mode === 'forward') onForwarded(key);
    if (mode !== 'detect' || (key === '*' && !hasStar)) return;
    if (key === '#') {
      deliver();
      return;
    }
    keys += key;
    stopTimer();
    if (keys.length >= maxDigits) deliver();
    else stopTimer = pace.after(timeoutMills, deliver);
  };
  const stopCollecting = call.collect(take, false);
  return () => {
    stopTimer();
    stopCollecting();
  };
}
