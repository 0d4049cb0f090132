import type { HeldCall } from '../../../lib/held-calls/model/call.ts';
import type { CallEvent, CallEventKind } from '../../../lib/held-calls/model/call-events.ts';
import type { CallState } from '../../../lib/held-calls/model/call-states.ts';
import type { HeldCallDeps } from '../../../lib/held-calls/ports.ts';
import { applyChange, type Change } from '../../../lib/held-calls/state/change.ts';
import { meet, type Met } from '../frame/coverage.ts';

/** The headings under which worlds of held calls count what they met. */
export const headings = {
  /** State × event, taken. */
  life: 'life',
  /** Event and condition, refused by that condition alone; `state`: by the call's state alone. */
  guards: 'guards',
  /** What the outside was asked, and its answer. */
  commands: 'commands',
  /** Why a call was released. */
  releases: 'releases',
} as const;

export const pairOf = (state: CallState, kind: CallEventKind) => `${state}×${kind}`;

/** Counts one event that found its call. */
export function countEvent(
  met: Met,
  call: HeldCall,
  { kind }: CallEvent,
  change: Change,
  isTaken: boolean,
): void {
  if (isTaken) {
    meet(met, headings.life, pairOf(call.state, kind));
    return;
  }
  const isWrongState = !change.from.includes(call.state);
  const failed = change.when.filter(
    (condition) => applyChange(call, { ...change, from: [call.state], when: [condition] }) === undefined,
  );
  const by = isWrongState ? ['state', ...failed] : failed;
  const [only] = by;
  if (by.length !== 1 || only === undefined) return;
  meet(met, headings.guards, `${kind}/${typeof only === 'string' ? only : only.attribute}`);
}

/** The same ports; what they answer is counted. */
export function counted(deps: HeldCallDeps, met: Met): HeldCallDeps {
  const { video, bots, machine } = deps;
  const note = (command: string, answer: string) => meet(met, headings.commands, `${command} ${answer}`);
  return {
    ...deps,
    video: {
      ...video,
      create: async (order) => {
        const made = await video.create(order);
        note('create', made.ok ? 'made' : 'refused');
        return made;
      },
      addressOf: async (...asked) => {
        const address = await video.addressOf(...asked);
        note('addressOf', address === undefined ? 'unknown' : 'known');
        return address;
      },
      callerIn: async (...asked) => {
        const presence = await video.callerIn(...asked);
        note('callerIn', presence);
        return presence;
      },
      remove: async (names) => {
        const left = await video.remove(names);
        note('remove', left.length === 0 ? 'gone' : 'left');
        return left;
      },
      connect: async (...order) => {
        const ordered = await video.connect(...order);
        note('connect', ordered.kind);
        return ordered;
      },
    },
    router: {
      ask: async (question) => {
        const answer = await deps.router.ask(question);
        note('ask', answer.kind);
        return answer;
      },
    },
    bots: {
      start: async (order) => {
        const started = await bots.start(order);
        note('bot start', started.kind);
        return started;
      },
      stop: async (bot) => {
        const isStopped = await bots.stop(bot);
        note('bot stop', isStopped ? 'stopped' : 'failed');
        return isStopped;
      },
    },
    machine: {
      start: async (id) => {
        const started = await machine.start(id);
        note('machine start', started);
        return started;
      },
      resume: async (token) => {
        const resumed = await machine.resume(token);
        note('machine resume', resumed);
        return resumed;
      },
      giveUp: async (token) => {
        const resumed = await machine.giveUp(token);
        note('machine giveUp', resumed);
        return resumed;
      },
    },
  };
}

/** Every answer that a command can have. */
export const everyCommand: readonly string[] = Object.entries({
  create: ['made', 'refused'],
  addressOf: ['known', 'unknown'],
  callerIn: ['in', 'out', 'unknown'],
  remove: ['gone', 'left'],
  connect: ['taken', 'unknown', 'gone', 'refused', 'busy'],
  'bot start': ['started', 'refused', 'unknown'],
  ask: ['targets', 'data', 'refusal', 'none'],
  'bot stop': ['stopped', 'failed'],
  'machine start': ['started', 'throttled'],
  'machine resume': ['resumed', 'over', 'failed'],
  'machine giveUp': ['resumed', 'over', 'failed'],
}).flatMap(([command, answers]) => answers.map((answer) => `${command} ${answer}`));
