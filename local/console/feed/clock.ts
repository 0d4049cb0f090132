import type { LocalGateway } from '../../local-gateway.ts';
import { hurryHolds } from '../../hold-clock.ts';
import type { Audience } from './audience.ts';
import { done, type Done } from './result.ts';

/** How fast what held calls wait for is over. */
export class Clock {
  readonly #stack: LocalGateway;
  readonly #audience: Audience;
  #hurry = 1;

  constructor(stack: LocalGateway, audience: Audience) {
    this.#stack = stack;
    this.#audience = audience;
  }

  get hurry(): number {
    return this.#hurry;
  }

  set(hurry: number): Done {
    // The same again would cost the functions a start.
    if (hurry !== this.#hurry) hurryHolds(this.#stack, hurry);
    this.#hurry = hurry;
    this.#audience.tell({ kind: 'clock', hurry });
    return done;
  }
}
