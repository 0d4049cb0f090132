import type { Conference } from '../../../lib/conferences/model/conference.ts';
import { wordFor, type CommandResult } from '../../../lib/conferences/model/command-result.ts';
import type { ConferenceDeps, Rooms, VoiceProvider } from '../../../lib/conferences/ports.ts';
import { plan } from '../../../lib/conferences/reconcile/plan/plan.ts';
import type { inMemoryConferences } from '../../support/conferences.ts';
import { meet, type Met } from '../frame/coverage.ts';

/** The headings under which worlds of conferences count what they met. */
export const headings = {
  /** Where a caller is × what is heard of them. */
  callers: 'callers',
  /** The bridge's state × what is heard of the conference. */
  bridges: 'bridges',
  /** The bridge's state × what is found to be missing. */
  plans: 'plans',
  /** What providers were asked, and their answer. */
  commands: 'commands',
  /** What was owed and done, and what of it late and why. */
  done: 'done',
  late: 'late',
  /** What was published of callers and conferences. */
  published: 'published',
  /** At which voice provider callers were. */
  voices: 'voices',
  /** What came of orders to call somebody, by voice provider. */
  callOuts: 'call-outs',
  /** How those orders were answered. */
  orders: 'orders',
  /** What came of leading callers on, by where to, and how orders were answered. */
  transfers: 'transfers',
  transferOrders: 'transfer orders',
  /** Who came into a meeting that has tones, and whether that was heard. */
  tones: 'tones',
} as const;

type Memory = ReturnType<typeof inMemoryConferences>;

/** The same stores; what happens to whom is counted. */
export function countedStores(memory: Memory, met: Met): Memory {
  const { conferences } = memory.deps;
  const presenceOf = (id: string, call: string) =>
    memory.callers(id).find((caller) => caller.call === call)?.presence ?? 'none';
  const bridgeOf = (id: string): Conference['bridge']['state'] => memory.conference(id).bridge.state;
  const counted: ConferenceDeps['conferences'] = {
    ...conferences,
    changeCaller: (id, call, event) => {
      meet(met, headings.callers, `${presenceOf(id, call)}×${event.kind}`);
      return conferences.changeCaller(id, call, event);
    },
    changeCallerBy: async (id, call, told) => {
      const event = await told;
      if (event !== undefined) meet(met, headings.callers, `${presenceOf(id, call)}×${event.kind}`);
      return conferences.changeCallerBy(id, call, Promise.resolve(event));
    },
    changeConference: (id, event) => {
      meet(met, headings.bridges, `${bridgeOf(id)}×${event.kind}`);
      return conferences.changeConference(id, event);
    },
  };
  return { ...memory, deps: { ...memory.deps, conferences: counted } };
}

/** The same ports; what they are asked and answer is counted, and what a sync finds to be missing. */
export function countedPorts(deps: ConferenceDeps, functionName: string, met: Met): ConferenceDeps {
  const note =
    (command: string) =>
    (answer: CommandResult): CommandResult => {
      meet(met, headings.commands, `${command} ${wordFor(answer)}`);
      return answer;
    };
  const voiceOf = (voice: VoiceProvider): VoiceProvider => ({
    ...voice,
    mute: (...asked) => voice.mute(...asked).then(note('mute')),
    end: (...asked) => voice.end(...asked).then(note('end')),
    tell: (...asked) => voice.tell(...asked).then(note('tell')),
    hangUp: (...asked) => voice.hangUp(...asked).then(note('hangUp')),
    ...(voice.letIn && { letIn: (...asked) => (voice.letIn?.(...asked) ?? refused).then(note('letIn')) }),
  });
  const { rooms, voices, conferences } = deps;
  const noted: Rooms = {
    ...rooms,
    announce: (...asked) => rooms.announce(...asked).then(note('announce')),
    withdraw: (...asked) => rooms.withdraw(...asked).then(note('withdraw')),
    mute: (...asked) => rooms.mute(...asked).then(note('muteInRoom')),
    hand: (...asked) => rooms.hand(...asked).then(note('handInRoom')),
    connectBridge: (room) => rooms.connectBridge(room).then(note('connectBridge')),
    disconnectBridge: (room) => rooms.disconnectBridge(room).then(note('disconnectBridge')),
  };
  return {
    ...deps,
    rooms: noted,
    voices: { of: (id) => voiceOf(voices.of(id)) },
    conferences: {
      ...conferences,
      load: async (id) => {
        const loaded = await conferences.load(id);
        if (functionName !== 'conference-sync' || loaded === undefined) return loaded;
        const { conference, callers } = loaded;
        const { commands } = plan(voices.of(conference.voice), conference, callers, deps.clock.now());
        for (const { kind } of commands) meet(met, headings.plans, `${conference.bridge.state}×${kind}`);
        return loaded;
      },
    },
  };
}

const refused = Promise.resolve<CommandResult>('refused');
