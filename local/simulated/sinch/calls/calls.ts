import { keepNewest } from '../../../runtime/keep.ts';
import { ring } from '../../kit/callee.ts';
import { parseScript, runScript, type ScriptStep } from '../../kit/script.ts';
import type { Numbers } from '../numbers.ts';
import { type Region, regions } from '../options.ts';
import { dice } from '../webhooks/events.ts';
import { type CallIdentity, SinchCall } from './call.ts';
import { CallFlow, type FlowDeps } from './flow.ts';

/** How a call comes in over SIP. A part left out is right. */
interface SipOrder {
  /** Digest user: the application key. */
  readonly username?: string;
  /** Digest password: the application secret. */
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A call to place. */
export interface CallOrder {
  /** Dialled number; `sip:<number>@<region>.sip.sinch.com` comes in over SIP there. */
  readonly to: string;
  /** Default `+12025550188`; what is no number, such as `anonymous`, is a withheld one. */
  readonly from?: string;
  /** Set: the number is dialled at the SIP way in of its own region. */
  readonly sip?: SipOrder;
  /** Script, for example `wait 2, 01234567890#, wait 5, 6, hangup`. Default: silent, stays. */
  readonly keys?: string;
}

/** A callout. */
export interface OutgoingOrder {
  readonly to: string;
  readonly from: string;
  readonly region: Region;
  readonly custom: string;
  /** How long it rings, in seconds. */
  readonly dialTimeoutS: number;
  /** How long it may last once answered, in seconds. */
  readonly maxDurationS: number;
}

/** A bridge that dials in over SIP, keys its way through the greeting and stays. */
export type BridgeOrder = Omit<CallOrder, 'keys'> & {
  /** Sent after the answer, for example `WWWW12345678901234#`: `W` is 1 s, `w` 0.5 s of call time. */
  readonly dtmf: string;
};

const DEFAULT_CALLER = '+12025550188';

/** What Sinch itself says when nobody serves the number. */
const NO_SUCH_NUMBER = 'The number you have dialled is not in service.';

interface Watched {
  readonly call: SinchCall;
  readonly flow: CallFlow;
}

interface CallsDeps extends FlowDeps {
  readonly numbers: Numbers;
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
  get all(): readonly SinchCall[] {
    return [...this.#byId.values()].map(({ call }) => call);
  }

  find(id: string): Watched | undefined {
    return this.#byId.get(id);
  }

  /** Somebody dials. Throws if the script cannot be read. */
  place(order: CallOrder): SinchCall {
    const script = parseScript(order.keys ?? '');
    if (!script.ok) throw new Error(script.info);
    return this.#start(order, script.steps);
  }

  /** A bridge dials in. */
  dialIn({ dtmf, sip = {}, ...order }: BridgeOrder): SinchCall {
    return this.#start({ ...order, sip }, dtmf === '' ? [] : [{ step: 'key', keys: dtmf }]);
  }

  /** REST has somebody called: whether they pick up, their number says. */
  callOut({ to, from, region, custom, dialTimeoutS, maxDurationS }: OutgoingOrder): SinchCall {
    const { settings, pace } = this.#deps;
    const identity = { ...{ number: to, to, from, cli: from, region }, isSip: false, headers: [] };
    const { call, flow } = this.#watch({ ...identity, placed: { custom } });
    const callee = settings.calleeAt(to);
    const script = parseScript(callee.keys);
    if (!script.ok) throw new Error(script.info);
    if (script.steps.length > 0) void runScript(call, script.steps, pace);
    const isByReason = settings.calleeSaidBy === 'reason';
    ring(call.over, callee.picksUp, { ringS: settings.ringS, longestS: dialTimeoutS }, pace, (of) => {
      switch (of) {
        case 'yes':
          pace.after(maxDurationS * 1_000, () => call.end('sinch', 'TIMEOUT'));
          void flow.pickedUp();
          return;
        case 'busy':
          call.end('sinch', isByReason ? 'BUSY' : 'N/A', isByReason ? 'N/A' : 'BUSY');
          return;
        case 'nowhere':
          call.end('sinch', 'GENERALERROR', 'FAILED');
          return;
        case 'nobody':
          call.end('sinch', isByReason ? 'NOANSWER' : 'TIMEOUT', isByReason ? 'N/A' : 'NOANSWER');
      }
    });
    return call;
  }

  /** Keeps a call for REST, and tells its end unless nobody is told of it. */
  #watch(identity: CallIdentity, isServed = true): Watched {
    const { settings, pace } = this.#deps;
    const call = new SinchCall(identity, settings, pace);
    const watched = { call, flow: new CallFlow(call, this.#deps) };
    this.#byId.set(call.id, watched);
    void call.ended.then(() => {
      if (isServed) this.#deps.webhooks.emit(dice(call, settings));
      const forgotten = keepNewest(this.#over, call.id, settings.maxKept);
      if (forgotten !== undefined) this.#byId.delete(forgotten);
    });
    return watched;
  }

  #start(order: CallOrder, steps: readonly ScriptStep[]): SinchCall {
    const { pace, numbers, admits } = this.#deps;
    const identity = this.#identify(order);
    const isServed = numbers.isServed(identity.number) && (!order.sip || admits(order.sip));
    const { call, flow } = this.#watch(identity, isServed);
    if (steps.length > 0) void runScript(call, steps, pace);
    // A moment later, so that whoever places the call can listen to it first.
    queueMicrotask(() => {
      if (isServed) void flow.run();
      else {
        call.note({ kind: 'application-error', text: NO_SUCH_NUMBER });
        call.end('sinch', 'GENERALERROR', 'FAILED');
      }
    });
    return call;
  }

  #identify({ to, from = DEFAULT_CALLER, sip }: CallOrder): CallIdentity {
    const [, user, host] = /^sip:([^@]+)@(.+)$/.exec(to) ?? [];
    const number = user ?? to;
    const cli = /^(?:sip:)?(\+\d+)(?:@.*)?$/.exec(from)?.[1];
    const isSip = user !== undefined || sip !== undefined;
    const region = host === undefined ? this.#deps.numbers.regionOf(number) : regionOfHost(host);
    const headers = Object.entries(sip?.headers ?? {}).map(([key, value]) => ({ key, value }));
    return { number, to, from, cli, isSip, headers, region };
  }
}

/** Throws if nothing of Sinch's is there. */
function regionOfHost(host: string): Region {
  const region = regions.find((one) => host === `${one}.sip.sinch.com` || host === `${one}.vp.sip.sinch.com`);
  if (region === undefined) throw new Error(`Not Sinch's SIP way in: ${host}`);
  return region;
}
