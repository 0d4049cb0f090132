import { isDeepStrictEqual } from 'node:util';
import type { Blueprint } from '../simulation/held-calls/blueprint.ts';
import type { Subject } from '../simulation/subjects.ts';
import type { Guard } from './guards.ts';
import { searchedHistories } from './histories.ts';
import { numbered } from './numbered.ts';
import { Runner } from './pool.ts';
import type { Order } from './worker.ts';

/** What became of one guard: `met`, in how many of the histories it decided something. */
export interface Verdict {
  readonly guard: Guard;
  readonly met: number;
  readonly tried: number;
  readonly calls: number;
  readonly path: string;
  /** Without it all searches in which it decided something went, state by state, as they go with it. */
  readonly isIdle: boolean;
  /** By what it was caught; undefined: by nothing. `isSearch`: it draws nothing, and finds the same in every run. */
  readonly caught: { readonly by: string; readonly isSearch: boolean; readonly how: string } | undefined;
}

interface Search {
  readonly blueprint: Blueprint;
  readonly seed: string;
  readonly subject: Subject;
  /** Worlds that are drawn, and histories that are tried without each guard. */
  readonly worlds: number;
  readonly tries: number;
  /** Which of the searches; all by default. */
  readonly isSearched: (name: string) => boolean;
  readonly workers: number;
  readonly isWanted: (guard: Guard, index: number) => boolean;
  readonly say: (text: string) => void;
}

/** Takes each guard of a subject away in histories in which it decides something, until a promise is broken. */
export async function search(how: Search): Promise<readonly Verdict[]> {
  const { subject, worlds, tries, say, blueprint, seed } = how;
  const runners = Array.from({ length: how.workers }, () => new Runner(blueprint, seed));
  const guards = numbered().flatMap(({ path, first, guards: some }) =>
    some.map((guard, index) => ({ guard, path, number: first + index })),
  );
  const wanted = guards
    .filter(({ path }) => path.startsWith(`lib/${subject}/`))
    .filter(({ guard }, index) => how.isWanted(guard, index));
  const histories: Order['history'][] = [
    ...Array.from({ length: worlds }, (_, drawn) => ({ drawn })),
    ...searchedHistories(subject).flatMap(({ name }, searched) =>
      how.isSearched(name) ? [{ searched }] : [],
    ),
  ];
  const met = new Map<number, Order[]>();
  await each(runners, histories, async (runner, history) => {
    const told = await runner.run({ subject, history });
    if (told.broken !== undefined) throw new Error(`${told.name}: broken with all guards: ${told.broken}`);
    for (const guard of told.decided) {
      const orders = met.get(guard) ?? [];
      orders.push({ subject, history, guard, ends: told.ends, requests: told.requests });
      met.set(guard, orders);
    }
  });
  say(`${subject}: ${histories.length} histories with all guards`);
  const verdicts: Verdict[] = [];
  await each(runners, wanted, async (runner, { guard, number, path }) => {
    const orders = met.get(number) ?? [];
    let calls = 0;
    let caught: Verdict['caught'];
    let tried = 0;
    let isIdle = false;
    for (const order of chosen(orders, tries).filter((each) => isFor(guard, each))) {
      const told = await runner.run(order);
      calls += told.calls;
      tried += 1;
      if ('searched' in order.history)
        isIdle = (tried === 1 || isIdle) && isDeepStrictEqual(told.ends, order.ends);
      if (told.broken === undefined) continue;
      caught = { by: told.name, isSearch: 'searched' in order.history, how: told.broken };
      break;
    }
    const verdict = { guard, path, met: orders.length, tried, calls, isIdle, caught };
    verdicts.push(verdict);
    say(`${verdicts.length}/${wanted.length} ${written(verdict)}`);
  });
  await Promise.all(runners.map((runner) => runner.stop()));
  return verdicts;
}

/** Between a note and what it is noted for only deaths are of interest; and nothing else is worth so long a search. */
function isFor({ kind }: Guard, { subject, history }: Order): boolean {
  if (kind === 'note' || 'drawn' in history) return true;
  return searchedHistories(subject)[history.searched]?.name.startsWith('every death') !== true;
}

/** Of the drawn ones so many; of the searches all. */
function chosen(orders: readonly Order[], max: number): readonly Order[] {
  const drawn = orders.filter(({ history }) => 'drawn' in history);
  const searched = orders.filter(({ history }) => 'searched' in history);
  return [...searched, ...drawn.slice(0, max)];
}

function written({ guard, met, tried, calls, caught }: Verdict): string {
  const what = met === 0 ? 'NOT MET' : caught === undefined ? 'NOT CAUGHT' : 'caught';
  return `${what} ${guard.id} (line ${guard.line}; met in ${met}, tried ${tried}, ${calls} calls) ${caught === undefined ? '' : `${caught.by}: ${caught.how}`}`;
}

async function each<Item>(
  runners: readonly Runner[],
  items: readonly Item[],
  act: (runner: Runner, item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    runners.map(async (runner) => {
      for (const item of left) await act(runner, item);
    }),
  );
}
