import type { ConferenceDeps } from '../../../../lib/conferences/ports.ts';
import type { PlantedBug } from '../planted/bugs.ts';
import type { Scenario } from '../scenario.ts';
import { plainOutside } from './variants.ts';

const outside = (scenario: Scenario): Scenario => ({
  ...scenario,
  stranger: undefined,
  outside: { ...plainOutside('sinch'), listLagMs: scenario.outside?.listLagMs ?? 0 },
});

type Stores = ConferenceDeps['conferences'];
type CallerChange = Parameters<Stores['changeCaller']>[2];

/** Records an event of a caller otherwise; undefined: not at all. */
const withEvents =
  (change: (event: CallerChange) => CallerChange | undefined) =>
  (deps: ConferenceDeps): ConferenceDeps => ({
    ...deps,
    conferences: {
      ...deps.conferences,
      changeCaller: async (id, call, event) => {
        const changed = change(event);
        if (changed !== undefined) return deps.conferences.changeCaller(id, call, changed);
        return (await deps.conferences.load(id))?.callers.find((caller) => caller.call === call);
      },
    },
  });

/** Bugs that only a voice provider brings out where people wait outside. */
export const outsideBugs: readonly PlantedBug[] = [
  {
    name: 'whoever waits outside is left there',
    breaks: ['let-in-with-the-bridge'],
    level: 'none',
    withinWorlds: 20,
    adapt: outside,
    deps: withEvents((event) => (event.kind === 'letIn' ? undefined : event)),
  },
  {
    name: 'joins that nobody reports are left to the next poll',
    breaks: ['let-in-with-the-bridge'],
    level: 'none',
    withinWorlds: 20,
    adapt: outside,
    deps: (deps) => ({
      ...deps,
      voices: {
        of(id) {
          const voice = deps.voices.of(id);
          return { ...voice, traits: { ...voice.traits, reportsJoins: true } };
        },
      },
    }),
  },
  {
    name: 'a mute is taken to be in force where nobody comes in muted',
    breaks: ['mute-agrees'],
    level: 'none',
    withinWorlds: 60,
    adapt: (scenario) => {
      const settings = { joinMuted: true };
      return { ...outside(scenario), settings };
    },
    deps: withEvents((event) => (event.kind === 'seen' ? { ...event, muted: true } : event)),
  },
];
