import type { NumberOffer, RoomView } from '../console/api/events.ts';
import type { Noted } from './noted.ts';
import { maxCallers, maxSteps, type Scenario, type ScenarioCaller } from './model.ts';
import { botsOf } from './recorded-bots.ts';
import { usualS, type Step } from './steps.ts';
import { expectedOf } from './worth-expecting.ts';

export interface Recorded {
  readonly name: string;
  /** In any order. */
  readonly notes: readonly Noted[];
  /** The rooms as they were when the recording began. */
  readonly rooms: readonly RoomView[];
  /** How bots behaved when the recording began. */
  readonly bot: string;
  /** How fast what held calls wait for was over; 1: in real time. */
  readonly hurry: number;
  /** The numbers of the gateway, with their PINs and conferences. */
  readonly offers: readonly NumberOffer[];
  /** How calls were when the recording ended, in the words of `call show`; undefined: it may not come the same way again. */
  readonly stateOf: (call: string) => string | undefined;
}

/** A scenario that does the same again, and what it does not do; undefined: nobody called. */
export interface Written {
  readonly scenario: Scenario | undefined;
  readonly leftOut: readonly string[];
}

/** Pauses of less are those of a hand, and of the gateway's own news. */
const shortestWaitMs = 300;
/** Keys that follow each other within this time are keyed as one: a dialogue waits longer for the next. */
const sameKeysMs = 3_000;
/** A replay may be slower than what was recorded, by this factor. */
const slack = 2;
/** One order takes no more (`POST /api/calls/<id>/keys`). */
const maxKeys = 60;
/** So many digits in a row may be a PIN: none is written down. */
const pinDigits = /\d{4,}/g;

/** Writes down what was done as a scenario: acts with the pauses between them, and what was heard and shown as expectations. */
export function scenarioOf(recorded: Recorded): Written {
  const notes = recorded.notes.toSorted((a, b) => a.atMs - b.atMs || rank(a) - rank(b));
  const placed = notes.filter((note) => note.kind === 'called').slice(0, maxCallers);
  if (placed.length === 0) return { scenario: undefined, leftOut: [] };
  const callers = placed.map((called) => {
    const bots = botsOf(called, notes, recorded.bot);
    return { ...called.caller, ...(bots.length > 0 && { bots: [...bots] }) };
  });
  const writer = new Writer(
    recorded,
    placed.map(({ call }) => call),
    callers,
  );
  for (const note of notes) writer.take(note);
  const { name, hurry } = recorded;
  const isHurried = hurry !== 1 && callers.some(({ at }) => at === 'daily');
  const scenario = { name, ...(isHurried && { hurry }), callers, steps: writer.end() };
  return { scenario, leftOut: writer.leftOut };
}

/** Of one moment: what was done comes before what was heard and shown of it. */
const rank = ({ kind }: Noted): number => (kind === 'heard' || kind === 'room' ? 1 : 0);

class Writer {
  readonly #recorded: Recorded;
  readonly #calls: readonly string[];
  readonly #callers: readonly ScenarioCaller[];
  readonly #offers: readonly (NumberOffer | undefined)[];
  /** Name of the room in which the moderator's steps are taken: that of the first caller who dials into one. */
  readonly #room: string | undefined;
  readonly #steps: Step[] = [];
  readonly #leftOut = new Set<string>();
  /** Of each caller, what was expected last: said again and again, it is expected once. */
  readonly #expected = new Map<string, string>();
  #shown: RoomView | undefined;
  #isRoomNew = false;
  #lastMs: number | undefined;
  #keys: { readonly call: string; readonly index: number; atMs: number } | undefined;

  constructor(recorded: Recorded, calls: readonly string[], callers: readonly ScenarioCaller[]) {
    this.#recorded = recorded;
    this.#calls = calls;
    this.#callers = callers;
    this.#offers = callers.map(({ at, to }) =>
      recorded.offers.find((offer) => offer.provider === at && offer.number === to),
    );
    this.#room = this.#offers.find((offer) => offer?.conference !== undefined)?.conference;
    this.#shown = recorded.rooms.find(({ name }) => name === this.#room);
    this.#steps.push(...peopleOf(this.#shown));
  }

  get leftOut(): readonly string[] {
    return [...this.#leftOut];
  }

  take(note: Noted): void {
    switch (note.kind) {
      case 'called':
        this.#act(note.atMs, { kind: 'calls', caller: this.#numberOf(note.call) });
        break;
      case 'keyed':
        this.#key(note);
        break;
      case 'heard':
        this.#hear(note);
        break;
      case 'moderated':
        this.#moderate(note);
        break;
      case 'room':
        this.#show(note.room);
        break;
      case 'fault': {
        const { name, isOn } = note;
        this.#act(note.atMs, { kind: 'fault', name, isOn });
        break;
      }
      case 'bots': // is said of the callers
        break;
      case 'left-out':
        this.#leftOut.add(note.what);
    }
  }

  /** All steps, with how everything was in the end. */
  end(): Step[] {
    this.#flushRoom();
    for (const call of this.#calls) {
      const state = this.#recorded.stateOf(call);
      if (state !== undefined)
        this.#steps.push({ kind: 'is', caller: this.#numberOf(call), state, withinS: usualS });
    }
    if (this.#steps.length > maxSteps) this.#leftOut.add(`what came after ${maxSteps} steps`);
    return this.#steps.slice(0, maxSteps).map((step) => this.#withoutPin(step));
  }

  #numberOf(call: string): number {
    return this.#calls.indexOf(call) + 1;
  }

  #act(atMs: number, step: Step): void {
    this.#flushRoom();
    const pauseMs = this.#lastMs === undefined ? 0 : atMs - this.#lastMs;
    if (pauseMs >= shortestWaitMs)
      this.#steps.push({ kind: 'wait', seconds: Math.round(pauseMs / 100) / 10 });
    this.#steps.push(step);
    this.#lastMs = atMs;
    this.#keys = undefined;
    this.#expected.clear();
  }

  #key({ atMs, call, keys }: Extract<Noted, { kind: 'keyed' }>): void {
    const caller = this.#numberOf(call);
    if (caller === 0) {
      this.#leftOut.add(earlierCalls);
      return;
    }
    const last = this.#keys?.call === call ? this.#steps[this.#keys.index] : undefined;
    const isOneMore =
      last?.kind === 'keys' &&
      this.#keys?.index === this.#steps.length - 1 &&
      atMs - this.#keys.atMs < sameKeysMs &&
      last.keys.length + keys.length <= maxKeys;
    if (isOneMore && this.#keys) {
      this.#steps[this.#keys.index] = { ...last, keys: last.keys + keys };
      this.#keys.atMs = this.#lastMs = atMs;
      return;
    }
    this.#act(atMs, { kind: 'keys', caller, keys });
    this.#keys = { call, index: this.#steps.length - 1, atMs };
  }

  #hear({ atMs, call, event }: Extract<Noted, { kind: 'heard' }>): void {
    const caller = this.#numberOf(call);
    if (caller === 0) return;
    if (event.kind === 'hung-up' && event['by'] === 'caller') {
      this.#act(atMs, { kind: 'hangs-up', caller });
      return;
    }
    const expected = expectedOf(event, this.#callers[caller - 1]?.at === 'daily');
    if (expected === undefined || this.#expected.get(call) === expected) return;
    this.#expected.set(call, expected);
    const tookMs = atMs - (this.#lastMs ?? atMs);
    const withinS = Math.max(usualS, Math.ceil((tookMs * slack) / 1_000));
    this.#steps.push(
      expected === 'hung-up'
        ? { kind: 'is-hung-up', caller, withinS }
        : { kind: 'hears', caller, text: expected, withinS },
    );
    this.#lastMs = atMs;
  }

  #moderate({ atMs, room, step }: Extract<Noted, { kind: 'moderated' }>): void {
    if (room !== this.#room) {
      this.#leftOut.add(`the moderator of ${room}: a scenario has one room, that of its first caller`);
      return;
    }
    const words = step.split(' ');
    if (words.some((word) => !this.#calls.includes(word) && this.#isShown(word))) {
      this.#leftOut.add(earlierCalls);
      return;
    }
    const named = words.map((word) => (this.#calls.includes(word) ? `caller ${this.#numberOf(word)}` : word));
    this.#act(atMs, { kind: 'moderator', step: named.join(' ') });
  }

  #isShown(call: string): boolean {
    return this.#shown?.callers.some(({ callId }) => callId === call) === true;
  }

  #show(room: RoomView): void {
    if (room.name !== this.#room) return;
    this.#isRoomNew ||= countsOf(room) !== countsOf(this.#shown);
    this.#shown = room;
  }

  /** What the room has come to, before somebody acts on it: what it showed meanwhile may not come the same way again. */
  #flushRoom(): void {
    if (!this.#isRoomNew || this.#shown === undefined) return;
    this.#isRoomNew = false;
    const { callers } = this.#shown;
    const muted = callers.filter((caller) => caller.muted).length;
    const hands = callers.filter(({ hand }) => hand).length;
    const shows = (what: 'callers' | 'muted' | 'hands', count: number) =>
      this.#steps.push({ kind: 'room-shows', count, what, withinS: roomWithinS });
    shows('callers', callers.length);
    if (callers.length > 0) shows('muted', muted);
    if (hands > 0) shows('hands', hands);
  }

  /** The PIN of the conference goes by its name, and of any other nothing but its length is kept. */
  #withoutPin(step: Step): Step {
    if (step.kind !== 'keys') return step;
    const pin = this.#offers[step.caller - 1]?.pin;
    const named = pin === undefined ? step.keys : step.keys.replaceAll(pin, 'PIN');
    return { ...step, keys: named.replaceAll(pinDigits, (digits) => '0'.repeat(digits.length)) };
  }
}

const earlierCalls = 'what was done with calls that were there before';
/** A bridge may take three tries until it is in, and nobody is shown before. */
const roomWithinS = 60;

const countsOf = (room: RoomView | undefined): string =>
  JSON.stringify(room?.callers.map(({ callId, muted, hand }) => [callId, muted, hand]) ?? []);

/** Who was in the room already. */
function peopleOf(room: RoomView | undefined): Step[] {
  if (room?.isLive !== true) return [];
  const steps = room.people.length > 0 ? room.people.map((name) => `join ${name}`) : ['start'];
  return steps.map((step) => ({ kind: 'moderator', step }));
}
