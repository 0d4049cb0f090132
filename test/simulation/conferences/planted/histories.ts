import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../../lib/conferences/model/conference-events.ts';
import { plainOutside } from '../outside/variants.ts';
import type { FaultGroup } from '../fault-groups.ts';
import { withStores, withVoice, type PlantedBug } from './bugs.ts';
import type { CallerAction, Scenario } from '../scenario.ts';

/** Changes what is recorded of callers; undefined: it is not recorded. */
const withCallerEvents = (change: (event: CallerEvent) => CallerEvent | undefined) =>
  withStores((conferences) => ({
    changeCaller: (id, call, event) => {
      const changed = change(event);
      return changed === undefined
        ? conferences.caller(id, call)
        : conferences.changeCaller(id, call, changed);
    },
  }));

/** The leave of an older join is taken for one of the join that counts. */
const withAnyLeave = withStores((conferences) => ({
  changeCaller: async (id, call, event) => {
    const caller = event.kind === 'left' ? await conferences.caller(id, call) : undefined;
    const taken =
      event.kind === 'left' && caller !== undefined ? { ...event, joinSequence: caller.joinSequence } : event;
    return conferences.changeCaller(id, call, taken);
  },
}));

const withConferenceEvents = (change: (event: ConferenceEvent) => ConferenceEvent) =>
  withStores((conferences) => ({
    changeConference: (id, event) => conferences.changeConference(id, change(event)),
  }));

const calm = {
  settings: undefined,
  stranger: undefined,
  flood: undefined,
  menuSaysMs: undefined,
  secretsChange: undefined,
};

/** Worlds in which one thing alone goes wrong, and every caller does the same again and again. */
const repeating =
  (only: FaultGroup, actions: readonly CallerAction['action'][], key?: string) =>
  (scenario: Scenario): Scenario => ({
    ...scenario,
    ...calm,
    only,
    sessions: [{ fromMs: 0, untilMs: Infinity }],
    bridgeDropsAtMs: [],
    bridgeStayMs: undefined,
    callers: scenario.callers.map((caller) => ({
      ...caller,
      actions: Array.from({ length: 11 }, (_, index) => ({
        atMs: caller.dialsAtMs + 60_000 + index * 20_000,
        action: actions[index % actions.length] ?? 'menu',
        key,
      })),
    })),
  });

type Adapt = (scenario: Scenario) => Scenario;

const atTwilio =
  (adapt: Adapt): Adapt =>
  (scenario) => ({ ...adapt(scenario), outside: undefined });

/** Where nobody reports who is muted. */
const atSinch =
  (adapt: Adapt): Adapt =>
  (scenario) => ({ ...adapt(scenario), outside: plainOutside('sinch') });

const often =
  (rates: NonNullable<Scenario['often']>, adapt: Adapt): Adapt =>
  (scenario) => ({ ...adapt(scenario), often: rates });

/**
 * Guards that are taken away, and which only histories of their kind miss: late news of an older join, a death between a note
 * and what it is about, an answer that nobody heard. And what is only done later than it could be.
 */
export const plantedHistories: readonly PlantedBug[] = [
  {
    name: 'a mute that did not get through is left to the next poll',
    breaks: ['mute-agrees'],
    isLate: true,
    level: 'heavy',
    withinWorlds: 120,
    adapt: repeating('providers', ['host-mutes', 'host-unmutes']),
    deps: withVoice((voice) => ({
      mute: (seat, muted) => voice.mute(seat, muted).then(() => 'done'),
    })),
  },
  {
    name: 'a room that did not take a request on is asked again after a quarter of an hour',
    breaks: ['the-room-is-heard'],
    isLate: true,
    level: 'heavy',
    withinWorlds: 120,
    adapt: repeating('providers', ['host-mutes']),
    deps: withConferenceEvents((event) =>
      event.kind === 'bridgeNotDialled' ? { ...event, notBeforeMs: event.atMs + 900_000 } : event,
    ),
  },
  {
    name: 'a removal is taken for told after an answer that nobody heard',
    breaks: ['the-removed-are-out'],
    level: 'none',
    withinWorlds: 20,
    isLate: true,
    adapt: repeating('providers', ['host-removes']),
    deps: (deps) => {
      // The first order to each call gets lost, and its answer is as that of one that was carried out.
      const lost = new Set<string>();
      return withVoice((voice) => ({
        end: (call, spoken) => {
          if (lost.has(call)) return voice.end(call, spoken);
          lost.add(call);
          return Promise.resolve('done');
        },
      }))(deps);
    },
  },
  {
    name: 'a leave of an older join is taken for one of the join that counts',
    breaks: ['announced-if-in'],
    isLate: true,
    level: 'heavy',
    withinWorlds: 60,
    adapt: often({ webhookLate: 0.3 }, atTwilio(repeating('news', ['menu'], '#'))),
    deps: withAnyLeave,
  },
  {
    name: 'that the room is about to be asked to let somebody go is not noted before',
    breaks: ['announced-if-in', 'only-the-removed-are-thrown-out'],
    level: 'heavy',
    withinWorlds: 60,
    adapt: atTwilio((scenario) => ({
      ...repeating('platform', ['menu'], '#')(scenario),
      // So long that nobody is shown for all of it.
      menuSaysMs: 50_000,
      often: { deathAfterAct: 0.15 },
    })),
    deps: withCallerEvents((event) => (event.kind === 'roomLetsGo' ? undefined : event)),
  },
  {
    name: 'that the room is about to be told of a mute is not noted before',
    breaks: ['mute-agrees'],
    level: 'heavy',
    withinWorlds: 150,
    adapt: often({ deathAfterAct: 0.4 }, atSinch(repeating('platform', ['menu'], '6'))),
    deps: withCallerEvents((event) => (event.kind === 'roomMuteUnknown' ? undefined : event)),
  },
  {
    name: 'that the room is about to be shown somebody is not noted before',
    breaks: ['announced-only-if-in'],
    level: 'heavy',
    withinWorlds: 200,
    adapt: repeating('platform', ['hangs-up']),
    deps: withCallerEvents((event) =>
      event.kind === 'roomHas' && event.isUnsure === true ? undefined : event,
    ),
  },
];
