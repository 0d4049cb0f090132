import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BusEvent } from './runtime/stream/event-service.ts';

export interface Delivery {
  /** File to which each event is added, as a line of JSON. */
  readonly file: string;
  readonly print: (line: string) => void;
}

/** What a bus's rules would do: hands events on as a target of EventBridge gets them. */
export function deliverEvents({ file, print }: Delivery): (event: BusEvent) => void {
  mkdirSync(dirname(file), { recursive: true });
  return (event) => {
    appendFileSync(file, `${JSON.stringify(event)}\n`);
    print(`event ${event['detail-type']} ${event.id}`);
  };
}
