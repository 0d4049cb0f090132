import { quantile } from '../figures/quantile.ts';
import type { HeldCall as Caller } from '../../local/simulated/daily/calls/held-call.ts';
import type { UpdateRecord } from '../../local/simulated/daily/calls/updates.ts';
import { itemsOf, type LoadStack } from './stack.ts';
import type { Seen } from './judge.ts';

/** Milliseconds, of some calls. */
export interface Percentiles {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What became of these callers, as they and Daily noticed it. */
export async function seenOf(stack: LoadStack, callers: readonly Caller[]): Promise<Seen[]> {
  const items = await itemsOf(stack, callers);
  // Not those of a caller who is gone, whose room may be gone too: such an order connects and drops nobody.
  const isEarly = ({ outcome }: UpdateRecord) => outcome === 'early' || outcome === 'strange-address';
  const early = new Set(stack.daily.updates.filter(isEarly).map(({ callId }) => callId));
  return callers.map((caller) => {
    const { callId, legCount: legs, events } = caller;
    const at = (...kinds: Caller['events'][number]['kind'][]) => {
      const event = events.find(({ kind }) => kinds.includes(kind));
      return event && Date.parse(event.time);
    };
    const last = events.at(-1);
    return {
      callId,
      legs,
      dialledAtMs: at('dialled') ?? 0,
      answeredAtMs: at('webhook-answered', 'webhook-unanswered'),
      isHeld: events.some((event) => event.kind === 'webhook-answered' && event.status < 300),
      offHoldAtMs: at('connected', 'hung-up'),
      hungUpOnHold: legs === 0 && last?.kind === 'hung-up' && last.by === 'caller',
      neverEarly: !early.has(callId),
      item: items.get(callId),
    };
  });
}

/**
 * From Daily saying that a room is ready to Daily being told to connect its caller, by Daily's clock.
 * @param since position in Daily's events from which on their readiness counts
 * @throws RangeError if none of the callers was connected
 */
export function readyToUpdateOf(
  { daily }: LoadStack,
  callers: readonly Caller[],
  since: number,
): Percentiles {
  const readyAtMs = new Map<string, number>();
  for (const { type, payload, event_ts } of daily.events.emitted.slice(since)) {
    if (type === 'dialin.ready' && !readyAtMs.has(payload.room)) {
      readyAtMs.set(payload.room, Math.round(event_ts * 1000));
    }
  }
  const ids = new Set(callers.map(({ callId }) => callId));
  const orders = daily.updates.filter(({ callId, outcome }) => ids.has(callId) && outcome === 'connecting');
  const rooms = new Map(
    callers.flatMap(({ callId, events }) =>
      events.flatMap((event) => (event.kind === 'connected' ? [[callId, event.room] as const] : [])),
    ),
  );
  const times = orders.flatMap(({ callId, timeMs }) => {
    const sinceMs = readyAtMs.get(rooms.get(callId) ?? '');
    return sinceMs === undefined ? [] : [timeMs - sinceMs];
  });
  return { p50Ms: quantile(times, 1 / 2), p99Ms: quantile(times, 0.99), maxMs: quantile(times, 1) };
}
