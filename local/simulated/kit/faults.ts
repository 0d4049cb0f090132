/** What goes wrong with one REST request. */
export interface Fault {
  /** Answer this status (with `body`, or the provider's error shape) instead of the true one. */
  readonly status?: number;
  /** JSON body for `status`. */
  readonly body?: unknown;
  /** Never answer. */
  readonly hang?: boolean;
  /** Break the connection without an answer. */
  readonly dropAnswer?: boolean;
  /** Wait this long before anything else. */
  readonly delayMs?: number;
  /** Whether the request still takes effect before its answer is falsified. Default `none`; only delayed requests always do. */
  readonly effect?: 'none' | 'done';
  /** Only a request whose body contains this text is hit, such as a call's id. Default: any. */
  readonly inBody?: string;
}

interface Pending {
  readonly method: string;
  readonly path: RegExp;
  readonly fault: Fault;
  left: number;
}

/** Faults that wait for the next requests matching a pattern. */
export class FaultInjector {
  readonly #pending: Pending[] = [];
  #every: Fault | undefined;

  /**
   * Arms a fault. `pattern` is a method and a path below the API's base, where `*` stands for one segment, for example
   * `DELETE /rooms/*`. Earlier faults go first. `times` defaults to 1. Returns
   * how to disarm it.
   */
  next(pattern: string, fault: Fault, times = 1): () => void {
    const [method, path] = pattern.split(' ');
    if (method === undefined || path === undefined) throw new Error(`Not "METHOD /path": ${pattern}`);
    const escaped = path.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]+');
    const armed = { method, path: new RegExp(`^${escaped}$`), fault, left: times };
    this.#pending.push(armed);
    return () => {
      const index = this.#pending.indexOf(armed);
      if (index >= 0) this.#pending.splice(index, 1);
    };
  }

  /** Lets every request that no other fault hits fail this way. Returns how to end it. */
  every(fault: Fault): () => void {
    this.#every = fault;
    return () => {
      if (this.#every === fault) this.#every = undefined;
    };
  }

  /** Faults that are armed and have not been used up. */
  get armed(): number {
    return this.#pending.length;
  }

  /** Disarms everything. */
  clear(): void {
    this.#pending.length = 0;
    this.#every = undefined;
  }

  /** Uses up and returns the fault for a request, if one is armed. */
  take(method: string, path: string, body = ''): Fault | undefined {
    const index = this.#pending.findIndex(
      (one) => one.method === method && one.path.test(path) && body.includes(one.fault.inBody ?? ''),
    );
    const found = this.#pending[index];
    if (found === undefined) return this.#every;
    found.left -= 1;
    if (found.left <= 0) this.#pending.splice(index, 1);
    return found.fault;
  }
}
