import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { switchName } from './mutants.ts';

/** A fault that still runs after this many questions runs in a circle; a test of many minutes' syncs asks some 300,000. */
const maxQuestions = 1_000_000;

const state = { active: -1, questions: 0, reached: new Set<number>() };

/** Switches one fault on, or with -1 none, and forgets what was reached. */
export function switchOn(fault: number): void {
  state.active = fault;
  state.questions = 0;
  state.reached = new Set();
}

export function reached(): ReadonlySet<number> {
  return state.reached;
}

/** Lets instrumented code ask. Has to be there before any such code is imported. */
export function install(): void {
  Object.defineProperty(globalThis, switchName, {
    configurable: true,
    value: (fault: number): boolean => {
      if (state.active < 0) state.reached.add(fault);
      else if ((state.questions += 1) > maxQuestions)
        throw new Error('The fault made the code run in a circle.');
      return state.active === fault;
    },
  });
}

/** What one test file found, as the runner writes it down. */
const findingsSchema = z.object({
  killed: z.array(z.number()),
  reached: z.array(z.number()),
  /** Tests that pass once and not twice in a row: they cannot tell a fault. */
  unfit: z.array(z.string()),
});
export type Findings = z.infer<typeof findingsSchema>;

/** What the test files that have run so far found. */
export function findingsIn(folder: string): readonly Findings[] {
  return readdirSync(folder).map((file) =>
    findingsSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
  );
}
