import type { Verdict } from './budgets.ts';

/** One table of the printed results: a title, and rows of cells under it. The first column is text, the others figures. */
export function section(title: string, rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** Milliseconds; empty for none. */
export const ms = (value: number): string => (Number.isNaN(value) ? '' : value.toFixed(1));

/** A count per call, which need not be a whole number. */
export const count = (value: number): string => `${Number(value.toFixed(2))}`;

/** Dollars for a million of something. */
export const perMillion = (usd: number): string => (usd * 1e6).toFixed(2);

/** What a bill is paid for. */
export function namesOf<Names extends string>(bill: Readonly<Record<Names, number>>): Names[] {
  return Object.keys(bill).filter((name): name is Names => name in bill);
}

/** What was measured against budgets, as rows of a table. */
export function verdictRows(verdicts: Readonly<Record<string, Verdict>>): readonly (readonly string[])[] {
  return [
    ['', 'figure', 'budget', ''],
    ...Object.entries(verdicts).map(([name, { figure, budget, isWithin }]) => [
      name,
      `${Number(figure.toPrecision(4))}`,
      `${budget}`,
      isWithin ? 'within' : 'OVER',
    ]),
  ];
}
