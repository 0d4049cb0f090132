import { describe, expect, test } from 'vitest';
import { reduceCaller } from '../../../../lib/conferences/state/reduce/caller.ts';
import type { Bridge, Caller, Conference } from '../../../../lib/conferences/model/conference.ts';
import { reduceConference } from '../../../../lib/conferences/state/reduce/conference.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { announcedAs, bridgeIn, callerIn, meeting, newcomer, running, session } from '../support.ts';
import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../../lib/conferences/model/conference-events.ts';
import { maxBridgeTries, isBridgeDue } from '../../../../lib/conferences/state/bridge.ts';

const [leg, other] = [voiceCall('leg'), voiceCall('other')];
const atMs = startMs + 1_000;

describe('what is known already writes nothing', () => {
  const dialling = { state: 'dialling', tries: 1, untilMs: atMs } as const;
  const over = { ...session, endedAtMs: atMs };
  const kept = { ...bridgeIn, letGo: { tries: 2, notBeforeMs: atMs } };
  const joined = { kind: 'bridgeJoined', atMs, meeting } as const;
  test.each<[string, Partial<Conference>, ConferenceEvent]>([
    ['the meeting', {}, { kind: 'meetingSeen', atMs, meeting }],
    [
      'an end of the session',
      { session: over },
      { kind: 'sessionEnded', atMs: atMs + 1, session: session.id },
    ],
    ['the join of the bridge', {}, { ...joined, call: bridgeIn.call, joinSequence: bridgeIn.joinSequence }],
    [
      'a leave of an older join',
      { bridge: { ...bridgeIn, joinSequence: 5 } },
      { kind: 'bridgeLeft', atMs, call: bridgeIn.call, joinSequence: 4 },
    ],
    ['that the bridge is dialled', { bridge: dialling }, { kind: 'bridgeDialled', atMs, untilMs: atMs + 1 }],
    ['that the room dials which nobody has asked', {}, { kind: 'bridgeDialled', atMs, untilMs: atMs }],
    ['that the room is asked', { bridge: dialling }, { kind: 'bridgeAsked', atMs, untilMs: atMs + 1 }],
    [
      'how long it is not',
      { bridge: { state: 'absent', tries: 1, notBeforeMs: atMs } },
      { kind: 'bridgeNotDialled', atMs, notBeforeMs: atMs },
    ],
    [
      'how often it was asked to go',
      { bridge: kept },
      { kind: 'bridgeKept', atMs, tries: 2, notBeforeMs: atMs + 1 },
    ],
    [
      'that it was asked less often',
      { bridge: kept },
      { kind: 'bridgeKept', atMs, tries: 1, notBeforeMs: atMs + 1 },
    ],
  ])('of a conference: %s', (_, conference, event) => {
    const before = running(conference);
    expect(reduceConference(before, event)).toStrictEqual(before);
  });

  const kicked = { why: 'overdue', atMs: startMs } as const;
  const muted = (is: boolean, by: 'room' | 'caller') => ({ muted: { is, by, atMs } });
  const roomSaid = (...words: readonly boolean[]) => ({ roomSaid: { atMs, words: [...words] } });
  test.each<[string, Partial<Caller>, CallerEvent]>([
    ['the end of the call', { presence: 'gone' }, { kind: 'gone', atMs }],
    ['the join', {}, { kind: 'joined', atMs, muted: true }],
    [
      'a join of somebody who is out, which the list is asked about',
      { presence: 'absent', strayedAtMs: startMs },
      { kind: 'joined', atMs, muted: false },
    ],
    [
      'that it rejoins',
      { presence: 'absent', joinSequence: 2 },
      { kind: 'rejoining', atMs, joinSequence: 2 },
    ],
    ['a hand that is down', {}, { kind: 'hand', atMs, raised: false }],
    ['a hand that is up', { hand: true }, { kind: 'hand', atMs, raised: true }],
    ['a removal', { kicked }, { kind: 'kicked', atMs, why: 'kicked' }],
    ['a removal of who is gone', { presence: 'gone' }, { kind: 'kicked', atMs, why: 'kicked' }],
    ['a word of the room', roomSaid(true, false), { kind: 'muted', atMs, is: true, by: 'room' }],
    ['one that is older', roomSaid(true), { kind: 'muted', atMs: atMs - 1_000, is: false, by: 'room' }],
    ['a word of the caller', muted(true, 'caller'), { kind: 'muted', atMs, is: true, by: 'caller' }],
    ['that the room is not told yet', {}, { kind: 'roomMuteUnknown', atMs, muted: true }],
    ['that the room is to let go whom it does not have', {}, { kind: 'roomLetsGo', atMs }],
    ['that the room is not told of a hand yet', {}, { kind: 'roomHandUnknown', atMs }],
    ['that the room has a hand that nobody knows', announcedWithoutHand(), { kind: 'roomHandUnknown', atMs }],
  ])('of a caller: %s', (_, caller, event) => {
    const before = callerIn('a', caller);
    expect(reduceCaller(before, event)).toStrictEqual(before);
  });
});

/** The room was about to be told of the caller's hand. */
function announcedWithoutHand() {
  const { session, bridge, muted, atMs } = announcedAs().announced;
  return { announced: { session, bridge, muted, atMs } };
}

/** The room has a caller, and has said of its mute something that we have not answered yet. */
function announcedWithoutMute() {
  const { session, bridge, hand, atMs } = announcedAs().announced;
  return { announced: { session, bridge, hand, atMs } };
}

describe('the bridge', () => {
  const bridgeAfter = (bridge: Bridge, event: ConferenceEvent) =>
    reduceConference(running({ bridge }), event);
  const joined = { kind: 'bridgeJoined', atMs, meeting } as const;
  const absent = (notBeforeMs: number) => ({ state: 'absent', tries: 1, notBeforeMs }) as const;

  test.each([
    ['longer', atMs, atMs + 1, atMs + 1],
    ['as long', atMs, atMs, atMs],
    ['not less', atMs, atMs - 1, atMs],
  ])('that is not to be dialled pauses %s than was said before', (_, before, notBeforeMs, expected) => {
    const event = { kind: 'bridgeNotDialled', atMs, notBeforeMs } as const;
    expect(bridgeAfter(absent(before), event).bridge).toEqual(absent(expected));
  });

  test('that the room will not let go is asked for another time', () => {
    const event = { kind: 'bridgeKept', atMs, tries: 1, notBeforeMs: atMs } as const;
    const once = bridgeAfter(bridgeIn, event);
    expect(once.bridge).toEqual({ ...bridgeIn, letGo: { tries: 1, notBeforeMs: atMs } });
    const twice = reduceConference(once, { ...event, tries: 2 });
    expect(twice.bridge).toMatchObject({ letGo: { tries: 2 } });
  });

  const longStayMs = 300_000;
  const dialling = (isRedial: boolean) =>
    ({ state: 'dialling', tries: 3, untilMs: atMs, ...(isRedial ? { isRedial } : {}) }) as const;
  test.each([
    ['nobody had dialled', { ...absent(0), isRedial: true }, 0, 0],
    ['was dialled', dialling(false), 0, 0],
    ['was dialled after a drop', dialling(true), 0, maxBridgeTries],
    ['was dialled after a drop', dialling(true), longStayMs - 1, maxBridgeTries],
    ['was dialled after a drop', dialling(true), longStayMs, 0],
  ])('that %s (%j) and drops after %i ms has had %i tries', (_, before, staysMs, tries) => {
    const came = bridgeAfter(before, { ...joined, call: leg, joinSequence: 2 });
    expect(came).not.toHaveProperty('replacedBridge');
    const leftMs = atMs + staysMs;
    const dropped = reduceConference(came, { kind: 'bridgeLeft', atMs: leftMs, call: leg });
    expect(dropped.bridge).toEqual({ state: 'absent', tries, notBeforeMs: leftMs, isRedial: true });
    expect(dropped.endedLegs).toEqual([{ call: leg, joinSequence: 2 }]);
  });

  test('that comes back by a later join of its own is not taken for another', () => {
    const back = bridgeAfter(bridgeIn, { ...joined, call: bridgeIn.call, joinSequence: 2 });
    expect(back.bridge).toStrictEqual({ ...bridgeIn, joinSequence: 2, sinceMs: atMs });
    expect(back).not.toHaveProperty('replacedBridge');
  });

  test('may be dialled at once in another session', () => {
    const tried = running({ bridge: { state: 'absent', tries: 3, notBeforeMs: atMs + 900_000 } });
    const event = { kind: 'sessionStarted', atMs, session: 'session-2' } as const;
    expect(reduceConference(tried, event).bridge).toEqual({ state: 'absent', tries: 0, notBeforeMs: 0 });
  });
});

describe('news of a bridge leg that comes when no leg is in', () => {
  const left = (ended: { readonly call: typeof leg; readonly joinSequence?: number } | undefined) =>
    newConference('c1', ended === undefined ? {} : { endedLegs: [ended] });
  test.each([
    ['its leave again', { call: leg, joinSequence: 5 }, { call: leg, joinSequence: 5 }],
    ['the end of its call', { call: leg, joinSequence: 5 }, { call: leg }],
    ['an older leave of its own', { call: leg, joinSequence: 5 }, { call: leg, joinSequence: 4 }],
    ['any leave of a call that is over', { call: leg }, { call: leg, joinSequence: 3 }],
  ])('%s changes nothing', (_, ended, news) => {
    const before = left(ended);
    expect(reduceConference(before, { kind: 'bridgeLeft', atMs, ...news })).toStrictEqual(before);
  });

  test.each([
    ['its leave from a later join', { call: leg, joinSequence: 5 }, { call: leg, joinSequence: 6 }],
    ['an older leave of another', { call: leg, joinSequence: 5 }, { call: other, joinSequence: 4 }],
    ['the first ever', undefined, { call: leg, joinSequence: 1 }],
  ])('%s is remembered, so that its join is not believed any more', (_, ended, news) => {
    const after = reduceConference(left(ended), { kind: 'bridgeLeft', atMs, ...news });
    expect(after.endedLegs?.at(-1)).toStrictEqual(news);
    const late = { kind: 'bridgeJoined', atMs, meeting, ...news } as const;
    expect(reduceConference(after, late)).toStrictEqual(after);
  });

  test('the join of a leg that came before the one that has left is believed: it may be in still', () => {
    const late = { kind: 'bridgeJoined', atMs, meeting, call: other, joinSequence: 4 } as const;
    const after = reduceConference(left({ call: leg, joinSequence: 5 }), late);
    expect(after.bridge).toMatchObject({ state: 'in', call: other, joinSequence: 4 });
  });

  test('the leave of a leg that came before the bridge is remembered until that has left too', () => {
    const known = running({ bridge: { ...bridgeIn, joinSequence: 3 } });
    const bothLeft = [
      { kind: 'bridgeLeft', atMs, call: other, joinSequence: 2 },
      { kind: 'bridgeLeft', atMs, call: bridgeIn.call, joinSequence: 3 },
    ] as const;
    const after = bothLeft.reduce<Conference>(reduceConference, known);
    const late = { kind: 'bridgeJoined', atMs, meeting, call: other, joinSequence: 2 } as const;
    expect(reduceConference(after, late)).toStrictEqual(after);
  });

  test('the end of another call, which was never in, does not make the join of the one before believed', () => {
    const before = left({ call: leg, joinSequence: 5 });
    const after = reduceConference(before, { kind: 'bridgeLeft', atMs, call: other });
    expect(after.endedLegs).toEqual([{ call: leg, joinSequence: 5 }, { call: other }]);
    const news = { kind: 'bridgeJoined', atMs, meeting } as const;
    expect(reduceConference(after, { ...news, call: leg, joinSequence: 5 })).toStrictEqual(after);
    expect(reduceConference(after, { ...news, call: other, joinSequence: 6 }).bridge.state).toBe('absent');
    const third = { ...news, call: bridgeIn.call, joinSequence: 7 };
    expect(reduceConference(after, third).bridge).toMatchObject({ state: 'in', joinSequence: 7 });
  });

  test('a replaced leg is waited for until its own call ends', () => {
    const before = running({ replacedBridge: leg });
    const otherEnded = reduceConference(before, { kind: 'legEnded', atMs, call: other });
    expect(otherEnded).toStrictEqual({ ...before, endedLegs: [{ call: other }] });
    expect(reduceConference(before, { kind: 'legEnded', atMs, call: leg })).not.toHaveProperty(
      'replacedBridge',
    );
  });

  test.each([
    ['none is in', running({ bridge: { state: 'absent', tries: 0, notBeforeMs: 0 } })],
    ['another is in', running()],
    ['it came in after all', running({ bridge: { ...bridgeIn, call: leg } })],
  ])('the end of a replaced leg that is told twice is told once: %s', (_, conference) => {
    const ended = { kind: 'legEnded', atMs, call: leg } as const;
    const once = reduceConference({ ...conference, replacedBridge: leg }, ended);
    expect(once.bridge).not.toMatchObject({ call: leg });
    expect(reduceConference(once, ended)).toStrictEqual(once);
  });

  test('a conference that is closed is closed', () => {
    const closed = reduceConference(newConference('c1'), { kind: 'closed', atMs });
    expect(closed.isClosed).toBe(true);
    expect(reduceConference(closed, { kind: 'closed', atMs })).toStrictEqual(closed);
  });
});

test('a bridge that is dialled is due in the very moment in which its time is over', () => {
  const dialling = newConference('c1', { bridge: { state: 'dialling', tries: 1, untilMs: atMs } });
  expect([atMs - 1, atMs].map((nowMs) => isBridgeDue(dialling, nowMs))).toEqual([false, true]);
});

describe('a caller', () => {
  test('who is in already is not sent in again by the first answer of a repeated request', () => {
    const caller = callerIn('a');
    expect(reduceCaller(caller, { kind: 'rejoining', atMs, joinSequence: 2, after: 1 })).toStrictEqual(
      caller,
    );
    const inMenu = callerIn('a', { presence: 'absent', joinSequence: 2 });
    expect(reduceCaller(inMenu, { kind: 'rejoining', atMs, joinSequence: 3, after: 1 })).toStrictEqual(
      inMenu,
    );
    expect(reduceCaller(inMenu, { kind: 'rejoining', atMs, joinSequence: 3, after: 2 })).toMatchObject({
      joinSequence: 3,
    });
  });

  test('who was told to be in while they were out is in by the next join, though the clock of that is behind', () => {
    const out = callerIn('a', { presence: 'absent' });
    const strayed = reduceCaller(out, { kind: 'joined', atMs: startMs + 2_000, muted: false });
    expect(strayed).toMatchObject({ presence: 'absent', strayedAtMs: startMs + 2_000 });
    const joining = reduceCaller(strayed, { kind: 'rejoining', atMs, joinSequence: 2 });
    expect(reduceCaller(joining, { kind: 'joined', atMs, joinSequence: 2 })?.presence).toBe('in');
  });

  test('is confirmed by news as old as the announcement, and by older ones not', () => {
    const side = { session: session.id, bridge: `${bridgeIn.call}-${bridgeIn.joinSequence}` };
    const unsure = callerIn('a', announcedAs({ isUnsure: true, atMs }));
    expect(reduceCaller(unsure, { kind: 'roomConfirmed', atMs: atMs - 1, ...side })).toStrictEqual(unsure);
    const confirmed = reduceCaller(unsure, { kind: 'roomConfirmed', atMs, ...side });
    expect(confirmed?.announced).not.toHaveProperty('isUnsure');
    const sure = callerIn('a', announcedAs({ atMs }));
    expect(reduceCaller(sure, { kind: 'roomConfirmed', atMs, ...side })).toStrictEqual(sure);
  });

  test('of whom little is known has no more than that', () => {
    const known = newcomer('a', { number: undefined, externalId: undefined, muted: true });
    expect(
      reduceCaller(undefined, { kind: 'admitted', atMs, joinSequence: 3, newcomer: known }),
    ).toStrictEqual({
      conference: known.conference,
      call: known.call,
      name: 'a',
      joinSequence: 3,
      presence: 'joining',
      presenceAtMs: atMs,
      admittedAtMs: atMs,
      muted: { is: true, by: 'caller', atMs },
      hand: false,
      phone: { muted: true },
    });
  });

  test.each([
    ['at once: it has failed', 0, undefined, 1],
    ['just within the time: it has failed again', 2_999, 1, 2],
    ['later: the caller has keyed', 3_000, 1, 0],
  ])('whose join is over %s', (_, ms, failures, expected) => {
    const before = failures === undefined ? {} : { returned: { joinSequence: 1, atMs: startMs, failures } };
    const joining = callerIn('a', { presence: 'joining', joinSequence: 2, ...before });
    const returned = reduceCaller(joining, {
      kind: 'returned',
      atMs: startMs + ms,
      joinSequence: 2,
    })?.returned;
    expect(returned).toEqual({ joinSequence: 2, atMs: startMs + ms, failures: expected });
  });

  test.each<[string, Partial<Caller>, number | undefined]>([
    ['surely had', announcedAs(), undefined],
    ['surely had, and may be told of late', { ...announcedAs(), settlesAtMs: atMs + 9 }, atMs + 9],
    ['may have had', announcedAs({ isUnsure: true }), atMs + 30_000],
    ['had not, but may be told of late', { settlesAtMs: atMs + 9 }, atMs + 9],
    ['had not, and cannot be told of late any more', { settlesAtMs: atMs }, undefined],
  ])('whom the room %s is withdrawn', (_, before, settlesAtMs) => {
    const after = reduceCaller(callerIn('a', before), { kind: 'roomHasNot', atMs });
    expect(after).not.toHaveProperty('announced');
    expect(Object.entries(after ?? {}).filter(([name]) => name === 'settlesAtMs')).toEqual(
      settlesAtMs === undefined ? [] : [['settlesAtMs', settlesAtMs]],
    );
  });

  test.each([
    ['the room', 'room', undefined],
    ['the keypad', 'caller', false],
  ] as const)('whom %s mutes: what the room was told before', (_, by, told) => {
    const after = reduceCaller(callerIn('a', announcedAs()), { kind: 'muted', atMs, is: true, by });
    expect(after).toMatchObject({ muted: { is: true, by } });
    expect(after?.announced?.muted).toBe(told);
  });

  test('of whose mute the room is about to be told may be either there, also after a hand', () => {
    const note = { kind: 'roomMuteUnknown', atMs, muted: true } as const;
    const unknown = reduceCaller(callerIn('a', announcedAs()), note);
    const told = { muted: { fromMs: atMs } };
    expect(unknown?.announced).toStrictEqual({ ...announcedWithoutMute().announced, told });
    const side = { session: session.id, bridge: `${bridgeIn.call}-${bridgeIn.joinSequence}` };
    const raised = unknown && reduceCaller(unknown, { kind: 'roomHas', atMs, ...side, hand: true });
    expect(raised?.announced).toStrictEqual({ ...announcedWithoutMute().announced, told, hand: true });
  });

  test('whom the room has been told of for the first time has no hand raised there', () => {
    const told = { kind: 'roomHas', atMs, session: session.id, bridge: 'leg-1', muted: true } as const;
    expect(reduceCaller(callerIn('a'), told)?.announced).toMatchObject({ muted: true, hand: false });
  });
});
