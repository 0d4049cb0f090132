import type { Command } from '../../model/command.ts';
import type { Caller, Conference } from '../../model/conference.ts';
import { isSessionOver, mustGoWith } from '../../state/session.ts';
import { maxBridgeTries, isBridgeDue } from '../../state/bridge.ts';

/**
 * Pause before a room is asked again that did not take a request on, growing with each in a row: when it is well again,
 * whoever waits is in within half a minute.
 */
const askAgainPauseMs = 1_000;
const longestAskAgainPauseMs = 30_000;

/** Whether somebody is in a room is asked this often, should the news of it get lost. */
export const nobodyTherePauseMs = 15_000;

/** What is missing about the bridge. `present`: callers whose calls go on. */
export function bridgeCommands(
  conference: Conference,
  present: readonly Caller[],
  nowMs: number,
): readonly Command[] {
  const { bridge, replacedBridge } = conference;
  const replaced: readonly Command[] =
    replacedBridge === undefined ? [] : [{ kind: 'hangUpLeg', call: replacedBridge }];
  return [...replaced, ...mainBridgeCommands(conference, bridge, present, nowMs)];
}

function mainBridgeCommands(
  conference: Conference,
  bridge: Conference['bridge'],
  present: readonly Caller[],
  nowMs: number,
): readonly Command[] {
  const isWaitedFor = present.some(
    ({ presence, kicked }) => (presence === 'in' || presence === 'waiting') && kicked === undefined,
  );
  switch (bridge.state) {
    case 'in': {
      // First those go who must go with the session: before, it is made sure that there is no other.
      const isSessionDone =
        isSessionOver(conference, nowMs) && !present.some((caller) => mustGoWith(conference, caller));
      const isToGo = conference.isClosed || isSessionDone;
      // It may be none of the room's, which then has the one dialled that is, as soon as somebody waits for it.
      if (bridge.isUnasked === true)
        return isToGo || isWaitedFor ? [{ kind: 'hangUpLeg', call: bridge.call }] : [];
      if (isToGo) {
        const isDue = nowMs >= (bridge.letGo?.notBeforeMs ?? 0);
        return isDue ? [{ kind: 'disconnectBridge' }] : [];
      }
      const isInDoubt = bridge.isCarriedOver === true && conference.session?.endedAtMs === undefined;
      return isInDoubt ? [{ kind: 'proveBridge', call: bridge.call, joinSequence: bridge.joinSequence }] : [];
    }
    case 'dialling':
      return nowMs >= bridge.untilMs ? [{ kind: 'giveUpDialling' }] : [];
    case 'absent':
      return isWaitedFor && isBridgeDue(conference, nowMs) ? [{ kind: 'connectBridge' }] : [];
  }
}

/** When a room may be asked to dial again that did not take on the last `failures` requests. */
export function nextAskMs(failures: number, nowMs: number): number {
  return nowMs + Math.min(longestAskAgainPauseMs, askAgainPauseMs * 2 ** (failures - 1));
}

/** When something will be missing about the bridge although nothing happens. */
export function bridgeDeadlines({ bridge, settings }: Conference, isWaitedFor: boolean): readonly number[] {
  switch (bridge.state) {
    case 'dialling':
      return [bridge.untilMs];
    case 'in':
      return bridge.letGo === undefined ? [] : [bridge.letGo.notBeforeMs];
    case 'absent': {
      const isOurs = bridge.tries < maxBridgeTries && settings.bridge === 'automatic';
      return isOurs && isWaitedFor ? [bridge.notBeforeMs] : [];
    }
  }
}
