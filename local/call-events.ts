import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { styleText } from 'node:util';
import * as z from 'zod';

const eventSchema = z.looseObject({ kind: z.string(), time: z.iso.datetime().optional() });
/** One line of what a simulator tells while a call or a script runs. */
export type SimulatedEvent = z.infer<typeof eventSchema>;

const refusalSchema = z.object({ info: z.string() });

/**
 * Gives an order to a simulator's control interface and follows what comes of it, line by line.
 * @throws a sentence: the simulator's own if it refuses the order, or that nobody is there (any more)
 */
export async function* follow(url: string, order: unknown): AsyncGenerator<SimulatedEvent> {
  const headers = { 'content-type': 'application/json' };
  const asking = fetch(url, { method: 'POST', headers, body: JSON.stringify(order) });
  const response = await asking.catch((cause: unknown) => {
    throw new Error('The gateway has ended. Start one in another terminal: npm start', { cause });
  });
  if (!response.ok || response.body === null) {
    const text = await response.text();
    throw new Error(infoIn(text) ?? `The simulator refuses the order (${response.status}): ${text}`);
  }
  const input = Readable.from(response.body.pipeThrough(new TextDecoderStream()));
  try {
    for await (const line of createInterface({ input })) {
      if (line !== '') yield eventSchema.parse(JSON.parse(line));
    }
  } catch (cause) {
    throw new Error('The gateway ended while this was going on.', { cause });
  }
}

/** What a simulator says of an order that it refuses. */
function infoIn(text: string): string | undefined {
  try {
    return refusalSchema.safeParse(JSON.parse(text)).data?.info;
  } catch {
    return undefined; // no JSON: shown as it is
  }
}

/** An event's kind and those of its details that a person wants to see. */
export function describe(event: SimulatedEvent, details: readonly string[]): string {
  const shown = details.flatMap((key) => {
    const value = event[key];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [`${key} ${value}`]
      : [];
  });
  return [event.kind, ...shown].join(', ');
}

/** When an event happened, Unix ms; one that does not say happened just now. */
export function timeOf({ time }: SimulatedEvent): number {
  return time === undefined ? Date.now() : Date.parse(time);
}

/** The two sides are heard by different ways; a line waits this long, so that an earlier one can still come before it. */
const settleMs = 250;

type Who = 'caller' | 'gateway' | 'room';

interface Line {
  readonly atMs: number;
  readonly who: Who;
  readonly what: string;
}

/** Prints lines in the order they happened, each with the time since the first and since the one before. */
export class Printer {
  readonly #waiting: Line[] = [];
  #firstMs: number | undefined;
  #lastMs = 0;
  /** Keeps no process alive: one that throws in the middle ends. */
  readonly #timer = setInterval(() => this.#print(Date.now() - settleMs), settleMs / 2).unref();

  add(atMs: number, who: Who, what: string): void {
    this.#waiting.push({ atMs, who, what });
  }

  end(): void {
    clearInterval(this.#timer);
    this.#print(Infinity);
  }

  #print(untilMs: number): void {
    const ripe = this.#waiting.sort((a, b) => a.atMs - b.atMs).filter(({ atMs }) => atMs <= untilMs);
    this.#waiting.splice(0, ripe.length);
    for (const { atMs, who, what } of ripe) {
      this.#firstMs ??= atMs;
      const since = (ms: number) => `${(Math.max(0, atMs - ms) / 1000).toFixed(2)} s`;
      const times = `${since(this.#firstMs).padStart(9)} ${`+${since(this.#lastMs || atMs)}`.padStart(10)}`;
      console.log(`${times}  ${who === 'caller' ? styleText('cyan', 'caller ') : who.padEnd(7)}  ${what}`);
      this.#lastMs = atMs;
    }
  }
}
