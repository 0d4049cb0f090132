import type { Searched } from './deaths.ts';
import { Faults, type About, type FaultKind } from './faults.ts';

/** What can become of a request whose outcome is unknown: it was not carried out, or it was, and nothing is heard of that. */
const unknowns = [
  'httpHangs',
  'http500',
  'httpAnswerLost',
  'http500Done',
] as const satisfies readonly FaultKind[];

/** One fault: the `nth` time that its kind could happen. */
export interface OneFault {
  readonly kind: FaultKind;
  readonly nth: number;
}

/** Nothing goes wrong but one thing, once. */
export class OnlyFault extends Faults {
  readonly #only: OneFault;
  #asked = 0;

  constructor(only: OneFault, now: () => number) {
    super('one', new Map(), new Set(), now);
    this.#only = only;
  }

  override hits(kind: FaultKind, about: About = {}): boolean {
    if (kind !== this.#only.kind || !this.isOn) return false;
    this.#asked += 1;
    if (this.#asked !== this.#only.nth) return false;
    this.fired.push(`${kind}#${this.#asked}`);
    this.struck(kind, about);
    return true;
  }
}

/** Runs one flow with one fault; says also whether it happened. */
export type RunWithFault = (
  fault: OneFault,
) => Promise<Omit<Searched, 'what'> & { readonly hasHappened: boolean }>;

/** Runs a flow once for each request to a provider and each way in which its outcome can be unknown. */
export async function* everyUnknownAnswer(run: RunWithFault): AsyncGenerator<Searched, void, void> {
  for (const kind of unknowns) {
    for (let nth = 1; ; nth += 1) {
      const { hasHappened, ...ran } = await run({ kind, nth });
      if (!hasHappened) break;
      yield { what: `${kind} at ${nth}`, ...ran };
    }
  }
}
