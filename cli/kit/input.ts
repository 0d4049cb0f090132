import { InvalidArgumentError } from 'commander';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import * as z from 'zod';
import { withProgress, wrongInput, type Result, type Sink } from './output.ts';

/** Somewhere to read text from; a terminal says so. */
export type Source = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/**
 * Reads standard input to its end.
 * @returns undefined if there is more than `maxBytes`
 */
export async function readAll(
  { stdin, stderr }: { readonly stdin: Source; readonly stderr: Sink },
  maxBytes: number,
): Promise<string | undefined> {
  const read = async () => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of stdin) {
      const buffer = Buffer.from(chunk);
      bytes += buffer.length;
      if (bytes > maxBytes) return undefined;
      chunks.push(buffer);
    }
    return Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  };
  return withProgress(stderr, 'Reading standard input to its end', read());
}

/**
 * Asks on a terminal for lines that are not shown while they are typed or pasted. Both questions share one reader, so
 * that two lines pasted at once are two answers.
 * @returns undefined if the answer was broken off (Ctrl-C, Ctrl-D)
 */
export async function askHidden(
  { stdin, stderr }: { readonly stdin: Source; readonly stderr: Sink },
  questions: readonly string[],
): Promise<readonly string[] | undefined> {
  const nowhere = new Writable({ write: (_chunk, _encoding, taken) => taken() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  // An interrupt only closes the reader: what follows sees the end of the lines.
  lines.on('SIGINT', () => lines.close());
  const answers: string[] = [];
  try {
    const typed = lines[Symbol.asyncIterator]();
    for (const question of questions) {
      stderr.write(question);
      const { done, value } = await typed.next();
      stderr.write('\n');
      if (done === true) return undefined;
      answers.push(value);
      if (value.trim() === '') break;
    }
    return answers;
  } finally {
    lines.close();
  }
}

/** One sentence, without its full stop, for all that a schema found. */
export function problemsIn({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

/** Without its offset a time would mean something else on every machine. Seconds may be left out. */
const momentSchema = z.iso.datetime({ offset: true }).or(z.iso.datetime({ offset: true, precision: -1 }));

/** Unix ms of the moment that an option names; undefined if it was left out. */
export function parseMoment(option: string, typed: string | undefined): Result<number | undefined> {
  if (typed === undefined) return { ok: true, value: undefined };
  if (momentSchema.safeParse(typed).success) return { ok: true, value: Date.parse(typed) };
  const problem = `${option} takes a moment with its offset, such as 2026-05-04T09:30:00+02:00 or 2026-05-04T07:30:00Z.`;
  return { ok: false, outcome: wrongInput(problem) };
}

/**
 * For options that take a whole number.
 * @throws InvalidArgumentError, which the parser tells
 */
export function wholeNumber(text: string): number {
  // More digits than a number can hold exactly are nobody's count.
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

/**
 * For options that take some text.
 * @throws InvalidArgumentError, which the parser tells
 */
export function someText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const unitSchema = z.enum(['s', 'm', 'h', 'd']);

/**
 * Milliseconds of a duration such as `90s`, `30m`, `12h` or `7d`, for options that take one.
 * @throws InvalidArgumentError, which the parser tells
 */
export function durationMs(text: string): number {
  const unit = unitSchema.safeParse(text.at(-1));
  if (!unit.success || !/^[1-9]\d{0,5}.$/.test(text))
    throw new InvalidArgumentError('It is a duration such as 30m, 12h or 7d.');
  return Number.parseInt(text, 10) * unitsMs[unit.data];
}

/** For options that may be repeated. */
export function collect(value: string, before: unknown): readonly unknown[] {
  return Array.isArray(before) ? [...(before as readonly unknown[]), value] : [value];
}
