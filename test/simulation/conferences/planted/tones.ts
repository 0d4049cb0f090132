import { plainOutside } from '../outside/variants.ts';
import { callerPin, uneventful, type Scenario } from '../scenario.ts';
import { withStores, withVoice, type PlantedBug } from './bugs.ts';

/** One caller comes in with the bridge. */
const comingIn =
  (change: Partial<Scenario>) =>
  (scenario: Scenario): Scenario => ({
    ...{ ...scenario, ...uneventful },
    ...{ stranger: undefined, flood: undefined, notice: undefined, callOuts: undefined },
    ...{ outside: undefined, transfers: undefined, settings: undefined },
    callers: [{ dialsAtMs: 5_000, pins: [callerPin], actions: [] }],
    ...change,
  });

/** Bugs by which somebody is heard coming and going, or is not, against what the conference is set to. */
export const plantedTones: readonly PlantedBug[] = [
  {
    name: 'whoever is moved in from where callers wait is not heard',
    breaks: ['tones-as-set'],
    level: 'none',
    withinWorlds: 3,
    adapt: comingIn({ settings: { tones: 'on' }, outside: plainOutside('plivo') }),
    deps: withVoice((voice) => ({
      letIn: (call, join) => voice.letIn?.(call, { ...join, tones: undefined }) ?? Promise.resolve('refused'),
    })),
  },
  {
    name: 'callers are heard in a conference that has no tones',
    breaks: ['tones-as-set'],
    level: 'none',
    withinWorlds: 3,
    adapt: comingIn({}),
    deps: withStores((conferences) => ({
      load: async (id) => {
        const loaded = await conferences.load(id);
        if (loaded === undefined) return undefined;
        const { conference } = loaded;
        return {
          ...loaded,
          conference: { ...conference, settings: { ...conference.settings, tones: 'on' } },
        };
      },
    })),
  },
];
