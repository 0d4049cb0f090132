import { masked } from '../../telemetry/telemetry.ts';
import { callIdFrom, type CallId, type HeldCall } from '../model/call.ts';
import type { HeldCallDeps } from '../ports.ts';
import { findByDialled } from './routes/find-route.ts';
import { parseRouteKey } from '../model/route.ts';
import { decide, givenBy, type Decision, type Found } from './routes/routing.ts';
import { checkingKeys } from './bots/signing-keys.ts';
import { isRouteHeader, readRouteHeader, routeHeaderOf } from './bots/tokens.ts';
import { forCall } from './for-call.ts';

/** A call on hold, as the provider's webhook announced it. */
export interface IncomingCall {
  readonly providerCallId: string;
  readonly hold: string;
  readonly to: string;
  readonly from?: string | undefined;
  readonly sipHeaders?: Readonly<Record<string, string>> | undefined;
}

type Accepted =
  | { readonly kind: 'held'; readonly id: CallId }
  | { readonly kind: 'refused'; readonly id: CallId; readonly reason: string }
  /** The machine is throttled: the provider should try again; the sweep starts the call otherwise. */
  | { readonly kind: 'busy'; readonly id: CallId };

/** Longer than any number or SIP address that people call from, in characters: what is stored of a caller's. */
const longestFrom = 320;

/** A machine starts within seconds of its call; after this long the sweep starts it. */
export const startGraceMs = 10_000;

type AcceptDeps = Pick<
  HeldCallDeps,
  'calls' | 'routes' | 'clock' | 'log' | 'count' | 'isCounted' | 'settings' | 'signingKey' | 'otherSigningKey'
> & { readonly machine: Pick<HeldCallDeps['machine'], 'start'> };

/**
 * Takes a call on: chooses its route, stores it, starts its machine. Doing it twice for one call equals doing it once:
 * the id decides what exists, and the machine is started every time, so that a crash in between loses nothing.
 */
export async function acceptCall(shared: AcceptDeps, incoming: IncomingCall): Promise<Accepted> {
  const id = callIdFrom(incoming.providerCallId);
  const deps = forCall(shared, id);
  const { calls, machine, clock, log, count } = deps;
  const decision = decide(await findRoute(deps, id, incoming), incoming.from, clock.now());
  const call = newCall(deps, id, incoming, decision);

  if ((await calls.put(call)) === 'exists') {
    log.info('call-repeated', { callId: id });
    const stored = await calls.get(id);
    if (stored?.state === 'refused') return { kind: 'refused', id, reason: stored.reason };
  } else if (decision.kind === 'refused') {
    log.info('call-refused', {
      callId: id,
      reason: decision.reason,
      to: masked(call.to),
      from: masked(call.from),
    });
    count('callsRefused', 1, decision.reason);
    return { kind: 'refused', id, reason: decision.reason };
  } else {
    log.info('call-held', {
      callId: id,
      reason: decision.reason,
      to: masked(call.to),
      from: masked(call.from),
    });
    count('callsHeld');
  }

  if ((await machine.start(id)) === 'started') return { kind: 'held', id };
  log.warn('call-start-throttled', { callId: id });
  return { kind: 'busy', id };
}

/** A header that is forged, expired or spent is as good as none. */
async function findRoute(deps: AcceptDeps, id: CallId, incoming: IncomingCall): Promise<Found> {
  const { routes, clock, log, count } = deps;
  const value = routeHeaderOf(incoming.sipHeaders ?? {});
  if (value === undefined) return findByDialled(routes, incoming.to, id);
  const keys = await checkingKeys(deps);
  const reads = keys.map((key) => readRouteHeader(key, value, clock.now()));
  const signed = reads.find((each) => each.ok || each.why !== 'forged');
  const read = signed ?? reads[0] ?? ({ ok: false, why: 'no-key' } as const);
  if (read.ok) {
    const { route: named, expiresAtMs } = read.header;
    const key = parseRouteKey(named);
    // At once: a caller is waiting.
    const [isUnspent, route] = await Promise.all([
      routes.spend(value, id, expiresAtMs),
      key === undefined ? undefined : routes.find(key, id),
    ]);
    if (isUnspent) return { route, by: 'signed-header' };
  }
  const why = read.ok ? 'spent' : read.why;
  log.warn('route-header-refused', { callId: id, why });
  count('webhooksRefused', 1, `route-header-${why}`);
  return findByDialled(routes, incoming.to, id);
}

/** The header has done its work, and is nothing for a bot to see. */
function withoutRouteHeader(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isRouteHeader(name)));
}

/** A pair of surrogates is one character: none is cut in half. */
function cut(from: string): string {
  return Array.from(from).slice(0, longestFrom).join('');
}

function newCall(deps: AcceptDeps, id: CallId, incoming: IncomingCall, decision: Decision): HeldCall {
  const nowMs = deps.clock.now();
  const { holdBudgetMs, retentionMs } = deps.settings;
  const isRefused = decision.kind === 'refused';
  return {
    id,
    state: isRefused ? 'refused' : 'held',
    hold: incoming.hold,
    to: incoming.to,
    ...(incoming.from === undefined ? {} : { from: cut(incoming.from) }),
    ...(incoming.sipHeaders === undefined ? {} : { sipHeaders: withoutRouteHeader(incoming.sipHeaders) }),
    ...givenBy(decision),
    heldAtMs: nowMs,
    budgetEndsAtMs: nowMs + holdBudgetMs,
    attempt: 0,
    targetIndex: 0,
    updates: 0,
    rooms: [],
    deletedRooms: [],
    bots: [],
    ...(isRefused ? { outcome: decision.reason } : { dueAtMs: nowMs + startGraceMs }),
    timeline: [{ atMs: nowMs, event: isRefused ? 'refused' : 'held', detail: decision.reason }],
    ttl: Math.floor((nowMs + retentionMs) / 1000),
  };
}
