import { switchesName } from './guards.ts';

/** Code that asks for a guard so often in one history runs in a circle. */
const maxQuestions = 3_000_000;

const state = { off: -1, questions: 0, decided: new Set<number>() };

/** Switches one guard off, or with -1 none, and forgets which ones have decided something. */
export function switchOff(guard: number): void {
  state.off = guard;
  state.questions = 0;
  state.decided = new Set();
}

/** The guards that have kept something from happening since. */
export function decided(): ReadonlySet<number> {
  return state.decided;
}

function isOff(guard: number): boolean {
  state.questions += 1;
  if (state.questions > maxQuestions) throw new Error('Without the guard the code runs in a circle.');
  return state.off === guard;
}

const guardOf = new WeakMap<object, number>();

const switches = {
  /** A condition that without its guard always is `neutral`. */
  is: (guard: number, value: unknown, neutral: boolean): unknown => {
    if (Boolean(value) !== neutral) state.decided.add(guard);
    return isOff(guard) ? neutral : value;
  },
  /** Whether a statement is left out. */
  off: (guard: number): boolean => {
    state.decided.add(guard);
    return isOff(guard);
  },
  /** The states that an event may happen in; by other states, what would let it happen there too. */
  from: (guards: Readonly<Record<string, number>>, states: readonly string[]): readonly string[] =>
    Object.assign([...states], {
      includes: (wanted: string) => {
        const guard = guards[wanted];
        if (guard === undefined) return true;
        state.decided.add(guard);
        return isOff(guard);
      },
    }),
  condition: (guard: number, condition: object): object => {
    const own = { ...condition };
    guardOf.set(own, guard);
    return own;
  },
  /** The conditions of an event: who asks for all of them asks for all that are not switched off. */
  when: (conditions: readonly object[]): readonly object[] =>
    Object.assign([...conditions], {
      every: (holds: (condition: object) => boolean) => {
        const failing = conditions.filter((condition) => !holds(condition));
        const guard = failing[0] && guardOf.get(failing[0]);
        if (failing.length !== 1 || guard === undefined) return failing.length === 0;
        state.decided.add(guard);
        return isOff(guard);
      },
    }),
};

/** Lets code with switches ask. Has to be there before any such code is imported. */
export function install(): void {
  Object.defineProperty(globalThis, switchesName, { configurable: true, value: switches });
}
