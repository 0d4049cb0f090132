import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BusEvent } from './runtime/event-service.ts';

/** A consumer on this machine answers at once; one that hangs must not keep others waiting for ever. */
const requestTimeoutMs = 5_000;

export interface Delivery {
  /** File to which each event is added, as a line of JSON. */
  readonly file: string;
  /** Address that each event is posted to, one after the other, once. Default: none. */
  readonly url?: string | undefined;
  readonly print: (line: string) => void;
}

/** What a bus's rules would do: hands events on as a target of EventBridge gets them. What the address does not take is said. */
export function deliverEvents({ file, url, print }: Delivery): (event: BusEvent) => void {
  mkdirSync(dirname(file), { recursive: true });
  let last = Promise.resolve();
  return (event) => {
    appendFileSync(file, `${JSON.stringify(event)}\n`);
    print(`event ${event['detail-type']} ${event.id}`);
    if (url !== undefined) last = last.then(() => post(url, event, print));
  };
}

async function post(url: string, event: BusEvent, print: Delivery['print']): Promise<void> {
  try {
    const { ok, status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    if (!ok) print(`event ${event['detail-type']} ${event.id}: EVENTS_URL answered ${status}`);
  } catch (error) {
    print(`event ${event['detail-type']} ${event.id}: EVENTS_URL did not answer: ${String(error)}`);
  }
}
