import { aborted, isOver } from '../../kit/pace.ts';
import { type Instruction, parseSvaml, type Place, type Svaml } from '../svaml/document.ts';
import type { ConnectConf, Park, RunMenu } from '../svaml/schema.ts';
import { ace, callingError, ice, pie, type SinchEvent } from '../webhooks/events.ts';
import type { CallbackOutcome, Webhooks } from '../webhooks/webhooks.ts';
import type { DiceReason, SinchCall } from './call.ts';
import type { Conferences } from './conference.ts';
import { forward } from './forward.ts';
import { runMenus } from './menu.ts';
import { instruct, playSounds, type SoundDeps } from './sounds.ts';

/** What the performance of documents needs. */
export interface FlowDeps extends SoundDeps {
  readonly webhooks: Webhooks;
  readonly conferences: Conferences;
  /** Where REST has calls of the call's region, without a slash at the end. */
  readonly callsUrl: (call: SinchCall) => string;
  /** The application did what Sinch does not allow. */
  readonly complain: (call: SinchCall, info: string) => void;
}

/** What Sinch itself says when no callback was answered as it must be. */
const CALLBACK_ERROR = 'An error has occurred.';

/** One call's way through its documents. */
export class CallFlow {
  readonly #call: SinchCall;
  readonly #deps: FlowDeps;
  /** REST takes the call out of what it is doing: for good, or to be parked. */
  #taking = new AbortController();
  #parking = Promise.withResolvers<Park>();
  #isParked = false;

  constructor(call: SinchCall, deps: FlowDeps) {
    this.#call = call;
    this.#deps = deps;
  }

  /** From ICE on, until the call is over. */
  async run(): Promise<void> {
    const { settings, callsUrl } = this.#deps;
    await this.#follow(await this.#ask(ice(this.#call, settings, callsUrl(this.#call)), 'ice'));
  }

  /** The same of a callout, from the moment when somebody picks up. */
  async pickedUp(): Promise<void> {
    this.#call.answer();
    await this.#follow(await this.#ask(ace(this.#call, this.#deps.settings), 'ace'));
  }

  async #follow(first: Svaml | undefined): Promise<void> {
    let next = first;
    while (next && !isOver(this.#call.over)) {
      this.#taking = new AbortController();
      this.#parking = Promise.withResolvers();
      next = await this.#perform(next);
    }
  }

  /** REST changes the call: says something and hangs up, goes on or parks it. */
  async update({ instructions, action }: Svaml): Promise<void> {
    const call = this.#call;
    // A caller in a conference stays there until the last word.
    if (action.name !== 'continue') this.#taking.abort();
    await instruct(call, instructions, call.over, this.#deps);
    if (action.name === 'park') this.#parking.resolve(action);
    // With a parked call that goes on there is nothing left to do.
    else if (action.name === 'hangup' || this.#isParked) call.end('api', 'MANAGERHANGUP');
  }

  /** REST lets the caller hear something, and all else goes on. */
  async tell(instructions: readonly Instruction[]): Promise<void> {
    await instruct(this.#call, instructions, this.#call.over, this.#deps);
  }

  /** Asks for a document. Undefined: the call is over. */
  async #ask(event: SinchEvent, place: Place): Promise<Svaml | undefined> {
    const { webhooks, settings } = this.#deps;
    const startedMs = Date.now();
    const answer = await webhooks.ask(event);
    const tookMs = Date.now() - startedMs;
    this.#call.note({ kind: 'fetched', url: event.event, status: answer.ok ? 200 : undefined, tookMs });
    const read = this.#read(answer, place);
    if (read !== 'bad') return read;
    const second = settings.fallbackForBadDocument && answer.ok && !answer.isFallback;
    const last = second ? this.#read(await webhooks.askFallback(event), place) : 'bad';
    return last === 'bad' ? undefined : last;
  }

  /** `bad`: a document that Sinch refuses, with which the call ends unless the fallback URL has a better one. */
  #read(answer: CallbackOutcome, place: Place): Svaml | undefined | 'bad' {
    const call = this.#call;
    if (isOver(call.over)) return undefined;
    if (!answer.ok) {
      this.#fail('CALLBACKERROR', { errorCode: 50000, errorMsg: answer.info });
      return undefined;
    }
    const parsed = parseSvaml(answer.body, place);
    if (parsed.ok) return parsed.svaml;
    this.#deps.complain(call, `the answer to ${place} is refused: ${parsed.info}`);
    if (this.#deps.settings.fallbackForBadDocument && !answer.isFallback) return 'bad';
    this.#fail(parsed.reason, { errorCode: 40001, errorMsg: parsed.info });
    return undefined;
  }

  #fail(reason: DiceReason, error: { readonly errorCode: 40001 | 50000; readonly errorMsg: string }): void {
    const { settings, webhooks } = this.#deps;
    if (settings.notifiesErrors) webhooks.emit(callingError(this.#call, settings, error));
    this.#call.note({ kind: 'application-error', text: CALLBACK_ERROR });
    this.#call.end('sinch', reason, this.#call.answeredMs === undefined ? 'FAILED' : undefined);
  }

  /** Performs one document; the one that follows, or undefined. */
  async #perform({ instructions, action }: Svaml): Promise<Svaml | undefined> {
    const call = this.#call;
    await instruct(call, instructions, AbortSignal.any([call.over, this.#taking.signal]), this.#deps);
    if (isOver(call.over)) return undefined;
    if (isOver(this.#taking.signal)) return this.#afterTaken();
    switch (action.name) {
      case 'hangup':
        if (call.answeredMs === undefined) call.note({ kind: 'reject', text: 'hangup' });
        call.end('sinch', 'MANAGERHANGUP');
        return undefined;
      case 'continue':
        this.#deps.complain(call, 'there is nothing that the call could continue with');
        call.end('sinch', 'MANAGERHANGUP');
        return undefined;
      case 'runMenu':
        return this.#runMenu(action);
      case 'connectConf':
        return this.#confer(action);
      case 'connectSip':
      case 'connectPstn':
        return forward(call, action, () => this.#askAce(), this.#deps);
      case 'park':
        return this.#stayParked(action);
      case 'connectMxp':
      case 'connectStream':
        this.#deps.complain(call, `${action.name} leads nowhere in this simulation`);
        call.end('sinch', 'GENERALERROR', 'FAILED');
        return undefined;
    }
  }

  async #runMenu(action: RunMenu): Promise<Svaml | undefined> {
    const call = this.#call;
    const { settings, webhooks } = this.#deps;
    call.answer();
    const signal = AbortSignal.any([call.over, this.#taking.signal]);
    const result = await runMenus(call, action, signal, this.#deps);
    if (result !== undefined) return this.#ask(pie(call, settings, result), 'pie');
    if (call.outcome?.reason === 'CALLERHANGUP' && settings.pieOnHangUp) {
      const menuId = action.mainMenu ?? 'main';
      webhooks.emit(pie(call, settings, { menuId, type: 'hangup', value: '' }));
    }
    return this.#afterTaken();
  }

  /** REST has taken the call out of what it was doing. Undefined: the call is over. */
  #afterTaken(): Promise<Svaml | undefined> {
    const parked = this.#parking.promise.then((action) => ({ instructions: [], action }));
    return Promise.race([parked, aborted(this.#call.over).then(() => undefined)]);
  }

  async #confer(action: ConnectConf): Promise<Svaml | undefined> {
    const call = this.#call;
    const { conferences, settings } = this.#deps;
    call.answer();
    call.conferenceId = action.conferenceId;
    const left = conferences.join(call, action);
    const how = await Promise.race([left, this.#parking.promise.then(() => 'parked' as const)]);
    if (how === 'parked') conferences.find(action.conferenceId, call.identity.region)?.kick(call.id);
    if (how === undefined) call.end('sinch', 'GENERALERROR');
    if (how === undefined || how === 'hung-up') return undefined;
    call.conferenceId = undefined;
    if (how === 'kicked' && settings.afterKick === 'call-ends') call.end('api', 'MANAGERHANGUP');
    return this.#afterTaken();
  }

  /** Undefined: the callee is connected, which silence does too. */
  async #askAce(): Promise<'hangup' | undefined> {
    const { webhooks, settings } = this.#deps;
    const answer = await webhooks.ask(ace(this.#call, settings));
    if (!answer.ok) return undefined;
    const svaml = this.#read(answer, 'ace');
    if (svaml === undefined || svaml === 'bad') return 'hangup';
    if (svaml.action.name === 'continue') return undefined;
    if (svaml.action.name !== 'hangup') {
      this.#deps.complain(this.#call, `${svaml.action.name} after ACE leads nowhere in this simulation`);
    }
    return 'hangup';
  }

  /** Prompts in a loop until REST does something else with the call, or the time is up. */
  async #stayParked(park: Park): Promise<Svaml | undefined> {
    const { introPrompt = [], holdPrompt = [], locale, maxDuration = LONGEST_PARK_S } = park;
    const call = this.#call;
    call.answer();
    call.note({ kind: 'parked' });
    this.#isParked = true;
    const stopTimer = this.#deps.pace.after(maxDuration * 1_000, () => call.end('sinch', 'TIMEOUT'));
    const signal = AbortSignal.any([call.over, this.#taking.signal]);
    await playSounds(call, introPrompt, locale, signal, this.#deps);
    while (!isOver(signal)) {
      if (holdPrompt.length === 0) await aborted(signal);
      else await playSounds(call, holdPrompt, locale, signal, this.#deps);
    }
    this.#isParked = false;
    stopTimer();
    return this.#afterTaken();
  }
}

/** Longest time of a park (Sinch docs, park). */
const LONGEST_PARK_S = 600;
