import type { ConsoleClient } from '../console/api/client.ts';
import type { CallOrderInput } from '../console/api/orders.ts';
import type { NumberOffer } from '../console/api/events.ts';
import { botsNamed } from '../simulated/bots/kinds.ts';
import { look, type Calling } from './expect.ts';
import type { Scenario, ScenarioCaller } from './model.ts';
import { writeStep, type Expectation, type Step } from './steps.ts';
import type { Watch } from './watch.ts';

/** What became of a scenario. It ends with its first step that fails: those after it would fail for that. */
export interface Played {
  readonly name: string;
  readonly tookMs: number;
  /** Undefined: everything was as expected. `index`: of the step. */
  readonly problem?: { readonly index: number; readonly step: string; readonly why: string };
}

export interface PlayDeps {
  readonly client: ConsoleClient;
  readonly watch: Watch;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Told of each step before it is taken. */
  readonly onStep?: (step: string) => void;
}

/** What went wrong with one step; undefined: nothing. */
type Failure = string | undefined;

/** After a scenario its callers are let go: that takes no longer. */
const settleMs = 10_000;

/** Plays a scenario on the gateway of this machine, and leaves it as it was: nobody calls, no fault, no session. */
export async function play(scenario: Scenario, deps: PlayDeps): Promise<Played> {
  const startMs = deps.now();
  const stage = new Stage(scenario, deps);
  const played = (problem?: Played['problem']): Played => ({
    ...{ name: scenario.name, tookMs: deps.now() - startMs },
    ...(problem && { problem }),
  });
  try {
    await stage.open();
    for (const [index, step] of scenario.steps.entries()) {
      const text = writeStep(step);
      deps.onStep?.(text);
      const why = await stage.take(step);
      if (why !== undefined) return played({ index, step: text, why });
    }
    return played();
  } finally {
    await stage.clear();
  }
}

/** The callers of one scenario, as far as they have called, and the room. */
class Stage {
  readonly #calling = new Map<number, Calling>();
  readonly #scenario: Scenario;
  readonly #deps: PlayDeps;
  readonly #offers: readonly NumberOffer[];
  readonly #hurryBefore: number;

  constructor(scenario: Scenario, deps: PlayDeps) {
    this.#scenario = scenario;
    this.#deps = deps;
    const { about, hurry } = deps.watch.state();
    this.#hurryBefore = hurry;
    this.#offers = about?.kind === 'local' ? about.numbers : [];
  }

  /** What is the same for all steps. */
  async open(): Promise<void> {
    const { hurry } = this.#scenario;
    if (hurry !== undefined) await this.#deps.client.setClock(hurry);
  }

  async take(step: Step): Promise<Failure> {
    const { client, sleep } = this.#deps;
    switch (step.kind) {
      case 'wait':
        await sleep(step.seconds * 1_000);
        return undefined;
      case 'fault':
        return ordered(client.setFault(step.name, step.isOn));
      case 'calls':
        return this.#place(step.caller);
      case 'keys': {
        const pin = this.#offerTo(step.caller)?.pin;
        if (step.keys.includes('PIN') && pin === undefined)
          return 'There is no PIN: the gateway has made no conference for what this caller dials.';
        return this.#withCall(step.caller, (id) => client.key(id, step.keys.replaceAll('PIN', pin ?? '')));
      }
      case 'hangs-up':
        return this.#withCall(step.caller, (id) => client.hangUp(id));
      case 'moderator':
        return this.#moderate(step.step);
      case 'hears-no':
        return this.#expectNone(step, step.withinS);
      case 'hears':
      case 'is':
      case 'is-hung-up':
      case 'room-shows':
        return this.#expect(step, step.withinS);
    }
  }

  /** Everybody hangs up, the session ends, and nothing goes wrong any more. */
  async clear(): Promise<void> {
    const { client, watch } = this.#deps;
    const ids = [...this.#calling.values()].map(({ id }) => id);
    const before = this.#hurryBefore;
    if (watch.state().hurry !== before) await Promise.allSettled([client.setClock(before)]);
    await Promise.allSettled([client.undoFaults(), ...ids.map((id) => client.hangUp(id))]);
    const room = this.#room();
    if (room?.isLive === true) await Promise.allSettled([client.step(room.id, 'end')]);
    const isQuiet = () => {
      const { calls } = watch.state();
      const isOver = ids.every(
        (id) => !calls.some((call) => call.id === id && call.isLive && call.state !== 'unauthenticated'),
      );
      return isOver && (this.#room()?.callers ?? []).length === 0 ? true : undefined;
    };
    await watch.until(isQuiet, settleMs).catch(() => undefined);
  }

  async #place(number: number): Promise<Failure> {
    const caller = this.#scenario.callers[number - 1];
    if (caller === undefined) return `There is no caller ${number}.`;
    if (this.#calling.has(number)) return 'It has called already.';
    const order = orderOf(caller);
    if (typeof order === 'string') return order;
    return ordered(
      this.#deps.client.place(order).then((id) => void this.#calling.set(number, { id, heard: 0 })),
    );
  }

  #withCall(caller: number, act: (id: string) => Promise<void>): Promise<Failure> | Failure {
    const calling = this.#calling.get(caller);
    return calling === undefined ? 'It has not called.' : ordered(act(calling.id));
  }

  #moderate(written: string): Promise<Failure> | Failure {
    const room = this.#room();
    if (room === undefined) return 'There is no room: no caller of the scenario dials into a conference.';
    const step = written.replaceAll(
      /\bcaller (\d+)\b/g,
      (whole, number) => this.#calling.get(Number(number))?.id ?? whole,
    );
    return ordered(this.#deps.client.step(room.id, step));
  }

  async #expect(expected: Expectation, withinS: number): Promise<Failure> {
    const cast = this.#cast(expected);
    if ('caller' in expected && cast.calling === undefined) return 'It has not called.';
    const { watch } = this.#deps;
    const met = await watch.until((state) => {
      const seen = look(expected, state, cast);
      return seen.isMet ? seen : undefined;
    }, withinS * 1_000);
    if (met === undefined) return `After ${withinS} s ${look(expected, watch.state(), cast).instead}.`;
    if (cast.calling !== undefined && met.next !== undefined) cast.calling.heard = met.next;
    return undefined;
  }

  async #expectNone(expected: Extract<Expectation, { kind: 'hears-no' }>, withinS: number): Promise<Failure> {
    const cast = this.#cast(expected);
    if (cast.calling === undefined) return 'It has not called.';
    const met = await this.#deps.watch.until(
      (state) => (look(expected, state, cast).isMet ? true : undefined),
      withinS * 1_000,
    );
    return met === undefined ? undefined : 'It was heard.';
  }

  #cast(expected: Expectation) {
    const calling = 'caller' in expected ? this.#calling.get(expected.caller) : undefined;
    return { calling, conference: this.#conference() };
  }

  #offerTo(number: number): NumberOffer | undefined {
    const caller = this.#scenario.callers[number - 1];
    return this.#offers.find((offer) => offer.number === caller?.to && offer.provider === caller.at);
  }

  /** The conference of the first caller who dials into one. */
  #conference(): string | undefined {
    return this.#scenario.callers
      .map((_, index) => this.#offerTo(index + 1)?.conference)
      .find((name) => name !== undefined);
  }

  #room() {
    return this.#deps.watch.state().rooms.find(({ name }) => name === this.#conference());
  }
}

/** The order for a call, or why there is none. */
function orderOf({ at, to, from, bots }: ScenarioCaller): CallOrderInput | string {
  if (at !== 'daily')
    return bots === undefined
      ? { provider: at, to, ...(from !== undefined && { from }) }
      : 'Only callers at daily meet bots.';
  const bot = bots && botsNamed(bots);
  if (bot?.ok === false) return bot.problem;
  return {
    provider: at,
    to,
    ...(from !== undefined && { from }),
    ...(bot && { bot: bot.behaviours }),
  };
}

/** Why an order was refused, in the gateway's own sentence; undefined: it was not. */
async function ordered(order: Promise<void>): Promise<Failure> {
  try {
    await order;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
