import { add, addAll, written, type Tally } from './tally.ts';

/** What worlds met, under headings (`state × event`, commands, outcomes, causes): how often, by word. */
export type Met = Record<string, Tally>;

/** Everything that can be met under a heading. A heading that is not named here is counted only. */
export type Meetable = Readonly<Record<string, readonly string[]>>;

/** So many of the words that were met least often are shown of a heading. */
const rarestShown = 5;

export function meet(met: Met, heading: string, word: string): void {
  add((met[heading] ??= {}), word);
}

export function addMet(met: Met, other: Readonly<Met>): void {
  for (const [heading, tally] of Object.entries(other)) addAll((met[heading] ??= {}), tally);
}

/** The words of a heading that can be met and were not. */
export function neverMet(met: Readonly<Met>, meetable: Meetable, heading: string): readonly string[] {
  return (meetable[heading] ?? []).filter((word) => met[heading]?.[word] === undefined);
}

/** A line for each heading: how much of it was met, what was rarest, and what never was. */
export function coverageLines(met: Readonly<Met>, meetable: Meetable): readonly string[] {
  const headings = new Set([...Object.keys(meetable), ...Object.keys(met)]);
  return [...headings].map((heading) => {
    const tally = met[heading] ?? {};
    const words = meetable[heading];
    if (words === undefined) return `${heading}: ${written(tally)}`;
    const never = neverMet(met, meetable, heading);
    const rarest = Object.entries(tally)
      .sort(([, left], [, right]) => left - right)
      .slice(0, rarestShown)
      .map(([word, count]) => `${word} ${count}`);
    const missed = never.length === 0 ? '' : `; never: ${never.join(', ')}`;
    return `${heading}: ${words.length - never.length} of ${words.length} met; rarest: ${rarest.join(', ')}${missed}`;
  });
}
