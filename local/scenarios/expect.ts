import type { CallView } from '../../lib/admin/call-schema.ts';
import type { Phone, RoomView } from '../console/api/events.ts';
import type { State } from '../console/derive/state.ts';
import { mentions } from '../simulated/kit/caller.ts';
import type { Expectation } from './steps.ts';

/** A caller of a scenario, once it has called. */
export interface Calling {
  /** The provider's id of the call. */
  readonly id: string;
  /** How much of what it heard has been expected already. */
  heard: number;
}

/** What is looked at: the caller that the expectation names, and the room of the callers' conference. */
export interface Cast {
  readonly calling: Calling | undefined;
  /** Name of the conference; undefined: no caller dials into one. */
  readonly conference: string | undefined;
}

/** Whether it is so now. `next`: of what is heard, how much that is. */
export interface Look {
  readonly isMet: boolean;
  /** What there is instead. */
  readonly instead: string;
  readonly next?: number;
}

/** Looks whether what is expected is so. */
export function look(expected: Expectation, state: State, { calling, conference }: Cast): Look {
  const phone = state.phones.find(({ id }) => id === calling?.id);
  switch (expected.kind) {
    case 'hears':
    case 'hears-no':
      return lookHeard(expected, phone, calling?.heard ?? 0);
    case 'is-hung-up':
      return { isMet: phone?.isOver === true, instead: 'the line is open' };
    case 'is': {
      const call = state.calls.find(({ id }) => id === calling?.id);
      const words = call === undefined ? [] : wordsOf(call);
      return { isMet: words.includes(expected.state), instead: `it is ${words.join(', ') || 'not known'}` };
    }
    case 'room-shows': {
      const room = state.rooms.find(({ name }) => name === conference);
      const count = room === undefined ? -1 : countIn(room, expected.what);
      const instead = room === undefined ? 'no caller dials into a room' : `it shows ${count}`;
      return { isMet: count === expected.count, instead };
    }
  }
}

function lookHeard({ text }: { readonly text: string }, phone: Phone | undefined, from: number): Look {
  const events = phone?.events ?? [];
  const index = events.findIndex((event, at) => at >= from && mentions(event, text));
  const heard = events
    .slice(from)
    .flatMap(({ kind, text: said }) => (typeof said === 'string' ? [`"${said}"`] : [kind]));
  return { isMet: index >= 0, instead: `it heard ${heard.join(', ') || 'nothing'}`, next: index + 1 };
}

/** All that a call can be said to be. */
function wordsOf(call: CallView): readonly string[] {
  if (call.journey === 'held') return [call.state];
  return [call.state, ...(call.muted === undefined ? [] : [call.muted ? 'muted' : 'unmuted'])];
}

function countIn({ callers }: RoomView, what: 'callers' | 'muted' | 'hands'): number {
  if (what === 'callers') return callers.length;
  return callers.filter(({ muted, hand }) => (what === 'muted' ? muted : hand)).length;
}
