import { isDeepStrictEqual } from 'node:util';
import { writeScenario } from '../../scenarios/file.ts';
import type { ScenarioCaller } from '../../scenarios/model.ts';
import { scenarioOf, type Noted } from '../../scenarios/recorded.ts';
import { botKinds } from '../../simulated/bots/kinds.ts';
import type { Fault } from '../api/events.ts';
import type { CallOrder } from '../api/orders.ts';
import type { Orders, Source } from '../server/source.ts';
import type { Audience, Change } from './audience.ts';
import { done, refusal, type Done, type Refusal } from './result.ts';

/** A recording that nobody ends takes up no more than so many notes. */
const maxNotes = 20_000;

interface RecorderDeps {
  readonly audience: Audience;
  readonly whole: Source['whole'];
  readonly now: () => number;
}

/** What is being recorded. */
interface Recording {
  readonly sinceMs: number;
  readonly notes: Noted[];
  readonly before: ReturnType<Source['whole']>;
  faults: readonly Fault[];
  readonly end: () => void;
}

type DoingOrders = Omit<Orders, 'record' | 'endRecording'>;

/** Writes down what is done with phones, rooms, bots and faults, and what callers hear, as a scenario file. */
export class Recorder {
  readonly #deps: RecorderDeps;
  #recording: Recording | undefined;

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  /** When the recording began that goes on; undefined: none does. */
  get since(): string | undefined {
    return this.#recording && new Date(this.#recording.sinceMs).toISOString();
  }

  start(): Done {
    if (this.#recording) return refusal(409, 'is-recording', 'It is being recorded already.');
    const before = this.#deps.whole();
    const notes: Noted[] = [];
    const sinceMs = this.#deps.now();
    const end = this.#deps.audience.subscribe((change) => this.#hear(change));
    this.#recording = { sinceMs, notes, before, faults: before.faults.map(off), end };
    this.#noteFaults(before.faults);
    this.#tell();
    return done;
  }

  /** Ends it. `file`: the scenario, which `patchbay scenario run` plays. */
  end(): { readonly ok: true; readonly file: string } | Refusal {
    const recording = this.#recording;
    if (recording === undefined) return refusal(409, 'no-recording', 'Nothing is being recorded.');
    recording.end();
    this.#recording = undefined;
    this.#tell();
    const { about, calls, hurry = 1 } = this.#deps.whole();
    const at = new Date(recording.sinceMs).toISOString();
    const { scenario, leftOut } = scenarioOf({
      name: `Recorded on ${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`,
      notes: recording.notes,
      hurry,
      rooms: recording.before.rooms,
      offers: about.kind === 'local' ? about.numbers : [],
      stateOf: (id) => calls.find((call) => call.id === id)?.state,
    });
    if (scenario === undefined)
      return refusal(
        409,
        'nobody-called',
        'Nobody called while it was recorded: a scenario begins with a call.',
      );
    const comments = leftOut.map((what) => `# Left out: ${what}.\n`);
    return { ok: true, file: comments.join('') + writeScenario(scenario) };
  }

  /** The same orders; those that are carried out are written down while a recording goes on. */
  noting(orders: DoingOrders): DoingOrders {
    return {
      ...orders,
      place: (order) => {
        const atMs = this.#deps.now();
        const placed = orders.place(order);
        if (placed.ok) this.#note(this.#called(atMs, placed.id, order));
        return placed;
      },
      key: (call, keys) => {
        const atMs = this.#deps.now();
        const keyed = orders.key(call, keys);
        if (keyed.ok) this.#note({ kind: 'keyed', atMs, call, keys });
        return keyed;
      },
      step: async (room, step) => {
        const atMs = this.#deps.now();
        const taken = await orders.step(room, step);
        if (taken.ok) this.#note({ kind: 'moderated', atMs, room: this.#nameOf(room), step });
        return taken;
      },
    };
  }

  #called(atMs: number, call: string, order: CallOrder): Noted {
    const { provider: at, to } = order;
    if (order.provider !== 'daily')
      return order.keys === undefined
        ? { kind: 'called', atMs, call, caller: { at, to } }
        : { kind: 'left-out', atMs, what: 'a call that a script keys' };
    if (order.webhooks !== undefined)
      return { kind: 'left-out', atMs, what: 'a call with webhooks of its own: use a fault' };
    const bots = this.#botsOf(order);
    const caller: ScenarioCaller = { at, to, ...(bots.length > 0 && { bots }) };
    return { kind: 'called', atMs, call, caller };
  }

  /** Names of how the bots of a call behave; none of one whose bots are good. */
  #botsOf({ bot }: Extract<CallOrder, { readonly provider: 'daily' }>): string[] {
    const names =
      bot === undefined
        ? [this.#deps.whole().bot ?? 'good']
        : [bot].flat().flatMap((wanted) => {
            const kind = botKinds.find(({ behaviour }) => isDeepStrictEqual(behaviour, wanted));
            return kind === undefined ? [] : [kind.name];
          });
    return names.every((name) => name === 'good') ? [] : names;
  }

  #nameOf(room: string): string {
    const { rooms } = this.#deps.whole();
    return rooms.find(({ id }) => id === room)?.name ?? room;
  }

  #hear(change: Change): void {
    const atMs = this.#deps.now();
    switch (change.kind) {
      case 'phone':
        for (const event of change.phone.events)
          this.#note({ kind: 'heard', atMs: Date.parse(event.time), call: change.phone.id, event });
        break;
      case 'heard':
        this.#note({
          kind: 'heard',
          atMs: Date.parse(change.event.time),
          call: change.phone,
          event: change.event,
        });
        break;
      case 'room':
        this.#note({ kind: 'room', atMs, room: change.room });
        break;
      case 'faults':
        this.#noteFaults(change.faults);
        break;
      case 'about':
      case 'call':
      case 'clock':
      case 'recording':
        break;
    }
  }

  #noteFaults(faults: readonly Fault[]): void {
    const recording = this.#recording;
    if (recording === undefined) return;
    const wasOn = new Set(recording.faults.filter(({ isOn }) => isOn).map(({ name }) => name));
    for (const { name, isOn } of faults)
      if (isOn !== wasOn.has(name)) this.#note({ kind: 'fault', atMs: this.#deps.now(), name, isOn });
    recording.faults = faults;
  }

  #note(note: Noted): void {
    const notes = this.#recording?.notes;
    if (notes !== undefined && notes.length < maxNotes) notes.push(note);
  }

  #tell(): void {
    const { since } = this;
    this.#deps.audience.tell({ kind: 'recording', ...(since !== undefined && { since }) });
  }
}

const off = (fault: Fault): Fault => ({ ...fault, isOn: false });
