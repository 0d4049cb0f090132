import { describe, expect, test } from 'vitest';
import { callStates } from '../../../../lib/held-calls/model/call-states.ts';
import type { HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { changeFor, life } from '../../../../lib/held-calls/state/life.ts';
import { atMs, eventOfEachKind as events, room } from '../../../support/call-events.ts';
import { heldCall, settings, startMs } from '../../../support/held-calls.ts';
import type { CallEvent, CallEventKind } from '../../../../lib/held-calls/model/call-events.ts';
import { applyChange } from '../../../../lib/held-calls/state/change.ts';

const kinds = Object.values(events).map(({ kind }) => kind);

function baseFor(kind: CallEventKind, state: HeldCall['state']): HeldCall {
  const ready = { atMs: startMs, source: 'bot' };
  const needsReady = kind === 'claimed' ? { ready } : {};
  return heldCall('c1', { state, token: 't1', attempt: 1, room, updates: 1, ...needsReady });
}

describe('the life of a held call', () => {
  test.each(kinds.flatMap((kind) => callStates.map((state) => ({ kind, state }))))(
    '$kind in $state',
    ({ kind, state }) => {
      const { from, to } = life[kind];
      const after = applyChange(baseFor(kind, state), changeFor(events[kind], settings));
      const mayHappen = from.some((each) => each === state);
      expect(after?.state).toBe(mayHappen ? (to === 'same' ? state : to) : undefined);
    },
  );

  test('goes forward only, but after a room has turned it down, and out of a final state only by late news', () => {
    const { turnedDown, connectedLate, leftLate, transferFailed, ...others } = life;
    const givenUp = ['released', 'abandoned'];
    expect([connectedLate, leftLate]).toEqual([
      { from: givenUp, to: 'connected' },
      { from: givenUp, to: 'ended' },
    ]);
    expect(turnedDown).toEqual({ from: ['connecting'], to: 'waiting' });
    expect(transferFailed).toEqual({ from: ['transferring'], to: 'connected' });
    const news: readonly string[] = ['transferring', 'transferBegun', 'transferAnswered', 'transferClosed'];
    for (const [kind, { from, to }] of Object.entries(others)) {
      if (to === 'same') continue;
      for (const state of from) {
        // Of a call that was taken for over it may be heard later that its caller was led on.
        if (news.includes(kind) && (state === 'ended' || state === to)) continue;
        expect(callStates.indexOf(to)).toBeGreaterThan(callStates.indexOf(state));
        expect(['ended', 'abandoned', 'released', 'refused']).not.toContain(state);
      }
    }
  });

  test('adds one line to the timeline for each event but the silent ones', () => {
    for (const kind of kinds) {
      const before = baseFor(kind, life[kind].from[0]);
      const after = applyChange(before, changeFor(events[kind], settings));
      const lines = after?.timeline.slice(before.timeline.length);
      expect(lines?.map(({ event }) => event)).toEqual(
        ['noTarget', 'sentAnew', 'answeredLate', 'polled', 'postpone', 'roomsDeleted'].includes(kind)
          ? []
          : [kind],
      );
    }
  });
});

describe('what refuses an event beside the state', () => {
  const waiting = baseFor('ready', 'waiting');
  const ready = { atMs: startMs, source: 'bot' };
  test.each<[string, Partial<HeldCall>, CallEvent]>([
    ['the same token parks once', { state: 'waiting', token: 't2' }, events.tokenReplaced],
    ['another token cannot move on', { token: 't0' }, events.movedOn],
    ['an older attempt cannot move on', { attempt: 2 }, events.movedOn],
    ['a ready call does not move on', { ready }, events.movedOn],
    ['an answer for an older attempt', { attempt: 2 }, events.asked],
    ['no target for an older attempt', { attempt: 2 }, events.noTarget],
    ['a room of another attempt', { room: { name: 'pb-test-c1-2', own: true } }, events.ready],
    ['a room that was ready before', { ready }, events.ready],
    ['a room that everybody has left', { turnedDown: 'bot-left' }, events.ready],
    ['a bot that leaves a room which was ready', { ready }, events.botLeft],
    [
      'a bot that leaves a room of another attempt',
      { room: { name: 'pb-test-c1-2', own: true } },
      events.botLeft,
    ],
    ['nothing to claim before ready', {}, events.claimed],
    ['the same token reclaims once', { state: 'connecting', token: 't2' }, events.reclaimed],
    ['a room that turned the caller down', { turnedDown: 'http-400' }, events.ready],
    ['an order that is not the last one', { state: 'connecting', updates: 2 }, events.notOrdered],
    ['an order that another task has taken over', { state: 'connecting', token: 't2' }, events.sentAnew],
    ['an order of another task', { state: 'connecting', token: 't2' }, events.notOrdered],
    ['turned down, though an order may have worked', { state: 'connecting', updates: 2 }, events.turnedDown],
    ['no third order', { state: 'connecting', updates: 2 }, events.updatedAgain],
    ['a caller heard of after the clean-up', { state: 'released', dueAtMs: undefined }, events.connectedLate],
    ['a caller who leaves after the clean-up', { state: 'released', dueAtMs: undefined }, events.leftLate],
    ['a look at a call of which more is known by now', { state: 'ended', dueAtMs: atMs }, events.postpone],
    ['a look at a call that was cleaned up after', { state: 'ended', dueAtMs: undefined }, events.postpone],
    ['another leg leaving', { state: 'connected', session: 's2' }, events.callerLeft],
    [
      'a meeting in another room',
      { state: 'connected', room: { name: 'lobby', own: false } },
      events.meetingEnded,
    ],
    ['connected elsewhere', { state: 'connecting', room: { name: 'lobby', own: false } }, events.connected],
    ['a release that gives way', { ready }, { kind: 'released', atMs, why: 'silence', unlessReady: true }],
  ])('%s', (_, change, event) => {
    expect(applyChange({ ...waiting, ...change }, changeFor(event, settings))).toBeUndefined();
  });
});

/** Their writes may come twice. */
const repeatable: readonly CallEventKind[] = [
  'routed',
  'asked',
  'noTarget',
  'sentAnew',
  'answeredLate',
  'polled',
  'refusedAgain',
  'postpone',
  'roomsDeleted',
];

test('an event twice equals once', () => {
  for (const kind of kinds.filter((each) => !repeatable.includes(each))) {
    const once = applyChange(baseFor(kind, life[kind].from[0]), changeFor(events[kind], settings));
    expect(once, kind).toBeDefined();
    if (once !== undefined)
      expect(applyChange(once, changeFor(events[kind], settings)), kind).toBeUndefined();
  }
});

test('the next attempt starts with nothing of the last but the lists of what to clean up', () => {
  const before = {
    ...baseFor('movedOn', 'waiting'),
    ...{ askedAtMs: startMs, address: 'old@sip', rooms: [room], turnedDown: 'bot-left', spareRoom: {} },
  };
  const next = { name: 'pb-test-c1-2', own: true };
  const after = applyChange(
    before,
    changeFor(
      {
        ...events.movedOn,
        kind: 'movedOn',
        token: 't1',
        attempt: 1,
        targetIndex: 1,
        room: next,
        why: 'silent',
      },
      settings,
    ),
  );
  expect(after).toMatchObject({ attempt: 2, targetIndex: 1, room: next, rooms: [room, next] });
  expect(after).not.toHaveProperty('askedAtMs');
  for (const gone of ['address', 'turnedDown', 'spareRoom']) expect(after).not.toHaveProperty(gone);
});

test('who refuses is counted, and has a line of the timeline only once', () => {
  const refusals = [{ target: 0, why: 'at-capacity', times: 3 }];
  const refusalTexts = ['pipecat-cloud:receptionist at-capacity'];
  const those: readonly CallEvent[] = [
    {
      kind: 'movedOn',
      atMs,
      token: 't1',
      attempt: 1,
      targetIndex: 1,
      room,
      why: 'silent',
      refusals,
      refusalTexts,
    },
    { kind: 'asked', atMs, attempt: 1, target: 'pipecat-cloud', targetIndex: 0, refusals, refusalTexts },
    { kind: 'noTarget', atMs, attempt: 1, refusals, refusalTexts },
  ];
  for (const event of those) {
    const before = baseFor(event.kind, 'waiting');
    const after = applyChange(before, changeFor(event, settings));
    expect(after?.refusals).toEqual(refusals);
    expect(after?.timeline.slice(before.timeline.length)).toMatchObject([
      { event: 'targetRefused', detail: refusalTexts[0] },
      ...(event.kind === 'noTarget' ? [] : [{ event: event.kind }]),
    ]);
  }
});

test('a room to which nobody was sent stays at hand, until somebody is', () => {
  const spareRoom = { made: { url: 'https://example.daily.co/r', address: 'a@b' } };
  const kept = applyChange(
    baseFor('noTarget', 'waiting'),
    changeFor({ kind: 'noTarget', atMs, attempt: 1, spareRoom }, settings),
  );
  expect(kept).toMatchObject({ spareRoom, noTargetAttempt: 1 });
  for (const event of [events.noTarget, events.asked]) {
    expect(kept && applyChange(kept, changeFor(event, settings))).not.toHaveProperty('spareRoom');
  }
});
