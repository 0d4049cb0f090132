import { type Fault, FaultInjector } from '../kit/faults.ts';

/** How the whole REST interface is out of order. `unavailable` is a 503 with a page of HTML, as proxies answer. */
export type Outage = 'none' | 'unavailable' | 'hang' | 'drop';

/** What goes wrong with REST requests; patterns are below `/api/v1`. Webhooks are disturbed at the event feed instead. */
export class DigitalSambaFaults extends FaultInjector {
  /** Ms that every request waits before anything else, also when its sender has given up by then. May be changed at any time. */
  latencyMs = 0;
  /** May be changed at any time; counts for requests that arrive from then on, none of which has an effect. */
  outage: Outage = 'none';

  /** Until cleared, refuses every `joined` whose array holds this call, as a whole. Default: a 422 without effect. */
  refuseCaller(callId: string, fault: Fault = { status: 422 }): void {
    const inBody = JSON.stringify(callId);
    this.next('POST /rooms/*/phone-participants/joined', { ...fault, inBody }, Infinity);
  }

  /** Ends everything: armed faults, latency, outage. */
  override clear(): void {
    super.clear();
    this.latencyMs = 0;
    this.outage = 'none';
  }
}
