import type { PhoneCall } from '../../simulation/conferences/parties/phone-call.ts';
import {
  conferenceId,
  dialIn,
  worldStartMs,
  type WorldOptions,
} from '../../simulation/conferences/judged.ts';
import { callerPin, uneventful, type Scenario } from '../../simulation/conferences/scenario.ts';
import { World } from '../../simulation/conferences/world.ts';
import type { VoiceProviderKit } from './kit.ts';

const hourMs = 3_600_000;
const nobody: Scenario = {
  ...uneventful,
  callers: [],
  quietAtMs: hourMs,
  agreedAtMs: hourMs,
};

const timeoutMs = 15_000;
const functions = ['twilio-voice', 'twilio-events', 'digital-samba-events', 'conference-sync', 'sweep'];
/** As the template has them. */
export const blueprint: Pick<WorldOptions, 'timeoutsMs' | 'queue'> = {
  timeoutsMs: Object.fromEntries(functions.map((name) => [name, timeoutMs])),
  queue: {
    arn: 'arn:aws:sqs:eu-central-1:000000000000:wakes.fifo',
    functionName: 'conference-sync',
    visibilityTimeoutMs: 90_000,
    maxReceiveCount: 8,
    maximumConcurrency: 10,
  },
};

const stepMs = 250;

/** A conference of the simulator of faults, in which nothing fails and people do what a scenario says. */
export function meetingWorld(
  kit: VoiceProviderKit,
  change: Partial<Scenario> = {},
  mutation?: WorldOptions['mutation'],
) {
  const scenario = { ...nobody, ...kit.scenario, ...change };
  const world = new World({ seed: 'contract', level: 'none', scenario, ...blueprint, mutation });
  const { phones, scheduler, room } = world;
  let dialled = 0;
  const elapsedMs = () => scheduler.nowMs - worldStartMs;
  const legs = () => [...(phones.meetings.running(conferenceId)?.participants.values() ?? [])];
  return {
    world,
    phones,
    room,
    elapsedMs,
    legs,
    callersIn: () => legs().filter(({ role }) => role === 'caller'),
    leg: (call: PhoneCall) => legs().find((each) => each.call === call.sid),
    bridgeLeg: () => legs().find(({ role }) => role === 'bridge'),
    conference: () => world.stores().conference(conferenceId),
    caller: (call: PhoneCall) => world.stores().caller(conferenceId, call.sid),
    /** Somebody dials, and keys the PIN; in the menu, if there is one, the key. */
    dials: (
      how: { readonly pin?: string; readonly key?: string; readonly atOnce?: readonly string[] } = {},
    ) => {
      const { pin = callerPin, key, atOnce = [] } = how;
      const call = phones.dial({
        from: `+1202555018${(dialled += 1)}`,
        to: dialIn,
        role: 'caller',
        keys: (path) => (path.endsWith('/menu') ? key : pin),
        atOnce,
      });
      world.callers.push(call);
      return call;
    },
    /** Lets time pass until something is so, and says when that was; throws if it is not by then. */
    until: async (what: () => boolean, withinMs: number): Promise<number> => {
      const beganMs = elapsedMs();
      while (!what()) {
        if (elapsedMs() - beganMs > withinMs) throw new Error(`not so within ${withinMs} ms`);
        await scheduler.run(scheduler.nowMs + stepMs);
        if (world.violation !== undefined) throw new Error(world.violation.message);
      }
      return elapsedMs() - beganMs;
    },
    passes: async (ms: number): Promise<void> => {
      await scheduler.run(scheduler.nowMs + ms);
      if (world.violation !== undefined) throw new Error(world.violation.message);
    },
    /** When a call heard a text, counted from the world's beginning. */
    heardAt: (call: PhoneCall, text: string) =>
      phones.documents
        .filter((each) => each.call === call.sid && each.document.includes(text))
        .map(({ atMs }) => atMs),
  };
}
