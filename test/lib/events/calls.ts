import { callIdFrom, type HeldCall } from '../../../lib/held-calls/model/call.ts';
import type { CallEvent } from '../../../lib/held-calls/model/call-events.ts';
import { applyChange } from '../../../lib/held-calls/state/change.ts';
import { changeFor } from '../../../lib/held-calls/state/life.ts';

/** When the call came. */
export const heldAtMs = Date.parse('2026-03-01T10:00:00.000Z');

/** A call that has just come. */
export const heldCall: HeldCall = {
  id: callIdFrom('call-1'),
  state: 'held',
  hold: 'opaque',
  to: '+12025550143',
  from: '+12025550188',
  reason: 'number',
  targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }],
  dialOut: false,
  heldAtMs,
  budgetEndsAtMs: heldAtMs + 100_000,
  attempt: 0,
  targetIndex: 0,
  token: 'a-task-token',
  updates: 0,
  rooms: [],
  deletedRooms: [],
  bots: [],
  timeline: [{ atMs: heldAtMs, event: 'held', detail: 'number' }],
  ttl: heldAtMs / 1000 + 86_400,
};

const room = { name: 'pb-dev-call-1-1', own: true };
const life = { longestCallMs: 14_400_000 };

/** What happens to a call that goes well, from its first task to its end. */
export const goodCall: readonly CallEvent[] = [
  { kind: 'tokenStored', atMs: heldAtMs + 10, token: 't1', room, budgetEndsAtMs: heldAtMs + 100_000 },
  {
    ...{ kind: 'asked', atMs: heldAtMs + 200, attempt: 1, targetIndex: 0 },
    target: 'pipecat-cloud:receptionist',
    refusals: [],
    refusalTexts: ['pipecat-cloud:first at-capacity'],
  },
  { kind: 'ready', atMs: heldAtMs + 2_000, room: room.name, source: 'provider' },
  { kind: 'claimed', atMs: heldAtMs + 2_010, token: 't2' },
  { kind: 'connected', atMs: heldAtMs + 3_000, room: room.name, source: 'provider' },
  { kind: 'callerLeft', atMs: heldAtMs + 60_000, room: room.name, session: undefined },
  { kind: 'cleaned', atMs: heldAtMs + 61_000 },
];

/** The call after each of these, itself first. @throws if one may not happen */
export function historyOf(call: HeldCall, events: readonly CallEvent[]): readonly HeldCall[] {
  const history = [call];
  for (const event of events) {
    const [last = call] = history.slice(-1);
    const next = applyChange(last, changeFor(event, life));
    if (next === undefined) throw new Error(`${event.kind} may not happen`);
    history.push(next);
  }
  return history;
}
