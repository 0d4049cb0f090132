import { aborted, isOver } from '../../kit/pace.ts';
import type { Application, Hook } from '../application.ts';
import { type Ncco, parseNcco } from '../ncco/document.ts';
import type { Action, Connect, ConversationAction, Input, Stream, Talk } from '../ncco/schema.ts';
import { answer, input, status, type VonageEvent } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { VonageCall } from './call.ts';
import { connect } from './connect.ts';
import type { Conversations } from './conversations.ts';
import { defaultDtmf, Keys } from './keys.ts';
import { playSound, type Sound, type SoundDeps } from './sounds.ts';

/** What the performance of documents needs. */
export interface FlowDeps extends SoundDeps {
  readonly application: Application;
  readonly webhooks: Webhooks;
  readonly conversations: Conversations;
  /** What the answer webhook names as `region_url`. */
  readonly regionUrl: (call: VonageCall) => string;
  /** The application did what Vonage does not allow. */
  readonly complain: (call: VonageCall, info: string) => void;
}

/** What Vonage itself says when no answer could be used. */
const APPLICATION_ERROR = 'An application error has occurred.';

/** One call's way through its documents. */
export class CallFlow {
  readonly #call: VonageCall;
  readonly #deps: FlowDeps;
  readonly #keys: Keys;
  /** REST takes the call out of what it is doing. */
  #taking = new AbortController();
  #taken: Ncco | undefined;
  /** Speech by REST, which is heard beside everything else. */
  #talk = new AbortController();
  /** Aborts with the first key of somebody who barges in; later sounds are skipped until the input. */
  #barging: AbortController | undefined;

  constructor(call: VonageCall, deps: FlowDeps) {
    this.#call = call;
    this.#deps = deps;
    this.#keys = new Keys(call, deps.pace);
  }

  /** The phone rings. From now on the call's events are told, its end among them. */
  begin(): void {
    const call = this.#call;
    this.#deps.conversations.begin(call);
    for (const event of ['started', 'ringing'] as const) this.#tellStatus(event);
    void call.ended.then(() => {
      if (call.status !== 'ringing' && call.status !== 'answered') this.#tellStatus(call.status);
    });
  }

  #tellStatus(event: Parameters<typeof status>[0]): void {
    const { webhooks, settings } = this.#deps;
    const { placed } = this.#call.identity;
    const isOwn = settings.ownEventsOfAnswered || this.#call.answeredMs === undefined;
    webhooks.emit(status(event, this.#call, settings), isOwn ? placed?.eventUrl : undefined);
  }

  /** From the first ring of a call that comes in until it is over. */
  async run(): Promise<void> {
    this.begin();
    await this.#followDocuments();
  }

  /** The same of a call that REST has placed, from the moment when somebody picks up. */
  async pickedUp(): Promise<void> {
    this.#answer();
    await this.#followDocuments();
  }

  async #followDocuments(): Promise<void> {
    const { settings, application, regionUrl } = this.#deps;
    const call = this.#call;
    const hook = call.identity.placed?.answer ?? application.config.answer;
    let next = await this.#ask(answer(call, settings, regionUrl(call)), hook);
    if (next === undefined) this.#drop();
    while (next && !isOver(call.over)) {
      this.#taking = new AbortController();
      const following: Ncco | undefined = await this.#perform(next);
      next = this.#taken ?? following;
      this.#taken = undefined;
    }
    call.end('vonage');
  }

  /** REST gives the call a new document at once, whatever it is doing. */
  transfer(ncco: Ncco): void {
    this.#taken = ncco;
    this.#call.note({ kind: 'redirected' });
    this.#taking.abort();
    this.#deps.conversations.isolate(this.#call);
  }

  /** REST sends the call to a URL for its new document. */
  async fetchAndTransfer(url: string): Promise<void> {
    const { settings, application, regionUrl } = this.#deps;
    const event = answer(this.#call, settings, regionUrl(this.#call));
    const ncco = await this.#ask(event, { ...application.config.answer, address: url });
    if (ncco && !isOver(this.#call.over)) this.transfer(ncco);
  }

  /** REST lets the caller hear something, and all else goes on. */
  tell(sound: Sound): void {
    this.#talk.abort();
    this.#talk = new AbortController();
    const signal = AbortSignal.any([this.#call.over, this.#talk.signal]);
    void playSound(this.#call, sound, signal, this.#deps);
  }

  /** REST stops what it lets the caller hear. */
  stopTelling(): void {
    this.#talk.abort();
  }

  /** REST sends the single keys elsewhere; undefined: nowhere. False: no asynchronous input is on. */
  redirectKeys(url: string | undefined): boolean {
    if (!this.#keys.isReporting) return false;
    this.#reportKeys(url === undefined ? undefined : this.#hook({ eventUrl: url, eventMethod: 'POST' }));
    return true;
  }

  /** A document; undefined: none that can be used. */
  async #ask(event: VonageEvent, hook: Hook): Promise<Ncco | undefined> {
    const { webhooks, settings, complain } = this.#deps;
    const startedMs = Date.now();
    const outcome = await webhooks.ask(event, hook);
    const result = outcome.ok ? outcome.status : undefined;
    const tookMs = Date.now() - startedMs;
    this.#call.note({ kind: 'fetched', url: hook.address, status: result, tookMs });
    // Only the answer webhook must have a document.
    if (!outcome.ok || (event.event !== 'answer' && outcome.body.trim() === '')) return undefined;
    if (!outcome.contentType.startsWith('application/json')) {
      complain(this.#call, `the answer to ${event.event} is ${outcome.contentType}, not JSON`);
      return undefined;
    }
    const parsed = parseNcco(outcome.body, settings);
    if (parsed.ok) return parsed.ncco;
    complain(this.#call, `the answer to ${event.event} is refused: ${parsed.info}`);
    return undefined;
  }

  /** A call that nobody answered for does not start. */
  #drop(): void {
    if (isOver(this.#call.over)) return;
    this.#call.note({ kind: 'application-error', text: APPLICATION_ERROR });
    this.#call.end('vonage', 'failed');
  }

  #answer(): void {
    const call = this.#call;
    if (call.answeredMs !== undefined || isOver(call.over)) return;
    call.answer();
    this.#tellStatus('answered');
  }

  /** Performs one document; the one that follows in its place, or undefined. */
  async #perform(ncco: Ncco): Promise<Ncco | undefined> {
    const call = this.#call;
    const signal = AbortSignal.any([call.over, this.#taking.signal]);
    if (ncco.length === 0 && this.#deps.settings.answersEmptyNcco) this.#answer();
    if (ncco.length === 0 && call.answeredMs === undefined) call.note({ kind: 'reject', text: 'empty' });
    for (const action of ncco) {
      const following = await this.#step(action, signal);
      if (isOver(signal)) return undefined;
      if (following) return following;
    }
    return undefined;
  }

  async #step(action: Action, signal: AbortSignal): Promise<Ncco | undefined> {
    if (action.action !== 'connect') this.#answer();
    switch (action.action) {
      case 'talk':
      case 'stream':
        return this.#sound(action, signal);
      case 'input':
        if (action.mode === 'synchronous') return this.#input(action, signal);
        this.#reportKeys(this.#hook(action));
        return undefined;
      case 'conversation':
        return this.#confer(action, signal);
      case 'connect':
        return this.#connect(action, signal);
      case 'wait':
        this.#call.note({ kind: 'waiting', seconds: action.timeout });
        await this.#deps.pace.sleep(action.timeout * 1_000, signal);
        return undefined;
      case 'transfer': {
        const entry = { ...action, startOnEnter: true, endOnExit: false, hasMusic: false };
        const isIn = this.#deps.conversations.moveInto(this.#call, action.conversationId, entry);
        if (!isIn) this.#deps.complain(this.#call, 'a transfer into a conversation that there is not');
        return isIn ? this.#stay(signal) : undefined;
      }
      case 'notify':
      case 'record':
        this.#deps.complain(this.#call, `${action.action} leads nowhere in this simulation`);
        return undefined;
    }
  }

  async #sound(action: Talk | Stream, signal: AbortSignal): Promise<undefined> {
    const sound: Sound = action.action === 'talk' ? { kind: 'say', ...action } : { kind: 'play', ...action };
    if (!action.bargeIn) {
      await playSound(this.#call, sound, signal, this.#deps);
      return;
    }
    const barging = (this.#barging ??= new AbortController());
    const stop = this.#keys.allowBarge(() => barging.abort());
    await playSound(this.#call, sound, AbortSignal.any([signal, barging.signal]), this.#deps);
    stop();
  }

  async #input(action: Input, signal: AbortSignal): Promise<Ncco | undefined> {
    const call = this.#call;
    this.#barging = undefined;
    call.note({ kind: 'input' });
    const result = await this.#keys.collect(action.dtmf ?? defaultDtmf, signal);
    if (result === undefined) return undefined;
    call.note({ kind: 'input-result', ...result });
    return this.#ask(input(call, this.#deps.settings, result), this.#hook(action));
  }

  #reportKeys(hook: Hook | undefined): void {
    const { webhooks, settings } = this.#deps;
    const call = this.#call;
    const timedOut = settings.asynchronousTimedOut ? false : undefined;
    const report = (key: string): void => {
      call.note({ kind: 'key-reported', keys: key });
      webhooks.emit(input(call, settings, { keys: key, timedOut }), hook?.address);
    };
    this.#keys.reportTo(hook === undefined ? undefined : report);
  }

  /** Where the events of an action go. */
  #hook({ eventUrl, eventMethod }: Pick<Input, 'eventUrl' | 'eventMethod'>): Hook {
    const { webhooks, application } = this.#deps;
    return webhooks.hookAt(eventUrl, application.config.event, eventMethod);
  }

  async #confer(action: ConversationAction, signal: AbortSignal): Promise<undefined> {
    const { conversations, settings } = this.#deps;
    if (!settings.keysInConversation) this.#keys.reportTo(undefined);
    if (conversations.enter(this.#call, action)) {
      await this.#stay(signal);
      return;
    }
    this.#call.note({ kind: 'application-error', text: APPLICATION_ERROR });
    this.#call.end('vonage');
  }

  /** A leg stays in a conversation until it hangs up or is taken out. */
  async #stay(signal: AbortSignal): Promise<undefined> {
    await aborted(signal);
  }

  async #connect(action: Connect, signal: AbortSignal): Promise<Ncco | undefined> {
    const { webhooks, settings, pace } = this.#deps;
    const tell = (event: VonageEvent): void => webhooks.emit(event, action.eventUrl);
    const failure = await connect(this.#call, action, signal, {
      ...{ settings, pace, tell },
      answer: () => this.#answer(),
    });
    if (failure === undefined || isOver(signal)) return undefined;
    if (action.eventType === 'synchronous') return this.#ask(failure, this.#hook(action));
    tell(failure);
    return undefined;
  }
}
