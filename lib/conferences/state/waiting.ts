import type { Conference } from '../model/conference.ts';
import type { Sentence } from '../model/sentences.ts';
import { isAskedForBridge, isLeftToHost } from './bridge.ts';

/** As long as the sentence promises to somebody who waits: later another says how it stands. */
const longestBridgeWaitMs = 180_000;

/** What somebody hears who waits for the bridge. As long as the room is asked for it, nobody is sent to ask the host. */
export function sentenceFor(conference: Conference, sinceMs: number, nowMs: number): Sentence {
  if (isLeftToHost(conference)) return 'bridge-failed';
  const { lost } = conference;
  const waitsMs = nowMs - Math.max(sinceMs, lost?.atMs ?? sinceMs);
  if (waitsMs >= longestBridgeWaitMs) return isAskedForBridge(conference) ? 'bridge-late' : 'bridge-failed';
  return lost !== undefined && sinceMs < lost.atMs ? 'bridge-lost' : 'waiting-for-bridge';
}
