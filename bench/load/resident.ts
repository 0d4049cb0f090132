import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from './stack.ts';

/** Idle sandboxes beside others end after a minute; a sweep has run by then too. */
const untilIdleMs = 75_000;

/** Memory of this process, in MB (2^20). */
export interface Memory {
  readonly residentMb: number;
  /** Heap of the main thread, which is part of it. */
  readonly heapMb: number;
}

/** What the process has once idle sandboxes have ended. Node needs `--expose-gc` for it to mean anything. */
export async function memoryAtRest(say: Say): Promise<Memory> {
  say('waiting until all is at rest');
  await sleep(untilIdleMs);
  globalThis.gc?.();
  return { residentMb: residentMb(), heapMb: Math.round(process.memoryUsage().heapUsed / 2 ** 20) };
}

/** What it has at this moment. */
export function residentMb(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}
