import { refused, type Outcome, type Result } from '../output.ts';

/** An id is shown with this many characters at least: enough to find it in logs. */
const minShown = 8;
/** Shorter ones, which people have made, are not shortened. */
const maxWhole = 24;

/** Ids as a table shows them: as much of each as tells it from the others. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  return (id) => {
    if (id.length <= maxWhole) return id;
    const others = ids.filter((other) => other !== id);
    let length = minShown;
    while (length < id.length && others.some((other) => other.startsWith(id.slice(0, length)))) length += 1;
    return id.slice(0, length);
  };
}

/**
 * The one that somebody means who typed an id, its beginning, or a name.
 * @param what in the plural, for sentences: `calls`
 * @param none says that there is none
 */
export function meant<Each extends { readonly id: string; readonly name?: string }>(
  all: readonly Each[],
  typed: string,
  what: string,
  none: Outcome,
): Result<Each> {
  const exact = all.filter(({ id }) => id === typed);
  const named = all.filter(({ name }) => name?.toLowerCase() === typed.toLowerCase());
  const begins = all.filter(({ id }) => id.startsWith(typed));
  const found = [exact, named, begins].find(({ length }) => length > 0) ?? [];
  const [one, ...more] = found;
  if (one === undefined) return { ok: false, outcome: none };
  if (more.length === 0) return { ok: true, value: one };
  const ids = found.map(({ id, name }) => (name === undefined ? id : `${id} (${name})`)).join(', ');
  return { ok: false, outcome: refused(`${typed} may mean several ${what}: ${ids}.`) };
}
