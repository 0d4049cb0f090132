import { expect, test } from 'vitest';
import { changeFor } from '../../../../lib/held-calls/state/life.ts';
import { botTarget, settings, startMs } from '../../../support/held-calls.ts';
import type { CallEvent } from '../../../../lib/held-calls/model/call-events.ts';
import type { Change } from '../../../../lib/held-calls/state/change.ts';

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

// To the letter: what is left out must be absent, since the table would store it otherwise.
test.each<
  readonly [
    CallEvent,
    Omit<Change, 'from' | 'append'> & { readonly append?: object; readonly detail?: string },
  ]
>([
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
