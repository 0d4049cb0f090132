import type { Conference } from '../model/conference.ts';

/** How often the bridge is dialled before callers hear that the host must connect telephony. */
export const maxBridgeTries = 3;

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
