import type { Timers } from '../../kit/timers.ts';
import { done, type Outcome, refuse } from './phone.ts';
import type { Room } from './room.ts';

/** One step of a moderator's script. */
interface Step {
  /** As it was written. */
  readonly text: string;
  readonly run: (room: Room, timers: Timers) => Outcome | Promise<Outcome>;
}

/** A parsed script, or the step that nobody understands. */
export type ParsedScript =
  { readonly ok: true; readonly steps: readonly Step[] } | { readonly ok: false; readonly step: string };

type Action = (...args: Parameters<Step['run']>) => ReturnType<Step['run']>;

const verbs: readonly (readonly [pattern: RegExp, action: (argument: string) => Action])[] = [
  [/^start$/, () => (room) => room.startSession()],
  [/^end$/, () => (room) => room.endSession()],
  [/^delete$/, () => (room) => room.deleteRoom()],
  [
    /^wait (\d+(?:\.\d+)?)$/,
    (seconds) => async (_, timers) => {
      await timers.sleep(Number(seconds) * 1000);
      return done;
    },
  ],
  [/^wait for #(\d+)$/, waitFor],
  [/^join (.+)$/, (name) => (room) => room.join(name)],
  [/^leave (.+)$/, (name) => (room) => room.leave(name)],
  [/^connect telephony$/, () => (room) => room.connectTelephony()],
  [/^disconnect telephony$/, () => (room) => room.disconnectTelephony()],
  [/^start recording$/, () => (room) => room.startRecording()],
  [/^stop recording$/, () => (room) => room.stopRecording()],
  [/^mute all$/, () => (room) => room.muteAll()],
  [/^mute (\S+)$/, onCall((room, callId) => room.mute(callId))],
  [/^unmute (\S+)$/, onCall((room, callId) => room.unmute(callId))],
  [/^ask to unmute (\S+)$/, onCall((room, callId) => room.askToUnmute(callId))],
  [/^lower hand (\S+)$/, onCall((room, callId) => room.lowerHand(callId))],
  [/^remove (\S+)$/, onCall((room, callId) => room.remove(callId))],
];

export const stepsHelp =
  'Steps, with a comma between: start, join <name>, leave <name>, wait <seconds>, wait for #<n>, connect telephony, ' +
  'disconnect telephony, start recording, stop recording, mute <call>, unmute <call>, ask to unmute <call>, ' +
  'lower hand <call>, remove <call>, mute all, end, delete. A call is its id, or #1 for the first phone that the room shows.';

/**
 * Parses steps separated by commas: `start`, `join NAME`, `leave NAME`, `wait SECONDS`, `wait for #1`, `connect telephony`,
 * `disconnect telephony`, `start recording`, `stop recording`, `mute CALL`, `unmute CALL`, `ask to unmute CALL`,
 * `lower hand CALL`, `remove CALL`, `mute all`, `end`, `delete`. CALL is a call id, or `#1` for the first phone participant that the room shows at that moment.
 */
export function parseScript(script: string): ParsedScript {
  const steps: Step[] = [];
  for (const text of script.split(',').map((part) => part.trim().replaceAll(/\s+/g, ' '))) {
    const step = parseStep(text);
    if (!step) return { ok: false, step: text };
    steps.push(step);
  }
  return { ok: true, steps };
}

function parseStep(text: string): Step | undefined {
  for (const [pattern, action] of verbs) {
    const match = pattern.exec(text);
    if (match) return { text, run: action(match[1] ?? '') };
  }
  return undefined;
}

/** A caller who keys a PIN and waits for the bridge is there within a minute, or never. */
const maxWaitMs = 60_000;
const lookEveryMs = 100;

/** Until the room shows that many phone participants. */
function waitFor(position: string): Action {
  return async (room, timers) => {
    for (let leftMs = maxWaitMs; leftMs > 0; leftMs -= lookEveryMs) {
      if (room.phones.all.length >= Number(position)) return done;
      await timers.sleep(lookEveryMs);
    }
    return refuse(404, `There is no phone participant #${position} after ${maxWaitMs / 1_000} s.`);
  };
}

function onCall(act: (room: Room, callId: string) => Outcome): (argument: string) => Action {
  return (argument) => (room) => {
    const position = /^#(\d+)$/.exec(argument)?.[1];
    const callId = position === undefined ? argument : room.phones.all[Number(position) - 1]?.callId;
    return callId === undefined
      ? refuse(404, `There is no phone participant ${argument}.`)
      : act(room, callId);
  };
}
