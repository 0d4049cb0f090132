import { expect } from 'vitest';
import type { Observer } from '../../local/simulated/kit/observer.ts';
import { judgeOf, type Vendor } from './vendors.ts';

/** Looks on at simulated providers, and keeps what their vendors' documents say against what it sees. */
export class Witness {
  readonly #complaints = new Set<string>();

  observer(vendor: Vendor): Observer {
    const judge = judgeOf(vendor);
    const keep = (complaints: readonly string[]) => complaints.forEach((each) => this.#complaints.add(each));
    return {
      asked: (request) => keep(judge.request(request)),
      answered: (request, answer) => keep(judge.answer(request, answer)),
    };
  }

  /** That every request, ours and that of whoever tests, and every answer was as documented. */
  expectNoComplaint(): void {
    expect([...this.#complaints], 'what the vendors do not document').toEqual([]);
  }
}
