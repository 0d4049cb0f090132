import { isOver, type HeldCall } from '../../../lib/held-calls/model/call.ts';
import { askAgainMs } from '../../../lib/held-calls/model/hold-times.ts';
import { outcomeWord } from '../../../lib/held-calls/model/refusals.ts';
import type { Target } from '../../../lib/held-calls/model/route.ts';
import { lengthOf, overlap, without, type Span } from '../frame/spans.ts';
import { Violation } from '../frame/violation.ts';
import type { HoldSettings } from '../../../lib/held-calls/ports.ts';
import type { Caller } from './callers.ts';
import type { Opening } from './rooms.ts';
import { skewMsOf, type Scenario } from './scenario.ts';

/** Functions, the machine and the provider take some seconds between two askings, beside the machine's pause. */
const hopsMs = 3_000;
/** From a bot in its room until the room is ready (rooms.ts). */
const readyWithinMs = 1_000;
/** An address that is ready for so long, while somebody waits for it, is given to somebody: news of it takes seconds. */
const openLongEnoughMs = 20_000;
/** A back end that may have taken an order is left alone for so long, at most, before its next. */
const unclearPauseMs = 45_000;

/** What was true of a call while it was on hold: true times in ms. */
interface Hold {
  readonly heldAtMs: number;
  readonly faultsBefore: number;
  decidedAtMs: number | undefined;
  faultsUntil: number | undefined;
}

export interface ChancesDeps {
  readonly scenario: Scenario;
  readonly settings: HoldSettings;
  /** When the world begins: the scenario's times count from then. */
  readonly startMs: number;
  /** Functions die, or events come, as somebody outside says. */
  readonly isDisturbed: boolean;
  readonly now: () => number;
  readonly faultsSoFar: () => number;
  readonly callerOf: (call: HeldCall) => Caller | undefined;
  /** When addresses of the existing room were ready, with nobody on them. */
  readonly openings: () => readonly Opening[];
  /** Since when somebody may be on an address of whom nothing is heard: true time in ms, Infinity if nobody is. */
  readonly doubtedFromMs: (address: string) => number;
}

/**
 * The other half of the promise: a call is released only if nobody could have served it in its time. Judged for calls
 * in whose time nothing failed; what failed before them is no excuse.
 */
export class Chances {
  readonly #holds = new Map<string, Hold>();
  readonly #deps: ChancesDeps;
  /** Hops, and by how much the clocks of two functions differ. */
  readonly #delaysMs: number;

  constructor(deps: ChancesDeps) {
    this.#deps = deps;
    this.#delaysMs = hopsMs + skewMsOf(deps.scenario);
  }

  written(after: HeldCall, before: HeldCall | undefined): void {
    const nowMs = this.#deps.now();
    const faults = this.#deps.faultsSoFar();
    if (before === undefined) {
      this.#holds.set(after.id, {
        heldAtMs: nowMs,
        faultsBefore: faults,
        decidedAtMs: undefined,
        faultsUntil: undefined,
      });
    }
    const hold = this.#holds.get(after.id);
    if (hold === undefined || hold.decidedAtMs !== undefined) return;
    if (after.state !== 'connected' && !isOver(after)) return;
    hold.decidedAtMs = nowMs;
    hold.faultsUntil = faults;
  }

  /** A call that nobody was connected to, though somebody could have served it. */
  problem(call: HeldCall): Violation | undefined {
    const hold = this.#holds.get(call.id);
    const caller = this.#deps.callerOf(call);
    if (call.state !== 'released' || hold?.decidedAtMs === undefined || caller === undefined)
      return undefined;
    if (caller.legCount > 0 || call.updates > 0 || !this.#isCalm(hold)) return undefined;
    const { connectSliceMs, reserveMs, holdBudgetMs, holdSliceMs } = this.#deps.settings;
    const lastAskAtMs = hold.heldAtMs + holdBudgetMs - connectSliceMs - reserveMs;
    const word = outcomeWord(call.outcome ?? '');
    if (hold.decidedAtMs < lastAskAtMs - askAgainMs(holdSliceMs) - this.#delaysMs) {
      const afterS = Math.round((hold.decidedAtMs - hold.heldAtMs) / 1000);
      return new Violation('not-given-up-early', `${call.id} was given up after ${afterS} s (${word})`);
    }
    const target = call.targets.find((each) => this.#couldServe(each, call, hold, caller, lastAskAtMs));
    if (target === undefined) return undefined;
    return new Violation(
      'released-only-if-nobody-could-serve',
      `${call.id} was released (${call.outcome ?? ''}), though ${target.kind} had a place`,
    );
  }

  #isCalm({ heldAtMs, decidedAtMs = 0, faultsBefore, faultsUntil }: Hold): boolean {
    const { scenario, startMs, isDisturbed } = this.#deps;
    if (faultsUntil !== faultsBefore || isDisturbed) return false;
    const downs = scenario.outages.filter(({ party }) => party === 'daily');
    const changes = { fromMs: scenario.secretsChangeAtMs, untilMs: scenario.secretsChangeAtMs + 60_000 };
    return [...downs, changes].every(
      ({ fromMs, untilMs }) => startMs + untilMs <= heldAtMs || startMs + fromMs >= decidedAtMs,
    );
  }

  #couldServe(target: Target, call: HeldCall, hold: Hold, caller: Caller, lastAskAtMs: number): boolean {
    const { settings, scenario, openings, doubtedFromMs } = this.#deps;
    const { holdLimitMs, readyWebhookDelayMs } = scenario.variants;
    const goneAtMs = caller.dialledAtMs + Math.min(caller.plan.patienceMs, holdLimitMs);
    if (target.kind === 'room') {
      const span = { fromMs: hold.heldAtMs, untilMs: Math.min(goneAtMs, hold.decidedAtMs ?? 0) };
      // If the news of it got lost, nobody could know of it.
      return openings()
        .filter(({ faultsBefore }) => faultsBefore === hold.faultsUntil)
        .map((opening) => {
          // Whoever was ordered there, and of whom nothing is heard, keeps the address: they may be talking.
          const untilMs = Math.min(span.untilMs, doubtedFromMs(opening.address));
          return lengthOf(overlap(opening, { ...span, untilMs }));
        })
        .some((openMs) => openMs >= openLongEnoughMs);
    }
    const { startUpMs, reports } = scenario.bots;
    const readyAfterMs =
      startUpMs[1] + readyWithinMs + (reports ? 0 : readyWebhookDelayMs[1]) + this.#delaysMs;
    const waitEndsAtMs = Math.min(
      goneAtMs - this.#delaysMs,
      hold.heldAtMs + settings.holdBudgetMs - settings.reserveMs,
    );
    if (readyAfterMs > settings.holdSliceMs) return false;
    const party = target.kind === 'pipecat-cloud' ? 'pipecat-cloud' : 'endpoint';
    const latestMs = Math.min(lastAskAtMs, waitEndsAtMs - readyAfterMs);
    return this.#spansWithPlace(party, { fromMs: hold.heldAtMs, untilMs: latestMs }).some(
      (span) => lengthOf(span) > this.#askedWithinMs(call, party),
    );
  }

  /** How long it may take until a back end that has a place again is asked. */
  #askedWithinMs(call: HeldCall, party: string): number {
    const { holdSliceMs } = this.#deps.settings;
    const { outages, full } = this.#deps.scenario;
    const saysWhen = full
      .filter((each) => each.party === party)
      .map(({ retryAfterS = 0 }) => retryAfterS * 1000);
    const isUnclear = outages.some((each) => each.party === party);
    // Another way may have taken the call on, and is waited for before this one has its turn again.
    const sliceMs = call.targets.length > 1 ? holdSliceMs + this.#delaysMs : 0;
    return (
      askAgainMs(holdSliceMs) +
      this.#delaysMs +
      sliceMs +
      Math.max(0, ...saysWhen) +
      (isUnclear ? unclearPauseMs : 0)
    );
  }

  #spansWithPlace(party: string, span: Span): readonly Span[] {
    const { startMs, scenario } = this.#deps;
    const { outages, full } = scenario;
    const closed = [...outages, ...full]
      .filter((each) => each.party === party)
      .map(({ fromMs, untilMs }) => ({ fromMs: startMs + fromMs, untilMs: startMs + untilMs }));
    return without([span], closed);
  }
}
