import { styleText } from 'node:util';

/** Somewhere to write text; a terminal says so. */
export type Sink = NodeJS.WritableStream & { readonly isTTY?: boolean };

/**
 * How a command ended. 0: done. 1: something outside failed (AWS, the gateway, a file that cannot be read).
 * 2: used wrongly, or the input is invalid. 3: refused, or not found.
 */
export interface Outcome {
  readonly exitCode: 0 | 1 | 2 | 3;
  /** What happened, what it means and what to do; goes to standard error. */
  readonly problem?: string;
}

export const done: Outcome = { exitCode: 0 };
export const failedOutside = (problem: string): Outcome => ({ exitCode: 1, problem });
export const wrongInput = (problem: string): Outcome => ({ exitCode: 2, problem });
export const refused = (problem: string): Outcome => ({ exitCode: 3, problem });

/** Takes the outcome of the command that was run. */
export type Finish = (outcome: Outcome) => void;

/** A value, or the outcome that ends the command. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly outcome: Outcome };

/** Waiting longer than this without a word looks like hanging. */
const progressAfterMs = 1_000;

/** Waits for the work, and says what it is waiting for once that takes more than a second. */
export async function withProgress<T>(stderr: Sink, doing: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => stderr.write(`${doing} …\n`), progressAfterMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

export function writeLine(sink: Sink, text: string): void {
  sink.write(`${text}\n`);
}

/** For scripts: one JSON document, indented. */
export function writeJson(sink: Sink, value: unknown): void {
  writeLine(sink, JSON.stringify(value, null, 2));
}

/** Ends a command that has done its work: prints JSON for scripts, or text for people. */
export function answer(
  { stdout }: { readonly stdout: Sink },
  { json }: { readonly json: boolean },
  value: unknown,
  text: string,
): Outcome {
  if (json) writeJson(stdout, value);
  else writeLine(stdout, text);
  return done;
}

/** For tables and JSON: a moment in UTC. */
export function momentText(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Bold on a terminal that takes colours (`NO_COLOR` is heeded), plain otherwise. */
export function bold(sink: Sink, text: string): string {
  return styleText('bold', text, { stream: sink });
}

const columnGap = '  ';

/** Columns side by side, each as wide as its widest cell; nothing trails. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(columnGap)
        .trimEnd(),
    )
    .join('\n');
}

/** A table for people: headings in bold where that shows. */
export function tableText(
  sink: Sink,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const [first = '', ...rest] = aligned([headings, ...rows]).split('\n');
  return [bold(sink, first), ...rest].join('\n');
}
