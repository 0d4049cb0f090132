import { keepNewest } from '../../../runtime/keep.ts';
import type { SimulatedCall } from './call.ts';
import {
  Conference,
  type ConferenceDeps,
  type Join,
  type JoinRefusal,
  type Participant,
} from './conference.ts';

/** The conferences of the account: those that are live, and the newest of those that are over. */
export class Conferences {
  /** In order of creation. */
  readonly all: Conference[] = [];
  readonly #live = new Map<string, Conference>();
  readonly #over: Conference[] = [];
  readonly #deps: Omit<ConferenceDeps, 'onEnded'>;

  constructor(deps: Omit<ConferenceDeps, 'onEnded'>) {
    this.#deps = deps;
  }

  /** The live instance of this name. */
  live(friendlyName: string): Conference | undefined {
    return this.#live.get(friendlyName);
  }

  /** By SID, live or over. */
  find(sid: string): Conference | undefined {
    return this.all.find((conference) => conference.sid === sid);
  }

  /** Lets a call into the live instance of its conference, or into a new one. */
  join(
    call: SimulatedCall,
    join: Join,
  ): { ok: true; conference: Conference; participant: Participant } | ({ ok: false } & JoinRefusal) {
    const conference = this.#live.get(join.noun.name) ?? this.#create(join);
    const joined = conference.join(call, join);
    return 'code' in joined ? { ok: false, ...joined } : { ok: true, conference, participant: joined };
  }

  #create(join: Join): Conference {
    const conference = new Conference(join, {
      ...this.#deps,
      onEnded: (ended) => {
        this.#live.delete(ended.friendlyName);
        const forgotten = keepNewest(this.#over, ended, this.#deps.settings.maxKept);
        if (forgotten) this.all.splice(this.all.indexOf(forgotten), 1);
      },
    });
    this.all.push(conference);
    this.#live.set(conference.friendlyName, conference);
    return conference;
  }
}
