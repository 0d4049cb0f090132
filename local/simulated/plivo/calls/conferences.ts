import { randomInt } from 'node:crypto';
import type { Join } from '../xml/document.ts';
import type { PlivoCall } from './call.ts';
import { Conference, type ConferenceDeps, type Member } from './conference.ts';

/** The live rooms of the account. */
export class Conferences {
  readonly #live = new Map<string, Conference>();
  readonly #deps: ConferenceDeps;

  constructor(deps: Omit<ConferenceDeps, 'nextMemberId'>) {
    let last = randomInt(10, 10_000);
    this.#deps = { ...deps, nextMemberId: () => String((last += 1)) };
  }

  get all(): readonly Conference[] {
    return [...this.#live.values()];
  }

  find(name: string): Conference | undefined {
    return this.#live.get(name);
  }

  /** Joins the room of that name. Undefined: it is full. */
  join(call: PlivoCall, join: Join): { conference: Conference; member: Member } | undefined {
    const conference = this.#live.get(join.name) ?? new Conference(join, this.#deps);
    const member = conference.join(call, join);
    if (!member) return undefined;
    this.#live.set(join.name, conference);
    void member.left.then(() => {
      const isGone = conference.members.length === 0 && this.#live.get(join.name) === conference;
      if (isGone) this.#live.delete(join.name);
    });
    return { conference, member };
  }
}
