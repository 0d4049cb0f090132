import type { Pace } from '../../kit/pace.ts';
import type { Region, SinchSettings } from '../options.ts';
import type { ConnectConf, Moh } from '../svaml/schema.ts';
import type { SinchCall } from './call.ts';
import { listenForKeys } from './conference-keys.ts';

export interface ConferenceDeps {
  readonly settings: SinchSettings;
  readonly pace: Pace;
  /** Keys of somebody in `detect` mode. */
  readonly onKeys: (call: SinchCall, conferenceId: string, keys: string) => void;
}

/** Somebody in a conference. */
export interface Participant {
  readonly call: SinchCall;
  readonly joinedMs: number;
  readonly muted: boolean;
  readonly onHold: boolean;
}

interface Seat extends Participant {
  muted: boolean;
  onHold: boolean;
  isListed: boolean;
  readonly moh: Moh | undefined;
  readonly leave: (how: 'hung-up' | 'kicked') => void;
}

/** One conference: live with its first participant, gone with its last. It tells nobody who comes and goes. */
export class Conference {
  readonly id: string;
  readonly region: Region;
  readonly #deps: ConferenceDeps;
  readonly #seats = new Map<string, Seat>();

  constructor(id: string, region: Region, deps: ConferenceDeps) {
    this.id = id;
    this.region = region;
    this.#deps = deps;
  }

  /** In order of joining, whether or not the list shows them yet. */
  get participants(): readonly Participant[] {
    return [...this.#seats.values()];
  }

  /** What REST lists. */
  get listed(): readonly Participant[] {
    return [...this.#seats.values()].filter(({ isListed }) => isListed);
  }

  /** Whether one participant hears another one speak. */
  hears(listenerId: string, speakerId: string): boolean {
    const [listener, speaker] = [this.#seats.get(listenerId), this.#seats.get(speakerId)];
    if (!listener || !speaker || listener === speaker) return false;
    return !listener.onHold && !speaker.onHold && !speaker.muted;
  }

  /** Joins. Settles when the call has left; undefined: there is no room. */
  join(call: SinchCall, action: ConnectConf): Promise<'hung-up' | 'kicked'> | undefined {
    const { settings, pace } = this.#deps;
    if (this.#seats.size >= settings.maxParticipants) return undefined;
    return new Promise((resolve) => {
      const stopKeys = this.#listen(call, action);
      const leave = (how: 'hung-up' | 'kicked'): void => {
        if (!this.#seats.delete(call.id)) return;
        stopKeys();
        call.over.removeEventListener('abort', hangUp);
        call.note({ kind: 'conference-left', reason: how });
        this.#afterLeft();
        resolve(how);
      };
      const hangUp = (): void => leave('hung-up');
      const seat: Seat = {
        call,
        joinedMs: Date.now(),
        muted: false,
        onHold: false,
        isListed: settings.listDelayMs === 0,
        moh: action.moh,
        leave,
      };
      this.#seats.set(call.id, seat);
      call.over.addEventListener('abort', hangUp);
      if (!seat.isListed) pace.after(settings.listDelayMs, () => (seat.isListed = true));
      this.#afterJoined(seat);
    });
  }

  /** False: the call is not in. */
  setMuted(callId: string, muted: boolean): boolean {
    const seat = this.#seats.get(callId);
    if (seat && seat.muted !== muted) {
      seat.muted = muted;
      seat.call.note({ kind: muted ? 'muted' : 'unmuted' });
    }
    return seat !== undefined;
  }

  /** False: the call is not in. `moh`: default silence. */
  setOnHold(callId: string, onHold: boolean, moh?: Moh): boolean {
    const seat = this.#seats.get(callId);
    if (seat && seat.onHold !== onHold) {
      seat.onHold = onHold;
      seat.call.note({ kind: onHold ? 'held' : 'unheld' });
      if (onHold && moh !== undefined) seat.call.note({ kind: 'hold-music' });
    }
    return seat !== undefined;
  }

  /** Throws one out. False: the call is not in. */
  kick(callId: string): boolean {
    const seat = this.#seats.get(callId);
    seat?.leave('kicked');
    return seat !== undefined;
  }

  /** Throws all out. */
  kickAll(): void {
    for (const seat of [...this.#seats.values()]) seat.leave('kicked');
  }

  #listen(call: SinchCall, { conferenceDtmfOptions }: ConnectConf): () => void {
    if (!conferenceDtmfOptions) return () => undefined;
    const { settings, pace, onKeys } = this.#deps;
    return listenForKeys(call, conferenceDtmfOptions, {
      pace,
      hasStar: settings.starInConference,
      onDetected: (keys) => onKeys(call, this.id, keys),
      onForwarded: (key) => {
        for (const other of this.#seats.values()) {
          if (this.hears(other.call.id, call.id)) other.call.note({ kind: 'tones', text: key });
        }
      },
    });
  }

  /** Music is for somebody alone, and ends with the second participant, whoever that is. */
  #afterJoined(seat: Seat): void {
    seat.call.note({ kind: 'conference-joined', conference: this.id, region: this.region });
    if (this.#seats.size === 1) {
      if (seat.moh !== undefined) seat.call.note({ kind: 'hold-music' });
      return;
    }
    if (this.#seats.size === 2) {
      for (const { call } of this.#seats.values()) call.note({ kind: 'conference-started' });
    } else seat.call.note({ kind: 'conference-started' });
  }

  #afterLeft(): void {
    const [last, ...others] = this.#seats.values();
    if (last?.moh === undefined || others.length > 0 || !this.#deps.settings.musicAgain) return;
    last.call.note({ kind: 'hold-music' });
  }
}

/** The live conferences of the application. Those of two regions with one id never meet. */
export class Conferences {
  readonly #live = new Map<string, Conference>();
  readonly #deps: ConferenceDeps;

  constructor(deps: ConferenceDeps) {
    this.#deps = deps;
  }

  get all(): readonly Conference[] {
    return [...this.#live.values()];
  }

  find(id: string, region: Region): Conference | undefined {
    return this.#live.get(`${region}/${id}`);
  }

  /** Joins the conference of the call's region. Settles when the call has left; undefined: there is no room. */
  async join(call: SinchCall, action: ConnectConf): Promise<'hung-up' | 'kicked' | undefined> {
    const { region } = call.identity;
    const key = `${region}/${action.conferenceId}`;
    const conference = this.#live.get(key) ?? new Conference(action.conferenceId, region, this.#deps);
    this.#live.set(key, conference);
    const how = await conference.join(call, action);
    const isOver = conference.participants.length === 0 && this.#live.get(key) === conference;
    if (isOver) this.#live.delete(key);
    return how;
  }
}
