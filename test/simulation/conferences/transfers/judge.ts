import type { Caller, TransferOutcome } from '../../../../lib/conferences/model/conference.ts';
import { english } from '../../../../lib/conferences/model/languages/en.ts';
import type { ItemWrite } from '../../../support/conferences.ts';
import { meet } from '../../frame/coverage.ts';
import { Violation } from '../../frame/violation.ts';
import { headings } from '../covered.ts';
import type { JudgedWorld } from '../judged.ts';
import type { Heard, PhoneCall } from '../parties/phone-call.ts';
import { traitsOfScenario } from '../scenario.ts';
import { FarEnds, type DialEnd } from './far-ends.ts';

/** If nothing goes wrong, something has come of an order by then and what is said first: the call comes out at once, and a phone rings for 30 s. */
const promptOutcomeMs = 45_000;
const sayMs = 2_500;
/**
 * And whatever goes wrong: a call is told to come out for 60 s, 165 s later nobody is asked any more, a sweep finds both at
 * most a minute late each, and what a dying function has in hand comes again after 200 s.
 */
const outcomeWithinMs = 60_000 + 165_000 + 2 * 60_000 + 200_000;
/** Whom nobody took has heard so and is back in by then, if nothing goes wrong. */
const backWithinMs = 15_000;

interface Order {
  readonly call: string;
  outcome: TransferOutcome | undefined;
  rings: number;
  isTaken: boolean;
  /** How the last call of it that came to an end did. */
  end: DialEnd | undefined;
}

/** What an outcome says of a call for somebody who has led to it. */
const endOf: Partial<Record<TransferOutcome, DialEnd>> = { rejected: 'busy', 'no-answer': 'no-answer' };

/** Why somebody who comes back may not be let in. */
const reasons = ['conference-closed', 'overdue', 'session-over', 'kicked'] as const;

/** Watches what is promised of those who are led on, with all of the history before its eyes. */
export class Transfers {
  readonly farEnds: FarEnds;
  readonly #world: JudgedWorld;
  readonly #fail: (violation: Violation) => void;
  readonly #orders = new Map<string, Order>();
  /** The order of a call that is the last. */
  readonly #last = new Map<string, Order>();
  /** In which conferences a call is, as they are kept. */
  readonly #present = new Map<string, Set<string>>();
  readonly #led = new Set<PhoneCall>();
  /** Who is on the line with whom they were led to, or waits for them to answer, unless their call has turned elsewhere since. */
  readonly #away = new Map<PhoneCall, number>();
  /** Whom nobody took, since then, in ms, and who have not been in a meeting again. */
  readonly #notTakenSinceMs = new Map<PhoneCall, number>();

  constructor(world: JudgedWorld, fail: (violation: Violation) => void) {
    this.#world = world;
    this.#fail = (violation) => fail(violation);
    this.farEnds = new FarEnds(
      world.options.scenario.transfers,
      (call) => this.#rung(call),
      (call) => this.#taken(call),
      (call, status) => this.#over(call, status),
    );
  }

  get #isPlain(): boolean {
    return this.#world.options.level === 'none' && this.#world.platform.deathsAt.size === 0;
  }

  /** Whether somebody had a call led on, which then is not in the conference's hands any more. */
  isLed(call: PhoneCall): boolean {
    return this.#last.has(call.sid);
  }

  /** A leg has gone into or out of a meeting. */
  changed(): void {
    const { all } = this.#world.phones.meetings;
    for (const call of this.#notTakenSinceMs.keys())
      if (all.some(({ participants }) => participants.has(call.sid))) this.#notTakenSinceMs.delete(call);
  }

  written(write: ItemWrite): void {
    if (write.of !== 'caller') return;
    const { before, after } = write;
    this.#judgePlace(after);
    const { transfer } = after;
    if (transfer === undefined) return;
    const known = before?.transfer?.atMs === transfer.atMs ? before.transfer : undefined;
    const key = `${after.conference} ${after.call} ${transfer.atMs}`;
    if (known === undefined) this.#ordered(key, after);
    // From now on they are out of the conference in any case, and another's guest.
    if (known?.ledAtMs !== transfer.ledAtMs) this.#world.room.isLetGo(after.call);
    const order = this.#orders.get(key);
    if (order === undefined || transfer.outcome === order.outcome) return;
    if (order.outcome !== undefined)
      this.#fail(new Violation('one-outcome', `${key}: ${order.outcome}, and then ${transfer.outcome}`));
    order.outcome = transfer.outcome;
    const { id: voice } = traitsOfScenario(this.#world.options.scenario);
    meet(this.#world.met, headings.transfers, `${voice} ${transfer.to.kind}: ${transfer.outcome ?? 'none'}`);
    if (transfer.to.kind === 'destination') this.#judgeOutcome(order);
  }

  /** Whether the outcome of leading somebody to a number or address is what came of calling it. */
  #judgeOutcome(order: Order): void {
    const { outcome, isTaken, end } = order;
    if (outcome === undefined) return;
    const expected = endOf[outcome];
    // Where nothing goes wrong, only who hangs up has left when nobody took them.
    const hasLeft = this.#world.phones.call(order.call)?.hasHungUp === true;
    const isLeave = outcome === 'caller-left' && this.#isPlain && !hasLeft;
    const isUntrue =
      (outcome === 'answered' && !isTaken) ||
      (expected !== undefined && expected !== end) ||
      (isLeave && end !== undefined && end !== 'completed');
    if (isUntrue)
      this.#fail(
        new Violation('outcomes-are-true', `${order.call.slice(-2)}: ${outcome} after ${end ?? 'no end'}`),
      );
  }

  #ordered(key: string, { call }: Caller): void {
    const order: Order = { call, outcome: undefined, rings: 0, isTaken: false, end: undefined };
    this.#orders.set(key, order);
    this.#last.set(call, order);
    const { menuSaysMs = sayMs } = this.#world.options.scenario;
    this.#world.scheduler.after(this.#isPlain ? promptOutcomeMs + menuSaysMs : outcomeWithinMs, () => {
      if (order.outcome === undefined)
        this.#fail(new Violation('an-outcome-comes', `nothing has come of leading ${key} on`));
    });
  }

  /** Whoever asks outside what to do, since they were told to come out or are to be led on, is not hung up without a word. */
  heard({ sid }: PhoneCall, { path, document }: Heard): Violation | undefined {
    const isWordless = path === '/outside/waited' && document === '[{"verb":"Hangup"}]';
    return isWordless && this.#last.has(sid)
      ? new Violation('nobody-is-lost', `${sid.slice(-2)} came out, and was hung up without a word`)
      : undefined;
  }

  #judgePlace({ call, conference, presence }: Caller): void {
    const places = this.#present.get(call) ?? new Set<string>();
    this.#present.set(call, places);
    if (presence === 'gone') places.delete(conference);
    else places.add(conference);
    if (places.size > 1)
      this.#fail(new Violation('one-conference-at-a-time', `${call.slice(-2)} is in ${[...places].join()}`));
  }

  #rung(call: PhoneCall): void {
    this.#led.add(call);
    this.#away.set(call, call.turn);
    const order = this.#last.get(call.sid);
    if (order === undefined) {
      this.#fail(new Violation('nobody-is-called-unasked', call.sid.slice(-2)));
      return;
    }
    order.rings += 1;
    // A provider that carries an order out late, or whose answer is lost, may take the call out once more: then it rings again.
    const { strikes } = this.#world.platform.faults;
    if (order.rings > 1 && strikes.length === 0)
      this.#fail(new Violation('one-ring', `${call.sid.slice(-2)} is led out ${order.rings} times`));
  }

  #taken({ sid }: PhoneCall): void {
    const order = this.#last.get(sid);
    if (order !== undefined) order.isTaken = true;
  }

  #over(call: PhoneCall, status: DialEnd): void {
    this.#away.delete(call);
    const order = this.#last.get(call.sid);
    if (order !== undefined) order.end = status;
    if (status === 'completed' || !this.#isPlain) return;
    const { scheduler, phones, options } = this.#world;
    const { nowMs: sinceMs, elapsedMs: endedAtMs } = scheduler;
    this.#notTakenSinceMs.set(call, sinceMs);
    scheduler.after(backWithinMs, () => {
      const words = [...reasons, 'not-led-on' as const].map((why) => english[why]);
      // Where people wait outside, whoever is let in meanwhile hears it no further.
      const told = phones.documents.filter(({ atMs, call: sid }) => sid === call.sid && atMs >= endedAtMs);
      const isTold = told.some(({ document }) => words.some((each) => document.includes(each)));
      const hasWaited = told.some(({ document }) => document.includes('"verb":"Wait"'));
      const isCutOff = options.scenario.outside?.asksAfterDial === 'never';
      const wasBack = this.#notTakenSinceMs.get(call) !== sinceMs;
      const isBack = wasBack || hasWaited || call.status === 'completed';
      const isLedOnAgain = this.#last.get(call.sid) !== order;
      if (call.hasHungUp || isLedOnAgain || ((isTold || isCutOff) && isBack)) return;
      this.#fail(new Violation('nobody-is-lost', `${call.sid.slice(-2)} was not taken, and is nowhere`));
    });
  }

  /** What must have come of them a bounded time after everybody fell quiet. */
  problem(): Violation | undefined {
    const lost = [...this.#led].find(
      (call) =>
        call.status === 'in-progress' &&
        call.meeting === undefined &&
        !call.isWaiting &&
        this.#away.get(call) !== call.turn,
    );
    if (lost !== undefined)
      return new Violation('nobody-is-lost', `${lost.sid.slice(-2)} is on the line, and in no conference`);
    const open = [...this.#orders].find(([, { outcome }]) => outcome === undefined);
    return open && new Violation('an-outcome-comes', `nothing has come of leading ${open[0]} on`);
  }
}
