import { isDeepStrictEqual } from 'node:util';
import type { CallView } from '../../../lib/admin/call-schema.ts';
import { writeScenario } from '../../scenarios/file.ts';
import type { Noted } from '../../scenarios/noted.ts';
import { scenarioOf } from '../../scenarios/recorded.ts';
import type { BotBehaviour } from '../../simulated/bots/behaviour.ts';
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
  /** How bots behave now. */
  bot: string;
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
    const { faults, bot = 'good' } = before;
    this.#recording = { sinceMs, notes, before, faults: faults.map(off), bot, end };
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
      bot: recording.before.bot ?? 'good',
      rooms: recording.before.rooms,
      offers: about.kind === 'local' ? about.numbers : [],
      stateOf: (id) => lastingStateOf(calls.find((call) => call.id === id)),
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
    const bots = order.bot === undefined ? undefined : [order.bot].flat().flatMap(nameOf);
    return { kind: 'called', atMs, call, caller: { at, to }, ...(bots && { bots }) };
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
        this.#noteBots(atMs, change.bot);
        break;
      case 'about':
      case 'call':
      case 'clock':
      case 'recording':
      case 'published':
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

  #noteBots(atMs: number, name = 'good'): void {
    const recording = this.#recording;
    if (recording === undefined || name === recording.bot) return;
    recording.bot = name;
    this.#note({ kind: 'bots', atMs, name });
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

/** The state of a call, unless it is one that the call was about to leave. */
function lastingStateOf(call: CallView | undefined): string | undefined {
  const isLasting = call?.isLive === false || call?.state === 'connected';
  return isLasting ? call.state : undefined;
}

/** The name of a behaviour that a call was ordered with; none of one that has no name. */
const nameOf = (wanted: BotBehaviour): string[] =>
  botKinds.flatMap(({ name, behaviour }) => (isDeepStrictEqual(behaviour, wanted) ? [name] : []));
