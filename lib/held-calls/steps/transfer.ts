import { isOver, type CallId, type HeldCall } from '../model/call.ts';
import { pauseBeforeAsking } from '../model/pace.ts';
import { isAllowed, parseDestination, type Destination } from '../../numbers/destination.ts';
import { maxUnheardMs } from '../model/transfer.ts';
import type { HeldCallDeps, Ordered } from '../ports.ts';
import { forCall } from './for-call.ts';
import { longestUntilMs, toldOutcome } from './transfer-events.ts';

type TransferDeps = Pick<
  HeldCallDeps,
  'calls' | 'clock' | 'random' | 'log' | 'count' | 'isCounted' | 'settings'
> & { readonly video: Pick<HeldCallDeps['video'], 'transfer'> };

interface Asked {
  readonly id: CallId;
  /** As it was written. */
  readonly to: unknown;
  readonly by: 'bot' | 'operator';
  /** The attempt whose bot asks; undefined: it is none. */
  readonly attempt?: number;
}

/**
 * Why a caller is not led on. `destination-invalid`, `destination-not-allowed`, `call-unknown`, `call-over`, `not-connected`,
 * `transfer-in-hand`: nothing was done. `busy`: the provider takes no order now. `provider-refused`: it does not take this one.
 */
export type TransferRefusal =
  | 'destination-invalid'
  | 'destination-not-allowed'
  | 'call-unknown'
  | 'call-over'
  | 'not-connected'
  | 'transfer-in-hand'
  | 'busy'
  | 'provider-refused';

/** `transferring`: it is ordered, now or before; what comes of it is told by the provider, or by its silence. */
type Transferring =
  | { readonly ok: true; readonly result: 'transferring' }
  | { readonly ok: false; readonly why: TransferRefusal };

/** How long an order is tried for, in ms, all of its tries together: whoever asks waits, and a function for ten seconds. */
const orderWithinMs = 7_000;

/** A provider that takes no order now is asked so often in all. */
const maxOrders = 3;

/**
 * Leads the caller of a connected call to somebody else. It is noted first and then ordered, so that it is done once, however often
 * it is asked for: after an unknown answer, or a death before there was one, nobody orders it again.
 */
export async function transferCall(shared: TransferDeps, asked: Asked): Promise<Transferring> {
  const deps = forCall(shared, asked.id);
  const to = parseDestination(asked.to);
  if (to === undefined) return refused(deps, asked, 'destination-invalid');
  const call = await deps.calls.get(asked.id);
  const why = whyNot(call, to, asked);
  if (why === 'done') return { ok: true, result: 'transferring' };
  if (why !== undefined || call?.room === undefined || call.session === undefined)
    return refused(deps, asked, why ?? 'not-connected');
  const leg = { room: call.room.name, session: call.session };
  const atMs = deps.clock.now();
  const dueAtMs = atMs + maxUnheardMs;
  const noted = await deps.calls.move(call.id, {
    kind: 'transferAsked',
    atMs,
    ...leg,
    to,
    by: asked.by,
    dueAtMs,
  });
  if (!noted.ok) {
    const reason = whyNot(noted.call, to, asked);
    return reason === 'done'
      ? { ok: true, result: 'transferring' }
      : refused(deps, asked, reason ?? 'transfer-in-hand');
  }
  deps.log.info('transfer-asked', { callId: call.id, by: asked.by });
  const ordered = await order(deps, { ...leg, to });
  switch (ordered.kind) {
    case 'taken':
    case 'unknown':
      return { ok: true, result: 'transferring' };
    case 'gone':
    case 'busy':
    case 'refused':
      await notOrdered(deps, noted.call, dueAtMs, ordered);
      return refused(deps, asked, ordered.kind === 'busy' ? 'busy' : 'provider-refused', ordered.why);
  }
}

/** `done`: the same was asked for before, and is in hand or has come to something. */
function whyNot(
  call: HeldCall | undefined,
  to: Destination,
  { attempt }: Asked,
): TransferRefusal | 'done' | undefined {
  if (call === undefined) return 'call-unknown';
  if (!isAllowed(call.transferTo ?? [], to)) return 'destination-not-allowed';
  if (attempt !== undefined && attempt !== call.attempt) return isOver(call) ? 'call-over' : 'not-connected';
  switch (call.state) {
    case 'connected':
      return undefined;
    case 'transferring':
    case 'transferred':
      return call.transferDestination === to ? 'done' : 'transfer-in-hand';
    case 'held':
    case 'waiting':
    case 'connecting':
      return 'not-connected';
    case 'ended':
    case 'abandoned':
    case 'released':
    case 'refused':
      return 'call-over';
  }
}

async function order(
  { video, clock, random }: TransferDeps,
  leg: { readonly room: string; readonly session: string; readonly to: Destination },
): Promise<Ordered> {
  const startedAtMs = clock.now();
  const endsAtMs = startedAtMs + orderWithinMs;
  for (let orders = 1; ; orders += 1) {
    const ordered = await video.transfer({ ...leg, endsAtMs });
    if (ordered.kind !== 'busy' || orders >= maxOrders) return ordered;
    const nowMs = clock.now();
    const when = { waitedMs: nowMs - startedAtMs, leftMs: endsAtMs - nowMs, random };
    const pauseMs = pauseBeforeAsking({ ...when, retryAfterMs: ordered.retryAfterMs });
    if (nowMs + pauseMs >= endsAtMs) return ordered;
    await clock.sleep(pauseMs);
  }
}

/** Surely nothing came of the order. If the caller has left the room meanwhile, that was their hanging up. */
async function notOrdered(
  deps: TransferDeps,
  call: HeldCall,
  insteadOfMs: number,
  { kind, why }: Extract<Ordered, { readonly why: string }>,
): Promise<void> {
  const { calls, clock } = deps;
  const atMs = clock.now();
  const transferOutcome = kind === 'gone' ? 'caller-left' : 'failed';
  const dueAtMs = longestUntilMs(deps, call, atMs);
  const failed = await calls.move(call.id, {
    kind: 'transferFailed',
    atMs,
    why,
    transferOutcome,
    insteadOfMs,
    dueAtMs,
  });
  if (failed.ok) {
    toldOutcome(deps, call.id, transferOutcome);
    return;
  }
  const left = {
    kind: 'transferLost',
    atMs,
    transferOutcome: 'caller-left',
    insteadOfMs,
    dueAtMs: atMs,
  } as const;
  if ((await calls.move(call.id, left)).ok) toldOutcome(deps, call.id, 'caller-left');
}

function refused(
  { log, count }: TransferDeps,
  { id, by }: Asked,
  why: TransferRefusal,
  detail?: string,
): Transferring {
  log.warn('transfer-refused', { callId: id, by, why, detail });
  count('transfersRefused', 1, why);
  return { ok: false, why };
}
