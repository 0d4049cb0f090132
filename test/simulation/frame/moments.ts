import type { Searched } from './deaths.ts';
import { Violation } from './violation.ts';

/** A search of the moments around a limit of time. */
export type MomentSearch = () => AsyncGenerator<Searched, void, void>;

/** Tries each moment, in ms; `problem`: what is not as promised then. */
export const everyMoment = (
  [fromMs, untilMs, stepMs]: readonly [number, number, number],
  promise: string,
  problem: (ms: number) => Promise<string | undefined> | string | undefined,
): MomentSearch =>
  async function* () {
    for (let ms = fromMs; ms <= untilMs; ms += stepMs) {
      const detail = await problem(ms);
      const violation = detail === undefined ? undefined : new Violation(promise, `after ${ms} ms ${detail}`);
      yield { what: `after ${ms} ms`, end: 'as promised', violation };
    }
  };
