import { Violation } from '../../frame/violation.ts';
import { conferenceId, type JudgedWorld } from '../judged.ts';
import { isInOther } from '../transfers/other-conference.ts';
import type { Participant } from '../parties/meetings.ts';
import type { PhoneCall } from '../parties/phone-call.ts';

/**
 * Whoever waits outside is in this long after the bridge: its join is found on a list that is behind by up to 2.5 s, then
 * a sentence ends, or the next question comes after 5 s.
 */
const letInWithinMs = 12_000;

/** Those who wait outside the meeting that a world is about. */
export const waitingOutside = (
  world: Pick<JudgedWorld, 'callers' | 'options' | 'stores'>,
): readonly PhoneCall[] =>
  world.callers.filter((call) => call.status === 'in-progress' && call.isWaiting && !isInOther(world, call));

/** Watches that nobody waits on outside while the bridge is in. */
export class LetIn {
  #bridge: Participant | undefined;
  readonly #world: JudgedWorld;
  readonly #fail: (violation: Violation) => void;

  constructor(world: JudgedWorld, fail: (violation: Violation) => void) {
    this.#world = world;
    this.#fail = fail;
  }

  /** A leg has gone into or out of the meeting. */
  changed(): void {
    const { scheduler, options, platform, phones } = this.#world;
    if (options.level !== 'none' || platform.deathsAt.size > 0) return;
    const legs = [...(phones.meetings.running(conferenceId)?.participants.values() ?? [])];
    const bridge = legs.find(({ role }) => role === 'bridge');
    if (bridge === this.#bridge) return;
    this.#bridge = bridge;
    if (bridge === undefined) return;
    const turns = new Map(waitingOutside(this.#world).map((call) => [call, call.turn]));
    scheduler.after(letInWithinMs, () => {
      const { bridge: known } = this.#world.stores().conference(conferenceId);
      // One that nobody has asked for is hung up first, and the room's own comes in its place.
      const isStranger = known.state === 'in' && known.isUnasked === true;
      // Who has been in meanwhile, and comes out to be led on, does not wait for the bridge.
      const left = waitingOutside(this.#world).find((call) => turns.get(call) === call.turn);
      if (this.#bridge === bridge && !isStranger && left !== undefined)
        this.#fail(new Violation('let-in-with-the-bridge', `${left.sid.slice(-2)} waits outside too long`));
    });
  }
}
