import fc from 'fast-check';
import { callStates } from '../../../lib/held-calls/model/call-states.ts';
import { callIdSchema, type HeldCall } from '../../../lib/held-calls/model/call.ts';
import { targetSchema } from '../../../lib/held-calls/model/route.ts';
import { transferOutcomes } from '../../../lib/held-calls/model/transfer.ts';
import type { CallEvent, CallEventKind } from '../../../lib/held-calls/model/call-events.ts';
import type { Change, Condition } from '../../../lib/held-calls/state/change.ts';

/** Few values of each kind, so that conditions hold about as often as not. */
const token = fc.constantFrom('token-1', 'token-2');
const attempt = fc.integer({ min: 0, max: 2 });
const room = fc.record({ name: fc.constantFrom('room-1', 'room-2'), own: fc.boolean() });
const roomName = room.map(({ name }) => name);
const address = fc.constantFrom('a@sip.example', 'b@sip.example');
const session = fc.constantFrom('session-1', 'session-2');
const atMs = fc.integer({ min: 1_800_000_000_000, max: 1_800_000_900_000 });
const word = fc.constantFrom('silent', 'refused');
const transferOutcome = fc.constantFrom(...transferOutcomes);
const target = fc
  .oneof(
    fc.record({ kind: fc.constant('pipecat-cloud'), agent: fc.constantFrom('anna', 'ben') }),
    fc.record({ kind: fc.constant('room'), room: fc.constantFrom('desk', 'lounge') }),
    fc.record({
      kind: fc.constant('bot-endpoint'),
      url: fc.constant('https://bots.example/start'),
      data: fc.constantFrom(null, { '': ['sales', 7, null, { deep: '' }] }, 2 ** 60, 1e-300),
    }),
  )
  .map((value) => targetSchema.parse(value));
const bot = fc.record({ target, attempt, session }, { requiredKeys: ['target', 'attempt'] });
const refusal = fc.record(
  {
    target: fc.integer({ min: 0, max: 2 }),
    why: word,
    times: fc.integer({ min: 1, max: 9 }),
    againAtMs: atMs,
  },
  { requiredKeys: ['why', 'times'] },
);
const spareRoom = fc.record(
  { made: fc.record({ url: fc.constant('https://example.daily.co/room'), address }) },
  { requiredKeys: [] },
);
const refused = { refusals: fc.array(refusal, { maxLength: 2 }), told: fc.array(word, { maxLength: 2 }) };
const line = fc.record({ atMs, event: word, detail: word }, { requiredKeys: ['atMs', 'event'] });

/** Seconds far after every `atMs`, so that no item is gone. */
export const ttl = 1_900_000_000;

/** Calls in every state, each with any mixture of attributes: more than ever come about. */
export const anyCall = (id: string): fc.Arbitrary<HeldCall> =>
  fc.record(
    {
      id: fc.constant(callIdSchema.parse(id)),
      state: fc.constantFrom(...callStates),
      hold: fc.constant('hold'),
      to: fc.constant('+12025550100'),
      from: fc.constant('+12025550101'),
      sipHeaders: fc.constant({ 'X-Team': 'sales', '': 'odd' }),
      reason: word,
      targets: fc.array(target, { maxLength: 3 }),
      ask: fc.record({ url: fc.webUrl(), before: fc.nat({ max: 4 }) }),
      dialOut: fc.boolean(),
      heldAtMs: atMs,
      budgetEndsAtMs: atMs,
      attempt,
      targetIndex: fc.integer({ min: 0, max: 2 }),
      token,
      room,
      address,
      askedAtMs: atMs,
      noTargetAttempt: attempt,
      refusals: fc.array(refusal, { maxLength: 2 }),
      spareRoom,
      turnedDown: word,
      ready: fc.record({ atMs, address, source: word }, { requiredKeys: ['atMs', 'source'] }),
      updates: fc.integer({ min: 0, max: 2 }),
      claimedAtMs: atMs,
      answeredAtMs: atMs,
      reportedGone: fc.boolean(),
      session,
      ...{ transferAtMs: atMs, transferBegunAtMs: atMs, transferOverAtMs: atMs, legLeftAtMs: atMs },
      noticedAtMs: atMs,
      ...{ transferTo: fc.constant(['+4930']), transferDestination: word, transferOutcome },
      rooms: fc.array(room, { maxLength: 2 }),
      deletedRooms: fc.array(roomName, { maxLength: 2 }),
      bots: fc.array(bot, { maxLength: 2 }),
      outcome: word,
      dueAtMs: atMs,
      timeline: fc.array(line, { maxLength: 2 }),
      ttl: fc.constant(ttl),
    },
    {
      requiredKeys: [
        'id',
        'state',
        'hold',
        'to',
        'reason',
        'targets',
        'dialOut',
        'heldAtMs',
        'budgetEndsAtMs',
        'attempt',
        'targetIndex',
        'updates',
        'rooms',
        'deletedRooms',
        'bots',
        'timeline',
        'ttl',
      ],
    },
  );

const budgetEndsAtMs = atMs;

/** Every kind of event, with the values above. */
export const eventsOf = {
  tokenStored: fc.record({ kind: fc.constant('tokenStored'), atMs, token, room, budgetEndsAtMs }),
  tokenReplaced: fc.record({ kind: fc.constant('tokenReplaced'), atMs, token, budgetEndsAtMs }),
  routed: fc.record({
    kind: fc.constant('routed'),
    atMs,
    token,
    targets: fc.array(target, { minLength: 1, maxLength: 3 }),
    room,
    answer: word,
  }),
  declined: fc.record({ kind: fc.constant('declined'), atMs, token }),
  movedOn: fc.record(
    {
      kind: fc.constant('movedOn'),
      atMs,
      token,
      attempt,
      targetIndex: fc.constant(1),
      room,
      why: word,
      ...refused,
    },
    { requiredKeys: ['kind', 'atMs', 'token', 'attempt', 'targetIndex', 'room', 'why'] },
  ),
  asked: fc.record(
    {
      kind: fc.constant('asked'),
      atMs,
      attempt,
      target: word,
      targetIndex: fc.constant(1),
      address,
      bot,
      ...refused,
    },
    { requiredKeys: ['kind', 'atMs', 'attempt', 'target', 'targetIndex'] },
  ),
  accepted: fc.record(
    { kind: fc.constant('accepted'), atMs, target: word, targetIndex: fc.constant(1), bot, ...refused },
    { requiredKeys: ['kind', 'atMs', 'target', 'targetIndex', 'bot'] },
  ),
  noTarget: fc.record(
    { kind: fc.constant('noTarget'), atMs, attempt, spareRoom, ...refused },
    { requiredKeys: ['kind', 'atMs', 'attempt'] },
  ),
  botLeft: fc.record({ kind: fc.constant('botLeft'), atMs, room: roomName }),
  ready: fc.record(
    { kind: fc.constant('ready'), atMs, room: roomName, source: fc.constantFrom('bot', 'provider'), address },
    { requiredKeys: ['kind', 'atMs', 'room', 'source'] },
  ),
  claimed: fc.record({ kind: fc.constant('claimed'), atMs, token }),
  reclaimed: fc.record({ kind: fc.constant('reclaimed'), atMs, token, isCutShort: fc.boolean() }),
  updatedAgain: fc.record({ kind: fc.constant('updatedAgain'), atMs, updates: fc.constantFrom(0, 1) }),
  sentAnew: fc.record({ kind: fc.constant('sentAnew'), atMs, token, updates: fc.constantFrom(1, 2) }),
  answeredLate: fc.record({ kind: fc.constant('answeredLate'), atMs, token, updates: fc.constantFrom(1, 2) }),
  notOrdered: fc.record({
    kind: fc.constant('notOrdered'),
    atMs,
    token,
    updates: fc.constantFrom(1, 2),
    why: word,
    orderAfterMs: atMs,
  }),
  polled: fc.record({ kind: fc.constant('polled'), atMs, polls: fc.constantFrom(1, 2) }),
  turnedDown: fc.record({
    kind: fc.constant('turnedDown'),
    atMs,
    token,
    updates: fc.constantFrom(0, 1),
    why: word,
  }),
  refusedAgain: fc.record({ kind: fc.constant('refusedAgain'), atMs, why: word }),
  reportedGone: fc.record({ kind: fc.constant('reportedGone'), atMs }),
  connected: fc.record(
    {
      kind: fc.constant('connected'),
      ...{ atMs, room: roomName, source: fc.constant('provider' as const), session, connectedAtMs: atMs },
    },
    { requiredKeys: ['kind', 'atMs', 'room', 'source'] },
  ),
  connectedLate: fc.record(
    {
      kind: fc.constant('connectedLate'),
      ...{ atMs, room: roomName, session, connectedAtMs: atMs, budgetEndsAtMs },
    },
    { requiredKeys: ['kind', 'atMs', 'room', 'budgetEndsAtMs'] },
  ),
  leftLate: fc.record({ kind: fc.constant('leftLate'), atMs, room: roomName }),
  callerLeft: fc.record({ kind: fc.constant('callerLeft'), atMs, room: roomName, session }),
  meetingEnded: fc.record({ kind: fc.constant('meetingEnded'), atMs, room: roomName, endedAtMs: atMs }),
  transferring: fc.record({
    kind: fc.constant('transferring'),
    atMs,
    room: roomName,
    session,
    dueAtMs: atMs,
  }),
  transferAsked: fc.record({
    kind: fc.constant('transferAsked'),
    ...{ atMs, room: roomName, session, to: word, by: word, dueAtMs: atMs },
  }),
  transferBegun: fc.record({
    kind: fc.constant('transferBegun'),
    ...{ atMs, room: roomName, session, dueAtMs: atMs },
  }),
  transferAnswered: fc.record({
    kind: fc.constant('transferAnswered'),
    ...{ atMs, room: roomName, session, dueAtMs: atMs },
  }),
  transferOver: fc.record({ kind: fc.constant('transferOver'), atMs, room: roomName, session }),
  transferClosed: fc.record({
    kind: fc.constant('transferClosed'),
    ...{ atMs, room: roomName, session, transferOutcome },
  }),
  transferFailed: fc.record({
    kind: fc.constant('transferFailed'),
    ...{ atMs, why: word, transferOutcome, insteadOfMs: atMs, dueAtMs: atMs },
  }),
  transferLost: fc.record({
    kind: fc.constant('transferLost'),
    ...{ atMs, transferOutcome, insteadOfMs: atMs, dueAtMs: atMs },
  }),
  legLeft: fc.record({ kind: fc.constant('legLeft'), atMs, room: roomName, session }),
  noticed: fc.record({ kind: fc.constant('noticed'), atMs, room: roomName }),
  overdue: fc.record({ kind: fc.constant('overdue'), atMs }),
  callerGone: fc.record({ kind: fc.constant('callerGone'), atMs }),
  released: fc.record({ kind: fc.constant('released'), atMs, why: word, unlessReady: fc.boolean() }),
  postpone: fc.record(
    {
      ...{ kind: fc.constant('postpone'), atMs, dueAtMs: atMs },
      insteadOfMs: fc.option(atMs, { nil: undefined }),
      failures: fc.nat({ max: 9 }),
    },
    { requiredKeys: ['kind', 'atMs', 'dueAtMs', 'insteadOfMs'] },
  ),
  roomsDeleted: fc.record({
    kind: fc.constant('roomsDeleted'),
    atMs,
    names: fc.array(roomName, { minLength: 1, maxLength: 2 }),
  }),
  cleaned: fc.record({ kind: fc.constant('cleaned'), atMs }),
} satisfies { [Kind in CallEventKind]: fc.Arbitrary<Extract<CallEvent, { kind: Kind }>> };

export const anyEvent: fc.Arbitrary<CallEvent> = fc.oneof(...Object.values(eventsOf));

/** The call, but so that every condition of the change holds. */
export function fitted(call: HeldCall, change: Change): HeldCall {
  const [state = call.state] = change.from;
  return change.when.reduce<HeldCall>((fit, condition) => ({ ...fit, ...fitting(condition) }), {
    ...call,
    state,
  });
}

function fitting(condition: Condition): Partial<HeldCall> {
  switch (condition.attribute) {
    case 'attempt':
      return { attempt: condition.equals };
    case 'updates':
      return { updates: condition.equals };
    case 'room.name':
      return { room: { name: condition.equals, own: true } };
    case 'session':
      return { session: condition.equalsIfPresent };
    case 'claimedAtMs':
      return { claimedAtMs: condition.atMostIfPresent };
    case 'connectedAtMs':
      return { connectedAtMs: condition.atMostIfPresent };
    case 'token':
      return { token: 'equals' in condition ? condition.equals : `not ${condition.differs}` };
    case 'ready':
      return { ready: condition.is === 'present' ? { atMs: 1, source: 'bot' } : undefined };
    case 'dueAtMs':
      if ('equals' in condition) return { dueAtMs: condition.equals };
      return { dueAtMs: condition.is === 'present' ? 1 : undefined };
    case 'transferAtMs':
    case 'transferBegunAtMs':
    case 'transferOverAtMs':
    case 'legLeftAtMs':
    case 'noticedAtMs':
      return { [condition.attribute]: condition.is === 'present' ? 1 : undefined };
    case 'turnedDown':
      return { turnedDown: condition.is === 'present' ? 'bot-left' : undefined };
    case 'reportedGone':
      return { reportedGone: condition.is === 'present' ? true : undefined };
  }
}
