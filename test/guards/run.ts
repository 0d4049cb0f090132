import { parseArgs } from 'node:util';
import { drawBlueprint } from '../simulation/held-calls/blueprint.ts';
import { numbered } from './numbered.ts';
import { caughtBySearch, kept, open, writeDown } from './record.ts';
import { search, type Verdict } from './search.ts';
import { makeTypeCheck } from './types.ts';

// npm run guards -- [--only <pattern>] [--subject held-calls|conferences] [--worlds N] [--tries N] [--seed S] [--workers W]
// Takes one guard of the domains away at a time, and asks the simulator and the searches alone whether a promise breaks. A
// guard is tried only in histories in which it decides something. Fails for a guard that is neither caught nor listed, and
// for one that is listed in vain. `--write` notes what a whole run has found.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: 'guards' },
    subject: { type: 'string' },
    only: { type: 'string', default: '.' },
    /** Worlds drawn for each journey, and how many of them are tried without each guard. */
    worlds: { type: 'string', default: '1000' },
    tries: { type: 'string', default: '80' },
    /** Of the searches, those whose names are so; deaths at all voice providers take long, and are left out. */
    searches: { type: 'string', default: '^(?!every death.*, over )' },
    workers: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
});
const say = (text: string) => void process.stdout.write(`${text}\n`);
const only = new RegExp(values.only);
const searches = new RegExp(values.searches);

say(`seed ${values.seed}`);
const blueprint = drawBlueprint();
const verdicts: Verdict[] = [];
for (const subject of ['held-calls', 'conferences'] as const) {
  if (values.subject !== undefined && values.subject !== subject) continue;
  const found = await search({
    ...{ blueprint, seed: values.seed, subject, say },
    worlds: Number(values.worlds),
    tries: Number(values.tries),
    workers: Number(values.workers),
    isSearched: (name) => searches.test(name),
    isWanted: ({ id }) => only.test(id),
  });
  verdicts.push(...found);
}

const isForced = makeTypeCheck();
const whatOf = new Map(verdicts.map((verdict) => [verdict.guard.id, whatBecameOf(verdict)]));
const keptIds = new Set(kept.map(({ guard }) => guard));
const openIds = new Set(open);
sumUp();
const survivors = verdicts.filter(({ guard }) => whatOf.get(guard.id) === 'not caught');
const problems = [
  ...survivors
    .filter(({ guard: { id } }) => !keptIds.has(id) && !openIds.has(id))
    .map(({ guard }) => `not caught, and not listed: ${guard.id}`),
  ...[...keptIds, ...openIds].flatMap((id) => {
    const what = whatOf.get(id);
    if (what === 'not caught' || !isAskedFor(id)) return [];
    // A drawn world may catch one by luck: that shows in no other run.
    if (what === 'caught in a drawn world' && openIds.has(id)) return [];
    return [`listed in vain: ${id} (${what ?? 'there is no such guard'})`];
  }),
];
if (values.write) await writeDown(noted());
else for (const problem of problems) say(problem);
process.exitCode = problems.length > 0 && !values.write ? 1 : 0;

/** What is known of all guards after this run, which may have asked about some of them, or in some of the searches. */
function noted(): Parameters<typeof writeDown>[0] {
  const found = verdicts.flatMap(({ guard, caught }) =>
    caught?.isSearch === true ? [[guard.id, caught.by] as const] : [],
  );
  const exists = new Set(numbered().flatMap(({ guards }) => guards.map(({ id }) => id)));
  const before = Object.entries(caughtBySearch).filter(([id]) => exists.has(id));
  const caught = new Map([...before, ...found]);
  const ids = new Set([...open, ...survivors.map(({ guard }) => guard.id)]);
  const isOpen = (id: string) => {
    const what = whatOf.get(id);
    return exists.has(id) && !caught.has(id) && !keptIds.has(id) && (what ?? 'not caught') === 'not caught';
  };
  return { open: [...ids].filter(isOpen), caughtBySearch: Object.fromEntries(caught) };
}

function isAskedFor(id: string): boolean {
  return only.test(id) && (values.subject === undefined || id.startsWith(`lib/${values.subject}/`));
}

/** `refused anyway`: an event in a state in which its other conditions refuse it too, so that naming the state costs nothing. */
type What =
  'caught by a search' | 'caught in a drawn world' | 'needed by the types' | 'refused anyway' | 'not caught';

function whatBecameOf({ guard, path, isIdle, caught }: Verdict): What {
  if (caught !== undefined) return caught.isSearch ? 'caught by a search' : 'caught in a drawn world';
  if (guard.isPair && isIdle) return 'refused anyway';
  return isForced(path, guard) ? 'needed by the types' : 'not caught';
}

function sumUp(): void {
  const table = new Map<string, number>();
  for (const { guard } of verdicts) {
    const row = `${guard.kind}: ${whatOf.get(guard.id) ?? ''}`;
    table.set(row, (table.get(row) ?? 0) + 1);
  }
  for (const [row, count] of [...table].sort()) say(`${String(count).padStart(5)}  ${row}`);
  say(`${String(verdicts.length).padStart(5)}  guards; ${keptIds.size} kept, ${openIds.size} open`);
}
