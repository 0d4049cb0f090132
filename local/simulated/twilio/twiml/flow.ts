import type { SimulatedCall } from '../calls/call.ts';
import type { Callbacks } from '../webhooks/callbacks.ts';
import type { Conferences } from '../calls/conferences.ts';
import { type Document, type DocumentError, fetchFor, obtain, resolveUrl, type Source } from './documents.ts';
import { type DialResult, forward } from '../calls/forward.ts';
import { gather } from './gather.ts';
import { isOver } from '../../kit/pace.ts';
import { sound, type SoundDeps, withAbsoluteUrl } from './sounds.ts';
import type { ConferenceNoun, Dial, Gather, NumberNoun, SipNoun, Verb } from './twiml.ts';
import type { HttpMethod } from '../webhooks/webhooks.ts';

/** What the performance of documents needs. */
export interface FlowDeps extends SoundDeps {
  readonly callbacks: Callbacks;
  readonly conferences: Conferences;
  /** Whether a phone number is the account's own. */
  readonly isOwnNumber: (phoneNumber: string) => boolean;
  readonly reportError: (code: number, info: string, call: SimulatedCall, url?: string) => void;
}

/** What follows a verb. */
type Step =
  | { readonly then: 'next-verb' }
  | { readonly then: 'document'; readonly source: Source }
  | { readonly then: 'end' }
  | ({ readonly then: 'error' } & DocumentError);

/** How a `<Dial>` went. */
type Dialled = { readonly ok: true; readonly result: DialResult } | ({ readonly ok: false } & DocumentError);

const nextVerb: Step = { then: 'next-verb' };
const end: Step = { then: 'end' };

/** Code of a URL that cannot be requested (Twilio docs, error 11100). */
const INVALID_URL = 11100;

const relativeInline: Dialled = {
  ok: false,
  code: INVALID_URL,
  info: 'a relative URL in an inline document',
};

/** Code of a `callerId` that the account may not use (Twilio docs, error 13214). */
const INVALID_CALLER_ID = 13214;

/** What Twilio itself says when it has nothing to go by. */
export const APPLICATION_ERROR = 'We are sorry, an application error has occurred. Goodbye.';

/** One call's way through its documents. */
export class CallFlow {
  readonly #call: SimulatedCall;
  readonly #fallback: () => { url: string; method: HttpMethod } | undefined;
  readonly #deps: FlowDeps;
  #redirect: Source | undefined;
  #redirecting = new AbortController();

  constructor(
    call: SimulatedCall,
    fallback: () => { url: string; method: HttpMethod } | undefined,
    deps: FlowDeps,
  ) {
    this.#call = call;
    this.#fallback = fallback;
    this.#deps = deps;
  }

  /** Performs documents until none follows, then hangs up. */
  async run(first: Source): Promise<void> {
    const call = this.#call;
    let source: Source | undefined = first;
    while (source && !isOver(call.over)) {
      this.#redirecting = new AbortController();
      const signal = AbortSignal.any([call.over, this.#redirecting.signal]);
      const next: Source | undefined = await this.#perform(source, signal);
      source = this.#redirect ?? next;
      this.#redirect = undefined;
    }
    call.end('twilio', 'completed');
  }

  /** REST gives the call a new document at once, whatever it is doing. */
  redirect(source: Source): void {
    this.#redirect = source;
    this.#call.note({ kind: 'redirected' });
    this.#redirecting.abort();
  }

  /** Performs one document; the one that follows, or undefined. */
  async #perform(source: Source, signal: AbortSignal): Promise<Source | undefined> {
    const { webhooks, settings } = this.#deps;
    const document: Document = await obtain(source, this.#call, {
      webhooks,
      accountSid: settings.accountSid,
    });
    if (isOver(signal)) return undefined;
    if (!document.ok) return this.#afterError(source, document);
    for (const verb of document.verbs) {
      const step = await this.#step(verb, source, signal);
      if (isOver(signal)) return undefined;
      switch (step.then) {
        case 'next-verb':
          break;
        case 'document':
          return step.source;
        case 'end':
          return undefined;
        case 'error':
          return this.#afterError(source, step);
      }
    }
    return undefined;
  }

  /** The fallback document, if there is one for this failure; otherwise the call ends with Twilio's own sentence. */
  #afterError(source: Source, error: DocumentError): Source | undefined {
    const { settings, reportError } = this.#deps;
    const call = this.#call;
    const url = source.kind === 'url' ? source.url : undefined;
    reportError(error.code, error.info, call, url);
    const role = source.kind === 'url' ? source.role : 'later';
    const fallback = this.#fallback();
    const covered = role === 'voice-url' || (role === 'later' && settings.fallbackScope === 'any-document');
    if (fallback && covered) {
      const told = settings.fallbackTellsError;
      const parameters = told ? { ErrorCode: String(error.code), ErrorUrl: url ?? '' } : {};
      return { kind: 'url', ...fallback, parameters, role: 'fallback' };
    }
    const status = call.status === 'ringing' ? 'failed' : 'completed';
    call.note({ kind: 'application-error', text: APPLICATION_ERROR });
    call.end('twilio', status);
    return undefined;
  }

  async #step(verb: Verb, source: Source, signal: AbortSignal): Promise<Step> {
    const call = this.#call;
    switch (verb.verb) {
      case 'Say':
      case 'Play':
        call.answer();
        await sound(call, withAbsoluteUrl(verb, source), signal, this.#deps);
        return nextVerb;
      case 'Pause':
        await sound(call, verb, signal, this.#deps);
        return nextVerb;
      case 'Gather':
        call.answer();
        return this.#gather(verb, source, signal);
      case 'Redirect':
        return this.#goTo(verb.url === '' ? undefined : verb.url, verb.method, source);
      case 'Reject':
        return this.#reject(verb.reason);
      case 'Hangup':
        call.answer();
        return end;
      case 'Dial':
        return this.#dial(verb, source, signal);
    }
  }

  /** Only a call that still rings can be rejected. */
  #reject(reason: 'rejected' | 'busy'): Step {
    const call = this.#call;
    if (call.status !== 'ringing')
      return { then: 'error', code: 12200, info: '<Reject> of an answered call' };
    call.note({ kind: 'reject', text: reason });
    call.end('twilio', reason === 'busy' ? 'busy' : this.#deps.settings.rejectedStatus);
    return end;
  }

  async #gather(verb: Gather, source: Source, signal: AbortSignal): Promise<Step> {
    const prompts = verb.prompts.map((prompt) => withAbsoluteUrl(prompt, source));
    const { digits, finishedOnKey } = await gather(this.#call, { ...verb, prompts }, signal, this.#deps);
    if (digits === '' && !verb.actionOnEmptyResult) return nextVerb;
    const parameters = { Digits: digits, FinishedOnKey: finishedOnKey };
    return this.#goTo(verb.action, verb.method, source, parameters);
  }

  /** Undefined `url` means the present document again. */
  #goTo(
    url: string | undefined,
    method: HttpMethod,
    source: Source,
    parameters: Readonly<Record<string, string>> = {},
  ): Step {
    const own = source.kind === 'url' ? source.url : undefined;
    const target = url === undefined ? own : resolveUrl(url, source);
    if (target === undefined) {
      return { then: 'error', code: INVALID_URL, info: `no absolute URL: ${url ?? 'none'}` };
    }
    return { then: 'document', source: { kind: 'url', url: target, method, parameters, role: 'later' } };
  }

  async #dial(verb: Dial, source: Source, signal: AbortSignal): Promise<Step> {
    const call = this.#call;
    const { noun } = verb;
    if (noun.noun === 'Conference' || !verb.answerOnBridge) call.answer();
    const dialled =
      noun.noun === 'Conference'
        ? await this.#confer(verb, noun, source, signal)
        : await this.#forward(verb, noun, source, signal);
    if (!dialled.ok) return { then: 'error', code: dialled.code, info: dialled.info };
    if (isOver(call.over)) this.#tellActionAfterHangUp(verb, source, dialled.result);
    if (verb.action === undefined) return nextVerb;
    return this.#goTo(verb.action, verb.method, source, dialled.result);
  }

  /** The answer goes nowhere: nobody is there to hear it. */
  #tellActionAfterHangUp({ action, method }: Dial, source: Source, parameters: DialResult): void {
    const { settings, webhooks } = this.#deps;
    const url = action === undefined ? undefined : resolveUrl(action, source);
    if (!settings.actionAfterHangUp || url === undefined) return;
    void fetchFor(this.#call, { url, method, parameters }, { webhooks, accountSid: settings.accountSid });
  }

  async #confer(dial: Dial, noun: ConferenceNoun, source: Source, signal: AbortSignal): Promise<Dialled> {
    const call = this.#call;
    const { settings, conferences, pace, reportError } = this.#deps;
    const waitUrl =
      noun.waitUrl === undefined || noun.waitUrl === '' ? noun.waitUrl : resolveUrl(noun.waitUrl, source);
    const statusCallback =
      noun.statusCallback === undefined ? undefined : resolveUrl(noun.statusCallback, source);
    const lost =
      (noun.waitUrl && waitUrl === undefined) || (noun.statusCallback && statusCallback === undefined);
    if (lost) return relativeInline;
    const joined = conferences.join(call, { noun, waitUrl, statusCallback });
    if (!joined.ok) {
      reportError(joined.code, joined.info, call, source.kind === 'url' ? source.url : undefined);
      const answered = settings.failedJoinStatus === 'answered';
      const result = { DialCallStatus: settings.failedJoinStatus, DialBridged: String(answered) };
      return { ok: true, result };
    }
    const { conference, participant } = joined;
    const stopCollecting = call.collect((key) => {
      if (key === '*' && dial.hangupOnStar) conference.leave(call.sid, { reason: settings.starReason });
    }, false);
    const stopTalk = pace.after(dial.timeLimit * 1_000, () => {
      conference.leave(call.sid, { reason: 'participant_hung_up' });
    });
    const onInterrupted = (): void => {
      const reason =
        call.over.aborted && !call.endedByApi ? 'participant_hung_up' : 'participant_updated_via_api';
      conference.leave(call.sid, { reason });
    };
    signal.addEventListener('abort', onInterrupted, { once: true });
    const { kicked } = await participant.left;
    signal.removeEventListener('abort', onInterrupted);
    stopCollecting();
    stopTalk();
    if (kicked === true && settings.afterKick === 'call-ends') call.end('api', 'completed');
    return { ok: true, result: { DialCallStatus: 'answered', DialBridged: 'true' } };
  }

  async #forward(
    dial: Dial,
    noun: SipNoun | NumberNoun,
    source: Source,
    signal: AbortSignal,
  ): Promise<Dialled> {
    const call = this.#call;
    const { callerId } = dial;
    const isChecked = noun.noun === 'Number' || call.identity.sip !== undefined;
    if (isChecked && callerId !== undefined && !this.#deps.isOwnNumber(callerId)) {
      this.#deps.reportError(INVALID_CALLER_ID, `callerId ${callerId} is not a number of the account`, call);
      return { ok: true, result: { DialCallStatus: 'failed', DialBridged: 'false' } };
    }
    const url = noun.statusCallback === undefined ? undefined : resolveUrl(noun.statusCallback, source);
    if (noun.statusCallback !== undefined && url === undefined) {
      return relativeInline;
    }
    const callback = url === undefined ? undefined : { url, method: noun.statusCallbackMethod };
    return { ok: true, result: await forward(call, dial, noun, callback, signal, this.#deps) };
  }
}
