import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import { withStores, withVoice, type PlantedBug } from '../planted/bugs.ts';
import { callerPin, uneventful, type Scenario } from '../scenario.ts';
import type { Fate, TransferPlan } from './drawn.ts';

/** Somebody is in, and is led on. */
const leading =
  (fate: Fate, change: Partial<TransferPlan> = {}) =>
  (scenario: Scenario): Scenario => ({
    ...{ ...scenario, ...uneventful },
    ...{ settings: undefined, stranger: undefined, flood: undefined, notice: undefined, outside: undefined },
    ...{ secretsChange: undefined, menuSaysMs: undefined, bridgeStayMs: undefined, callOuts: undefined },
    callers: [{ dialsAtMs: 5_000, pins: [callerPin], actions: [] }],
    transfers: {
      orders: [
        {
          ...{ orderedAtMs: 60_000, caller: 0, fate, ringsMs: 5_000, talksMs: 40_000, isSentTwice: false },
          ...change,
        },
      ],
    },
  });

/** Callers are told of events otherwise than they happen; undefined: not at all. */
const withEvents = (change: (event: CallerEvent) => CallerEvent | undefined) =>
  withStores((conferences) => ({
    changeCaller: async (id, call, event) => {
      const changed = change(event);
      return changed === undefined
        ? conferences.caller(id, call)
        : conferences.changeCaller(id, call, changed);
    },
  }));

/** Bugs by which somebody who is led on is lost, or nothing comes of it. */
export const plantedTransfers: readonly PlantedBug[] = [
  {
    name: 'what becomes of a number is asked by nobody, and the news that it answered get lost',
    breaks: ['an-outcome-comes'],
    level: 'none',
    withinWorlds: 3,
    adapt: leading('talks', { talksMs: 240_000 }),
    deps: withEvents((event) =>
      event.kind === 'transferEnded' && event.outcome === 'answered' ? undefined : event,
    ),
  },
  {
    name: 'whom nobody took is hung up without a word',
    breaks: ['nobody-is-lost'],
    level: 'none',
    withinWorlds: 3,
    adapt: leading('busy'),
    deps: withEvents((event) => (event.kind === 'cameBack' ? { kind: 'gone', atMs: event.atMs } : event)),
  },
  {
    name: 'a caller stays in the conference out of which they were led',
    breaks: ['one-conference-at-a-time'],
    level: 'none',
    withinWorlds: 3,
    adapt: leading('another-conference'),
    deps: withEvents((event) => (event.kind === 'ledOn' ? { kind: 'waitTold', atMs: event.atMs } : event)),
  },
  {
    name: 'a call that is on its way is told once more to come out',
    breaks: ['one-ring'],
    level: 'none',
    withinWorlds: 3,
    adapt: leading('rings-on'),
    deps: (deps) =>
      withVoice((voice) => ({
        leadOut: async (call, join) => {
          await voice.leadOut?.(call, join);
          await deps.clock.sleep(6_000);
          return (await voice.leadOut?.(call, join)) ?? 'refused';
        },
      }))(deps),
  },
];
