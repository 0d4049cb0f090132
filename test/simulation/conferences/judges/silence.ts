import { Violation } from '../../frame/violation.ts';
import type { Participant } from '../parties/meetings.ts';
import { type JudgedWorld, conferenceId } from '../judged.ts';

/** Whoever waits in silence has been told why by then. */
const toldWithinMs = 10_000;

/** Who was told this lately, if in a session before this one, is told again when that time is over. */
const toldLatelyMs = 20_000;

/** Watches that nobody sits in silence, in a meeting that has begun and that the bridge is not in, without hearing why. */
export class Silence {
  /** Since when a leg sits in silence, or that it has been told. */
  readonly #silent = new Map<Participant, number | 'told'>();
  readonly #toldAtMs = new Map<Participant, number>();
  readonly #world: JudgedWorld;
  readonly #fail: (violation: Violation) => void;

  constructor(world: JudgedWorld, fail: (violation: Violation) => void) {
    this.#world = world;
    this.#fail = fail;
  }

  /** A leg hears a document of ours. */
  isTold(participant: Participant): void {
    this.#toldAtMs.set(participant, this.#world.scheduler.nowMs);
    // Told between two sessions, they need not hear the same again as soon as the next begins.
    if (this.#silent.has(participant) || this.#legs().includes(participant))
      this.#silent.set(participant, 'told');
  }

  /** A leg has gone into or out of the meeting. */
  changed(): void {
    const { scheduler, options, platform } = this.#world;
    if (options.level !== 'none' || platform.deathsAt.size > 0) return;
    const { nowMs } = scheduler;
    const silent = this.#legs();
    for (const participant of this.#silent.keys())
      if (!silent.includes(participant)) this.#silent.delete(participant);
    for (const participant of silent) {
      if (this.#silent.has(participant)) continue;
      if (nowMs - (this.#toldAtMs.get(participant) ?? -Infinity) < toldLatelyMs) continue;
      this.#silent.set(participant, nowMs);
      scheduler.after(toldWithinMs, () => {
        const isToBeTold = this.#silent.get(participant) === nowMs && this.#legs().includes(participant);
        if (isToBeTold) this.#fail(new Violation('nobody-waits-in-silence', participant.label));
      });
    }
  }

  #legs(): readonly Participant[] {
    const { phones, room } = this.#world;
    const meeting = phones.meetings.running(conferenceId);
    const legs = [...(meeting?.participants.values() ?? [])];
    const isSilent =
      meeting?.hasStarted === true &&
      room.session !== undefined &&
      !legs.some(({ role }) => role === 'bridge');
    return isSilent ? legs : [];
  }
}
