import type { CallOutId, CallOutOutcome } from '../../../../lib/conferences/model/call-out.ts';
import { longestCallOutMs } from '../../../../lib/conferences/model/call-out.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { callingWords } from '../../../../lib/conferences/model/languages/index.ts';
import type { PatchbayEvent } from '../../../../lib/events/schema.ts';
import { meet } from '../../frame/coverage.ts';
import { Violation } from '../../frame/violation.ts';
import { headings } from '../covered.ts';
import { conferenceId, type JudgedWorld } from '../judged.ts';
import { traitsOfScenario } from '../scenario.ts';
import { Callees, type CalledOut } from './callees.ts';
import type { Behaviour } from './drawn.ts';
import type { OrderResult } from './orders.ts';

/** Between the moment at which an order is counted, by a clock that is off, and its last request's end: two tries, and their pause. */
const countedBeforeMs = 8_000;
const [minuteMs, hourMs] = [60_000, 3_600_000];

/** If nothing goes wrong, something has come of an order by then: the next sweep says so, and takes a moment. */
const outcomeWithinMs = longestCallOutMs + 60_000 + 10_000;
/** And this soon after the call is over, or its callee is in. */
const promptMs = 5_000;

/** By what callees do: what may come of it if nothing goes wrong. */
const expected: Readonly<Record<Behaviour, readonly CallOutOutcome[]>> = {
  joins: ['joined', 'turned-away'],
  slow: ['joined', 'turned-away'],
  silent: ['declined'],
  'another-key': ['declined'],
  // Who is gone before anything was said to them was not reached.
  'hangs-up': ['declined', 'failed'],
  busy: ['busy'],
  'no-answer': ['no-answer'],
  'cannot-be-called': ['failed'],
  refused: [],
};

/** Who hangs up before the 1 has declined, and might have pressed it. */
const expectedOf = (callee: CalledOut): readonly CallOutOutcome[] =>
  expected[callee.call.hasHungUp && !hasPressed(callee) ? 'hangs-up' : callee.plan.behaviour];

/** What is known of an order. */
interface Known {
  readonly results: OrderResult[];
  readonly outcomes: CallOutOutcome[];
}

/** Watches what is promised of those whom the gateway calls, with all of the history before its eyes. */
export class CallOuts {
  readonly #orders = new Map<CallOutId, Known>();
  readonly #world: JudgedWorld;
  readonly #fail: (violation: Violation) => void;
  readonly callees: Callees;

  constructor(world: JudgedWorld, fail: (violation: Violation) => void) {
    this.#world = world;
    this.#fail = fail;
    this.callees = new Callees(world, fail, (callee) => this.#placed(callee));
  }

  #order(id: CallOutId): Known {
    const known = this.#orders.get(id) ?? { results: [], outcomes: [] };
    this.#orders.set(id, known);
    return known;
  }

  /** The gateway has come to an answer, whether or not anybody hears it. */
  answered(id: CallOutId, result: OrderResult): void {
    this.#order(id).results.push(result);
    meet(this.#world.met, headings.orders, result.ok ? result.result : result.reason);
  }

  /** A voice provider has been made to call somebody. */
  #placed({ id, plan }: CalledOut): void {
    const { scheduler, options } = this.#world;
    const { limits } = options.scenario.callOuts ?? {};
    const placed = this.callees.all;
    const ordersMs = placed.map(({ orderedAtMs }) => orderedAtMs);
    if (limits === undefined || !limits.allow.some((prefix) => plan.number.startsWith(prefix)))
      this.#fail(new Violation('call-out-limits', `a number is called that may not be`));
    if (placed.filter((each) => each.id === id).length > 1)
      this.#fail(new Violation('called-once', `${id} is called again`));
    for (const [windowMs, most] of [
      [minuteMs, limits?.perMinute ?? 0],
      [hourMs, limits?.perHour ?? 0],
    ] as const) {
      const inWindow = mostIn(ordersMs, windowMs - countedBeforeMs);
      if (inWindow > most)
        this.#fail(new Violation('call-out-limits', `${inWindow} calls in ${windowMs / 1000} s`));
    }
    if (this.#isFaultless) scheduler.after(outcomeWithinMs, () => this.#mustBeOver(id));
  }

  /** An event of a call has been published. */
  published({ callOut }: PinCall, event: PatchbayEvent): void {
    const outcome = callOut?.outcome?.is;
    if (event.type !== 'call.callOutOver' || callOut === undefined || outcome === undefined) return;
    const { outcomes } = this.#order(callOut.id);
    outcomes.push(outcome);
    const { id: voice } = traitsOfScenario(this.#world.options.scenario);
    meet(this.#world.met, headings.callOuts, `${voice} ${outcome}`);
    if (outcomes.length > 1)
      this.#fail(new Violation('one-outcome', `${callOut.id}: ${outcomes.join(', then ')}`));
    const callee = this.callees.all.find(({ id }) => id === callOut.id);
    const problem = callee === undefined ? undefined : untruthOf(callee, outcome);
    if (problem !== undefined)
      this.#fail(new Violation('outcomes-are-true', `${callOut.id} is ${outcome}, and ${problem}`));
  }

  /** A leg has gone into or out of the meeting. */
  changed(): void {
    if (this.callees.all.length === 0) return;
    const { phones } = this.#world;
    for (const { call: sid } of phones.meetings.running(conferenceId)?.participants.values() ?? []) {
      const call = phones.call(sid);
      const callee = call && this.callees.of(call);
      if (callee === undefined) continue;
      if (!hasPressed(callee))
        this.#fail(new Violation('callees-press-1', `${sid.slice(-2)} is in, and has not pressed 1`));
      else if (!callee.call.heard.includes(callingWords(`Conference ${conferenceId}`, 'en').text))
        this.#fail(new Violation('callees-press-1', `${sid.slice(-2)} is in, and has not heard who calls`));
    }
  }

  /** A callee's call has changed: it is over, or waits. */
  moved(): void {
    if (!this.#isFaultless) return;
    for (const callee of this.callees.all) {
      if (callee.isJudged || (!callee.wasIn && callee.call.status !== 'completed')) continue;
      callee.isJudged = true;
      this.#world.scheduler.after(promptMs, () => this.#mustBeOver(callee.id));
    }
  }

  get #isFaultless(): boolean {
    const { options, platform } = this.#world;
    return options.level === 'none' && platform.deathsAt.size === 0;
  }

  #mustBeOver(id: CallOutId): void {
    const callee = this.callees.all.find((each) => each.id === id);
    const [outcome] = this.#order(id).outcomes;
    if (callee === undefined) return;
    if (outcome === undefined) this.#fail(new Violation('one-outcome', `${id} has none in its time`));
    // What ended it otherwise than it was drawn is anybody's: a session that was over, a host who removed them.
    else if (!expectedOf(callee).includes(outcome) && callee.call.status === 'completed')
      this.#fail(new Violation('outcomes-are-true', `${id} ${callee.plan.behaviour}, and is ${outcome}`));
  }

  /** What is wrong in the end. */
  problem(): Violation | undefined {
    for (const [id, { results, outcomes }] of this.#orders) {
      const isPlaced = this.callees.all.some((callee) => callee.id === id);
      const isRefused = results.length > 0 && results.every(({ ok }) => !ok);
      if (isPlaced && isRefused)
        return new Violation('outcomes-are-true', `${id} was called, and the order said that nobody was`);
      if (outcomes.length === 0 && (isPlaced || results.some(({ ok }) => ok)))
        return new Violation('one-outcome', `${id} has none`);
      if (!isPlaced && outcomes.some((outcome) => outcome !== 'unknown'))
        return new Violation('outcomes-are-true', `${id} was called by nobody, and is ${outcomes.join()}`);
      if (!isPlaced && isRefused && outcomes.length > 0)
        return new Violation('one-outcome', `${id} was refused, and something came of it`);
    }
    const unheard = this.callees.all.find(({ id }) => !this.#orders.has(id));
    return unheard && new Violation('one-outcome', `${unheard.id} has none`);
  }
}

/** How many of these moments lie within so many ms of each other, at most. */
function mostIn(momentsMs: readonly number[], withinMs: number): number {
  const from = (firstMs: number) =>
    momentsMs.filter((atMs) => atMs >= firstMs && atMs - firstMs < withinMs).length;
  return Math.max(0, ...momentsMs.map(from));
}

/** Whether a callee has keyed the 1, whether or not an answer came. */
const hasPressed = ({ call }: CalledOut): boolean =>
  call.keyed.some(({ path, digits }) => path.endsWith('/notice') && digits === '1');

/** Why an outcome cannot be; undefined: it can. */
function untruthOf(callee: CalledOut, outcome: CallOutOutcome): string | undefined {
  switch (outcome) {
    case 'joined':
    case 'turned-away':
      return hasPressed(callee) ? undefined : '1 was not pressed';
    case 'declined':
      return callee.isPickedUp ? undefined : 'the phone was not picked up';
    case 'busy':
    case 'no-answer':
      return callee.end === outcome ? undefined : 'that is not how the call ended';
    case 'failed':
      return callee.call.status === 'completed' ? undefined : 'the call goes on';
    case 'unknown':
      return undefined;
  }
}
