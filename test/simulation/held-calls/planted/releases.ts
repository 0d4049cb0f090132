import * as z from 'zod';
import type { HeldCallDeps } from '../../../../lib/held-calls/ports.ts';
import type { Mutation } from '../functions.ts';
import type { PlantedBug } from './bugs.ts';

// Bugs by which a caller is given up who need not have been. Something has to fail first, so that only the referee, who
// knows for how long, can tell.

/** By world: what was done before. */
const doneIn = new WeakMap<object, Set<string>>();

function note(world: object, what: string): void {
  doneIn.set(world, (doneIn.get(world) ?? new Set<string>()).add(what));
}

type Definition = Parameters<NonNullable<Mutation['machine']>>[0];
const definitionSchema = z.record(z.string(), z.unknown());
const changed = new WeakMap<Definition, Definition>();

/** The machine, but that HoldCall is not begun again once it failed. */
function withoutSecondHold(definition: Definition): Definition {
  const known = changed.get(definition);
  if (known !== undefined) return known;
  const text = JSON.stringify(definition).replace(
    /("HoldCall":.*?"States\.ALL"\].*?"MaxAttempts":)\d+/,
    '$10',
  );
  const fewer = definitionSchema.parse(JSON.parse(text));
  changed.set(definition, fewer);
  return fewer;
}

export const plantedReleases: readonly PlantedBug[] = [
  {
    name: 'a bot that stayed silent is not replaced: another one is said to have been sent',
    breaks: ['released-for-a-cause'],
    level: 'light',
    withinCalls: 3_000,
    fromWorld: 50,
    deps: (deps, { platform }) => {
      const start: HeldCallDeps['bots']['start'] = async (order) => {
        const asked = `${order.call.id} ${JSON.stringify(order.target)}`;
        if (doneIn.get(platform)?.has(asked) === true) return { kind: 'started' };
        const started = await deps.bots.start(order);
        if (started.kind === 'started') note(platform, asked);
        return started;
      };
      return { ...deps, bots: { ...deps.bots, start } };
    },
  },
  {
    name: 'an order that was lost is not sent again',
    breaks: ['released-for-a-cause'],
    level: 'heavy',
    withinCalls: 3_000,
    fromWorld: 190,
    deps: (deps, { platform }) => {
      const connect: HeldCallDeps['video']['connect'] = async (hold, ...order) => {
        if (doneIn.get(platform)?.has(hold) === true) return { kind: 'taken' };
        const answer = await deps.video.connect(hold, ...order);
        if (answer.kind === 'taken') note(platform, hold);
        return answer;
      };
      return { ...deps, video: { ...deps.video, connect } };
    },
  },
  {
    name: 'one task that fails costs its call',
    breaks: ['released-for-a-cause'],
    level: 'light',
    withinCalls: 3_000,
    fromWorld: 245,
    machine: withoutSecondHold,
  },
];
