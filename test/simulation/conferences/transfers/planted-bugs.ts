import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import { reduceCaller } from '../../../../lib/conferences/state/reduce/caller.ts';
import { withStores, withVoice, type PlantedBug } from '../planted/bugs.ts';
import { plainOutside, type OutsideId } from '../outside/variants.ts';
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

/** The same at a voice provider where people wait outside. */
const leadingAt =
  (id: OutsideId, ...led: Parameters<typeof leading>) =>
  (scenario: Scenario): Scenario => ({ ...leading(...led)(scenario), outside: plainOutside(id) });

/** The same, where this goes wrong often and nothing else. */
const oftenAt =
  (change: Pick<Scenario, 'only' | 'often'> & Partial<Scenario>, ...led: Parameters<typeof leadingAt>) =>
  (scenario: Scenario): Scenario => ({ ...leadingAt(...led)(scenario), ...change });

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

/** Whoever is told to come out is told once more, when the call is on its way. */
const toldTwiceToComeOut: PlantedBug['deps'] = (deps) =>
  withVoice((voice) => ({
    leadOut: async (call, join) => {
      await voice.leadOut?.(call, join);
      await deps.clock.sleep(6_000);
      return (await voice.leadOut?.(call, join)) ?? 'refused';
    },
  }))(deps);

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
    deps: withEvents((event) =>
      event.kind === 'cameBack' ? { kind: 'gone', atMs: event.atMs, end: 'busy' } : event,
    ),
  },
  {
    name: 'a caller stays in the conference out of which they were led',
    breaks: ['one-conference-at-a-time'],
    level: 'none',
    withinWorlds: 3,
    adapt: leading('another-conference'),
    deps: withStores((conferences) => ({
      changeCaller: async (id, call, event) =>
        event.kind === 'ledOn'
          ? reduceCaller(await conferences.caller(id, call), event)
          : conferences.changeCaller(id, call, event),
    })),
  },
  {
    name: 'a call that is on its way is told once more to come out',
    breaks: ['one-ring'],
    level: 'none',
    withinWorlds: 3,
    adapt: leading('rings-on'),
    deps: toldTwiceToComeOut,
  },
  {
    name: 'at Plivo, whom nobody took is hung up without a word',
    breaks: ['nobody-is-lost'],
    level: 'none',
    withinWorlds: 3,
    adapt: leadingAt('plivo', 'rings-on'),
    deps: withEvents((event) =>
      event.kind === 'cameBack' ? { kind: 'gone', atMs: event.atMs, end: 'no-answer' } : event,
    ),
  },
  {
    name: 'at Vonage, a caller who is on their way is told once more to come out',
    breaks: ['one-ring'],
    level: 'none',
    withinWorlds: 3,
    adapt: leadingAt('vonage', 'rings-on'),
    deps: toldTwiceToComeOut,
  },
  {
    name: 'at Sinch, the end of a call says nothing of whom its caller was led to',
    breaks: ['outcomes-are-true'],
    level: 'none',
    withinWorlds: 3,
    adapt: leadingAt('sinch', 'busy', { orderedAtMs: 15_000 }),
    deps: withEvents((event) => (event.kind === 'gone' ? { kind: 'gone', atMs: event.atMs } : event)),
  },
  {
    name: 'at Plivo, late news of the join before are taken for news of this one',
    breaks: ['announced-if-in'],
    level: 'heavy',
    withinWorlds: 30,
    adapt: oftenAt({ only: 'news', often: { webhookLate: 0.5 } }, 'plivo', 'busy'),
    deps: withEvents((event) => (event.kind === 'left' ? { kind: 'left', atMs: event.atMs } : event)),
  },
  {
    name: 'at Plivo, whoever was led out and is moved in late stays unseen',
    breaks: ['announced-if-in', 'outcomes-are-true'],
    level: 'heavy',
    withinWorlds: 60,
    adapt: oftenAt({ only: 'providers', often: { actLate: 0.6 } }, 'plivo', 'talks', {
      orderedAtMs: 18_000,
      talksMs: 150_000,
    }),
    deps: withStores((conferences) => ({
      changeCaller: async (id, call, event) => {
        const caller = await conferences.caller(id, call);
        const isUnseen = event.kind === 'seen' && caller?.presence === 'gone';
        return isUnseen ? caller : conferences.changeCaller(id, call, event);
      },
    })),
  },
  {
    name: 'at Vonage, whoever comes out when their order has come to nothing is hung up without a word',
    breaks: ['nobody-is-lost'],
    level: 'heavy',
    withinWorlds: 30,
    adapt: oftenAt(
      { only: 'providers', often: { actLate: 1 }, twilioDownMs: [59_000, 117_000] },
      ...(['vonage', 'talks'] as const),
    ),
    deps: withStores((conferences) => ({
      changeCaller: async (id, call, event) => {
        const caller = await conferences.changeCaller(id, call, event);
        const isOver = (event.kind === 'waited' || event.kind === 'letIn') && caller?.presence === 'absent';
        return isOver ? { ...caller, presence: 'gone' } : caller;
      },
    })),
  },
];
