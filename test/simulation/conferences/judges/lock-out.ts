import { english } from '../../../../lib/conferences/model/languages/en.ts';
import { Violation } from '../../frame/violation.ts';
import type { Heard, PhoneCall } from '../parties/phone-call.ts';
import { bridgePin, callerPin, type CallerPlan } from '../scenario.ts';

/** Lets a caller into the meeting, or has them wait outside, if only after a pause: from then on they have a place. */
const letsIn = /<Conference\b|"verb":"(Conference|Wait)"/;

/** Watches that whoever keys the right PIN is in, whatever others key. */
export class LockOut {
  /** Honest callers who have not been in. */
  readonly #outside = new Map<PhoneCall, CallerPlan>();
  /** Wrong PINs that a call has keyed itself. */
  readonly #mistyped = new Map<PhoneCall, number>();
  readonly #guessers = new Set<PhoneCall>();
  /** Honest callers who may have been let in, in the meeting or to wait for the bridge. */
  readonly #letIn = new Set<PhoneCall>();
  /** Those who heard that there is no place. */
  readonly oneTooMany = new Set<PhoneCall>();
  /** All calls so far. */
  readonly #calls: () => readonly PhoneCall[];
  /** As many callers as there may be at once. */
  readonly #capacity: number;
  /** Answers get lost: whoever has dialled may have been let in. */
  readonly #isFaulty: boolean;

  constructor(calls: () => readonly PhoneCall[], capacity: number, isFaulty: boolean) {
    this.#calls = calls;
    this.#capacity = capacity;
    this.#isFaulty = isFaulty;
  }

  guesses(call: PhoneCall): void {
    this.#guessers.add(call);
  }

  dialled(call: PhoneCall, plan: CallerPlan): void {
    this.#outside.set(call, plan);
    if (this.#isFaulty) this.#letIn.add(call);
  }

  isIn(call: PhoneCall): void {
    this.#outside.delete(call);
    this.#letIn.add(call);
  }

  /** What is wrong with an answer, if anything. */
  heard(call: PhoneCall, { path, digits, document }: Heard): Violation | undefined {
    if (this.#guessers.has(call)) return undefined;
    const name = call.sid.slice(-2);
    if (/<Reject|"Reject"/.test(document)) {
      return this.#hasCutShort(call) ? undefined : lockedOut(`${name} was refused before it was answered`);
    }
    if (document.includes(english['conference-full'])) {
      this.#outside.delete(call);
      this.oneTooMany.add(call);
      const others = this.#letIn.size - (this.#letIn.has(call) ? 1 : 0);
      return others < this.#capacity ? lockedOut(`${name} was one too many after ${others}`) : undefined;
    }
    if (call.holder.role === 'caller' && letsIn.test(document)) this.#letIn.add(call);
    if (!path.endsWith('/pin') || digits === '') return undefined;
    if (digits !== (call.holder.role === 'bridge' ? bridgePin : callerPin)) {
      this.#mistyped.set(call, (this.#mistyped.get(call) ?? 0) + 1);
      return undefined;
    }
    // Who mistyped has spent the one try that each call has during a flood, and dials again.
    if (this.#mistyped.has(call) || !document.includes(english['too-many-tries'])) return undefined;
    return lockedOut(`${name} keyed the right PIN, and was told that these were too many tries`);
  }

  /** Whether a call of the same number is over: if a function died over it, it keeps its place before the PIN for 150 s. */
  #hasCutShort(call: PhoneCall): boolean {
    const ofNumber = this.#calls().filter(({ holder }) => holder.from === call.holder.from);
    return ofNumber.some((other) => !this.#guessers.has(other) && other.status === 'completed');
  }

  /** Who has not been in though nothing fails in this world. */
  problem(): Violation | undefined {
    for (const [call, { pins, actions }] of this.#outside) {
      if (pins[0] !== callerPin || actions.some(({ action }) => action === 'hangs-up')) continue;
      return lockedOut(`${call.sid.slice(-2)} keyed the right PIN, and was never in`);
    }
    return undefined;
  }
}

const lockedOut = (what: string) => new Violation('nobody-is-locked-out', what);
