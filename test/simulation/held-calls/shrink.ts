import type { FaultLevel } from '../frame/faults.ts';
import type { Adapt, Shrinkable } from '../frame/shrink.ts';
import type { Blueprint } from './blueprint.ts';
import { runWorld } from './run-world.ts';
import type { Scenario } from './scenario.ts';
import { plainVariants } from './variants.ts';

const callIds = ['call-a', 'call-b', 'call-c', 'call-d', 'call-e', 'call-f'];

const withoutCall =
  (callId: string): Adapt<Scenario> =>
  (scenario) => ({ ...scenario, calls: scenario.calls.filter((call) => call.callId !== callId) });

/** How a world of held calls is made smaller. */
export function shrinkable(seed: string, level: FaultLevel, blueprint: Blueprint): Shrinkable<Scenario> {
  return {
    run: async (adapt, suppressed, trace) => {
      const { world, violation } = await runWorld({ seed, level, blueprint, adapt, suppressed, trace });
      return { violation, faults: world.platform.faults.fired, history: world.history };
    },
    simpler: [
      ...callIds.map(withoutCall),
      (scenario) => ({ ...scenario, variants: plainVariants }),
      (scenario) => ({
        ...scenario,
        calls: scenario.calls.map((call) => ({ ...call, transfer: undefined })),
      }),
      (scenario) => ({ ...scenario, strays: [] }),
      (scenario) => ({ ...scenario, outages: [] }),
      (scenario) => ({ ...scenario, full: [] }),
      (scenario) => ({ ...scenario, secretsChangeAtMs: Infinity }),
      (scenario) => ({ ...scenario, skewsMs: [0] }),
      (scenario) => ({ ...scenario, hosts: scenario.hosts.slice(0, 1) }),
      (scenario) => ({ ...scenario, lobbyEndpoints: 1 }),
    ],
  };
}
