import type { Conference } from '../model/conference.ts';
import type { ConferenceDeps } from '../ports.ts';
import { settledAfterMs } from '../state/missed.ts';

/**
 * The meeting to look into. A leg that was let in as the bridge, and of whose join nothing was heard, may be in another than
 * the last that we know of; by now it has left whatever the provider had put it into before.
 */
export async function meetingNow(
  { voices }: Pick<ConferenceDeps, 'voices'>,
  { voice, meeting, comingBridge }: Conference,
  atMs: number,
): Promise<string | undefined> {
  if (comingBridge === undefined || atMs - comingBridge.atMs < settledAfterMs) return meeting;
  return (await voices.of(voice).meetingOf?.(comingBridge.call)) ?? meeting;
}
