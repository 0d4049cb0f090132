import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { askAgainMs, pauseAfterTry } from '../../../../lib/held-calls/model/hold-times.ts';
import type { Target } from '../../../../lib/held-calls/model/route.ts';
import type { HoldSettings } from '../../../../lib/held-calls/ports.ts';
import type { FaultKind, Strike } from '../../frame/faults.ts';
import { lengthOf, overlap, without, type Span } from '../../frame/spans.ts';
import { Violation } from '../../frame/violation.ts';
import type { Caller } from '../parties/callers.ts';
import type { Departure, Opening } from '../parties/rooms.ts';
import { skewMsOf, type Scenario } from '../scenario.ts';
import { causes, troubleOf, unclearPauseMs, type Cause, type Trouble } from './troubles.ts';

/** Functions, the machine and the provider take some seconds from one step to the next. */
const hopsMs = 3_000;
/** From a bot in its room until the room is ready (rooms.ts). */
const readyWithinMs = 1_000;
/** A cold start, of each of the functions from one try to the connected caller. */
const coldStartsMs = 4 * 2_500;
/** Where the provider takes its time for each answer, so many answers are waited for. */
const answersPerTry = 5;
/** From the order to the caller in the room, and from a free address to the order. */
const connectedWithinMs = 5_000;
/** The machine's pause after a slice. */
const pauseMs = 1_000;
/** Clocks of functions are apart by less. */
const clocksMs = 6_000;
/** A release that comes so long after its caller came in, with nothing failing meanwhile, should have seen them. */
const seenWithinMs = 30_000;
/** Functions hold a secret for so long; each of them may have another one meanwhile. */
const secretsDifferMs = 300_000;
/** News of a room of others that is lost is not sent again within so long (webhooks.ts). */
const newsAgainMs = 120_000;
/** What nobody needs the provider's news for is done without; its trouble is over when it is. */
const infinite = Infinity;
const nothing: ReadonlySet<Cause> = new Set();
/** What makes a bot silent; and, if it does not report, what keeps the provider from saying that its room is ready. */
const silences: ReadonlySet<FaultKind> = new Set(['botSilent', 'botLate']);
const lostNews: ReadonlySet<FaultKind> = new Set(['webhookLost', 'webhookLate']);

export interface RefereeDeps {
  readonly scenario: Scenario;
  readonly settings: HoldSettings;
  /** When the world begins: the scenario's times count from then. */
  readonly startMs: number;
  readonly strikes: () => readonly Strike[];
  readonly openings: () => readonly Opening[];
  readonly departures: () => readonly Departure[];
  /** Since when the provider sends no news any more; Infinity: it does. */
  readonly trippedAtMs: () => number;
  /** Since when somebody may be on an address of whom nothing is heard: true time in ms, Infinity if nobody is. */
  readonly doubtedFromMs: (address: string) => number;
}

/** How a caller ends who was not lost by the provider (callers.ts). */
const endedByThemselves: ReadonlySet<string> = new Set(['caller', 'hold limit', 'webhook refused']);

/** What is told of a call, in true times: Unix ms. */
interface Course {
  readonly heldAtMs: number;
  /** When it was known where it goes. */
  routedAtMs: number;
  startedAtMs?: number;
  decidedAtMs?: number;
  /** Times in which it was being connected to the existing room. */
  readonly connecting: { readonly fromMs: number; untilMs: number }[];
}

/** `served`: its caller was in the room all the same. `unrouted`: nobody said where it goes. `unexplained`: the referee does not know. */
export type Verdict = Cause | 'served' | 'unrouted' | 'unexplained';

/**
 * Judges each release by the whole history: if a target would have taken the caller, and nothing failed for as long as the
 * code needs from anywhere to a connected caller, the call had to be connected. What keeps it from that has a cause.
 */
export class Referee {
  readonly #courses = new Map<string, Course>();
  readonly #deps: RefereeDeps;

  constructor(deps: RefereeDeps) {
    this.#deps = deps;
  }

  written(after: HeldCall, before: HeldCall | undefined, nowMs: number): void {
    const course = this.#courses.get(after.id) ?? { heldAtMs: nowMs, routedAtMs: nowMs, connecting: [] };
    this.#courses.set(after.id, course);
    if (before?.ask !== undefined && after.ask === undefined) course.routedAtMs = nowMs;
    if (after.attempt > 0) course.startedAtMs ??= nowMs;
    if (after.state === 'released') course.decidedAtMs ??= nowMs;
    if (after.room?.own === true || after.state === before?.state) return;
    if (after.state === 'connecting') course.connecting.push({ fromMs: nowMs, untilMs: infinite });
    const last = course.connecting.at(-1);
    if (before?.state === 'connecting' && last !== undefined) last.untilMs = nowMs;
  }

  /** Why a call that was released could not be served, or the broken promise. */
  judge(call: HeldCall, caller: Caller): Verdict | Violation {
    const course = this.#courses.get(call.id);
    if (course?.decidedAtMs === undefined) return 'unexplained';
    if (call.ask !== undefined) return 'unrouted';
    if (caller.legCount > 0) return this.#served(call, caller, course.decidedAtMs);
    const troubles = this.#troubles(call, caller, course);
    const target = call.targets.find((each) => this.#hadChance(call, course, each, troubles));
    if (target !== undefined) {
      const afterS = Math.round((course.decidedAtMs - course.heldAtMs) / 1000);
      return new Violation(
        'released-for-a-cause',
        `${call.id} was released after ${afterS} s (${call.outcome ?? ''}), though ${target.kind} would have taken it`,
      );
    }
    return causeOf((except) =>
      call.targets.some((each) =>
        this.#hadChance(
          call,
          course,
          each,
          troubles.filter(({ cause }) => !except.has(cause)),
          except,
        ),
      ),
    );
  }

  /** In a room of ours everybody can be seen. */
  #served(call: HeldCall, caller: Caller, decidedAtMs: number): Verdict | Violation {
    const { connectedAtMs = 0, endedAtMs = infinite, transferredFrom } = caller;
    const outAtMs = Math.min(endedAtMs, transferredFrom?.atMs ?? infinite);
    const isUnseen =
      call.room?.own !== true || decidedAtMs < connectedAtMs + seenWithinMs || decidedAtMs > outAtMs;
    const last = { fromMs: decidedAtMs - seenWithinMs, untilMs: decidedAtMs };
    const troubles = [...this.#strikesOf(call), ...this.#outagesOfDaily()];
    if (isUnseen || troubles.some((each) => lengthOf(overlap(each, last)) >= 0)) return 'served';
    return new Violation(
      'released-for-a-cause',
      `${call.id} was released, though its caller was in its room`,
    );
  }

  #strikesOf(call: HeldCall): readonly Trouble[] {
    const { bots } = this.#deps.scenario;
    let silent = 0;
    return this.#deps.strikes().flatMap((strike) => {
      if (strike.call !== undefined && strike.call !== call.id) return [];
      const trouble = troubleOf(strike);
      if (trouble === undefined) return [];
      if (!silences.has(strike.kind) && (bots.reports || !lostNews.has(strike.kind))) return [trouble];
      silent += 1;
      // The last target is asked once more after its silence, and not again.
      return [silent > call.targets.length ? { ...trouble, untilMs: infinite } : trouble];
    });
  }

  #troubles(call: HeldCall, caller: Caller, course: Course): readonly Trouble[] {
    const { scenario, startMs, trippedAtMs } = this.#deps;
    const { secretsChangeAtMs, bots } = scenario;
    const strikes = this.#strikesOf(call);
    const troubles = [
      ...strikes,
      ...turnedDown(caller, this.#deps.settings.holdSliceMs),
      ...this.#outagesOfDaily(),
    ];
    const changeAtMs = startMs + secretsChangeAtMs;
    troubles.push({ cause: 'secrets', fromMs: changeAtMs, untilMs: changeAtMs + secretsDifferMs });
    if (!bots.reports) troubles.push({ cause: 'news', fromMs: trippedAtMs(), untilMs: infinite });
    const { endedAtMs = infinite, endedBy = '' } = caller;
    const cause = endedByThemselves.has(endedBy) ? 'gone' : 'dropped';
    troubles.push({ cause, fromMs: endedAtMs, untilMs: infinite });
    const isLateStart = strikes.some(
      ({ cause, fromMs }) =>
        cause === 'platform' && fromMs >= caller.dialledAtMs && fromMs <= (course.startedAtMs ?? infinite),
    );
    // A machine that could not be started is started by the sweep. Whoever stored the call may have died before that was done.
    if (isLateStart)
      troubles.push({
        cause: 'platform',
        fromMs: course.heldAtMs,
        untilMs: course.startedAtMs ?? infinite,
      });
    const lost = lostOrder(call, caller, strikes);
    if (lost !== undefined) troubles.push(lost);
    return troubles;
  }

  #outagesOfDaily(): readonly Trouble[] {
    const { scenario, startMs } = this.#deps;
    return scenario.outages
      .filter(({ party }) => party === 'daily')
      .map(({ fromMs, untilMs }) => ({
        cause: 'provider',
        fromMs: startMs + fromMs,
        untilMs: startMs + untilMs + unclearPauseMs / 2,
      }));
  }

  #hadChance(
    call: HeldCall,
    course: Course,
    target: Target,
    troubles: readonly Trouble[],
    except: ReadonlySet<Cause> = nothing,
  ): boolean {
    const { settings } = this.#deps;
    const { heldAtMs, routedAtMs } = course;
    const hold = { fromMs: routedAtMs, untilMs: heldAtMs + settings.holdBudgetMs - settings.reserveMs };
    const willing = except.has('unwilling') ? [hold] : this.#willing(call, target, hold, except);
    const needsMs = except.has('slow') ? settings.connectSliceMs : this.#needsMs(call, target);
    return without(willing, troubles).some((span) => {
      // Whoever begins has the slices of the targets before it to wait for. Whoever is in line for a room has one more.
      const isInLine = target.kind !== 'room' && call.targets.at(-1)?.kind === 'room';
      const slices =
        span.fromMs === routedAtMs ? call.targets.indexOf(target) : isInLine && !except.has('slow') ? 2 : 1;
      const sliceMs = slices * (settings.holdSliceMs + pauseMs);
      return lengthOf(span) >= sliceMs + needsMs;
    });
  }

  /** From the turn of a target until its caller is connected; Infinity if it takes longer than it is waited for. */
  #needsMs(call: HeldCall, target: Target): number {
    const { scenario, settings, strikes } = this.#deps;
    const { variants, bots } = scenario;
    const limitMs =
      variants.updateRateClass === 'none' ? 0 : 2 * ((variants.retryAfterS ?? 0) * 1000 + connectedWithinMs);
    const isCold = strikes().some(({ kind }) => kind === 'coldStart');
    const stepsMs =
      hopsMs +
      skewMsOf(scenario) +
      limitMs +
      variants.answerDelayMs * answersPerTry +
      (isCold ? coldStartsMs : 0) +
      askAgainMs(settings.holdSliceMs) * Math.min(1, call.targets.length - 1);
    if (target.kind === 'room')
      return stepsMs + variants.readyWebhookDelayMs[1] + connectedWithinMs + settings.connectSliceMs;
    const readyMs = bots.startUpMs[1] + readyWithinMs + (bots.reports ? 0 : variants.readyWebhookDelayMs[1]);
    // What takes longer than a slice is given up for the next.
    const isSlow = readyMs + hopsMs + variants.answerDelayMs > settings.holdSliceMs;
    return isSlow ? infinite : readyMs + stepsMs + settings.connectSliceMs;
  }

  /** When a target would have taken the call. */
  #willing(call: HeldCall, target: Target, hold: Span, except: ReadonlySet<Cause>): readonly Span[] {
    const { scenario, startMs } = this.#deps;
    if (target.kind === 'room') return this.#open(call, hold, except);
    const party = target.kind === 'pipecat-cloud' ? 'pipecat-cloud' : 'endpoint';
    const closed = [
      ...scenario.outages.map((each) => ({ ...each, againMs: unclearPauseMs })),
      ...scenario.full.map((each) => ({ ...each, againMs: (each.retryAfterS ?? 0) * 1000 })),
    ].filter((each) => each.party === party);
    return without(
      [hold],
      closed.map(({ fromMs, untilMs, againMs }) => ({
        fromMs: startMs + fromMs,
        untilMs: startMs + untilMs + againMs,
      })),
    );
  }

  /**
   * When an address of the existing room was free, which could be known, and no other call had its turn. The news of a leg's end
   * may be lost in one meeting, and keep its address in the next: a short meeting's own end is not told.
   */
  #open({ id: own }: HeldCall, hold: Span, except: ReadonlySet<Cause>): readonly Span[] {
    const { openings, departures, doubtedFromMs, strikes, trippedAtMs } = this.#deps;
    const others = [...this.#courses].flatMap(([id, { connecting }]) => (id === own ? [] : connecting));
    const unheard = strikes().filter((each) => each.call === undefined && troubleOf(each) !== undefined);
    const known = openings()
      .filter(({ fromMs }) => fromMs < trippedAtMs())
      .filter(
        ({ fromMs }) =>
          except.has('news') ||
          !unheard.some(({ atMs }) => atMs >= fromMs - pauseMs && atMs < fromMs + newsAgainMs),
      )
      .map((each) => ({ ...each, untilMs: Math.min(each.untilMs, doubtedFromMs(each.address)) }))
      .flatMap((each) => {
        const untold = departures().filter(({ address }) => address === each.address);
        return without([overlap(each, hold)], except.has('news') ? [] : untold);
      });
    return except.has('turn') ? known : without(known, others);
  }
}

/** Each time that a ready room turned it down, its target is left alone for longer. */
function turnedDown({ updates }: Caller, holdSliceMs: number): readonly Trouble[] {
  return updates
    .filter(({ outcome }) => outcome === 'early' || outcome === 'busy' || outcome === 'unknown')
    .map(({ atMs }, index) => ({
      cause: 'room',
      fromMs: atMs,
      untilMs: atMs + hopsMs + pauseAfterTry('left', index + 1, holdSliceMs),
    }));
}

/**
 * A caller who was ordered in, and of whom nothing is heard, is led nowhere else. In a room of ours a second order follows;
 * in a room of others there is none.
 */
function lostOrder(
  { room, updates, orderedAtMs, claimedAtMs }: HeldCall,
  caller: Caller,
  strikes: readonly Trouble[],
): Trouble | undefined {
  const max = room?.own === true ? 2 : 1;
  const fromMs = claimedAtMs ?? orderedAtMs;
  if (updates < max || fromMs === undefined) return undefined;
  const isTroubled = strikes.some((each) => each.untilMs >= (orderedAtMs ?? fromMs) - clocksMs);
  const isRefused = caller.updates.some(({ outcome }) => outcome !== 'connecting');
  return isTroubled || isRefused ? { cause: 'order', fromMs, untilMs: infinite } : undefined;
}

/**
 * The cause without which the call would have had a chance. Where no one of them would have been enough, they are taken
 * away one after the other, and the last one counts.
 */
function causeOf(hadChanceWithout: (except: ReadonlySet<Cause>) => boolean): Verdict {
  const all = Object.keys(causes).filter(isCause);
  const alone = all.find((cause) => hadChanceWithout(new Set([cause])));
  return alone ?? all.find((_, index) => hadChanceWithout(new Set(all.slice(0, index + 1)))) ?? 'unexplained';
}

const isCause = (word: string): word is Cause => word in causes;
