import { mayHoldCaller, parseOwnRoomName, type CallId, type HeldCall } from '../model/call.ts';
import { maxRingMs, maxUnheardMs, type TransferOutcome } from '../model/transfer.ts';
import type { HeldCallDeps, Moved } from '../ports.ts';
import { recordConnected, type EventDeps, type EventResult } from './caller-events.ts';
import { forCall } from './for-call.ts';
import { callOfLeg } from './rooms/legs.ts';

/** What a provider tells of a transfer, in its order. `over`: with what came of it, if that is told. */
export type TransferNews =
  | { readonly kind: 'transferring' | 'transferBegun' | 'transferAnswered' }
  | { readonly kind: 'transferOver'; readonly transferOutcome: TransferOutcome };

/**
 * News of a caller's leg that is led out of its room to somebody else, whom it reaches through the provider: whether that needs
 * the room is not documented. So neither room nor bot is touched until that is over, or the longest call.
 */
export async function transferHeard(
  shared: EventDeps,
  room: string,
  session: string | undefined,
  news: TransferNews,
): Promise<EventResult> {
  const id = await callOfLeg(shared, room, session);
  if (id === undefined) return 'unknown';
  const deps = forCall(shared, id);
  const call = await deps.calls.get(id);
  if (call === undefined) return 'unknown';
  // That the leg came in was not heard, and it must have.
  if (call.state === 'connecting' || mayHoldCaller(call)) {
    const own = call.trunk !== undefined || parseOwnRoomName(deps.settings.stage, room) !== undefined;
    const leg = { id, room: { name: room, own } };
    const connected = await recordConnected(deps, leg, { source: 'provider', session });
    if (connected === 'failed') return 'failed';
  }
  const { ok } = await record(deps, call, { room, session }, news);
  return ok ? 'counted' : 'ignored';
}

interface Leg {
  readonly room: string;
  readonly session: string | undefined;
}

async function record(deps: EventDeps, call: HeldCall, leg: Leg, news: TransferNews): Promise<Moved> {
  const { id } = call;
  const atMs = deps.clock.now();
  switch (news.kind) {
    case 'transferring':
      return heard(deps, id, { ...news, ...leg, atMs, dueAtMs: atMs + maxUnheardMs });
    case 'transferBegun':
      return heard(deps, id, { ...news, ...leg, atMs, dueAtMs: atMs + maxRingMs });
    case 'transferAnswered': {
      const moved = await heard(deps, id, {
        ...news,
        ...leg,
        atMs,
        dueAtMs: longestUntilMs(deps, call, atMs),
      });
      if (moved.ok) toldOutcome(deps, id, 'answered');
      return moved;
    }
    case 'transferOver': {
      const over = await deps.calls.move(id, { kind: 'transferOver', atMs, ...leg });
      if (over.ok) deps.log.info('call-over', { callId: id, outcome: 'transferred' });
      if (over.ok) return over;
      const { transferOutcome } = news;
      const closed = await deps.calls.move(id, { kind: 'transferClosed', atMs, ...leg, transferOutcome });
      if (closed.ok) toldOutcome(deps, id, transferOutcome);
      return closed;
    }
  }
}

async function heard(deps: EventDeps, id: CallId, event: Parameters<HeldCallDeps['calls']['move']>[1]) {
  const moved = await deps.calls.move(id, event);
  if (moved.ok) deps.log.info('call-transferring', { callId: id, event: event.kind });
  return moved;
}

/** Until when somebody may be in the call's room, or be talking through it; Unix ms. */
export function longestUntilMs(
  { settings }: Pick<EventDeps, 'settings'>,
  call: HeldCall,
  nowMs: number,
): number {
  return Math.max(nowMs, call.heldAtMs + settings.longestCallMs);
}

export function toldOutcome(
  { log, count }: Pick<EventDeps, 'log' | 'count'>,
  id: CallId,
  outcome: TransferOutcome,
): void {
  log.info('transfer-outcome', { callId: id, outcome });
  count('transfers', 1, outcome);
}

/**
 * Nothing more was heard of a transfer in time. Whoever was called may have answered all the same: so what the call leaves
 * behind stays until the longest call is over, unless its caller is in the room as before.
 */
export async function endSilentTransfer(shared: EventDeps, call: HeldCall): Promise<'nothing'> {
  const { id, dueAtMs } = call;
  if (dueAtMs === undefined) return 'nothing';
  const deps = forCall(shared, id);
  const nowMs = deps.clock.now();
  const end = { atMs: nowMs, insteadOfMs: dueAtMs, dueAtMs: longestUntilMs(deps, call, nowMs) };
  const outcome = outcomeInSilence(call);
  const { ok } =
    outcome === 'failed'
      ? await deps.calls.move(id, {
          ...end,
          kind: 'transferFailed',
          why: 'silence',
          transferOutcome: outcome,
        })
      : await deps.calls.move(id, { ...end, kind: 'transferLost', transferOutcome: outcome });
  if (ok) toldOutcome(deps, id, outcome);
  return 'nothing';
}

/** `outcome` is there if the call was taken for over before a transfer was heard of: then its caller had left. */
function outcomeInSilence({ transferBegunAtMs, legLeftAtMs, outcome }: HeldCall) {
  if (transferBegunAtMs !== undefined) return 'no-answer';
  return legLeftAtMs === undefined && outcome === undefined ? 'failed' : 'caller-left';
}
