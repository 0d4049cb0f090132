import { keepNewest } from '../../../runtime/keep.ts';
import type { Timers } from '../../kit/timers.ts';
import type { HeldCall } from './held-call.ts';
import type { HeldCalls } from './calls.ts';
import type { SipEndpoint } from './meeting.ts';
import type { DailySettings } from '../options.ts';
import { parseSipUri } from '../rest/room-schema.ts';
import type { Room, Rooms } from './rooms.ts';

/** What became of one `pinlessCallUpdate` that reached its processing. */
export type UpdateOutcome =
  | 'connecting'
  | 'second-leg'
  | 'repeated'
  | 'early'
  | 'busy'
  | 'caller-gone'
  | 'unknown-call'
  | 'strange-address'
  | 'other-provider';

/** One line of the log of updates. */
export interface UpdateRecord {
  readonly callId: string;
  /** Without `sip:` and query. */
  readonly address: string;
  /** Ms since the epoch. */
  readonly timeMs: number;
  /** Whether the address was ready. */
  readonly wasReady: boolean;
  readonly outcome: UpdateOutcome;
  /** Status of the answer, unless a fault replaced it. */
  readonly status: 200 | 400 | 404;
}

interface UpdateOrder {
  readonly callId: string;
  readonly callDomain: string;
  readonly sipUri: string;
}

type Verdict = Pick<UpdateRecord, 'outcome' | 'status'>;

const refused = (outcome: UpdateOutcome): Verdict => ({ outcome, status: 404 });

/** Patches held callers through to rooms (Daily docs, pinlessCallUpdate). */
export class CallUpdates {
  /** Every update that was processed. */
  readonly log: UpdateRecord[] = [];
  readonly #deps: { settings: DailySettings; timers: Timers; rooms: Rooms; calls: HeldCalls };

  constructor(deps: { settings: DailySettings; timers: Timers; rooms: Rooms; calls: HeldCalls }) {
    this.#deps = deps;
  }

  /** Processes one update and returns the status of its answer. */
  process(order: UpdateOrder): UpdateRecord {
    const { address, displayName } = parseSipUri(order.sipUri);
    const target = this.#deps.rooms.findAddress(address);
    const wasReady = target?.room.meeting?.isReady(address) ?? false;
    const verdict = this.#judge(order, address, displayName, target, wasReady);
    const record = { callId: order.callId, address, timeMs: Date.now(), wasReady, ...verdict };
    keepNewest(this.log, record, this.#deps.settings.maxKept);
    return record;
  }

  #judge(
    order: UpdateOrder,
    address: string,
    displayName: string | undefined,
    target: { room: Room; endpoint: SipEndpoint } | undefined,
    wasReady: boolean,
  ): Verdict {
    const { settings, calls } = this.#deps;
    const call = calls.find(order.callId);
    if (!call || order.callDomain !== settings.callDomain) return refused('unknown-call');
    if (call.phase === 'ended') {
      return { outcome: 'caller-gone', status: settings.goneUpdate === 'refuse-404' ? 404 : 200 };
    }
    if (!target) return this.#refuseOrDrop(call, 'strange-address', settings.strangeAddressUpdate);
    if (target.room.properties.sip?.provider === 'daily' && !settings.pinlessReachesDailyProvider) {
      return refused('other-provider');
    }
    if (call.connectingTo === address) {
      if (settings.repeatedUpdate === 'refuse-404') return refused('repeated');
      if (settings.repeatedUpdate === 'ignore-200') return { outcome: 'repeated', status: 200 };
    } else if (target.endpoint.busyWith !== undefined) {
      return this.#refuseOrDrop(call, 'busy', settings.busyUpdate);
    }
    if (!wasReady) return this.#refuseOrDrop(call, 'early', settings.earlyUpdate);
    const outcome = call.connectingTo === undefined ? 'connecting' : 'second-leg';
    this.#connect(call, target, displayName);
    return { outcome, status: 200 };
  }

  #refuseOrDrop(
    call: HeldCall,
    outcome: UpdateOutcome,
    how: 'drop-200' | 'ignore-200' | 'refuse-404' | 'refuse-400',
  ): Verdict {
    switch (how) {
      case 'drop-200':
        this.#later(() => call.end('daily', `update was ${outcome}`));
        return { outcome, status: 200 };
      case 'ignore-200':
        return { outcome, status: 200 };
      case 'refuse-404':
        return { outcome, status: 404 };
      case 'refuse-400':
        return { outcome, status: 400 };
    }
  }

  #connect(
    call: HeldCall,
    target: { room: Room; endpoint: SipEndpoint },
    displayName: string | undefined,
  ): void {
    const fate = call.nextConnectOutcome();
    // Lost inside Daily: the next update to the same address starts afresh.
    if (fate === 'nothing') return;
    const { room, endpoint } = target;
    call.startConnecting(endpoint.address);
    this.#later(() => {
      if (call.phase === 'ended') return;
      const meeting = room.meeting;
      if (!meeting?.isReady(endpoint.address)) {
        call.end('daily', 'the room was gone');
        return;
      }
      if (fate === 'hangs-up') {
        call.end('daily', 'dropped after an accepted update');
        return;
      }
      if (endpoint.busyWith !== undefined && call.legCount === 0) {
        call.end('daily', 'the address was taken meanwhile');
        return;
      }
      if (fate === 'dialin-error') {
        meeting.reportError(call.callId, 'media negotiation failed');
        call.end('daily', 'dialin.error');
        return;
      }
      const leg = this.#deps.rooms.connectPhone(
        room,
        endpoint,
        {
          callId: call.callId,
          sipFrom: call.identity.from ?? 'anonymous',
          displayName: displayName ?? room.properties.sip?.display_name ?? call.identity.from ?? '',
          sipHeaders: call.identity.sipHeaders ?? {},
        },
        (reason) => call.loseLeg(leg.sessionId, reason),
      );
      call.addLeg(leg, room.name, endpoint.address);
    });
  }

  #later(run: () => void): void {
    const { timers, settings } = this.#deps;
    timers.after(settings.connectDelayMs, run);
  }
}
