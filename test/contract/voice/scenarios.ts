import { test } from 'vitest';

/** Names one scenario of the contract, and tries it. */
export type Scenarios = (number: number, name: string, run: () => void | Promise<void>) => void;

/** Scenarios as tests; one that makes no sense for a provider is skipped, with the reason in its name. */
export const scenariosFor =
  (skips: Readonly<Partial<Record<number, string>>>): Scenarios =>
  (number, name, run) => {
    const why = skips[number];
    if (why === undefined) test(`${number}. ${name}`, run);
    else test.skip(`${number}. ${name}: not here, since ${why}`, run);
  };
