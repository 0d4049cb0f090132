import { describe, expect, test } from 'vitest';
import { reduceCaller } from '../../../../lib/conferences/state/reduce/caller.ts';
import type { Bridge, Caller, Conference } from '../../../../lib/conferences/model/conference.ts';
import { reduceConference } from '../../../../lib/conferences/state/reduce/conference.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeCall, bridgeIn, callerIn, running, session } from '../support.ts';
import type { ConferenceEvent } from '../../../../lib/conferences/model/conference-events.ts';

/** What the last look at both providers says, `ms` after session, bridge and caller came. */
const polled = (
  ms: number,
  what: Partial<Extract<ConferenceEvent, { kind: 'polled' }>>,
): ConferenceEvent => ({
  kind: 'polled',
  atMs: startMs + ms,
  live: undefined,
  ...what,
});
/** A poll is noted by its time; here only what else it changes matters. */
const after = (conference: Conference, event: ConferenceEvent) => {
  const { polledAtMs, ...rest } = reduceConference(conference, event);
  expect(polledAtMs).toBe(event.atMs);
  return rest;
};

describe('a session that the room does not name', () => {
  const none = { live: { session: undefined } };
  const missedAtMs = startMs + 60_000;
  const missed = { ...session, missedAtMs };
  const pollAt = (before: Conference['session'], ms: number) =>
    after(running({ session: before }), polled(ms, none)).session;

  test.each<[string, Conference['session'], number, Conference['session']]>([
    ['is not listed: missed', session, 1, { ...session, missedAtMs: startMs + 1 }],
    ['was named by nobody: missed', { id: 's' }, 1, { id: 's', missedAtMs: startMs + 1 }],
    ['is missed, but not for long enough', missed, 179_999, missed],
    ['is missed for the second time: over', missed, 180_000, { ...session, endedAtMs: startMs + 180_000 }],
    ['was over before', { ...session, endedAtMs: startMs }, 180_000, { ...session, endedAtMs: startMs }],
    ['was never heard of', undefined, 180_000, undefined],
  ])('%s', (_, before, ms, expected) => {
    expect(pollAt(before, ms)).toStrictEqual(expected);
  });

  test('is missed no more once it is named, which is nothing new if it was not', () => {
    const live = { session: session.id };
    expect(after(running({ session: missed }), polled(90_000, { live })).session).toStrictEqual(session);
    const before = running({ polledAtMs: startMs + 90_000 });
    expect(reduceConference(before, polled(90_000, { live }))).toStrictEqual(before);
  });
});

describe('a bridge that is not on the list', () => {
  const gone = { call: bridgeCall, joinSequence: 1, isThere: false };
  const missed = { ...bridgeIn, missedAtMs: startMs + 60_000 };
  test.each<[string, Bridge, number, Partial<typeof gone>, Bridge]>([
    ['is not there: missed', bridgeIn, 1, {}, { ...bridgeIn, missedAtMs: startMs + 1 }],
    ['is missed, but not for long enough', missed, 89_999, {}, missed],
    [
      'is missed for the second time: out',
      missed,
      90_000,
      {},
      { state: 'absent', tries: 0, notBeforeMs: startMs + 90_000, isRedial: true },
    ],
    ['was the join before', { ...bridgeIn, joinSequence: 2 }, 60_000, {}, { ...bridgeIn, joinSequence: 2 }],
    [
      'was the join before, and missed',
      { ...missed, joinSequence: 2 },
      90_000,
      {},
      { ...missed, joinSequence: 2 },
    ],
  ])('%s', (_, bridge, ms, change, expected) => {
    const conference = running({ bridge });
    expect(after(conference, polled(ms, { bridge: { ...gone, ...change } })).bridge).toStrictEqual(expected);
  });

  test('is missed no more once it is there, which is nothing new if it was not', () => {
    const bridge = { ...gone, isThere: true };
    expect(after(running({ bridge: missed }), polled(90_000, { bridge })).bridge).toStrictEqual(bridgeIn);
    const before = running({ polledAtMs: startMs + 90_000 });
    expect(reduceConference(before, polled(90_000, { bridge }))).toStrictEqual(before);
  });

  test('is out already: nothing happens to the one that is dialled', () => {
    const dialled = newConference('c1', { bridge: { state: 'dialling', tries: 1, untilMs: startMs } });
    expect(after(dialled, polled(90_000, { bridge: gone })).bridge).toEqual(dialled.bridge);
  });
});

describe('a caller on the list', () => {
  const seen = (caller: Caller, ms: number, muted = false) =>
    reduceCaller(caller, { kind: 'seen', atMs: startMs + ms, joinSequence: 1, muted });

  test('came in unheard, as the phone is muted there, unless the list may be older', () => {
    const joining = callerIn('a', { presence: 'joining' });
    expect(seen(joining, 9_999, true)).toStrictEqual(joining);
    expect(seen(joining, 10_000, true)).toMatchObject({
      presence: 'in',
      presenceAtMs: startMs + 10_000,
      phone: { muted: true },
    });
  });

  test('is nothing new if the caller is in, and not missed', () => {
    const caller = callerIn('a');
    expect(seen(caller, 60_000)).toStrictEqual(caller);
    expect(seen({ ...caller, missed: { joinSequence: 1, atMs: startMs } }, 60_000)).toStrictEqual(caller);
  });
});

describe('a caller who is not on the list', () => {
  const missedAtMs = startMs + 60_000;
  const missed = callerIn('a', { missed: { joinSequence: 1, atMs: missedAtMs } });
  const miss = (caller: Caller, ms: number, isUp?: boolean) =>
    reduceCaller(caller, { kind: 'missed', atMs: startMs + ms, joinSequence: 1, isUp });

  test.each<[string, Caller, number]>([
    ['came in too shortly before', callerIn('a'), 9_999],
    [
      'has been in the menu since the list',
      callerIn('a', { presence: 'absent', presenceAtMs: startMs + 60_000 }),
      59_000,
    ],
    ['is back since the list', callerIn('a', { joinSequence: 2, presenceAtMs: startMs + 60_000 }), 59_000],
    ['is missed, but not for long enough', missed, 89_999],
  ])('%s: nothing is concluded', (_, caller, ms) => {
    expect(miss(caller, ms, false)).toStrictEqual(caller);
  });

  test('is missed from the moment from which the list knows of the caller', () => {
    expect(miss(callerIn('a'), 10_000)?.missed).toEqual({ joinSequence: 1, atMs: startMs + 10_000 });
    const before = callerIn('a', { missed: { joinSequence: 7, atMs: startMs } });
    expect(miss(before, 60_000)).toMatchObject({
      presence: 'in',
      missed: { joinSequence: 1, atMs: missedAtMs },
    });
  });

  test.each([
    ['whose call goes on is absent', true, 'absent'],
    ['whose call is over is gone', false, 'gone'],
    ['of whose call nothing is known is still in', undefined, 'in'],
  ])('for the second time, and %s', (_, isUp, presence) => {
    expect(miss(missed, 90_000, isUp)?.presence).toBe(presence);
  });
});
