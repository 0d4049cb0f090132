/** Counts by word, added up over worlds. */
export type Tally = Record<string, number>;

export function add(tally: Tally, word: string, count = 1): void {
  tally[word] = (tally[word] ?? 0) + count;
}

export function addAll(tally: Tally, other: Readonly<Tally>): void {
  for (const [word, count] of Object.entries(other)) add(tally, word, count);
}

/** The most frequent first. */
export function written(tally: Readonly<Tally>): string {
  const entries = Object.entries(tally).sort(([, left], [, right]) => right - left);
  return entries.length === 0 ? 'none' : entries.map(([word, count]) => `${word} ${count}`).join(', ');
}
