import type { Conference } from '../model/conference.ts';

/** How often the bridge is dialled before callers hear that the host must connect telephony. */
export const maxBridgeTries = 3;

/** From the request to the bridge's leg being in the meeting; it dials, waits for the greeting and keys its PIN. */
export const bridgeDialMs = 45_000;

/** The same while the room has not said that it dials: the request takes some seconds of it at most. */
export const unsureDialMs = 25_000;

/** Since when the room dials, or may: a leg that came before is of a dial before. */
export function dialsSinceMs({
  untilMs,
  isUnsure,
}: Extract<Conference['bridge'], { readonly state: 'dialling' }>) {
  return untilMs - (isUnsure === true ? unsureDialMs : bridgeDialMs);
}

/** Pause before the bridge is dialled again, growing with each try in vain. */
const bridgePauseMs = 5_000;
const longestBridgePauseMs = 15 * 60_000;

/** When the bridge may be dialled, or asked to leave, again after `tries` in vain. */
export function nextBridgeTryMs(tries: number, nowMs: number): number {
  return nowMs + Math.min(longestBridgePauseMs, bridgePauseMs * 2 ** Math.max(0, tries - 1));
}

/** Whether the bridge is out, and something is to be done about it now if anybody waits. */
export function isBridgeDue({ bridge, settings, isClosed }: Conference, nowMs: number): boolean {
  if (bridge.state === 'in') return false;
  if (bridge.state === 'dialling') return nowMs >= bridge.untilMs;
  const isOurs = settings.bridge === 'automatic' && !isClosed;
  return isOurs && bridge.tries < maxBridgeTries && nowMs >= bridge.notBeforeMs;
}

/** Whether callers who wait outside may go in: the bridge is there, and is the room's for all we know. */
export function isOpenToWaiting({ bridge }: Pick<Conference, 'bridge'>): boolean {
  return bridge.state === 'in' && bridge.isUnasked !== true;
}

/** Requests in a row after which a room that says no to them will hardly say anything else. */
const maxRefusals = 3;

/** Whether nobody but the host can bring the bridge in: we have no tries left, or the room does not let us. */
export function isLeftToHost({ bridge }: Conference): boolean {
  if (bridge.state !== 'absent') return false;
  const { tries, isRefused, failures = 0 } = bridge;
  return tries >= maxBridgeTries || (isRefused === true && failures >= maxRefusals);
}

/** Whether the room has been asked for its bridge since that was last in, and is asked again. */
export function isAskedForBridge(conference: Conference): boolean {
  const { bridge } = conference;
  if (bridge.state === 'dialling') return true;
  if (bridge.state === 'in' || conference.isClosed || isLeftToHost(conference)) return false;
  return bridge.tries > 0 || bridge.failures !== undefined;
}
