import type { CallView } from '../../../lib/admin/call-schema.ts';
import type { About, Fault, FeedEvent, Phone, Published, RoomView } from '../api/events.ts';

/** All that a page knows, from the events of the local API alone. */
export interface State {
  /** Undefined until the first stream has begun. */
  readonly about: About | undefined;
  /** The latest first. */
  readonly calls: readonly CallView[];
  /** In order of dialling. */
  readonly phones: readonly Phone[];
  readonly rooms: readonly RoomView[];
  readonly faults: readonly Fault[];
  readonly bot: string | undefined;
  /** How many times sooner than in real time what held calls wait for is over. */
  readonly hurry: number;
  /** The last events that others were told, in order. */
  readonly published: readonly Published[];
  /** Since when everything is being recorded; undefined: nothing is. */
  readonly recordingSince: string | undefined;
}

export const nothingYet: State = {
  about: undefined,
  calls: [],
  phones: [],
  rooms: [],
  faults: [],
  bot: undefined,
  hurry: 1,
  published: [],
  recordingSince: undefined,
};

/** As many as the gateway keeps of them. */
export const maxPublished = 1_000;

/** What is known after an event. */
export function stateAfter(state: State, event: FeedEvent): State {
  switch (event.kind) {
    case 'whole': {
      const { about, phones, rooms, faults, bot, hurry = 1, published = [], recordingSince } = event;
      const calls = event.calls.toSorted(latestFirst);
      return { about, calls, phones, rooms, faults, bot, hurry, published, recordingSince };
    }
    case 'about':
      return { ...state, about: event.about };
    case 'call': {
      const { calls } = state;
      const isKnown = calls.some(({ id }) => id === event.call.id);
      return { ...state, calls: isKnown ? put(calls, event.call) : [event.call, ...calls].sort(latestFirst) };
    }
    case 'phone':
      return { ...state, phones: put(state.phones, event.phone) };
    case 'heard': {
      const phone = state.phones.find(({ id }) => id === event.phone);
      if (phone === undefined) return state;
      const isOver = phone.isOver || event.event.kind === 'hung-up';
      const heard = { ...phone, isOver, events: [...phone.events, event.event] };
      return { ...state, phones: put(state.phones, heard) };
    }
    case 'room':
      return { ...state, rooms: put(state.rooms, event.room) };
    case 'faults':
      return { ...state, faults: event.faults, bot: event.bot };
    case 'clock':
      return { ...state, hurry: event.hurry };
    case 'published':
      return { ...state, published: [...state.published, event.published].slice(-maxPublished) };
    case 'recording':
      return { ...state, recordingSince: event.since };
  }
}

function latestFirst(one: CallView, other: CallView): number {
  return one.arrivedAt < other.arrivedAt ? 1 : -1;
}

/** In the place of the one with the same id, or at the end. */
function put<Item extends { readonly id: string }>(items: readonly Item[], item: Item): readonly Item[] {
  const index = items.findIndex(({ id }) => id === item.id);
  return index < 0 ? [...items, item] : items.with(index, item);
}
