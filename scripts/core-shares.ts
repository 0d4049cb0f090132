import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Says how many files of flows run side by side; without it, as many as if nothing else ran on the machine. */
export const flowWorkersVariable = 'FLOW_WORKERS';

/** A look at how busy the processor is: shorter, it would be one of chance. */
const lookMs = 1_000;

/** How the parts of the whole test share the processor. */
export interface CoreShares {
  /** Whether all parts run at once; if not, one after the other, each with what is free for itself. */
  readonly sideBySide: boolean;
  /** How many files of flows run side by side. */
  readonly flowWorkers: number;
}

/**
 * By so many cores that are free. A flow's calls mostly wait, so that more files run than there are cores; with more still the
 * functions would not answer in time, nor would they on a single core with all the rest beside them.
 */
export function shareCores(free: number): CoreShares {
  const cores = Math.max(1, Math.round(free));
  return { sideBySide: cores > 1, flowWorkers: 2 * cores };
}

/**
 * Cores that nothing keeps busy now; nothing of ours may run meanwhile. All that we may use, where these are a part of the machine:
 * its times do not say who keeps which of them busy.
 */
export async function freeCores(): Promise<number> {
  if (cpus().length !== availableParallelism()) return availableParallelism();
  const before = processorTimes();
  await sleep(lookMs);
  const after = processorTimes();
  const allMs = after.allMs - before.allMs;
  // Some sandboxes count no time.
  const idleShare = allMs > 0 ? (after.idleMs - before.idleMs) / allMs : 1;
  return availableParallelism() * idleShare;
}

function processorTimes(): { readonly idleMs: number; readonly allMs: number } {
  const times = cpus().map((each) => each.times);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  return { idleMs, allMs: times.reduce((sum, all) => sum + all.user + all.nice + all.sys + all.irq, idleMs) };
}
