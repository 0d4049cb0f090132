import type { ConferenceDeps, ConferenceStore } from '../ports.ts';

/** One sweep wakes this many conferences; the rest a minute later. */
const maxConferencesPerSweep = 500;

/** An event's own wake arrives within moments; what is younger than this is not lost. */
const wakeGraceMs = 5_000;

/**
 * Wakes conferences whose business is unfinished: a wake got lost, a sync died, or a deadline has come. Doing it twice
 * is harmless.
 */
export async function sweepConferences(
  deps: Pick<ConferenceDeps, 'wake' | 'clock' | 'log' | 'count'> & {
    readonly conferences: Pick<ConferenceStore, 'due'>;
  },
): Promise<{ readonly woken: number }> {
  const due = await deps.conferences.due(deps.clock.now() - wakeGraceMs, maxConferencesPerSweep);
  let failed = 0;
  for (const id of due) if ((await deps.wake.wake(id)) === 'failed') failed += 1;
  if (failed > 0) deps.count('sweepFailed', failed, 'wake');
  if (due.length > 0) deps.log.info('sweep-healed', { what: 'wake', conferences: due.length });
  return { woken: due.length };
}
