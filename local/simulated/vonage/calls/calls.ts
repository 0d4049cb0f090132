import { keepNewest } from '../../../runtime/keep.ts';
import { parseScript, runScript, type ScriptStep } from '../../kit/script.ts';
import { status } from '../webhooks/events.ts';
import { type CallIdentity, VonageCall } from './call.ts';
import { CallFlow, type FlowDeps } from './flow.ts';

/** How a call comes in over SIP. A part left out is right. */
interface SipOrder {
  readonly username?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A call to place. */
export interface CallOrder {
  /** Dialled number; `sip:<user>@<SIP domain>` comes in over SIP there. */
  readonly to: string;
  /** Default `+12025550188`; what is no number, such as `anonymous`, is a withheld one. */
  readonly from?: string;
  readonly sip?: SipOrder;
  /** Script, for example `wait 2, 01234567890#, wait 5, 6, hangup`. Default: silent, stays. */
  readonly keys?: string;
}

/** A bridge that dials in over SIP, keys its way through the greeting and stays. */
export type BridgeOrder = Omit<CallOrder, 'keys'> & {
  /** Sent after the answer, for example `WWWW12345678901234#`: `W` is 1 s, `w` 0.5 s of call time. */
  readonly dtmf: string;
};

const DEFAULT_CALLER = '+12025550188';

/** What Vonage itself says when nobody serves the number. */
const NO_SUCH_NUMBER = 'The number you have dialled is not in service.';

interface Watched {
  readonly call: VonageCall;
  readonly flow: CallFlow;
}

interface CallsDeps extends FlowDeps {
  /** Whether a SIP peer may come in. */
  readonly admits: (sip: SipOrder) => boolean;
}

/** The calls to the application: those that last, and the newest of those that are over. */
export class Calls {
  readonly #byId = new Map<string, Watched>();
  readonly #over: string[] = [];
  readonly #deps: CallsDeps;

  constructor(deps: CallsDeps) {
    this.#deps = deps;
  }

  /** In order of dialling. */
  get all(): readonly VonageCall[] {
    return [...this.#byId.values()].map(({ call }) => call);
  }

  find(uuid: string): Watched | undefined {
    return this.#byId.get(uuid);
  }

  /** Somebody dials. Throws if the script cannot be read. */
  place(order: CallOrder): VonageCall {
    const script = parseScript(order.keys ?? '');
    if (!script.ok) throw new Error(script.info);
    return this.#start(order, script.steps);
  }

  /** A bridge dials in. */
  dialIn({ dtmf, ...order }: BridgeOrder): VonageCall {
    return this.#start(order, dtmf === '' ? [] : [{ step: 'key', keys: dtmf }]);
  }

  #start(order: CallOrder, steps: readonly ScriptStep[]): VonageCall {
    const { settings, pace, application, webhooks, admits } = this.#deps;
    const call = new VonageCall(this.#identify(order), settings, pace);
    const flow = new CallFlow(call, this.#deps);
    this.#byId.set(call.uuid, { call, flow });
    const { isSip } = call.identity;
    const isServed = application.isServed(order.to) && (!isSip || admits(order.sip ?? {}));
    void call.ended.then(() => {
      if (isServed && call.status !== 'ringing' && call.status !== 'answered') {
        webhooks.emit(status(call.status, call, settings));
      }
      const forgotten = keepNewest(this.#over, call.uuid, settings.maxKept);
      if (forgotten !== undefined) this.#byId.delete(forgotten);
    });
    if (steps.length > 0) void runScript(call, steps, pace);
    // A moment later, so that whoever places the call can listen to it first.
    queueMicrotask(() => {
      if (isServed) void flow.run();
      else {
        call.note({ kind: 'application-error', text: NO_SUCH_NUMBER });
        call.end('vonage', 'failed');
      }
    });
    return call;
  }

  #identify({ to, from = DEFAULT_CALLER, sip = {} }: CallOrder): CallIdentity {
    const { settings, application } = this.#deps;
    const isSip = to.startsWith('sip:');
    if (isSip && !application.isServed(to)) throw new Error(`Not Vonage's SIP way in: ${to}`);
    const region = isSip ? settings.sip.region : (application.number(to)?.region ?? settings.region);
    return { to, from, isSip, headers: sip.headers ?? {}, region };
  }
}
