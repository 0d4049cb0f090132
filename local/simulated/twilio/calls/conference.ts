import type { SimulatedCall } from './call.ts';
import type { Callbacks } from '../webhooks/callbacks.ts';
import { newSid, twilioTime } from './identifiers.ts';
import type { ReasonLeft, TwilioSettings } from '../options.ts';
import { playUrl, type SoundDeps } from '../twiml/sounds.ts';
import type { conferenceEventWords } from '../twiml/attributes.ts';
import type { ConferenceNoun } from '../twiml/twiml.ts';
import type { HttpMethod } from '../webhooks/webhooks.ts';

type EventWord = (typeof conferenceEventWords)[number];

/** Why a conference ended (Twilio docs, `ReasonConferenceEnded`). */
export type ReasonEnded =
  | 'last-participant-left'
  | 'last-participant-kicked'
  | 'participant-with-end-conference-on-exit-left'
  | 'participant-with-end-conference-on-exit-kicked'
  | 'conference-ended-via-api';

/** How somebody leaves. */
export interface Departure {
  readonly reason: ReasonLeft;
  /** Deleted by REST. */
  readonly kicked?: boolean;
}

/** A `<Conference>` whose URLs are absolute. */
export interface Join {
  readonly noun: ConferenceNoun;
  /** Undefined: Twilio's music; empty: silence. */
  readonly waitUrl: string | undefined;
  readonly statusCallback: string | undefined;
}

/** Somebody in a conference. */
export interface Participant {
  readonly call: SimulatedCall;
  readonly label: string | undefined;
  readonly joinedMs: number;
  updatedMs: number;
  muted: boolean;
  hold: boolean;
  readonly startConferenceOnEnter: boolean;
  endConferenceOnExit: boolean;
  /** Settles when they have left. */
  readonly left: Promise<Departure>;
}

interface Seat extends Participant {
  readonly beep: Join['noun']['beep'];
  wait: { url: string | undefined; method: HttpMethod };
  settleLeft: (departure: Departure) => void;
  /** Silences wait messages or hold music. */
  quiet: AbortController;
}

/** Why somebody could not join. */
export interface JoinRefusal {
  readonly code: number;
  readonly info: string;
}

/** Debugger code for a label that is taken (Twilio docs, error 16025). */
const LABEL_IN_USE = 16025;

/** Any code would do here: Twilio's for a full conference is not documented. */
const CONFERENCE_FULL = 13230;

export interface ConferenceDeps extends SoundDeps {
  readonly settings: TwilioSettings;
  readonly callbacks: Callbacks;
  readonly reportError: (code: number, info: string, call: SimulatedCall, url?: string) => void;
  readonly onEnded: (conference: Conference) => void;
}

/** One instance of a conference: from the first who joins until the last has left. */
export class Conference {
  readonly sid = newSid('CF');
  readonly friendlyName: string;
  readonly createdMs = Date.now();
  updatedMs = Date.now();
  status: 'init' | 'in-progress' | 'completed' = 'init';
  reasonEnded: ReasonEnded | undefined;
  callSidEnding: string | undefined;
  readonly #region: string;
  readonly #callback: { url: string; method: HttpMethod } | undefined;
  readonly #events: readonly EventWord[];
  readonly #maxParticipants: number;
  readonly #seats = new Map<string, Seat>();
  readonly #labelLeftMs = new Map<string, number>();
  readonly #deps: ConferenceDeps;
  #sequence: number;

  /** The first participant's document fixes the callback, its events and the capacity. */
  constructor({ noun, statusCallback }: Join, deps: ConferenceDeps) {
    this.friendlyName = noun.name;
    this.#region = noun.region ?? 'us1';
    this.#callback =
      statusCallback === undefined ? undefined : { url: statusCallback, method: noun.statusCallbackMethod };
    this.#events = noun.statusCallbackEvent;
    this.#maxParticipants = noun.maxParticipants;
    this.#sequence = deps.settings.firstSequenceNumber;
    this.#deps = deps;
  }

  get region(): string {
    return this.#region;
  }

  /** Who is in, in order of joining. */
  get participants(): readonly Participant[] {
    return [...this.#seats.values()];
  }

  /** By call SID or label. */
  find(callSidOrLabel: string): Participant | undefined {
    return this.#seat(callSidOrLabel);
  }

  /** Lets a call in, unless its label is taken or the conference is full. */
  join(call: SimulatedCall, { noun, waitUrl }: Join): Participant | JoinRefusal {
    const label = noun.participantLabel;
    if (label !== undefined && this.#isTaken(label)) {
      return { code: LABEL_IN_USE, info: `participant label ${label} is in use` };
    }
    if (this.#seats.size >= this.#maxParticipants) {
      return { code: CONFERENCE_FULL, info: 'the conference is full' };
    }
    let settleLeft: (departure: Departure) => void = () => undefined;
    const left = new Promise<Departure>((resolve) => (settleLeft = resolve));
    const seat: Seat = {
      call,
      label,
      joinedMs: Date.now(),
      updatedMs: Date.now(),
      muted: noun.muted,
      beep: noun.beep,
      hold: false,
      startConferenceOnEnter: noun.startConferenceOnEnter,
      endConferenceOnExit: noun.endConferenceOnExit,
      left,
      settleLeft,
      wait: { url: waitUrl, method: noun.waitMethod },
      quiet: new AbortController(),
    };
    this.#seats.set(call.sid, seat);
    const { friendlyName: conference, sid: conferenceSid } = this;
    call.note({ kind: 'conference-joined', conference, conferenceSid, label, muted: seat.muted });
    this.#tell('join', 'participant-join', seat);
    this.#beep(seat, 'onEnter');
    if (seat.muted && this.#deps.settings.muteEventOnMutedJoin) this.#tell('mute', 'participant-mute', seat);
    if (this.status === 'in-progress') call.note({ kind: 'conference-started' });
    else if (!this.#start()) void this.#wait(seat);
    return seat;
  }

  /** Takes somebody out. Nothing happens if they are not in. */
  leave(callSid: string, departure: Departure): void {
    const seat = this.#seats.get(callSid);
    if (!seat) return;
    this.#remove(seat, departure);
    const kicked = departure.kicked === true;
    if (seat.endConferenceOnExit) {
      const reason = `participant-with-end-conference-on-exit-${kicked ? 'kicked' : 'left'}` as const;
      this.#end(reason, 'moderator_ended_conference', seat);
    } else if (this.#seats.size === 0) {
      this.#end(
        kicked ? 'last-participant-kicked' : 'last-participant-left',
        'moderator_ended_conference',
        seat,
      );
    }
  }

  /** Deletes a participant as REST does. */
  kick(callSid: string): void {
    this.leave(callSid, { reason: this.#deps.settings.kickReason, kicked: true });
  }

  /** Ends the conference as REST does. */
  complete(): void {
    this.#end('conference-ended-via-api', 'conference_ended_via_api', undefined);
  }

  /** Mutes or unmutes; an event follows only from a change. */
  setMuted(callSid: string, muted: boolean): void {
    const seat = this.#seats.get(callSid);
    if (!seat || seat.muted === muted) return;
    seat.muted = muted;
    seat.call.note({ kind: muted ? 'muted' : 'unmuted' });
    this.#tell('mute', muted ? 'participant-mute' : 'participant-unmute', seat);
  }

  /** Holds or takes back; without `sound`, held callers hear Twilio's music. */
  setHold(callSid: string, hold: boolean, sound?: { url: string; method: HttpMethod }): void {
    const seat = this.#seats.get(callSid);
    if (!seat || seat.hold === hold) return;
    seat.hold = hold;
    seat.call.note({ kind: hold ? 'held' : 'unheld' });
    this.#tell('hold', hold ? 'participant-hold' : 'participant-unhold', seat);
    this.#silence(seat);
    if (hold) void this.#play(seat, sound?.url, sound?.method ?? 'GET');
    else if (this.status === 'init') void this.#wait(seat);
  }

  /** Changes what `participant-modify` reports. */
  modify(
    callSid: string,
    change: { endConferenceOnExit?: boolean; wait?: { url: string; method: HttpMethod } },
  ): void {
    const seat = this.#seats.get(callSid);
    if (!seat) return;
    seat.endConferenceOnExit = change.endConferenceOnExit ?? seat.endConferenceOnExit;
    if (change.wait) {
      seat.wait = change.wait;
      if (this.status === 'init' && !seat.hold) {
        this.#silence(seat);
        void this.#wait(seat);
      }
    }
    this.#tell('modify', 'participant-modify', seat);
  }

  /** Plays a document to one participant, or to all. */
  async announce(url: string, method: HttpMethod, callSid?: string): Promise<void> {
    const addressees = [...this.#seats.values()].filter(
      (seat) => callSid === undefined || seat.call.sid === callSid,
    );
    const outcomes = await Promise.all(
      addressees.map((seat) =>
        playUrl(seat.call, { url, method, loopsAudio: false }, seat.call.over, this.#deps),
      ),
    );
    const failed = outcomes.find((outcome) => !outcome.ok);
    const seat = callSid === undefined ? undefined : this.#seats.get(callSid);
    this.#tell('announcement', failed ? 'announcement-fail' : 'announcement-end', seat, {
      AnnounceUrl: url,
      ...(failed && { ReasonAnnouncementFailed: failed.info }),
    });
  }

  /** Begins to mix if it can; true if it does. */
  #start(): boolean {
    const seats = [...this.#seats.values()];
    if (seats.length < 2 || !seats.some((seat) => seat.startConferenceOnEnter)) return false;
    this.status = 'in-progress';
    this.updatedMs = Date.now();
    this.#tell('start', 'conference-start');
    for (const seat of seats) {
      if (!seat.hold) this.#silence(seat);
      seat.call.note({ kind: 'conference-started' });
    }
    return true;
  }

  #silence(seat: Seat): void {
    seat.quiet.abort();
    seat.quiet = new AbortController();
  }

  async #wait(seat: Seat): Promise<void> {
    const { settings, reportError } = this.#deps;
    const played = await this.#play(seat, seat.wait.url, seat.wait.method);
    if (played.ok) return;
    reportError(played.code, played.info, seat.call, played.url);
    if (settings.failingWaitUrl === 'leaves') {
      this.leave(seat.call.sid, { reason: 'participant_add_failed' });
    }
  }

  #play(seat: Seat, url: string | undefined, method: HttpMethod): ReturnType<typeof playUrl> {
    if (url === undefined) seat.call.note({ kind: 'hold-music' });
    if (url === undefined || url === '') return Promise.resolve({ ok: true });
    return playUrl(seat.call, { url, method, loopsAudio: true }, seat.quiet.signal, this.#deps);
  }

  /** Whoever is in hears that somebody comes or goes, if the document of that one says so. */
  #beep({ beep }: Seat, when: 'onEnter' | 'onExit'): void {
    if (beep !== 'true' && beep !== when) return;
    for (const { call } of this.#seats.values()) call.note({ kind: 'tones', text: when });
  }

  #remove(seat: Seat, departure: Departure): void {
    this.#seats.delete(seat.call.sid);
    seat.quiet.abort();
    const isLabelKept = this.#deps.settings.labelReleaseDelayMs > 0;
    if (seat.label !== undefined && isLabelKept) this.#labelLeftMs.set(seat.label, Date.now());
    seat.call.note({ kind: 'conference-left', reason: departure.reason });
    this.#tell('leave', 'participant-leave', seat, {
      ParticipantCallStatus: seat.call.status,
      ReasonParticipantLeft: departure.reason,
    });
    this.#beep(seat, 'onExit');
    seat.settleLeft(departure);
  }

  #end(reason: ReasonEnded, leaving: ReasonLeft, ending: Seat | undefined): void {
    if (this.status === 'completed') return;
    this.status = 'completed';
    this.updatedMs = Date.now();
    this.reasonEnded = reason;
    this.callSidEnding = ending?.call.sid;
    for (const seat of [...this.#seats.values()]) this.#remove(seat, { reason: leaving });
    this.#tell('end', 'conference-end', undefined, {
      ReasonConferenceEnded: reason,
      Reason: reason,
      ...(ending && { CallSidEndingConference: ending.call.sid }),
      ...(ending?.label !== undefined && { ParticipantLabelEndingConference: ending.label }),
    });
    this.#deps.onEnded(this);
  }

  #isTaken(label: string): boolean {
    if (this.#seat(label)) return true;
    const leftMs = this.#labelLeftMs.get(label);
    return leftMs !== undefined && Date.now() - leftMs < this.#deps.settings.labelReleaseDelayMs;
  }

  #seat(callSidOrLabel: string): Seat | undefined {
    const byCall = this.#seats.get(callSidOrLabel);
    return byCall ?? [...this.#seats.values()].find((seat) => seat.label === callSidOrLabel);
  }

  #tell(word: EventWord, event: string, seat?: Seat, more: Readonly<Record<string, string>> = {}): void {
    if (seat) seat.updatedMs = Date.now();
    if (!this.#callback || !this.#events.includes(word)) return;
    const parameters: Record<string, string> = {
      AccountSid: this.#deps.settings.accountSid,
      ConferenceSid: this.sid,
      FriendlyName: this.friendlyName,
      SequenceNumber: String(this.#sequence),
      Timestamp: twilioTime(Date.now()),
      StatusCallbackEvent: event,
      ...(seat && seatParameters(seat)),
      ...more,
    };
    this.#sequence += 1;
    const { friendlyName: conference } = this;
    const what = { event, conference, callSid: seat?.call.sid, label: seat?.label };
    this.#deps.callbacks.emit({ ...what, parameters }, this.#callback);
  }
}

function seatParameters(seat: Seat): Record<string, string> {
  return {
    CallSid: seat.call.sid,
    Muted: String(seat.muted),
    Hold: String(seat.hold),
    Coaching: 'false',
    EndConferenceOnExit: String(seat.endConferenceOnExit),
    StartConferenceOnEnter: String(seat.startConferenceOnEnter),
    ...(seat.label !== undefined && { ParticipantLabel: seat.label }),
  };
}
