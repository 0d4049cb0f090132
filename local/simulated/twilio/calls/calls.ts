import { randomUUID } from 'node:crypto';
import { keepNewest } from '../../../runtime/keep.ts';
import { type CallIdentity, SimulatedCall } from './call.ts';
import { APPLICATION_ERROR, CallFlow, type FlowDeps } from '../twiml/flow.ts';
import type { Lines, LineWebhooks } from './lines.ts';
import { callEndedParameters } from './parameters.ts';
import { ring } from '../../kit/callee.ts';
import { parseScript, runScript, type ScriptStep } from '../../kit/script.ts';
import type { HttpMethod } from '../webhooks/webhooks.ts';

/** How a call comes in over SIP. */
interface SipOrder {
  /** A configured SIP Domain. */
  readonly domain: string;
  /** Default `192.0.2.44`. */
  readonly sourceIp?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default none: the domain asks for no credentials. */
  readonly username?: string;
  /** SIP Call-ID. Default: a new one. */
  readonly callId?: string;
}

/** A call to place. */
export interface CallOrder {
  /** Dialled number; over SIP also the user part or the whole `sip:` URI. */
  readonly to: string;
  /** Default `+12025550188`; any string, as a withheld number shows. Over SIP also the user part or a `sip:` URI. */
  readonly from?: string;
  readonly sip?: SipOrder;
  /** `StirVerstat`. Default: absent. */
  readonly stirVerstat?: string;
  /** Script, for example `wait 2, 01234567890#, wait 5, *, 6, hangup`. Default: silent, stays. */
  readonly keys?: string;
}

/** A call that REST places. */
export interface OutgoingOrder extends LineWebhooks {
  readonly to: string;
  readonly from: string;
  readonly url: string;
  readonly method: HttpMethod;
  /** How long it rings, in seconds. */
  readonly timeout: number;
  /** How long it may last once answered, in seconds. Default: a day. */
  readonly timeLimit: number | undefined;
}

/** A bridge that dials in, keys its way through the greeting and stays. */
export type BridgeOrder = Omit<CallOrder, 'keys'> & {
  /** Sent after the answer, for example `WWWW12345678901234#`: `W` is 1 s, `w` 0.5 s of call time. */
  readonly dtmf: string;
};

const DEFAULT_CALLER = '+12025550188';
const DEFAULT_SOURCE_IP = '192.0.2.44';

/** What REST may change of a call that is under way. */
interface Watched {
  readonly call: SimulatedCall;
  readonly flow: CallFlow;
  webhooks: LineWebhooks;
}

/** The calls to the simulated account: those that last, and the newest of those that are over. */
export class Calls {
  readonly #bySid = new Map<string, Watched>();
  readonly #over: string[] = [];
  readonly #lines: Lines;
  readonly #deps: FlowDeps;

  constructor(lines: Lines, deps: FlowDeps) {
    this.#lines = lines;
    this.#deps = deps;
  }

  /** In order of dialling. */
  get all(): readonly SimulatedCall[] {
    return [...this.#bySid.values()].map(({ call }) => call);
  }

  find(sid: string): SimulatedCall | undefined {
    return this.#bySid.get(sid)?.call;
  }

  /** Its way through the documents, for REST. */
  flow(sid: string): CallFlow | undefined {
    return this.#bySid.get(sid)?.flow;
  }

  /** Replaces webhooks of one call; parts left out stay. */
  rewire(sid: string, webhooks: LineWebhooks): void {
    const watched = this.#bySid.get(sid);
    if (watched) watched.webhooks = { ...watched.webhooks, ...webhooks };
  }

  /** Somebody dials. Throws if the script cannot be read. */
  place(order: CallOrder): SimulatedCall {
    const script = parseScript(order.keys ?? '');
    if (!script.ok) throw new Error(script.info);
    return this.#start(order, script.steps);
  }

  /** A bridge dials in. */
  dialIn({ dtmf, ...order }: BridgeOrder): SimulatedCall {
    return this.#start(order, dtmf === '' ? [] : [{ step: 'key', keys: dtmf }]);
  }

  /** REST has somebody called: whether they pick up, their number says. */
  callOut({ to, from, url, method, timeout, timeLimit, ...webhooks }: OutgoingOrder): SimulatedCall {
    const { settings, pace } = this.#deps;
    const identity = { to, from, stirVerstat: undefined, sip: undefined, direction: 'outbound-api' } as const;
    const call = new SimulatedCall(identity, settings, pace);
    const { flow } = this.#watch(call, webhooks);
    const callee = settings.calleeAt(to);
    const script = parseScript(callee.keys);
    if (!script.ok) throw new Error(script.info);
    if (script.steps.length > 0) void runScript(call, script.steps, pace);
    ring(call.over, callee.picksUp, { ringS: settings.ringS, longestS: timeout }, pace, (of) => {
      switch (of) {
        case 'yes':
          call.answer();
          if (timeLimit !== undefined) pace.after(timeLimit * 1_000, () => call.end('twilio', 'completed'));
          void flow.run({ kind: 'url', url, method, parameters: {}, role: 'voice-url' });
          return;
        case 'busy':
          call.end('twilio', 'busy');
          return;
        case 'nowhere':
          call.end('twilio', 'failed');
          return;
        case 'nobody':
          call.end('twilio', 'no-answer');
      }
    });
    return call;
  }

  #start(order: CallOrder, steps: readonly ScriptStep[]): SimulatedCall {
    const { pace, settings } = this.#deps;
    const call = new SimulatedCall(this.#identify(order), settings, pace);
    const line = order.sip ? this.#lines.domain(order.sip.domain) : this.#lines.number(order.to);
    const trunked = line !== undefined && 'trunkSid' in line;
    const webhooks: LineWebhooks = line && !trunked ? line : {};
    const { flow } = this.#watch(call, webhooks);
    if (steps.length > 0) void runScript(call, steps, pace);
    const { voiceUrl, voiceMethod = 'POST' } = webhooks;
    // A moment later, so that whoever places the call can listen to it first.
    queueMicrotask(() => {
      if (voiceUrl === undefined || voiceUrl === '') this.#refuse(call, trunked ? 'failed' : 'no-answer');
      else {
        void flow.run({ kind: 'url', url: voiceUrl, method: voiceMethod, parameters: {}, role: 'voice-url' });
      }
    });
    return call;
  }

  /** Keeps a call for REST, and tells its end. */
  #watch(call: SimulatedCall, webhooks: LineWebhooks): Watched {
    const { settings } = this.#deps;
    const fallback = (): { url: string; method: HttpMethod } | undefined => {
      const { voiceFallbackUrl: url, voiceFallbackMethod: method = 'POST' } = watched.webhooks;
      return url === undefined || url === '' ? undefined : { url, method };
    };
    const flow = new CallFlow(call, fallback, this.#deps);
    const watched: Watched = { call, flow, webhooks };
    this.#bySid.set(call.sid, watched);
    void call.ended.then(() => {
      this.#tellEnd(watched);
      const forgotten = keepNewest(this.#over, call.sid, settings.maxKept);
      if (forgotten !== undefined) this.#bySid.delete(forgotten);
    });
    return watched;
  }

  /** Nobody serves this number: no webhook, and no answer. */
  #refuse(call: SimulatedCall, status: 'failed' | 'no-answer'): void {
    call.note({ kind: 'application-error', text: APPLICATION_ERROR });
    call.end('twilio', status);
  }

  #tellEnd({ call, webhooks }: Watched): void {
    const { settings, callbacks } = this.#deps;
    const { statusCallback: url, statusCallbackMethod: method = 'POST' } = webhooks;
    if (url === undefined || url === '') return;
    callbacks.emit(
      {
        event: 'call-ended',
        conference: undefined,
        callSid: call.sid,
        label: undefined,
        parameters: callEndedParameters(call, settings.accountSid),
      },
      { url, method },
    );
  }

  #identify({ to, from = DEFAULT_CALLER, sip, stirVerstat }: CallOrder): CallIdentity {
    if (!sip) return { to, from, stirVerstat, sip: undefined };
    const domain = this.#lines.domain(sip.domain);
    if (!domain) throw new Error(`No such SIP Domain: ${sip.domain}`);
    const sourceIp = sip.sourceIp ?? DEFAULT_SOURCE_IP;
    return {
      to: to.startsWith('sip:') ? to : `sip:${to}@${sip.domain}`,
      from: from.startsWith('sip:') ? from : `sip:${from}@${sourceIp}`,
      stirVerstat,
      sip: {
        domain: sip.domain,
        domainSid: domain.sid,
        sourceIp,
        callId: sip.callId ?? `${randomUUID()}@${sourceIp}`,
        username: sip.username,
        headers: sip.headers ?? {},
      },
    };
  }
}
