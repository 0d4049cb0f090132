import type { CallOutId, CallOutLimits } from '../model/call-out.ts';
import type { VoiceCallId } from '../model/conference.ts';
import type { OrderedCallOut } from '../model/pin-call.ts';

/** Call-outs until their calls have an id, and how many there have been. */
export interface CallOutStore {
  /**
   * Counts an order, before anybody is called, unless a limit is reached: then which. Orders that meet are counted one after
   * the other, so that no window ever has more than its limit.
   */
  charge(id: CallOutId, nowMs: number, limits: CallOutLimits): Promise<'charged' | 'minute' | 'hour'>;
  /** Remembers an order for an hour. */
  remember(order: OrderedCallOut): Promise<void>;
  find(id: CallOutId): Promise<OrderedCallOut | undefined>;
  /** Nobody was called by it. */
  forget(id: CallOutId): Promise<void>;
  /** The order, if this is the call that has come of it: the first of which that is said. */
  claim(id: CallOutId, call: VoiceCallId): Promise<OrderedCallOut | undefined>;
  /** Orders that were counted by `atMs` and are not settled. */
  unsettled(atMs: number): Promise<readonly CallOutId[]>;
  /** Nothing is to come of an order any more. Of one that keeps being changed, it may not be noted. */
  settled(id: CallOutId): Promise<void>;
}
