import type { CallOutId } from '../../../../lib/conferences/model/call-out.ts';
import { callOutIdSchema } from '../../../../lib/conferences/model/call-out.ts';
import { Violation } from '../../frame/violation.ts';
import { dialIn, type JudgedWorld } from '../judged.ts';
import type { PhoneCall } from '../parties/phone-call.ts';
import type { CalleePlan } from './drawn.ts';

/** What a provider is asked for; `query`: what comes back with all news of the call. */
export interface Placing {
  readonly query: string;
  readonly from: string;
  readonly to: string;
  readonly ringS: number;
  /** When it was carried out, or whoever asked had given up if that was before, in ms. */
  readonly waitedUntilMs: number;
}

/** A phone that rang for nobody stops by itself after this long at the latest, whatever it was told. */
const longestRingMs = 30_000;

/** A callee's call, and what they have done in it. */
export interface CalledOut {
  readonly id: CallOutId;
  readonly plan: CalleePlan;
  readonly call: PhoneCall;
  /** When it was placed; of an order that is carried out later than anybody waits, when it was given up, in ms. */
  readonly orderedAtMs: number;
  isPickedUp: boolean;
  wasIn: boolean;
  /** Something must have come of it in a moment. */
  isJudged: boolean;
  /** How the call was over before it was picked up. */
  end: 'busy' | 'no-answer' | 'failed' | undefined;
}

/** The people whom a voice provider calls for the gateway. */
export class Callees {
  readonly all: CalledOut[] = [];
  readonly #placed: (callee: CalledOut) => void;
  readonly #world: JudgedWorld;
  readonly #fail: (violation: Violation) => void;

  /** @param placed is told of each */
  constructor(world: JudgedWorld, fail: (violation: Violation) => void, placed: (callee: CalledOut) => void) {
    this.#world = world;
    this.#placed = placed;
    this.#fail = fail;
  }

  of(call: PhoneCall): CalledOut | undefined {
    return this.all.find((each) => each.call === call);
  }

  /** Calls somebody. Undefined: the provider calls no such number. */
  place({ query, from, to, ringS, waitedUntilMs: orderedAtMs }: Placing): PhoneCall | undefined {
    const { options, phones, scheduler } = this.#world;
    const plan = options.scenario.callOuts?.callees.find(({ number }) => number === to);
    if (plan === undefined || from !== dialIn || ringS * 1000 > longestRingMs) {
      this.#fail(new Violation('calls-are-as-ordered', `…${to.slice(-2)} is called from ${from}`));
      return undefined;
    }
    const { behaviour } = plan;
    if (behaviour === 'refused') return undefined;
    const id = callOutIdSchema.parse(new URLSearchParams(query).get('callOut'));
    let asked = 0;
    const call = phones.ring(
      {
        ...{ from, to, role: 'caller' },
        keys: () => {
          asked += 1;
          if (behaviour === 'another-key') return '5';
          return behaviour === 'joins' || (behaviour === 'slow' && asked > 1) ? '1' : undefined;
        },
        isIn: () => (callee.wasIn = true),
      },
      query,
    );
    const callee: CalledOut = {
      ...{ id, plan, call, orderedAtMs },
      ...{ isPickedUp: false, wasIn: false, isJudged: false, end: undefined },
    };
    this.all.push(callee);
    this.#placed(callee);
    const ringsMs = behaviour === 'no-answer' ? ringS * 1000 : plan.ringsMs;
    scheduler.after(ringsMs, () => this.#answer(callee));
    return call;
  }

  #answer(callee: CalledOut): void {
    const { phones, scheduler, callers, lockOut } = this.#world;
    const { call, plan } = callee;
    const { behaviour } = plan;
    if (behaviour === 'busy' || behaviour === 'no-answer' || behaviour === 'cannot-be-called') {
      callee.end = behaviour === 'cannot-be-called' ? 'failed' : behaviour;
      phones.hangUp(call, callee.end);
      return;
    }
    callee.isPickedUp = true;
    callers.push(call);
    lockOut.isIn(call);
    phones.pickUp(call);
    if (behaviour === 'hangs-up') scheduler.after(plan.listensMs, () => phones.hangUp(call));
  }
}
