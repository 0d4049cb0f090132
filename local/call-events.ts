import { styleText } from 'node:util';
import type { CallView } from '../lib/admin/call-schema.ts';
import type { ConsoleClient } from './console/api/client.ts';
import type { FeedEvent, Heard } from './console/api/events.ts';
import type { CallOrderInput } from './console/api/orders.ts';

/** One thing that is told of a call: it was placed, its caller heard something, or the gateway has it otherwise than before. */
type Told =
  | { readonly kind: 'placed'; readonly id: string }
  | { readonly kind: 'heard'; readonly event: Heard }
  | { readonly kind: 'call'; readonly call: CallView };

/**
 * Places a call and follows it. Ctrl-C hangs up.
 * @param lastMs how long after the end of the call the gateway's last news are waited for
 * @throws a sentence: why the order is refused, or that nobody is there (any more)
 */
export async function* followCall(
  client: ConsoleClient,
  order: CallOrderInput,
  lastMs = 0,
): AsyncGenerator<Told> {
  const over = new AbortController();
  const events = client.events(over.signal);
  let hangUp = (): void => undefined;
  try {
    // The first message says what there is already; from then on nothing is missed.
    await events.next();
    const id = await client.place(order);
    hangUp = () => void client.hangUp(id).finally(() => process.exit(130));
    process.once('SIGINT', hangUp);
    yield { kind: 'placed', id };
    for await (const event of events) {
      if (event.kind === 'call' && event.call.id === id) yield event;
      const heard = heardIn(event, id);
      for (const each of heard) yield { kind: 'heard', event: each };
      if (heard.some(({ kind }) => kind === 'hung-up')) setTimeout(() => over.abort(), lastMs);
    }
  } finally {
    over.abort();
    process.removeListener('SIGINT', hangUp);
  }
}

/** What of an event the caller of this call heard. */
function heardIn(event: FeedEvent, id: string): readonly Heard[] {
  if (event.kind === 'phone' && event.phone.id === id) return event.phone.events;
  return event.kind === 'heard' && event.phone === id ? [event.event] : [];
}

/** An event's kind and those of its details that a person wants to see. */
export function describe(event: Heard, details: readonly string[]): string {
  const shown = details.flatMap((key) => {
    const value = event[key];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [`${key} ${value}`]
      : [];
  });
  return [event.kind, ...shown].join(', ');
}

/** When an event happened, Unix ms. */
export const timeOf = ({ time }: Heard): number => Date.parse(time);

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
