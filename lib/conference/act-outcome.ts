import type { Act } from './act.ts';
import type { ConferenceDeps, NotYet, Told } from './ports.ts';
import { isNotYet, wordFor } from './told.ts';

/** What carrying out acts needs. */
export type SyncDeps = Pick<
  ConferenceDeps,
  | 'conferences'
  | 'pinCalls'
  | 'doors'
  | 'pins'
  | 'known'
  | 'voice'
  | 'rooms'
  | 'wakeLater'
  | 'clock'
  | 'log'
  | 'count'
>;

/** What became of an act. `failed`: it is tried again. */
export type Done = 'done' | 'failed' | NotYet;

/** The same for an act that needs no note of its own; what failed is logged. */
export function doneIf({ log }: SyncDeps, act: Act['kind'], told: Told): Done {
  if (told === 'done' || told === 'gone') return 'done';
  log.warn('conference-act', { act, result: wordFor(told) });
  return isNotYet(told) ? told : 'failed';
}
