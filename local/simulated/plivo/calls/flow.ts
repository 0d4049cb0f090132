import { isOver } from '../../kit/pace.ts';
import type { WebhookParameters } from '../webhooks/signature.ts';
import type { Callbacks } from '../webhooks/callbacks.ts';
import type { HttpMethod, Webhooks } from '../webhooks/webhooks.ts';
import {
  type Dial,
  type Element,
  type GetInput,
  type Join,
  type Parsed,
  parseDocument,
} from '../xml/document.ts';
import { causeOf, causes, type HangupCause, type PlivoCall, type Role } from './call.ts';
import type { Conferences } from './conferences.ts';
import { forward } from './forward.ts';
import { getInput } from './input.ts';
import { callParameters } from './parameters.ts';
import { playSound, type SoundDeps } from './sounds.ts';

/** What the performance of documents needs. */
export interface FlowDeps extends SoundDeps {
  readonly webhooks: Webhooks;
  readonly conferences: Conferences;
  readonly callbacks: Callbacks;
  /** The application did what Plivo does not allow. */
  readonly complain: (call: PlivoCall, info: string) => void;
}

/** Where the next document of a call comes from. */
interface Source {
  readonly url: string;
  readonly method: HttpMethod;
  /** Sent besides the standard parameters. */
  readonly parameters: WebhookParameters;
  readonly role: Role;
  /** It is the fallback, after which nothing is tried. */
  readonly isLast?: boolean;
}

/** What follows an element. */
type Step =
  | { readonly then: 'next-element' }
  | { readonly then: 'document'; readonly source: Source }
  | { readonly then: 'end'; readonly cause: HangupCause };

const nextElement: Step = { then: 'next-element' };

/** One call's way through its documents. */
export class CallFlow {
  readonly #call: PlivoCall;
  readonly #deps: FlowDeps;
  #transfer: Source | undefined;
  #transferring = new AbortController();

  constructor(call: PlivoCall, deps: FlowDeps) {
    this.#call = call;
    this.#deps = deps;
  }

  /** Performs documents until none follows, then hangs up. */
  async run(answer: Pick<Source, 'url' | 'method'>): Promise<void> {
    const call = this.#call;
    let source: Source | undefined = { ...answer, role: 'answer', parameters: { Event: 'StartApp' } };
    while (source && !isOver(call.over)) {
      this.#transferring = new AbortController();
      const signal = AbortSignal.any([call.over, this.#transferring.signal]);
      const next: Source | undefined = await this.#perform(source, signal);
      source = this.#transfer ?? next;
      this.#transfer = undefined;
    }
    call.end('plivo', causes.endOfDocument);
  }

  /** REST gives the call a new document at once, whatever it is doing. */
  transfer(url: string, method: HttpMethod): void {
    this.#transfer = { url, method, role: 'transfer', parameters: this.#event('Redirect') };
    this.#call.note({ kind: 'transferred' });
    this.#transferring.abort();
  }

  #event(name: string): WebhookParameters {
    return this.#deps.settings.namesElements ? { Event: name } : {};
  }

  /** Performs one document; the one that follows, or undefined. */
  async #perform(source: Source, signal: AbortSignal): Promise<Source | undefined> {
    const document = await this.#obtain(source);
    if (isOver(signal)) return undefined;
    if (!document.ok) return this.#afterFailure(source, document);
    for (const [index, element] of document.elements.entries()) {
      const step = await this.#step(element, signal, index === 0);
      if (isOver(signal)) return undefined;
      if (step.then === 'document') return step.source;
      if (step.then === 'end') {
        this.#call.end('plivo', step.cause);
        return undefined;
      }
    }
    return undefined;
  }

  async #obtain({ url, method, parameters }: Source): Promise<Parsed & { readonly isReached?: boolean }> {
    const call = this.#call;
    const { settings, webhooks } = this.#deps;
    const startedMs = Date.now();
    const all = { ...callParameters(call, settings), ...parameters };
    const outcome = await webhooks.request({ url, method, parameters: all });
    const status = outcome.ok ? 200 : outcome.status;
    call.note({ kind: 'fetched', url, status, tookMs: Date.now() - startedMs });
    return outcome.ok ? { ...parseDocument(outcome), isReached: true } : outcome;
  }

  /** The fallback document, if there is one for this failure; otherwise the call ends without a word. */
  #afterFailure(source: Source, failure: { info: string; isReached?: boolean }): Source | undefined {
    const { settings, complain } = this.#deps;
    const call = this.#call;
    complain(call, `the ${source.role} document is refused: ${failure.info}`);
    const { fallbackAnswerUrl = '', fallbackMethod = 'POST' } = call.identity.application ?? {};
    const isCovered = source.role === 'answer' || settings.fallbackScope === 'any-document';
    if (source.isLast !== true && isCovered && fallbackAnswerUrl !== '') {
      return { ...source, url: fallbackAnswerUrl, method: fallbackMethod, isLast: true };
    }
    const what = failure.isReached === true ? 'invalid' : 'unreachable';
    const cause = causeOf(what, source.role);
    call.note({ kind: 'application-error', text: `hung up without a word: ${cause.code}` });
    call.end('plivo', cause, call.answeredMs === undefined ? 'failed' : undefined);
    return undefined;
  }

  async #step(element: Element, signal: AbortSignal, isFirst: boolean): Promise<Step> {
    const call = this.#call;
    const isQuiet = element.element === 'Hangup' || element.element === 'Redirect';
    if (!isQuiet && element.element !== 'Dial') call.answer();
    switch (element.element) {
      case 'Speak':
      case 'Play':
      case 'Wait':
        await playSound(call, element, signal, this.#deps);
        return nextElement;
      case 'GetInput':
        return this.#input(element, signal);
      case 'Redirect':
        return this.#goTo(element.url, element.method, 'redirect', this.#event('Redirect'));
      case 'Hangup':
        return this.#hangUp(element.reason, isFirst);
      case 'Conference':
        return this.#confer(element, signal);
      case 'Dial':
        return this.#dial(element, signal);
    }
  }

  /** As first element of an answer it refuses the call. */
  #hangUp(reason: 'rejected' | 'busy' | undefined, isFirst: boolean): Step {
    const call = this.#call;
    if (call.answeredMs !== undefined) {
      if (reason !== undefined) this.#deps.complain(call, 'a call that was answered cannot be refused');
      return { then: 'end', cause: causes.normal };
    }
    if (!isFirst) call.answer();
    if (!isFirst) return { then: 'end', cause: causes.normal };
    call.note({ kind: 'reject', text: reason ?? 'rejected' });
    if (reason === 'busy') call.end('plivo', causes.busy, 'busy');
    else call.end('plivo', causes.rejected, 'failed');
    return nextElement;
  }

  async #input(element: GetInput, signal: AbortSignal): Promise<Step> {
    const digits = await getInput(this.#call, element, signal, this.#deps);
    if (digits === undefined) return nextElement;
    const parameters = { InputType: 'dtmf', Digits: digits, Speech: '', SpeechConfidenceScore: '0.0' };
    return this.#act(element, { ...parameters, ...this.#event('GetInput') }, signal);
  }

  async #confer(element: Join, signal: AbortSignal): Promise<Step> {
    const call = this.#call;
    const { conferences, settings } = this.#deps;
    const joined = conferences.join(call, element);
    if (!joined) {
      call.note({ kind: 'application-error', text: 'the conference is full' });
      return settings.whenFull === 'call-ends' ? { then: 'end', cause: causes.normal } : nextElement;
    }
    const { conference, member } = joined;
    const onTaken = (): void => conference.leave(member, 'left');
    signal.addEventListener('abort', onTaken, { once: true });
    await member.left;
    signal.removeEventListener('abort', onTaken);
    const parameters = {
      ConferenceName: conference.name,
      ConferenceUUID: conference.uuid,
      ConferenceMemberID: member.id,
      RecordUrl: '',
      RecordingID: '',
    };
    return this.#act(element, { ...parameters, ...this.#event('ConferenceExit') }, signal);
  }

  async #dial(element: Dial, signal: AbortSignal): Promise<Step> {
    if (this.#deps.settings.dialAnswers === 'at-once') this.#call.answer();
    const result = await forward(this.#call, element, signal, this.#deps);
    return this.#act(element, { ...result, ...this.#event('Dial') }, signal);
  }

  /** The `action` of an element that is over: the next document, or only told. */
  async #act(
    { action, method, redirect }: Pick<Dial, 'action' | 'method' | 'redirect'>,
    parameters: WebhookParameters,
    signal: AbortSignal,
  ): Promise<Step> {
    const call = this.#call;
    const { settings, webhooks } = this.#deps;
    if (action === undefined) return nextElement;
    const isTold = call.over.aborted ? settings.actionAfterHangUp : !redirect && !isOver(signal);
    if (isTold) {
      const all = { ...callParameters(call, settings), ...parameters };
      await webhooks.request({ url: action, method, parameters: all });
    }
    if (isOver(signal) || !redirect) return nextElement;
    return this.#goTo(action, method, 'action', parameters);
  }

  #goTo(url: string, method: HttpMethod, role: Role, parameters: WebhookParameters): Step {
    return { then: 'document', source: { url, method, role, parameters } };
  }
}
