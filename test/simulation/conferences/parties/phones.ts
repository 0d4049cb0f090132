import type { VoiceTraits } from '../../../../lib/conferences/model/voice.ts';
import { twilioTraits } from '../../../../lib/providers/twilio/traits.ts';
import type { SimulatedApi } from '../../frame/api.ts';
import type { Platform } from '../../frame/lambda.ts';
import { outsideRequest, twilioRequest, type Signer } from '../gateway-request.ts';
import type { PhonesDeps } from './phones-deps.ts';
import { readDocument, type Step, type Target } from './document.ts';
import { readOutside } from '../outside/document.ts';
import type { OutsideVariants } from '../outside/variants.ts';
import { afterDial, takenNews, type DialEnd, type FarEnds } from '../transfers/far-ends.ts';
import { SimulatedMeetings, type Meeting, type Participant } from './meetings.ts';
import type { News } from '../reported.ts';
import { fieldsOf, isReported } from './phone-call.ts';
import type { Heard, Holder, Later, Over, PhoneCall } from './phone-call.ts';

/** The id of the key that signs webhooks where a rule says so. */
export const sharedKeyId = 'webhooks_sharedkey_1';

/** How Twilio asks for documents and reports events: tries, and how long each may take (lib/providers/twilio/urls.ts). */
const documentTries = 3;
const documentLimitMs = 6_000;
const eventTries = 3;
const eventLimitMs = 4_000;
const sayMs = 2_500;
const keysMs = [1_500, 6_000] as const;
const waitAgainMs = 15_000;
const lateMs = [300, 60_000] as const;

/**
 * The voice provider: calls that do what our documents say, conferences, and the webhooks that report them. It is Twilio, or
 * one where people wait outside.
 */
export class SimulatedPhones {
  readonly calls: PhoneCall[] = [];
  /** Callers whose calls were ended without a word. */
  readonly cutUnheard: string[] = [];
  /** What each call was told to do, and when: in its documents, and by REST. */
  readonly documents: { readonly atMs: number; readonly call: string; readonly document: string }[] = [];
  /** Whom REST has told something in a meeting. */
  readonly tellings: string[] = [];
  readonly meetings: SimulatedMeetings;
  readonly told: (participant: Participant) => void;
  readonly #changed: () => void;
  readonly #news: News;
  readonly #bySid = new Map<string, PhoneCall>();
  readonly #platform: Platform;
  readonly #api: SimulatedApi;
  readonly #signer: Signer;
  readonly #heard: (call: PhoneCall, heard: Heard) => void;
  readonly #sent: (call: PhoneCall, document: string) => void;
  readonly #menuSaysMs: number | undefined;
  readonly #outside: OutsideVariants | undefined;
  readonly #farEnds: Pick<FarEnds, 'dial'>;
  #sequence = 0;

  constructor(deps: PhonesDeps) {
    this.#platform = deps.platform;
    this.#menuSaysMs = deps.menuSaysMs;
    this.#outside = deps.outside;
    this.#farEnds = deps.farEnds;
    this.#api = deps.api;
    this.#signer = deps.signer;
    this.#heard = deps.heard;
    this.#sent = deps.sent;
    this.#changed = deps.changed;
    this.#news = deps.news;
    this.told = (participant) => {
      this.tellings.push(participant.call);
      deps.told(participant);
    };
    this.meetings = new SimulatedMeetings(deps.platform, (event, meeting, participant, isCallOver) => {
      this.#tell(event, meeting, participant, isCallOver);
      deps.moved();
    });
  }

  call(sid: string): PhoneCall | undefined {
    return this.#bySid.get(sid);
  }

  get #traits(): VoiceTraits {
    return this.#outside?.traits ?? twilioTraits;
  }

  get #root(): string {
    return this.#outside === undefined ? '/twilio' : '/outside';
  }

  #read(document: string): readonly Step[] {
    return this.#outside === undefined ? readDocument(document) : readOutside(document);
  }

  /** Somebody dials. */
  dial(holder: Holder): PhoneCall {
    const call = this.#add(holder, 'in-progress', '');
    this.#platform.trace?.(() => `${call.sid.slice(-2)} dials as ${holder.role}`);
    this.#ask(call, { path: call.path, query: '' });
    return call;
  }

  /** A phone rings that the gateway calls. `query`: of all that its call asks and reports before it is anybody's. */
  ring(holder: Holder, query: string): PhoneCall {
    const call = this.#add(holder, 'ringing', query);
    this.#platform.trace?.(() => `${call.sid.slice(-2)} rings`);
    return call;
  }

  pickUp(call: PhoneCall): void {
    if (call.status !== 'ringing') return;
    call.status = 'in-progress';
    this.#platform.trace?.(() => `${call.sid.slice(-2)} is picked up`);
    this.#ask(call, { path: call.path, query: call.query });
  }

  #add(holder: Holder, status: PhoneCall['status'], query: string): PhoneCall {
    const sid = `CA${String(this.calls.length + 1).padStart(32, '0')}`;
    const path = `${this.#root}/voice`;
    const fresh = { meeting: undefined, isWaiting: false, hasHungUp: false, turn: 0, heard: [], keyed: [] };
    const call = { sid, holder, path, status, query, ...fresh };
    this.calls.push(call);
    this.#bySid.set(sid, call);
    return call;
  }

  /** The line is cut, by either end, or, as `end` says, there never was one. */
  hangUp(call: PhoneCall, end = 'completed'): void {
    if (call.status === 'completed') return;
    call.status = 'completed';
    call.turn += 1;
    this.#platform.trace?.(() => `${call.sid.slice(-2)} is over: ${end}`);
    if (call.meeting !== undefined) this.meetings.leave(call.meeting, call.sid, true);
    call.meeting = undefined;
    const about = call.holder.role === 'caller' ? call.sid : undefined;
    const tell = (over: Over) =>
      this.#event('status', { ...fieldsOf(call), CallStatus: end }, over, call.query);
    if (call.query === '') tell(this.#news.sent(about));
    else this.#report(about, tell);
    this.#changed();
    call.holder.isOver?.(call);
  }

  /** A key pressed in the meeting; only `*` is heard there. */
  pressStar(call: PhoneCall): void {
    const participant = call.meeting?.participants.get(call.sid);
    participant?.leave();
  }

  /** Keys pressed in the meeting, where they are reported. */
  pressKeys(call: PhoneCall, keys: string, isTwice = false): void {
    const { faults, random, scheduler } = this.#platform;
    const form = {
      ...fieldsOf(call),
      Digits: keys,
      PressedAtMs: String(scheduler.nowMs),
      ...(this.#outside?.namesPresses === true ? { PressId: `press-${(this.#sequence += 1)}` } : {}),
    };
    const copies = isTwice || faults.hits('webhookTwice') ? 2 : 1;
    for (let copy = 1; copy <= copies; copy += 1) {
      // What has no id is known for the same only if it comes soon.
      const isLate = form.PressId !== undefined && (copy > 1 || faults.hits('webhookLate'));
      const over = this.#news.sent(call.sid, copy > 1);
      scheduler.after(isLate ? random.between(...lateMs) : 0, () => this.#event('keys', form, over));
    }
  }

  /** The call is ended by REST: after it was sent to a document that says why, or without a word. */
  cut(call: PhoneCall): void {
    if (call.holder.role === 'caller' && call.path !== '') this.cutUnheard.push(call.sid);
    this.hangUp(call);
  }

  /** The call is sent to another document by REST. */
  redirect(call: PhoneCall, document: string): void {
    this.#sent(call, document);
    this.#note(call, document);
    call.turn += 1;
    call.path = '';
    if (call.meeting !== undefined) this.meetings.leave(call.meeting, call.sid, false);
    call.meeting = undefined;
    this.#perform(call, this.#read(document));
  }

  /** The call is sent by REST to ask what to do. */
  send(call: PhoneCall, target: Target): void {
    call.turn += 1;
    if (call.meeting !== undefined) this.meetings.leave(call.meeting, call.sid, false);
    call.meeting = undefined;
    this.#ask(call, target);
  }

  #ask(call: PhoneCall, target: Target, extra: Readonly<Record<string, string>> = {}, attempt = 1): void {
    const { turn } = call;
    const form = { ...fieldsOf(call), CallStatus: call.status, ...extra };
    this.#post('voice', target, form, documentLimitMs, (status, body) => {
      if (call.turn !== turn) return;
      if (status === 200 && typeof body === 'string') {
        this.#platform.trace?.(
          () => `${call.sid.slice(-2)} hears ${body.slice(Math.max(0, body.indexOf('<Response')), 260)}`,
        );
        this.#note(call, body);
        call.path = target.path;
        this.#changed();
        this.#heard(call, { path: target.path, digits: extra.Digits ?? '', document: body });
        this.#perform(call, this.#read(body));
      } else if (attempt < documentTries) {
        this.#ask(call, target, extra, attempt + 1);
      } else {
        // The fallback URL apologises and hangs up.
        this.hangUp(call);
      }
    });
  }

  #note({ sid }: PhoneCall, document: string): void {
    this.documents.push({ atMs: this.#platform.scheduler.elapsedMs, call: sid, document });
  }

  #perform(call: PhoneCall, steps: readonly Step[]): void {
    const [step, ...rest] = steps;
    const { scheduler, random } = this.#platform;
    const { turn } = call;
    const later = (ms: number, run: () => void) =>
      scheduler.after(ms, () => {
        if (call.turn === turn && call.status === 'in-progress') run();
      });
    if (call.status === 'completed') return;
    call.isWaiting = step?.verb === 'Wait';
    if (step === undefined) {
      this.hangUp(call);
      return;
    }
    switch (step.verb) {
      case 'Say':
      case 'Play':
        later(this.#saysMs(call), () => {
          call.heard.push(step.text);
          this.#perform(call, rest);
        });
        return;
      case 'Pause':
        later(step.seconds * 1000, () => this.#perform(call, rest));
        return;
      case 'Gather': {
        const digits = call.holder.keys(step.action.path);
        const saysMs = this.#saysMs(call);
        const keysAfterMs = saysMs - sayMs + random.between(...keysMs);
        const ms = digits === undefined ? saysMs + step.timeoutS * 1000 : keysAfterMs;
        later(ms, () => {
          if (digits !== undefined) call.keyed.push({ path: step.action.path, digits });
          this.#ask(call, step.action, { Digits: digits ?? '' });
          for (const others of call.holder.atOnce ?? []) {
            const form = { ...fieldsOf(call), CallStatus: call.status, Digits: others };
            this.#post('voice', step.action, form, documentLimitMs, () => undefined);
          }
        });
        return;
      }
      case 'Conference':
        this.#join(call, step, later);
        return;
      case 'Wait': {
        const { text, seconds, action } = step;
        call.holder.waits?.(call);
        if (text !== undefined) later(sayMs, () => call.heard.push(text));
        later((text === undefined ? 0 : sayMs) + seconds * 1000, () => this.#ask(call, action));
        return;
      }
      case 'Number':
        this.#dial(call, step, later);
        return;
      case 'Redirect':
        return;
      case 'Hangup':
      case 'Reject':
        this.hangUp(call);
    }
  }

  #dial(call: PhoneCall, step: Extract<Step, { verb: 'Number' }>, later: Later): void {
    const { number, action, ringS, stayS } = step;
    const [route, form] = takenNews(call, this.#outside);
    const isTaken = () => this.#report(call.sid, (over) => this.#event(route, form, over));
    const asks = (status: DialEnd) => this.#ask(call, action, { DialCallStatus: status });
    this.#farEnds.dial({
      ...{ call, number, later, longestRingMs: ringS * 1000, longestTalkMs: stayS * 1000, isTaken },
      over: afterDial(this.#outside, { isTaken, asks, ends: (status) => this.hangUp(call, status) }),
    });
  }

  #saysMs({ path }: PhoneCall): number {
    const isMenu = path === '/twilio/left' || path === '/twilio/menu';
    return isMenu ? (this.#menuSaysMs ?? sayMs) : sayMs;
  }

  #join(call: PhoneCall, step: Extract<Step, { verb: 'Conference' }>, later: Later): void {
    const leave = () => {
      if (call.meeting === undefined) return;
      this.meetings.leave(call.meeting, call.sid, false);
      call.meeting = undefined;
      call.turn += 1;
      call.holder.isOut?.();
      // Where people wait outside, a call that is out of its meeting has nothing to do.
      if (this.#outside === undefined) this.#ask(call, step.action);
      else this.hangUp(call);
    };
    // One leg too many is not let in, and the call has nothing else to do: it should have been told before.
    const legs = this.meetings.running(step.name)?.participants.size ?? 0;
    if (legs >= this.#traits.maxLegs) {
      this.cut(call);
      return;
    }
    const { role } = call.holder;
    const muted = step.muted && this.#outside?.joinsMuted !== false;
    const joinedAtMs = this.#platform.scheduler.nowMs;
    const { label, hasTones } = step;
    const participant = { call: call.sid, label, role, muted, joinedAtMs, hasTones, leave };
    const meeting = this.meetings.join(step.name, participant, step.starts);
    call.meeting = meeting;
    const longestMs = Math.min(step.stayS, this.#traits.longestCallS ?? Infinity) * 1000;
    later(Math.min(longestMs, call.holder.longestStayMs ?? Infinity), leave);
    if (step.wait !== undefined) this.#wait(call, meeting, step.wait, later);
    call.holder.isIn?.(call);
  }

  /** Until the conference starts, what is heard is asked for again and again; it can end nothing. */
  #wait(call: PhoneCall, meeting: Meeting, target: Target, later: Later): void {
    if (meeting.hasStarted || call.meeting !== meeting) return;
    this.#post(
      'voice',
      target,
      { ...fieldsOf(call), CallStatus: call.status },
      documentLimitMs,
      (_, body) => {
        if (typeof body === 'string') this.#note(call, body);
        later(waitAgainMs, () => this.#wait(call, meeting, target, later));
      },
    );
  }

  #tell(event: string, meeting: Meeting, participant: Participant, isCallOver: boolean): void {
    if (this.#outside !== undefined && !isReported(this.#outside, event)) return;
    const form = {
      StatusCallbackEvent: event,
      FriendlyName: meeting.name,
      ConferenceSid: meeting.sid,
      CallSid: participant.call,
      ParticipantLabel: participant.label,
      Muted: String(participant.muted),
      SequenceNumber: String((this.#sequence += 1)),
      ...(isCallOver ? { ParticipantCallStatus: 'completed' } : {}),
    };
    const about = participant.role === 'caller' ? participant.call : undefined;
    // Where meetings have names of their own, a join is told of as such, and as a move into the meeting.
    const isMove = event === 'participant-join' && this.#outside?.namesMeetings === true;
    const forms = isMove ? [{ ...form, StatusCallbackEvent: 'participant-move' }, form] : [form];
    const isMistaken = event === 'participant-leave' && this.#outside?.namesJoins === false;
    const noted = isMistaken ? this.#news.mistakenIfLate() : (over: Over) => over;
    for (const each of forms) this.#report(about, (over) => this.#event('events', each, noted(over)));
  }

  /** Has something sent, late or twice if that is drawn. */
  #report(about: string | undefined, send: (over: Over) => void): void {
    const { faults, random, scheduler } = this.#platform;
    const copies = faults.hits('webhookTwice') ? 2 : 1;
    for (let copy = 1; copy <= copies; copy += 1) {
      const ms = copy > 1 || faults.hits('webhookLate') ? random.between(...lateMs) : 0;
      const over = this.#news.sent(about, copy > 1);
      scheduler.after(ms, () => send(over));
    }
  }

  #event(
    route: 'events' | 'status' | 'keys' | 'taken',
    form: Readonly<Record<string, string>>,
    over: Over,
    query = '',
    attempt = 1,
  ): void {
    const target = { path: `${this.#root}/${route}`, query };
    this.#post('events', target, form, eventLimitMs, (status) => {
      const isHeard = status !== undefined && status >= 200 && status < 300;
      if (!isHeard && attempt < eventTries) this.#event(route, form, over, query, attempt + 1);
      else over(isHeard);
    });
  }

  #post(
    kind: 'voice' | 'events',
    target: Target,
    form: Readonly<Record<string, string>>,
    limitMs: number,
    done: (status: number | undefined, body: unknown) => void,
  ): void {
    const request =
      this.#outside === undefined
        ? twilioRequest(kind, target, form, this.#signer)
        : outsideRequest(kind, target, form);
    this.#api.post(request, limitMs, done);
  }
}
