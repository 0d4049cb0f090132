import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { switchName } from './mutants.ts';

const state = { active: -1, questions: 0, maxQuestions: Infinity, reached: new Set<number>() };

/**
 * Switches one fault on, or with -1 none, and forgets what was reached and asked.
 * @param maxQuestions a fault that still runs after so many questions runs in a circle
 */
export function switchOn(fault: number, maxQuestions = Infinity): void {
  state.active = fault;
  state.questions = 0;
  state.maxQuestions = maxQuestions;
  state.reached = new Set();
}

export function reached(): ReadonlySet<number> {
  return state.reached;
}

/** How many questions instrumented code has asked since a fault was switched on, or none. */
export function asked(): number {
  return state.questions;
}

/** Lets instrumented code ask. Has to be there before any such code is imported. */
export function install(): void {
  Object.defineProperty(globalThis, switchName, {
    configurable: true,
    value: (fault: number): boolean => {
      state.questions += 1;
      if (state.active < 0) state.reached.add(fault);
      if (state.questions > state.maxQuestions) throw new Error('The fault made the code run in a circle.');
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
