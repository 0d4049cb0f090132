import { expect, test } from 'vitest';
import { changeFor } from '../../../../lib/held-calls/state/life.ts';
import { endClockRoomMs } from '../../../../lib/held-calls/state/clock-room.ts';
import { botTarget, heldCall, settings, startMs } from '../../../support/held-calls.ts';
import type { CallEvent } from '../../../../lib/held-calls/model/call-events.ts';
import { applyChange, type Change } from '../../../../lib/held-calls/state/change.ts';

const room = { name: 'pb-test-c1-1', own: true };
const bot = { target: botTarget, attempt: 1 };
const atMs = startMs + 1_000;
const budgetEndsAtMs = startMs + settings.holdBudgetMs;
/** The machine ends a call at the budget's end; the sweep waits some seconds more. */
const afterBudgetMs = budgetEndsAtMs + 15_000;
const isUnready = { attribute: 'ready', is: 'absent' } as const;
const isOpen = { attribute: 'turnedDown', is: 'absent' } as const;
const isToken = { attribute: 'token', equals: 't1' } as const;
const isDue = { attribute: 'dueAtMs', is: 'present' } as const;
const isRoom = { attribute: 'room.name', equals: room.name } as const;

type Write = Omit<Change, 'from' | 'append'> & { readonly append?: object; readonly detail?: string };

// To the letter: what is left out must be absent, since the table would store it otherwise.
test.each<readonly [CallEvent, Write]>([
  [
    { kind: 'tokenStored', atMs, token: 't1', room, budgetEndsAtMs },
    {
      when: [],
      set: { state: 'waiting', token: 't1', attempt: 1, targetIndex: 0, room, dueAtMs: afterBudgetMs },
      remove: [],
      append: { rooms: [room] },
    },
  ],
  [
    { kind: 'tokenReplaced', atMs, token: 't2', budgetEndsAtMs },
    {
      when: [{ attribute: 'token', differs: 't2' }],
      set: { token: 't2', dueAtMs: afterBudgetMs },
      remove: [],
    },
  ],
  ...[false, true].map((own): readonly [CallEvent, Write] => [
    {
      kind: 'routed',
      atMs,
      token: 't1',
      targets: [botTarget],
      room: { name: 'lobby', own },
      answer: 'targets',
    },
    {
      when: [isToken],
      set: { targets: [botTarget], room: { name: 'lobby', own } },
      remove: ['ask'],
      // A room of our own stands in the list since the call has a token.
      append: { rooms: own ? [] : [{ name: 'lobby', own }] },
      detail: 'targets',
    },
  ]),
  [
    { kind: 'declined', atMs, token: 't1' },
    {
      when: [isToken],
      set: { state: 'refused', outcome: 'declined' },
      remove: ['ask', 'token', 'dueAtMs'],
    },
  ],
  [
    { kind: 'accepted', atMs, target: 'pipecat-cloud', targetIndex: 1, bot },
    {
      when: [],
      set: {
        ...{ state: 'connecting', targetIndex: 1, askedAtMs: atMs },
        ...{ updates: 1, claimedAtMs: atMs, dueAtMs: atMs + 60_000 },
      },
      remove: [],
      append: { bots: [bot] },
      detail: 'pipecat-cloud',
    },
  ],
  [
    { kind: 'noTarget', atMs, attempt: 1 },
    {
      when: [{ attribute: 'attempt', equals: 1 }],
      set: { noTargetAttempt: 1 },
      remove: ['spareRoom'],
      append: { timeline: [] },
    },
  ],
  [
    { kind: 'noTarget', atMs, attempt: 1, spareRoom: {}, bot },
    {
      when: [{ attribute: 'attempt', equals: 1 }],
      set: { noTargetAttempt: 1, spareRoom: {} },
      remove: [],
      append: { timeline: [], bots: [bot] },
    },
  ],
  [
    { kind: 'movedOn', atMs, token: 't1', attempt: 1, targetIndex: 1, room, why: 'silent' },
    {
      when: [{ attribute: 'token', equals: 't1' }, { attribute: 'attempt', equals: 1 }, isUnready],
      set: { attempt: 2, targetIndex: 1, room },
      remove: ['address', 'askedAtMs', 'spareRoom', 'turnedDown'],
      append: { rooms: [room] },
      detail: 'silent',
    },
  ],
  [
    { kind: 'asked', atMs, attempt: 1, target: 'room', targetIndex: 2 },
    {
      when: [{ attribute: 'attempt', equals: 1 }],
      set: { askedAtMs: atMs, targetIndex: 2 },
      remove: ['spareRoom', 'noTargetAttempt'],
      detail: 'room',
    },
  ],
  [
    { kind: 'asked', atMs, attempt: 1, target: 'pipecat-cloud', targetIndex: 0, address: 'a@b', bot },
    {
      when: [{ attribute: 'attempt', equals: 1 }],
      set: { askedAtMs: atMs, targetIndex: 0, address: 'a@b' },
      remove: ['spareRoom', 'noTargetAttempt'],
      append: { bots: [bot] },
      detail: 'pipecat-cloud',
    },
  ],
  [
    { kind: 'botLeft', atMs, room: room.name },
    { when: [isRoom, isUnready, isOpen], set: { turnedDown: 'bot-left' }, remove: [] },
  ],
  [
    { kind: 'ready', atMs, room: room.name, source: 'bot' },
    {
      when: [isRoom, isUnready, isOpen],
      set: { ready: { atMs, source: 'bot' }, dueAtMs: atMs + 5_000 },
      remove: [],
      detail: 'bot',
    },
  ],
  [
    { kind: 'claimed', atMs, token: 't2' },
    {
      when: [{ attribute: 'ready', is: 'present' }],
      set: {
        state: 'connecting',
        token: 't2',
        updates: 1,
        claimedAtMs: atMs,
        orderedAtMs: atMs,
      },
      remove: [],
      dueAfterBudgetMs: afterBudgetMs - budgetEndsAtMs,
    },
  ],
  [
    { kind: 'updatedAgain', atMs, updates: 0 },
    {
      when: [{ attribute: 'updates', equals: 0 }],
      set: { updates: 1, orderedAtMs: atMs, claimedAtMs: atMs },
      remove: [],
    },
  ],
  [
    { kind: 'updatedAgain', atMs, updates: 1 },
    {
      when: [{ attribute: 'updates', equals: 1 }],
      set: { updates: 2, orderedAtMs: atMs },
      remove: [],
    },
  ],
  [
    { kind: 'sentAnew', atMs, token: 't1', updates: 1 },
    {
      when: [isToken, { attribute: 'updates', equals: 1 }],
      set: { orderedAtMs: atMs, claimedAtMs: atMs },
      remove: [],
      append: { timeline: [] },
    },
  ],
  [
    { kind: 'answeredLate', atMs, token: 't1', updates: 1 },
    {
      when: [isToken, { attribute: 'updates', equals: 1 }],
      set: { answeredAtMs: atMs },
      remove: [],
      append: { timeline: [] },
    },
  ],
  [
    { kind: 'reclaimed', atMs, token: 't2', isCutShort: false },
    { when: [{ attribute: 'token', differs: 't2' }], set: { token: 't2' }, remove: [] },
  ],
  [
    { kind: 'reclaimed', atMs, token: 't2', isCutShort: true },
    { when: [{ attribute: 'token', differs: 't2' }], set: { token: 't2', answeredAtMs: atMs }, remove: [] },
  ],
  [
    { kind: 'notOrdered', atMs, token: 't1', updates: 1, why: 'http-429', orderAfterMs: atMs + 1 },
    {
      when: [isToken, { attribute: 'updates', equals: 1 }],
      set: { updates: 0, orderAfterMs: atMs + 1 },
      remove: ['claimedAtMs', 'orderedAtMs'],
      detail: 'http-429',
    },
  ],
  [
    { kind: 'notOrdered', atMs, token: 't1', updates: 2, why: 'http-429', orderAfterMs: atMs + 1 },
    {
      when: [isToken, { attribute: 'updates', equals: 2 }],
      set: { updates: 1, orderAfterMs: atMs + 1 },
      remove: [],
      detail: 'http-429',
    },
  ],
  [
    { kind: 'turnedDown', atMs, token: 't1', updates: 0, why: 'http-400' },
    {
      when: [isToken, { attribute: 'updates', equals: 0 }],
      set: { state: 'waiting', updates: 0, turnedDown: 'http-400' },
      remove: ['ready', 'claimedAtMs', 'orderedAtMs', 'orderAfterMs'],
      detail: 'http-400',
    },
  ],
  [
    { kind: 'reportedGone', atMs },
    { when: [{ attribute: 'reportedGone', is: 'absent' }], set: { reportedGone: true }, remove: [] },
  ],
  [
    { kind: 'refusedAgain', atMs, why: 'http-400' },
    { when: [], set: {}, remove: [], detail: 'http-400' },
  ],
  [
    { kind: 'connected', atMs, room: room.name, source: 'provider', session: 's1', connectedAtMs: startMs },
    {
      when: [isRoom],
      set: {
        ...{ state: 'connected', session: 's1', connectedAtMs: startMs },
        dueAtMs: atMs + settings.longestCallMs,
      },
      remove: [],
      detail: 'provider',
    },
  ],
  [
    { kind: 'noticed', atMs, room: room.name },
    { when: [isRoom, { attribute: 'noticedAtMs', is: 'absent' }], set: { noticedAtMs: atMs }, remove: [] },
  ],
  [
    { kind: 'meetingEnded', atMs, room: room.name, endedAtMs: startMs },
    {
      when: [
        isRoom,
        { attribute: 'claimedAtMs', atMostIfPresent: startMs + endClockRoomMs },
        { attribute: 'connectedAtMs', atMostIfPresent: startMs },
      ],
      set: { state: 'ended', outcome: 'meeting-ended', dueAtMs: atMs },
      remove: [],
    },
  ],
  [
    { kind: 'connected', atMs, room: room.name, source: 'presence' },
    {
      when: [isRoom],
      set: { state: 'connected', dueAtMs: atMs + settings.longestCallMs },
      remove: [],
      detail: 'presence',
    },
  ],
  [
    { kind: 'connectedLate', atMs, room: room.name, session: 's1', budgetEndsAtMs: atMs + 1 },
    {
      when: [isRoom, isDue],
      set: { state: 'connected', session: 's1', dueAtMs: atMs + settings.longestCallMs },
      remove: ['outcome', 'cleanUpFailures'],
    },
  ],
  [
    { kind: 'connectedLate', atMs, room: room.name, session: 's1', budgetEndsAtMs: atMs - 1 },
    {
      when: [isRoom, isDue],
      set: { state: 'connected', session: 's1', dueAtMs: atMs - 1 + settings.longestCallMs },
      remove: ['outcome', 'cleanUpFailures'],
    },
  ],
  [
    { kind: 'leftLate', atMs, room: room.name },
    {
      when: [isRoom, isDue],
      set: { state: 'ended', outcome: 'caller-left', dueAtMs: atMs },
      remove: ['cleanUpFailures'],
    },
  ],
  [
    { kind: 'callerLeft', atMs, room: room.name, session: undefined },
    {
      when: [isRoom],
      set: { state: 'ended', outcome: 'caller-left', dueAtMs: atMs },
      remove: [],
    },
  ],
  [
    { kind: 'callerLeft', atMs, room: room.name, session: 's1' },
    {
      when: [isRoom, { attribute: 'session', equalsIfPresent: 's1' }],
      set: { state: 'ended', outcome: 'caller-left', dueAtMs: atMs },
      remove: [],
    },
  ],
  [
    { kind: 'released', atMs, why: 'silence', unlessReady: true },
    {
      when: [isUnready],
      set: { state: 'released', outcome: 'silence', releasedAtMs: atMs, dueAtMs: atMs },
      remove: [],
      detail: 'silence',
    },
  ],
  ...[undefined, startMs].map((insteadOfMs): readonly [CallEvent, Write] => [
    { kind: 'postpone', atMs, dueAtMs: atMs + 1, insteadOfMs },
    {
      when: [
        insteadOfMs === undefined
          ? { attribute: 'dueAtMs', is: 'absent' }
          : { attribute: 'dueAtMs', equals: insteadOfMs },
      ],
      set: { dueAtMs: atMs + 1 },
      remove: [],
      append: { timeline: [] },
    },
  ]),
  [
    { kind: 'cleaned', atMs },
    { when: [{ attribute: 'dueAtMs', is: 'present' }], set: {}, remove: ['dueAtMs', 'token'] },
  ],
])('the write of %o', (event, { append = {}, detail, ...write }) => {
  const { from, ...rest } = changeFor(event, settings);
  expect(from.length).toBeGreaterThan(0);
  const line = { atMs, event: event.kind, ...(detail === undefined ? {} : { detail }) };
  expect(rest).toStrictEqual({ ...write, append: { timeline: [line], ...append } });
});

test('a call that is claimed is due some seconds after its budget, whatever it was before', () => {
  const call = heldCall('c1', { state: 'waiting', ready: { atMs, source: 'bot' }, dueAtMs: atMs });
  const claimed = applyChange(call, changeFor({ kind: 'claimed', atMs, token: 't2' }, settings));
  expect(claimed?.dueAtMs).toBe(call.budgetEndsAtMs + 15_000);
});
