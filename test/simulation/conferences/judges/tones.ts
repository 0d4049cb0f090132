import { meet } from '../../frame/coverage.ts';
import { Violation } from '../../frame/violation.ts';
import { headings } from '../covered.ts';
import { conferenceId, type JudgedWorld } from '../judged.ts';
import type { Participant } from '../parties/meetings.ts';

/** Watches who is heard coming into a meeting and going: callers, if the conference is set so, and never its bridge. */
export class Tones {
  readonly #judged = new Set<Participant>();
  readonly #world: JudgedWorld;
  readonly #fail: (violation: Violation) => void;

  constructor(world: JudgedWorld, fail: (violation: Violation) => void) {
    this.#world = world;
    this.#fail = fail;
  }

  /** A leg has gone into or out of a meeting. */
  changed(): void {
    for (const { name, participants } of this.#world.phones.meetings.all)
      for (const participant of participants.values()) {
        if (this.#judged.has(participant)) continue;
        this.#judged.add(participant);
        this.#judge(participant, name);
      }
  }

  #judge({ role, call, hasTones }: Participant, meeting: string): void {
    const { tones = 'off' } = this.#world.options.scenario.settings ?? {};
    const isOff = tones === 'off' || meeting !== conferenceId;
    if (!isOff) meet(this.#world.met, headings.tones, `${role}: ${hasTones ? 'heard' : 'not heard'}`);
    if (hasTones && (isOff || role === 'bridge'))
      this.#fail(new Violation('tones-as-set', `${call.slice(-2)}, a ${role}, is heard coming and going`));
    if (!hasTones && role === 'caller' && this.#isForAll(tones) && !isOff)
      this.#fail(new Violation('tones-as-set', `${call.slice(-2)} is not heard`));
  }

  /** Whether everybody is heard: always, or as long as so few are there as have called at all. */
  #isForAll(tones: number | 'on' | 'off'): boolean {
    const { callers, callOuts } = this.#world.options.scenario;
    return tones === 'on' || (typeof tones === 'number' && callers.length <= tones && callOuts === undefined);
  }
}
