import { describe, test } from 'vitest';

type Run = () => void | Promise<void>;

/** Takes the scenarios of the contract, one after the other. */
export interface Scenarios {
  /** Names one, and tries it. */
  (number: number, name: string, run: Run): void;
  /** Some that belong together. */
  readonly group: (name: string, define: () => void) => void;
}

/** Scenarios as tests; one that makes no sense for a provider is skipped, with the reason in its name. */
export function scenariosFor(skips: Readonly<Partial<Record<number, string>>>): Scenarios {
  const scenario = (number: number, name: string, run: Run): void => {
    const why = skips[number];
    if (why === undefined) test(`${number}. ${name}`, run);
    else test.skip(`${number}. ${name}: not here, since ${why}`, run);
  };
  return Object.assign(scenario, { group: (name: string, define: () => void) => describe(name, define) });
}

/** Scenarios by number, of which none is tried yet. */
export function scenariosIn(define: (scenario: Scenarios) => void): ReadonlyMap<number, Run> {
  const found = new Map<number, Run>();
  const scenario = (number: number, _: string, run: Run): void => void found.set(number, run);
  define(Object.assign(scenario, { group: (_: string, defineMore: () => void) => defineMore() }));
  return found;
}
