import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { History } from './histories.ts';
import { numbered } from './numbered.ts';
import { decided, install, switchOff } from './switches.ts';

// Runs histories, with all guards or with one of them taken away. The code of the domains is replaced as it is loaded, by
// the same with a switch for each guard; so nothing may load it before the hook is there.

/** A history, and the guard that is taken away in it. */
const orderSchema = z.object({
  subject: z.enum(['held-calls', 'conferences']),
  /** A drawn world's number; or the number of a search. */
  history: z.union([z.object({ drawn: z.number() }), z.object({ searched: z.number() })]),
  guard: z.number().optional(),
  /** How each world of the history ends with all guards; undefined: it is not known yet. */
  ends: z.record(z.string(), z.string()).optional(),
  /** And how much each of them asks of the outside. */
  requests: z.record(z.string(), z.number()).optional(),
});
export type Order = z.infer<typeof orderSchema>;

/** What a history came to. */
export interface Told {
  readonly name: string;
  readonly calls: number;
  readonly ends: Readonly<Record<string, string>>;
  readonly requests: Readonly<Record<string, number>>;
  /** The guards that kept something from happening. */
  readonly decided: readonly number[];
  /** The promise that was broken; undefined: none. */
  readonly broken: string | undefined;
}

const port = parentPort;
if (port === null) throw new Error('this file is a worker of the guards tool');

install();
const codeOf = new Map(numbered().map(({ url, code }) => [url, code]));
registerHooks({
  load: (url, context, nextLoad) => {
    const source = codeOf.get(url);
    if (source === undefined) return nextLoad(url, context);
    return { format: 'module-typescript', shortCircuit: true, source };
  },
});
const { drawnHistory, searchedHistories } = await import('./histories.ts');
const { blueprintSchema } = await import('../simulation/held-calls/blueprint.ts');
const { blueprint, seed } = z.object({ blueprint: blueprintSchema, seed: z.string() }).parse(workerData);

port.on('message', (message: unknown) => {
  const order = orderSchema.parse(message);
  void tell(order).then((told) => port.postMessage(told));
});

/** How many callers of a world got in, by its end. */
const served = (end: string) => end.split('+').filter((each) => each === 'connected').length;

async function tell({ subject, history, guard = -1, ends, requests }: Order): Promise<Told> {
  const run: History | undefined =
    'drawn' in history
      ? drawnHistory(seed, subject, history.drawn)
      : searchedHistories(subject)[history.searched];
  if (run === undefined) throw new Error('there is no such search');
  switchOff(guard);
  const seen: Record<string, string> = {};
  const asked: Record<string, number> = {};
  const known = new Set(Object.values(ends ?? {}));
  let calls = 0;
  let broken: string | undefined;
  try {
    for await (const world of run.run(blueprint)) {
      calls += world.calls;
      const { what, end } = world;
      broken = world.violation;
      if (end !== undefined) {
        seen[what] = end;
        const right = ends?.[what];
        if (ends !== undefined && (!known.has(end) || served(end) < served(right ?? end)))
          broken ??= `${what}: ends ${end}, and with all guards ${right ?? 'never so'}`;
      }
      if (world.requests !== undefined) {
        asked[what] = world.requests;
        const enough = requests?.[what] ?? Infinity;
        if (world.requests > enough) broken ??= `${what}: asks ${world.requests} times for ${enough}`;
      }
      if (broken !== undefined) break;
    }
  } catch (error) {
    broken = String(error);
  }
  const found = [...decided()];
  switchOff(-1);
  return { name: run.name, calls, ends: seen, requests: asked, decided: found, broken };
}
