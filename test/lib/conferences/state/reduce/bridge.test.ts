import { describe, expect, test } from 'vitest';
import type { ConferenceEvent } from '../../../../../lib/conferences/model/conference-events.ts';
import type { Bridge, Conference } from '../../../../../lib/conferences/model/conference.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { newConference, startMs } from '../../../../support/new-conference.ts';
import { bridgeCall, bridgeIn, meeting, running } from '../../support.ts';
import { after, at, bridgeJoined, bridgeLeft, bridgeOver } from '../reducing.ts';

const [second, third] = [voiceCall('second'), voiceCall('third')];
const absent = { state: 'absent', tries: 0, notBeforeMs: 0 } as const;
/** The room has said at the start that it dials; or it was asked 20 s later, and has not. */
const rings = { state: 'dialling', tries: 1, untilMs: at(45) } as const;
const asked = { ...rings, tries: 0, isUnsure: true } as const;

describe('a leg of whose join nobody tells', () => {
  const coming = (call: typeof second, s: number) => ({ kind: 'bridgeComing', atMs: at(s), call }) as const;
  const noted = newConference('c1', { comingBridge: { call: second, atMs: at(1) } });

  test.each<[string, Conference, ConferenceEvent, Partial<Conference>]>([
    ['is noted', newConference('c1'), coming(second, 1), { comingBridge: { call: second, atMs: at(1) } }],
    [
      'is noted beside one that is in',
      running(),
      coming(second, 1),
      { comingBridge: { call: second, atMs: at(1) } },
    ],
    ['is noted once', noted, coming(second, 2), {}],
    ['is in already', running(), coming(bridgeCall, 2), {}],
    [
      'takes the place of the one before, which goes',
      noted,
      coming(third, 2),
      { comingBridge: { call: third, atMs: at(2) }, replacedBridge: second },
    ],
    ['stays noted when another goes', noted, bridgeLeft('third'), { endedLegs: [{ call: third }] }],
  ])('%s', (_, before, event, change) => {
    expect(after(before, event)).toStrictEqual({ ...before, ...change });
  });

  test('is noted no more when it has come, or gone', () => {
    for (const event of [bridgeJoined('second', 1), bridgeLeft('second')])
      expect(after(noted, event)).not.toHaveProperty('comingBridge');
    expect(after(noted, bridgeJoined('third', 1))).toHaveProperty('comingBridge', noted.comingBridge);
  });

  test('is not noted when it is over', () => {
    const over = after(newConference('c1'), bridgeLeft('second'));
    expect(after(over, coming(second, 2))).toBe(over);
  });
});

test('a bridge is in doubt since the first time that another leg wanted its place, if it is still that one', () => {
  const doubted = (call: typeof second, s: number) => ({ kind: 'bridgeDoubted', atMs: at(s), call }) as const;
  const before = running();
  const inDoubt = after(before, doubted(bridgeCall, 1));
  expect(inDoubt).toStrictEqual({ ...before, bridge: { ...bridgeIn, missedAtMs: at(1) } });
  expect(after(inDoubt, doubted(bridgeCall, 2))).toBe(inDoubt);
  expect(after(before, doubted(second, 1))).toBe(before);
  const out = newConference('c1', { bridge: rings });
  expect(after(out, doubted(bridgeCall, 1))).toBe(out);
});

describe('when a look found nobody in the room', () => {
  const nobody = { kind: 'nobodyThere', atMs: startMs, notBeforeMs: at(60) } as const;

  test('the bridge waits for the next look, if no session runs', () => {
    const over = running({ bridge: absent, session: { id: 'session-1', endedAtMs: at(-60) } });
    for (const before of [newConference('c1'), over])
      expect(after(before, nobody)).toEqual({ ...before, bridge: { ...absent, notBeforeMs: at(60) } });
  });

  test('it says nothing of a session that was heard of since, nor of a bridge that is in or dialled', () => {
    for (const before of [running({ bridge: absent }), running(), newConference('c1', { bridge: rings })])
      expect(after(before, nobody)).toBe(before);
  });
});

describe('a bridge that does not come', () => {
  const notDialled = (s: number) =>
    ({ kind: 'bridgeNotDialled', atMs: startMs, notBeforeMs: at(s) }) as const;
  const refused = { ...absent, failures: 2, isRefused: true, notBeforeMs: at(5) } as const;

  test.each<[string, Bridge, Bridge]>([
    ['is not dialled earlier than was known', refused, refused],
    ['is dialled later, and what was tried stays', { ...refused, notBeforeMs: at(4) }, refused],
    [
      'has had its try',
      { ...rings, isRedial: true },
      { ...absent, tries: 1, isRedial: true, notBeforeMs: at(5) },
    ],
    ['was asked for in vain, without a word', asked, { ...absent, failures: 1, notBeforeMs: at(5) }],
    ['is in', bridgeIn, bridgeIn],
  ])('%s', (_, bridge, then) => {
    const before = newConference('c1', { bridge });
    expect(after(before, notDialled(5)).bridge).toStrictEqual(then);
  });

  test('nothing is written of the same news once more', () => {
    const before = newConference('c1', { bridge: refused });
    expect(after(before, notDialled(5))).toBe(before);
  });
});

describe('a leg for which nobody vouches', () => {
  const joins = (change: Parameters<typeof newConference>[1]) => {
    const { bridge } = after(newConference('c1', change), bridgeJoined('bridge', 1));
    return bridge.state === 'in' && bridge.isUnasked === true;
  };
  const session = { id: 'session-1', endedAtMs: startMs };

  test.each<[string, Parameters<typeof newConference>[1], boolean]>([
    ['that nobody has dialled', {}, true],
    ['while the room is asked', { bridge: asked }, false],
    ['while the room is asked, after a session', { bridge: asked, session }, false],
    ['late, after a try', { bridge: { ...absent, tries: 1 } }, false],
    ['late, after a request without a word', { bridge: { ...absent, failures: 1 } }, false],
    ['after a try in a session that is over', { bridge: { ...absent, tries: 1 }, session }, true],
    ['where the host has it dialled', { settings: { bridge: 'host' } }, false],
  ])('is a stranger’s for all we know: %s, %s', (_, change, expected) => {
    expect(joins(change)).toBe(expected);
  });
});

describe('a bridge that is hung up for another on its way', () => {
  const ends: readonly ConferenceEvent[] = [
    { kind: 'legEnded', call: bridgeCall, atMs: at(9) },
    { kind: 'bridgeLeft', call: bridgeCall, joinSequence: bridgeIn.joinSequence, atMs: at(9) },
  ];

  test.each(ends)('was meant by nobody to go, whatever tells of it: $kind', (event) => {
    const before = running({ replacedBridge: bridgeCall });
    expect(after(before, event).bridge).toStrictEqual({ ...absent, tries: 1, notBeforeMs: at(9) });
  });

  test('was dialled, which speaks for the other too: that is no stranger', () => {
    const before = running({ replacedBridge: bridgeCall });
    const joined = bridgeJoined('second', 2);
    expect(ends.map((event) => after(before, event, joined).bridge)).toMatchObject(
      ends.map(() => ({ state: 'in', call: second })),
    );
    expect(after(before, ...ends, joined).bridge).not.toHaveProperty('isUnasked');
  });

  test('says nothing of a drop before it', () => {
    const before = running({ bridge: { ...bridgeIn, isRedial: true }, replacedBridge: bridgeCall });
    const left = ends.map((event) => after(before, event).bridge);
    expect(left).toStrictEqual(ends.map(() => ({ ...absent, tries: 1, notBeforeMs: at(9), isRedial: true })));
  });
});

describe('when another leg goes than the bridge that is in', () => {
  const vouched = { ...bridgeOver('second', 2), atMs: at(9), isVouched: true } as const;
  const ownIn = { ...bridgeIn, isVouched: true } as const;
  const ended = (joinSequence?: number) => [
    { call: second, ...(joinSequence !== undefined && { joinSequence }) },
  ];

  test('that had come after it, and was vouched for: it had its place, and the one that is in is hung up', () => {
    const before = running();
    expect(after(before, vouched)).toStrictEqual({
      ...before,
      bridge: { ...absent, notBeforeMs: at(9), isRedial: true },
      lost: { meeting, atMs: at(9) },
      replacedBridge: bridgeCall,
      endedLegs: ended(2),
    });
  });

  test('that had come before it, and was vouched for as the one that is in is not: the same', () => {
    const before = running({ bridge: { ...bridgeIn, joinSequence: 3 } });
    expect(after(before, vouched)).toMatchObject({
      bridge: { state: 'absent', isRedial: true },
      replacedBridge: bridgeCall,
    });
    const known = { ...before, endedLegs: ended(2) };
    expect(after(known, vouched).bridge).toEqual(before.bridge);
  });

  test.each<[string, Conference, ConferenceEvent]>([
    ['came before it', running({ bridge: { ...ownIn, joinSequence: 3 } }), vouched],
    ['was let in by the same number', running({ bridge: { ...ownIn, joinSequence: 2 } }), vouched],
    ['was vouched for by nobody', running(), { ...vouched, isVouched: false }],
    ['was let in nowhere', running(), { ...vouched, renderedJoin: undefined }],
  ])('that %s: the bridge stays', (_, before, event) => {
    expect(after(before, event)).toStrictEqual({ ...before, endedLegs: ended() });
  });
});

test('nobody waits in a meeting that a bridge has dropped out of, if its name was never heard', () => {
  const { meeting: _, ...before } = running();
  const dropped = after(before, bridgeLeft('bridge', 1));
  expect(dropped).toStrictEqual({
    ...before,
    bridge: { ...absent, notBeforeMs: startMs, isRedial: true },
    endedLegs: [{ call: bridgeCall, joinSequence: 1 }],
  });
});

describe('a dial is over with the leg of it that goes', () => {
  const goes = (change: object) =>
    after(newConference('c1', { bridge: { ...rings, tries: 2 } }), { ...bridgeLeft('second'), ...change })
      .bridge;
  const over = { state: 'absent', tries: 2, notBeforeMs: at(10) };

  test.each<[string, object, object]>([
    ['came since it was dialled', { arrivedAtMs: startMs }, over],
    ['came before it was dialled', { arrivedAtMs: startMs - 1 }, { ...rings, tries: 2 }],
    ['came at nobody knows what time', {}, { ...rings, tries: 2 }],
    [
      'came before it was dialled and was the room’s own',
      { arrivedAtMs: startMs - 1, renderedJoin: 1, isVouched: true },
      { ...over, tries: 0, unseenStays: 1 },
    ],
    [
      'came before it was dialled and was anybody’s',
      { arrivedAtMs: startMs - 1, renderedJoin: 1 },
      { ...rings, unseenStays: 1 },
    ],
  ])('that %s', (_, change, bridge) => {
    expect(goes(change)).toStrictEqual(bridge);
  });

  test('which may be dialled for 25 s only while the room has said nothing', () => {
    const before = newConference('c1', { bridge: asked });
    const stateAfter = (s: number) =>
      after(before, { ...bridgeLeft('second'), arrivedAtMs: at(s) }).bridge.state;
    expect([19, 20].map(stateAfter)).toEqual(['dialling', 'absent']);
  });
});

describe('legs that have gone', () => {
  test('are remembered, the last five', () => {
    const calls = ['1', '2', '3', '4', '5', '6'];
    const { endedLegs } = after(running(), ...calls.map((call) => bridgeLeft(call)));
    expect(endedLegs?.map(({ call }) => call)).toEqual(calls.slice(1));
  });

  test('are remembered as they were when less is told of them later', () => {
    const before = after(running(), bridgeLeft('second'), bridgeLeft('third', 3));
    for (const late of [bridgeLeft('second', 2), bridgeLeft('third', 2), bridgeLeft('third', 3)])
      expect(after(before, late)).toBe(before);
    expect(after(before, bridgeLeft('third', 4)).endedLegs).toStrictEqual([
      { call: second },
      { call: third, joinSequence: 4 },
    ]);
  });
});
