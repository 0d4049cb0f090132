import { Violation } from '../../frame/violation.ts';
import { noticeText } from '../drawn-notice.ts';
import { conferenceId, type JudgedWorld } from '../judged.ts';
import type { Holder, PhoneCall } from '../parties/phone-call.ts';

/** What a caller keys: PINs in their order and then the last one; after a notice nothing at first, and then a 1. */
export function keysOf(
  pins: readonly (string | undefined)[],
  inMenu: () => string | undefined,
): Holder['keys'] {
  let asked = 0;
  let notices = 0;
  return (path) => {
    if (path.endsWith('/menu')) return inMenu();
    if (path.endsWith('/notice')) return (notices += 1) === 1 ? undefined : '1';
    return pins[Math.min((asked += 1), pins.length) - 1];
  };
}

/** Watches that nobody hears a meeting before the end of the notice, or without having agreed where that is asked. */
export class Notices {
  readonly #world: JudgedWorld;
  readonly #fail: (violation: Violation) => void;

  constructor(world: JudgedWorld, fail: (violation: Violation) => void) {
    this.#world = world;
    this.#fail = fail;
  }

  /** A leg has gone into or out of the meeting. */
  changed(): void {
    const { phones, options } = this.#world;
    const { notice } = options.scenario;
    if (notice === undefined) return;
    for (const { call: sid, role } of phones.meetings.running(conferenceId)?.participants.values() ?? []) {
      if (role !== 'caller') continue;
      const name = sid.slice(-2);
      if (phones.call(sid)?.heard.includes(noticeText) !== true)
        this.#fail(new Violation('notice-before-entry', `${name} is in, and has not heard the notice`));
      else if (notice.asksConsent && !hasAgreed(phones.call(sid)))
        this.#fail(new Violation('notice-before-entry', `${name} is in, and has not agreed to the notice`));
    }
  }
}

/** Whether a caller has keyed the 1. They may be moved in before the answer to it arrives. */
const hasAgreed = (call: PhoneCall | undefined) =>
  call?.keyed.some(({ path, digits }) => path.endsWith('/notice') && digits === '1') === true;
