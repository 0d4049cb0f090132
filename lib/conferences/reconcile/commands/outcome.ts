import type { Command } from '../../model/command.ts';
import type { ConferenceDeps } from '../../ports.ts';
import { type NotYet, type CommandResult, wordFor, isNotYet } from '../../model/command-result.ts';

/** What carrying out commands needs. */
export type SyncDeps = Pick<
  ConferenceDeps,
  | 'conferences'
  | 'pinCalls'
  | 'pins'
  | 'known'
  | 'voices'
  | 'rooms'
  | 'wakeLater'
  | 'clock'
  | 'log'
  | 'count'
  | 'randomBelow'
>;

/** What became of a command. `failed`: it is tried again. `look-again`: it is, in a moment. */
export type Done = 'done' | 'failed' | 'look-again' | NotYet;

/** The same for a command that needs no note of its own; what failed is logged. */
export function doneIf({ log }: SyncDeps, command: Command['kind'], result: CommandResult): Done {
  if (result === 'done' || result === 'gone') return 'done';
  log.warn('conference-command', { command, result: wordFor(result) });
  return isNotYet(result) ? result : 'failed';
}
