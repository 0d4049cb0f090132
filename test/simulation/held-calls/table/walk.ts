import { callIdSchema, ownRoomName, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import type { CallEvent } from '../../../../lib/held-calls/model/call-events.ts';
import { applyChange } from '../../../../lib/held-calls/state/change.ts';
import { changeFor } from '../../../../lib/held-calls/state/life.ts';
import { botTarget, heldCall, settings, startMs } from '../../../support/held-calls.ts';
import type { Searched } from '../../frame/deaths.ts';
import { Violation } from '../../frame/violation.ts';
import { brokenLaw } from './laws.ts';

// Every write to a call in every state that writes can bring it into, whoever asks for them and in whatever order.

const id = callIdSchema.parse('call-a');
const [one, two] = [1, 2].map((attempt) => ownRoomName(settings.stage, id, attempt));
const rooms = [one, two].flatMap((name) => (name === undefined ? [] : [{ name, own: true }]));
const atMs = startMs + 50_000;
const budgetEndsAtMs = startMs + settings.holdBudgetMs;
const laterMs = atMs + 60_000;
const tokens = ['first', 'second'];
const orders = [1, 2].flatMap((updates) => tokens.map((token) => ({ token, updates })));
const why = 'refused';

/** Everything that is written of a call, with little to choose from. */
const events: readonly CallEvent[] = [
  ...rooms
    .slice(0, 1)
    .flatMap((room): readonly CallEvent[] => [
      { kind: 'tokenStored', atMs, token: 'first', room, budgetEndsAtMs },
      ...tokens.map((token) => ({ kind: 'routed', atMs, token, targets: [], room, answer: 'bot' }) as const),
    ]),
  ...tokens.flatMap((token): readonly CallEvent[] => [
    { kind: 'tokenReplaced', atMs, token, budgetEndsAtMs },
    { kind: 'declined', atMs, token },
    { kind: 'claimed', atMs, token },
    { kind: 'reclaimed', atMs, token, isCutShort: false },
    ...rooms
      .slice(1)
      .map((room) => ({ kind: 'movedOn', atMs, token, attempt: 1, targetIndex: 0, room, why }) as const),
  ]),
  ...[1, 2].flatMap((attempt): readonly CallEvent[] => [
    { kind: 'asked', atMs, attempt, target: 'bot', targetIndex: 0 },
    { kind: 'noTarget', atMs, attempt },
  ]),
  ...orders.flatMap((order): readonly CallEvent[] => [
    { kind: 'sentAnew', atMs: atMs + 1, ...order },
    { kind: 'answeredLate', atMs, ...order },
    { kind: 'notOrdered', atMs, ...order, why, orderAfterMs: atMs },
    { kind: 'turnedDown', atMs, ...order, why },
  ]),
  ...[0, 1].map((updates) => ({ kind: 'updatedAgain', atMs, updates }) as const),
  {
    ...{ kind: 'accepted', atMs, target: 'bot', targetIndex: 0 },
    bot: { target: botTarget, attempt: 1 },
  },
  { kind: 'polled', atMs, polls: 1 },
  { kind: 'polled', atMs: atMs + 1, polls: 2 },
  { kind: 'refusedAgain', atMs, why },
  { kind: 'reportedGone', atMs },
  ...rooms.flatMap(({ name: room }): readonly CallEvent[] => [
    { kind: 'botLeft', atMs, room },
    { kind: 'ready', atMs, room, source: 'bot' },
    { kind: 'meetingEnded', atMs, room, endedAtMs: atMs },
    { kind: 'meetingEnded', atMs, room, endedAtMs: startMs },
    { kind: 'leftLate', atMs, room },
    { kind: 'noticed', atMs, room },
    { kind: 'connected', atMs, room, source: 'presence' },
    ...['leg', 'stranger'].flatMap((session, index): readonly CallEvent[] => [
      { kind: 'connected', atMs, room, source: 'provider', session, connectedAtMs: atMs + index },
      { kind: 'connectedLate', atMs, room, session, connectedAtMs: atMs + index, budgetEndsAtMs },
      { kind: 'callerLeft', atMs, room, session },
      { kind: 'transferAsked', atMs, room, session, to: '+12025550100', by: 'bot', dueAtMs: laterMs },
      { kind: 'transferring', atMs, room, session, dueAtMs: laterMs },
      { kind: 'transferBegun', atMs, room, session, dueAtMs: laterMs },
      { kind: 'transferAnswered', atMs, room, session, dueAtMs: laterMs },
      { kind: 'transferOver', atMs, room, session },
      { kind: 'transferClosed', atMs, room, session, transferOutcome: 'answered' },
      { kind: 'legLeft', atMs, room, session },
    ]),
  ]),
  { kind: 'ready', atMs: atMs + 1, room: one ?? '', source: 'provider' },
  ...(['transferring', 'transferBegun', 'transferAnswered'] as const).map(
    (kind) => ({ kind, atMs: atMs + 1, room: one ?? '', session: undefined, dueAtMs: laterMs }) as const,
  ),
  ...[atMs, laterMs].flatMap((insteadOfMs): readonly CallEvent[] => [
    { kind: 'transferFailed', atMs, why, transferOutcome: 'failed', insteadOfMs, dueAtMs: atMs },
    { kind: 'transferLost', atMs, transferOutcome: 'failed', insteadOfMs, dueAtMs: atMs },
  ]),
  { kind: 'overdue', atMs },
  { kind: 'callerGone', atMs },
  ...[true, false].map((unlessReady) => ({ kind: 'released', atMs, why, unlessReady }) as const),
  ...[atMs, budgetEndsAtMs + 15_000].map(
    (insteadOfMs) => ({ kind: 'postpone', atMs, dueAtMs: atMs + 1_000, insteadOfMs }) as const,
  ),
  { kind: 'roomsDeleted', atMs, names: [] },
  { kind: 'cleaned', atMs },
];

/** How many writes follow each other. */
const maxDepth = 9;

/** What tells two calls apart for the table; what they have gone through does not. */
function keyOf(call: HeldCall): string {
  const { state, attempt, updates, session, ready, turnedDown, reportedGone, dueAtMs } = call;
  const { transferAtMs, transferBegunAtMs, transferOverAtMs, legLeftAtMs } = call;
  const due = dueAtMs === undefined || dueAtMs === atMs || dueAtMs === laterMs ? dueAtMs : 'later';
  const token = call.token ?? '';
  const told = [
    ready,
    turnedDown,
    reportedGone,
    transferAtMs,
    transferBegunAtMs,
    transferOverAtMs,
    legLeftAtMs,
  ];
  const has = told.map((each) => each !== undefined);
  return JSON.stringify([state, attempt, updates, session, due, token, has]);
}

export function* everyWrite(): Generator<Searched, void, void> {
  const start = heldCall(id);
  const seen = new Set([keyOf(start)]);
  let calls: readonly HeldCall[] = [start];
  for (let depth = 0; depth < maxDepth && calls.length > 0; depth += 1) {
    const next: HeldCall[] = [];
    for (const call of calls) {
      let broken: string | undefined;
      let writes = 0;
      for (const event of events) {
        const change = changeFor(event, settings);
        const after = applyChange(call, change);
        if (after === undefined) continue;
        writes += 1;
        const law = brokenLaw(call, event, after, applyChange(after, change));
        if (law !== undefined) broken ??= `${event.kind} in ${call.state}: ${law}`;
        const key = keyOf(after);
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(after);
      }
      const what = `${call.timeline.map(({ event }) => event).join(' ')} and ${writes} more`;
      yield {
        what,
        end: 'lawful',
        violation: broken === undefined ? undefined : new Violation('table-laws', broken),
      };
    }
    calls = next;
  }
}
