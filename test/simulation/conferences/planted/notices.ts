import type { PlantedBug } from './bugs.ts';
import type { Scenario } from '../scenario.ts';

const withNotice =
  (asksConsent: boolean) =>
  (scenario: Scenario): Scenario => ({ ...scenario, notice: { asksConsent } });

/** Bugs by which somebody is let in before the end of a notice, or without having agreed to it. */
export const plantedNotices: readonly PlantedBug[] = [
  {
    name: 'a call is remembered without its notice',
    breaks: ['notice-before-entry'],
    level: 'none',
    withinWorlds: 5,
    adapt: withNotice(false),
    deps: (deps) => ({
      ...deps,
      pinCalls: {
        ...deps.pinCalls,
        arrived: (call) => deps.pinCalls.arrived({ ...call, notice: undefined }),
      },
    }),
  },
  {
    name: 'whoever has heard a notice has agreed to it',
    breaks: ['notice-before-entry'],
    level: 'none',
    withinWorlds: 5,
    adapt: withNotice(true),
    deps: (deps) => ({
      ...deps,
      pinCalls: {
        ...deps.pinCalls,
        get: async (call) => {
          const found = await deps.pinCalls.get(call);
          return found?.notice === undefined
            ? found
            : { ...found, notice: { ...found.notice, consent: undefined } };
        },
      },
    }),
  },
];
