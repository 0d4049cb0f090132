import { keepNewest } from '../../../runtime/keep.ts';
import { ring } from '../../kit/callee.ts';
import { parseScript, runScript, type ScriptStep } from '../../kit/script.ts';
import type { Region } from '../options.ts';
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

/** A call that REST places. */
export interface OutgoingOrder {
  readonly to: string;
  readonly from: string;
  readonly region: Region;
  readonly placed: NonNullable<CallIdentity['placed']>;
  /** How long it rings, in seconds. */
  readonly ringingTimerS: number;
  /** How long it may last once answered, in seconds. */
  readonly lengthTimerS: number;
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

  /** REST has somebody called: whether they pick up, their number says. */
  callOut({ to, from, region, placed, ringingTimerS, lengthTimerS }: OutgoingOrder): VonageCall {
    const { settings, pace } = this.#deps;
    const { call, flow } = this.#watch({ ...{ to, from, region, placed }, isSip: false, headers: {} });
    const callee = settings.calleeAt(to);
    const script = parseScript(callee.keys);
    if (!script.ok) throw new Error(script.info);
    if (script.steps.length > 0) void runScript(call, script.steps, pace);
    flow.begin();
    ring(call.over, callee.picksUp, { ringS: settings.ringS, longestS: ringingTimerS }, pace, (of) => {
      switch (of) {
        case 'yes':
          pace.after(lengthTimerS * 1_000, () => call.end('vonage'));
          void flow.pickedUp();
          return;
        case 'busy':
          call.end('vonage', 'busy');
          return;
        case 'nowhere':
          call.end('vonage', 'failed');
          return;
        case 'nobody':
          call.end('vonage', settings.unansweredStatus);
      }
    });
    return call;
  }

  /** Keeps a call for REST, and forgets it when others have come since its end. */
  #watch(identity: CallIdentity): Watched {
    const { settings, pace } = this.#deps;
    const call = new VonageCall(identity, settings, pace);
    const watched = { call, flow: new CallFlow(call, this.#deps) };
    this.#byId.set(call.uuid, watched);
    void call.ended.then(() => {
      const forgotten = keepNewest(this.#over, call.uuid, settings.maxKept);
      if (forgotten !== undefined) this.#byId.delete(forgotten);
    });
    return watched;
  }

  #start(order: CallOrder, steps: readonly ScriptStep[]): VonageCall {
    const { pace, application, admits } = this.#deps;
    const { call, flow } = this.#watch(this.#identify(order));
    const { isSip } = call.identity;
    const isServed = application.isServed(order.to) && (!isSip || admits(order.sip ?? {}));
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
