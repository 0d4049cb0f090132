import { randomUUID } from 'node:crypto';
import { isOver, type Pace } from '../../kit/pace.ts';
import type { PlivoSettings } from '../options.ts';
import type { Callbacks } from '../webhooks/callbacks.ts';
import type { WebhookParameters } from '../webhooks/signature.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import { type Join, parseSounds, type Sound } from '../xml/document.ts';
import type { PlivoCall } from './call.ts';
import { callParameters } from './parameters.ts';
import { PatternMatcher } from './patterns.ts';
import { playSounds } from './sounds.ts';

/** How somebody leaves: by themselves, by REST or a star, or because the room has ended. */
export type Departure = 'left' | 'kicked' | 'ended';

/** Somebody in a room. */
export interface Member {
  /** Digits; unique for each join. */
  readonly id: string;
  readonly call: PlivoCall;
  readonly joinedMs: number;
  muted: boolean;
  deaf: boolean;
  readonly left: Promise<Departure>;
}

interface Seat extends Member {
  readonly join: Join;
  isListed: boolean;
  /** Stops `waitSound`. */
  readonly quiet: AbortController;
  /** Stops what REST lets the member hear. */
  told: AbortController;
  readonly settleLeft: (departure: Departure) => void;
}

export interface ConferenceDeps {
  readonly settings: PlivoSettings;
  readonly pace: Pace;
  readonly callbacks: Callbacks;
  readonly webhooks: Webhooks;
  readonly complain: (call: PlivoCall, info: string) => void;
  readonly nextMemberId: () => string;
}

/** One room: from the first who joins until the last has left. */
export class Conference {
  readonly name: string;
  readonly uuid: string = randomUUID();
  readonly createdMs = Date.now();
  readonly #seats = new Map<string, Seat>();
  readonly #stayAlone: boolean;
  readonly #stopTimer: () => void;
  readonly #deps: ConferenceDeps;
  #isStarted = false;

  /** The first document fixes how long the room lasts, and whether somebody may be alone in it. */
  constructor({ name, timeLimit, stayAlone }: Join, deps: ConferenceDeps) {
    this.name = name;
    this.#deps = deps;
    this.#stayAlone = stayAlone;
    this.#stopTimer = deps.pace.after(timeLimit * 1_000, () => this.end());
  }

  /** In order of joining, whether or not the list shows them yet. */
  get members(): readonly Member[] {
    return [...this.#seats.values()];
  }

  /** What REST lists. */
  get listed(): readonly Member[] {
    return [...this.#seats.values()].filter(({ isListed }) => isListed);
  }

  /** By member id; `all` is everybody. */
  find(ids: string): readonly Member[] {
    if (ids === 'all') return this.members;
    return ids.split(',').flatMap((id) => this.#seats.get(id) ?? []);
  }

  /** Whether one call hears another one speak. */
  hears(listener: PlivoCall, speaker: PlivoCall): boolean {
    const [one, other] = [this.#seatOf(listener), this.#seatOf(speaker)];
    if (!this.#isStarted || !one || !other || one === other) return false;
    return !one.deaf && !other.muted;
  }

  /** Lets a call in. Undefined: the room is full. */
  join(call: PlivoCall, join: Join): Member | undefined {
    const { settings, pace, nextMemberId } = this.#deps;
    if (this.#seats.size >= join.maxMembers) return undefined;
    const { promise: left, resolve: settleLeft } = Promise.withResolvers<Departure>();
    const [quiet, told] = [new AbortController(), new AbortController()];
    const at = { call, join, joinedMs: Date.now(), muted: join.muted, deaf: false };
    const isListed = settings.listDelayMs === 0;
    const seat: Seat = { ...at, id: nextMemberId(), isListed, left, settleLeft, quiet, told };
    const isFirst = this.#seats.size === 0;
    this.#seats.set(seat.id, seat);
    if (!isListed) pace.after(settings.listDelayMs, () => (seat.isListed = true));
    call.note({ kind: 'conference-joined', conference: this.name, memberId: seat.id, muted: seat.muted });
    this.#tell(seat, 'enter', isFirst ? { ConferenceFirstMember: 'true' } : {});
    this.#beep(join.enterSound);
    if (join.startConferenceOnEnter) this.#start();
    if (this.#isStarted) call.note({ kind: 'conference-started' });
    else void this.#wait(seat);
    void left.then(this.#listen(seat));
    return seat;
  }

  /** Takes somebody out. Nothing happens if they are not in. */
  leave({ id }: Member, departure: Departure): void {
    const seat = this.#seats.get(id);
    if (!seat) return;
    this.#remove(seat, departure);
    const isAlone = this.#seats.size === 1;
    const staysAlone = this.#stayAlone === (this.#deps.settings.stayAlone === 'keeps');
    if (seat.join.endConferenceOnExit || this.#seats.size === 0 || (isAlone && !staysAlone)) this.end();
  }

  /** Ends the room: everybody goes on with their action. */
  end(): void {
    this.#stopTimer();
    for (const seat of [...this.#seats.values()]) this.#remove(seat, 'ended');
  }

  setMuted({ id }: Member, muted: boolean): void {
    const seat = this.#seats.get(id);
    if (!seat || seat.muted === muted) return;
    seat.muted = muted;
    seat.call.note({ kind: muted ? 'muted' : 'unmuted' });
  }

  setDeaf({ id }: Member, deaf: boolean): void {
    const seat = this.#seats.get(id);
    if (!seat || seat.deaf === deaf) return;
    seat.deaf = deaf;
    seat.call.note({ kind: deaf ? 'deafened' : 'undeafened' });
  }

  /** Lets one member hear something; a later telling ends an earlier one. */
  tell({ id }: Member, sound: Sound): void {
    const seat = this.#seats.get(id);
    if (!seat) return;
    this.hush(seat);
    const signal = AbortSignal.any([seat.call.over, seat.told.signal]);
    void playSounds(seat.call, [sound], signal, this.#deps);
  }

  /** Stops what a member is told. */
  hush({ id }: Member): void {
    const seat = this.#seats.get(id);
    if (!seat) return;
    seat.told.abort();
    seat.told = new AbortController();
  }

  #seatOf(call: PlivoCall): Seat | undefined {
    return [...this.#seats.values()].find((seat) => seat.call === call);
  }

  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    for (const seat of this.#seats.values()) {
      seat.quiet.abort();
      if (seat.join.startConferenceOnEnter) continue;
      seat.call.note({ kind: 'conference-started' });
    }
  }

  #beep(sound: Join['enterSound']): void {
    if (sound === undefined) return;
    for (const { call } of this.#seats.values()) call.note({ kind: 'tones', text: sound });
  }

  /** Listens to the keys of a member; returns how to stop. */
  #listen(seat: Seat): () => void {
    const { settings, pace } = this.#deps;
    const { call, join } = seat;
    const onMatch = (pattern: string): void => this.#tell(seat, 'digits', { ConferenceDigitsMatch: pattern });
    const matcher = new PatternMatcher(join.digitsMatch, { settings, pace, onMatch });
    const stopCollecting = call.collect((key) => {
      if (key === '*' && join.hangupOnStar) {
        this.leave(seat, 'kicked');
        return;
      }
      matcher.take(key);
      if (!join.relayDTMF) return;
      for (const other of this.#seats.values()) {
        if (this.hears(other.call, call)) other.call.note({ kind: 'tones', text: key });
      }
    }, false);
    return () => {
      matcher.stop();
      stopCollecting();
    };
  }

  #remove(seat: Seat, departure: Departure): void {
    if (!this.#seats.delete(seat.id)) return;
    seat.quiet.abort();
    seat.told.abort();
    seat.call.note({ kind: 'conference-left', reason: departure });
    this.#tell(seat, 'exit', this.#seats.size === 0 ? { ConferenceLastMember: 'true' } : {});
    this.#beep(seat.join.exitSound);
    seat.settleLeft(departure);
  }

  /** What somebody hears until the room starts. */
  async #wait({ call, join, quiet }: Seat): Promise<void> {
    const { settings, webhooks, complain } = this.#deps;
    if (join.waitSound === undefined) return;
    const order = { url: join.waitSound, method: 'POST', parameters: this.#parameters(call) } as const;
    const signal = AbortSignal.any([call.over, quiet.signal]);
    let sounds: readonly Sound[] | undefined;
    while (!isOver(signal)) {
      if (sounds === undefined || settings.waitSounds === 'asked-again') {
        const answer = await webhooks.request(order);
        const parsed = answer.ok ? parseSounds(answer) : answer;
        if (!parsed.ok || parsed.elements.length === 0) {
          complain(call, `waitSound is refused: ${parsed.ok ? 'it is empty' : parsed.info}`);
          return;
        }
        sounds = parsed.elements;
      }
      await playSounds(call, sounds, signal, this.#deps);
    }
  }

  #parameters({ id }: PlivoCall): WebhookParameters {
    return { ConferenceName: this.name, ConferenceUUID: this.uuid, CallUUID: id };
  }

  /** Tells the member's callback URL. An exit carries fewer fields. */
  #tell(seat: Seat, action: 'enter' | 'exit' | 'digits', more: WebhookParameters): void {
    const { settings, callbacks } = this.#deps;
    const { call, join } = seat;
    if (join.callbackUrl === undefined) return;
    const events = { enter: 'ConferenceEnter', exit: 'ConferenceExit', digits: 'ConferenceDigits' } as const;
    const event = events[action];
    const isField = ([name]: [string, string]): boolean => !/Member$/.test(name) || settings.fieldParameters;
    const parameters = {
      ...(settings.fieldParameters && action !== 'exit' && callParameters(call, settings)),
      ...this.#parameters(call),
      ConferenceMemberID: seat.id,
      ConferenceAction: action,
      Event: event,
      ...Object.fromEntries(Object.entries(more).filter(isField)),
    };
    callbacks.emit(
      { event, callId: call.id, conference: this.name, parameters },
      { url: join.callbackUrl, method: join.callbackMethod },
    );
  }
}
