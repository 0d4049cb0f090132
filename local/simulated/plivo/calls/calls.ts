import { keepNewest } from '../../../runtime/keep.ts';
import { ring } from '../../kit/callee.ts';
import { parseScript, runScript, type ScriptStep } from '../../kit/script.ts';
import type { Account } from '../account.ts';
import type { Callbacks } from '../webhooks/callbacks.ts';
import { type CallIdentity, causes, PlivoCall } from './call.ts';
import { CallFlow, type FlowDeps } from './flow.ts';
import { callParameters, hangupParameters } from './parameters.ts';

/** A call to place. */
export interface CallOrder {
  /** Dialled number, or `sip:<application id>@app.plivo.com`, which comes in over SIP. */
  readonly to: string;
  /** Default `+12025550188`; what is no number, such as `anonymous`, is a withheld one. */
  readonly from?: string;
  /** Headers of a SIP call, by the name without `X-PH-`. */
  readonly sipHeaders?: Readonly<Record<string, string>>;
  /** Script, for example `wait 2, 01234567890#, wait 5, *6, hangup`. Default: silent, stays. */
  readonly keys?: string;
}

/** A call that REST places. */
export interface OutgoingOrder {
  readonly to: string;
  readonly from: string;
  /** Its URLs. */
  readonly application: NonNullable<CallIdentity['application']>;
  /** How long it rings, in seconds. */
  readonly ringTimeoutS: number;
  /** How long it may last once answered, in seconds. */
  readonly timeLimitS: number;
}

/** A bridge that dials in, keys its way through the greeting and stays. */
export type BridgeOrder = Omit<CallOrder, 'keys'> & {
  /** Sent after the answer, for example `WWWW12345678901234#`: `W` is 1 s, `w` 0.5 s of call time. */
  readonly dtmf: string;
};

const DEFAULT_CALLER = '+12025550188';

/** What the caller of a number that leads nowhere hears, in the words of the telephone network. */
const NO_SUCH_NUMBER = 'The number you have dialled is not in service.';

interface Watched {
  readonly call: PlivoCall;
  readonly flow: CallFlow;
}

interface CallsDeps extends FlowDeps {
  readonly account: Account;
  readonly callbacks: Callbacks;
}

/** The calls to the account: those that last, and the newest of those that are over. */
export class Calls {
  readonly #byId = new Map<string, Watched>();
  readonly #over: string[] = [];
  #recentMs: number[] = [];
  readonly #deps: CallsDeps;

  constructor(deps: CallsDeps) {
    this.#deps = deps;
  }

  /** In order of dialling. */
  get all(): readonly PlivoCall[] {
    return [...this.#byId.values()].map(({ call }) => call);
  }

  find(id: string): Watched | undefined {
    return this.#byId.get(id);
  }

  /** Somebody dials. Throws if the script cannot be read. */
  place(order: CallOrder): PlivoCall {
    const script = parseScript(order.keys ?? '');
    if (!script.ok) throw new Error(script.info);
    return this.#start(order, script.steps);
  }

  /** A bridge dials in. */
  dialIn({ dtmf, ...order }: BridgeOrder): PlivoCall {
    return this.#start(order, dtmf === '' ? [] : [{ step: 'key', keys: dtmf }]);
  }

  /** REST has somebody called: whether they pick up, their number says. */
  callOut({ to, from, application, ringTimeoutS, timeLimitS }: OutgoingOrder): PlivoCall {
    const { settings, pace } = this.#deps;
    const identity = { to, from, cli: from, isSip: false, headers: {}, application } as const;
    const { call, flow } = this.#watch({ ...identity, direction: 'outbound' });
    const callee = settings.calleeAt(to);
    const script = parseScript(callee.keys);
    if (!script.ok) throw new Error(script.info);
    if (script.steps.length > 0) void runScript(call, script.steps, pace);
    ring(call.over, callee.picksUp, { ringS: settings.ringS, longestS: ringTimeoutS }, pace, (of) => {
      switch (of) {
        case 'yes':
          call.answer();
          pace.after(timeLimitS * 1_000, () => call.end('plivo', causes.tooLong));
          void flow.run({ url: application.answerUrl, method: application.answerMethod });
          return;
        case 'busy':
          call.end('plivo', causes.busy, 'busy');
          return;
        case 'nowhere':
          call.end('plivo', causes.invalid, 'failed');
          return;
        case 'nobody':
          call.end('plivo', causes.noAnswer, settings.unansweredCallStatus);
      }
    });
    return call;
  }

  /** Keeps a call for REST, and tells its end. */
  #watch(identity: CallIdentity): Watched {
    const { settings, pace } = this.#deps;
    const call = new PlivoCall(identity, settings, pace);
    const watched = { call, flow: new CallFlow(call, this.#deps) };
    this.#byId.set(call.id, watched);
    const stopTimer = pace.after(settings.longestCallS * 1_000, () => call.end('plivo', causes.tooLong));
    void call.ended.then(() => {
      stopTimer();
      this.#tellEnd(call);
      const forgotten = keepNewest(this.#over, call.id, settings.maxKept);
      if (forgotten !== undefined) this.#byId.delete(forgotten);
    });
    return watched;
  }

  #start(order: CallOrder, steps: readonly ScriptStep[]): PlivoCall {
    const { call, flow } = this.#watch(this.#identify(order));
    const { pace } = this.#deps;
    if (steps.length > 0) void runScript(call, steps, pace);
    const { application } = call.identity;
    const isTooMany = this.#isTooMany(call.startedMs);
    // A moment later, so that whoever places the call can listen to it first.
    queueMicrotask(() => {
      if (isTooMany) call.end('plivo', causes.busy, 'busy');
      else if (application && application.answerUrl !== '')
        void flow.run({ url: application.answerUrl, method: application.answerMethod });
      else {
        call.note({ kind: 'application-error', text: NO_SUCH_NUMBER });
        call.end('plivo', causes.rejected, 'failed');
      }
    });
    return call;
  }

  /** Whether a call is one too many within its second. */
  #isTooMany(nowMs: number): boolean {
    this.#recentMs = [...this.#recentMs.filter((atMs) => atMs > nowMs - 1_000), nowMs];
    return this.#recentMs.length > this.#deps.settings.maxCallsPerSecond;
  }

  #identify({ to, from = DEFAULT_CALLER, sipHeaders = {} }: CallOrder): CallIdentity {
    const isSip = /^sips?:/.test(to);
    const cli = !isSip && /^\+\d+$/.test(from) ? from : undefined;
    return { to, from, cli, isSip, headers: sipHeaders, application: this.#deps.account.serving(to) };
  }

  #tellEnd(call: PlivoCall): void {
    const { settings, callbacks } = this.#deps;
    const { hangupUrl = '', hangupMethod = 'POST' } = call.identity.application ?? {};
    if (hangupUrl === '') return;
    const parameters = { ...callParameters(call, settings), ...hangupParameters(call) };
    const hangup = { event: 'Hangup', callId: call.id, conference: undefined, parameters } as const;
    callbacks.emit(hangup, { url: hangupUrl, method: hangupMethod });
  }
}
