import type { FaultLevel } from '../frame/faults.ts';
import type { Adapt, Shrinkable } from '../frame/shrink.ts';
import { runConference, type ConferenceBlueprint } from './run-world.ts';
import type { Scenario } from './scenario.ts';

const maxCallers = 5;
const maxActions = 4;

const without = <Item>(items: readonly Item[], index: number): readonly Item[] =>
  items.filter((_, at) => at !== index);

const count = (length: number) => Array.from({ length }, (_, index) => index);

const withoutActions =
  (caller: number, action: number): Adapt<Scenario> =>
  (scenario) => ({
    ...scenario,
    callers: scenario.callers.map((plan, index) =>
      index === caller ? { ...plan, actions: without(plan.actions, action) } : plan,
    ),
  });

/** How a world of a conference is made smaller. */
export function shrinkable(
  seed: string,
  level: FaultLevel,
  blueprint: ConferenceBlueprint,
): Shrinkable<Scenario> {
  return {
    run: async (adapt, suppressed, trace) => {
      const world = await runConference({ seed, level, blueprint, adapt, suppressed, trace });
      return { violation: world.violation, faults: world.platform.faults.fired, history: world.history };
    },
    simpler: [
      (scenario) => ({ ...scenario, signsByKey: false }),
      ...count(maxCallers)
        .reverse()
        .map((index): Adapt<Scenario> => (scenario) => ({
          ...scenario,
          callers: without(scenario.callers, index),
        })),
      ...count(maxCallers).flatMap((caller) =>
        count(maxActions)
          .reverse()
          .map((action) => withoutActions(caller, action)),
      ),
      (scenario) => ({ ...scenario, callOuts: undefined }),
      (scenario) => ({ ...scenario, transfers: undefined }),
      ...count(maxActions)
        .reverse()
        .map((index): Adapt<Scenario> => ({ transfers, ...scenario }) => ({
          ...scenario,
          transfers: transfers && { ...transfers, orders: without(transfers.orders, index) },
        })),
      ...count(maxCallers)
        .reverse()
        .map((index): Adapt<Scenario> => ({ callOuts, ...scenario }) => ({
          ...scenario,
          callOuts: callOuts && { ...callOuts, callees: without(callOuts.callees, index) },
        })),
      (scenario) => ({ ...scenario, outside: undefined }),
      (scenario) => ({ ...scenario, flood: undefined }),
      (scenario) => ({ ...scenario, secretsChange: undefined }),
      (scenario) => ({ ...scenario, stranger: undefined }),
      (scenario) => ({ ...scenario, menuSaysMs: undefined }),
      (scenario) => ({ ...scenario, bridgeDropsAtMs: [] }),
      (scenario) => ({ ...scenario, sessions: scenario.sessions.slice(0, 1) }),
      (scenario) => ({ ...scenario, skewsMs: [0] }),
      (scenario) => ({ ...scenario, twilioDownMs: [Infinity, Infinity] }),
      (scenario) => ({ ...scenario, sambaDownMs: [Infinity, Infinity] }),
    ],
  };
}
