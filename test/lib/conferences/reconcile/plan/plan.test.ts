import { describe, expect, test } from 'vitest';
import type { Caller, Conference } from '../../../../../lib/conferences/model/conference.ts';
import { plan } from '../../../../../lib/conferences/reconcile/plan/plan.ts';
import { twilioTraits } from '../../../../../lib/providers/twilio/traits.ts';
import { newConference, startMs } from '../../../../support/new-conference.ts';
import { announcedAs, bridgeIn, callerIn, running, session } from '../../support.ts';
import { isBridgeDue, nextBridgeTryMs } from '../../../../../lib/conferences/state/bridge.ts';
import { maxPerAnnouncement } from '../../../../../lib/conferences/reconcile/plan/room.ts';

const twilio = { traits: twilioTraits };
const nowMs = startMs + 60_000;
const commandsOf = (conference: Conference, callers: readonly Caller[], atMs = nowMs) =>
  plan(twilio, conference, callers, atMs).commands;
const announcedOf = (conference: Conference, callers: readonly Caller[], atMs = nowMs) =>
  commandsOf(conference, callers, atMs).flatMap((command) =>
    command.kind === 'announce' ? command.callers : [],
  );
const takenBackOf = (conference: Conference, callers: readonly Caller[], atMs = nowMs) =>
  commandsOf(conference, callers, atMs).flatMap((command) =>
    command.kind === 'withdraw' ? command.calls : [],
  );
const absent = (tries = 0, notBeforeMs = 0) => ({ state: 'absent', tries, notBeforeMs }) as const;
const kicked = { kicked: { why: 'kicked', atMs: startMs } } as const;
const over = { ...session, endedAtMs: nowMs - 30_000 };
const hosted = newConference('c1', { settings: { bridge: 'host' } }).settings;

test.each([
  ['unmuted before', 60_000, ['askToUnmute']],
  ['unmuted within the second of that', 4_001, ['askToUnmute']],
  ['has unmuted after it', 4_000, []],
  ['has unmuted since', 1_000, []],
])('somebody is asked to unmute who %s', (_, unmutedAgoMs, commands) => {
  const caller = callerIn('CA1', {
    ...announcedAs(),
    asked: { atMs: nowMs - 5_000, isTold: false },
    muted: { is: false, by: 'caller', atMs: nowMs - unmutedAgoMs },
  });
  expect(commandsOf(running(), [caller]).map(({ kind }) => kind)).toEqual(commands);
});

describe('a caller is announced if and only if bridge and caller are in', () => {
  const bridges = {
    in: bridgeIn,
    absent: absent(),
    dialling: { state: 'dialling', tries: 1, untilMs: nowMs + 1 },
  } as const;
  const presences = ['joining', 'in', 'absent', 'gone'] as const;
  const sessions = { unheard: undefined, live: session, ended: { ...session, endedAtMs: nowMs } };
  test.each(
    Object.keys(bridges).flatMap((bridge) =>
      presences.flatMap((presence) =>
        Object.keys(sessions).flatMap((heard) =>
          [true, false].map((thrownOut) => ({ bridge, presence, heard, thrownOut })),
        ),
      ),
    ),
  )('bridge $bridge, caller $presence, session $heard, removed: $thrownOut', (each) => {
    const { bridge, presence, heard, thrownOut } = each;
    const conference = newConference('c1', {
      bridge: Object.entries(bridges).find(([name]) => name === bridge)?.[1] ?? absent(),
      session: Object.entries(sessions).find(([name]) => name === heard)?.[1],
    });
    const caller = callerIn('CA1', { presence, ...(thrownOut ? kicked : {}) });
    const isDue = bridge === 'in' && presence === 'in' && heard !== 'ended' && !thrownOut;
    expect(announcedOf(conference, [caller])).toEqual(isDue ? [caller] : []);
    expect(takenBackOf(conference, [caller])).toEqual([]);
  });

  test('nothing is missing when both sides agree', () => {
    expect(
      commandsOf(running(), [callerIn('CA1', announcedAs()), callerIn('CA2', { presence: 'gone' })]),
    ).toEqual([]);
    expect(plan(twilio, newConference('c1'), [], nowMs)).toEqual({ commands: [], dueAtMs: undefined });
  });

  test.each<[string, Partial<Conference>, Partial<Caller>]>([
    ['the bridge is out', { bridge: absent(3) }, {}],
    ['the caller is gone', {}, { presence: 'gone' }],
    ['the caller is thrown out', {}, { kicked: { why: 'kicked', atMs: startMs, toldAtMs: nowMs } }],
    ['the caller was announced for another bridge leg', { bridge: { ...bridgeIn, joinSequence: 7 } }, {}],
  ])('is withdrawn, and not announced, while %s', (_, conference, caller) => {
    const callers = [callerIn('CA1', { ...announcedAs(), ...caller })];
    expect(commandsOf(running(conference), callers)).toEqual([{ kind: 'withdraw', calls: ['CA1'] }]);
  });

  test('for a new bridge leg: withdrawn once, announced once', () => {
    const conference = running({ bridge: { ...bridgeIn, joinSequence: 7 } });
    const withdrawn = callerIn('CA1', { takenBackAtMs: nowMs });
    expect(announcedOf(conference, [withdrawn])).toEqual([withdrawn]);
  });

  test('a hundred at a time', () => {
    const callers = Array.from({ length: 201 }, (_, index) => callerIn(`CA${index}`));
    const sizes = (commands: ReturnType<typeof commandsOf>) =>
      commands.map((command) =>
        command.kind === 'announce'
          ? command.callers.length
          : command.kind === 'withdraw'
            ? command.calls.length
            : 0,
      );
    expect(sizes(commandsOf(running(), callers))).toEqual([maxPerAnnouncement, maxPerAnnouncement, 1]);
    const announced = callers.map((caller) => ({ ...caller, ...announcedAs() }));
    expect(sizes(commandsOf(running({ bridge: absent(3) }), announced))).toEqual([100, 100, 1]);
  });

  test('one whom the room refused is not announced again before its time', () => {
    const caller = callerIn('CA1', { refusedUntilMs: nowMs });
    expect(announcedOf(running(), [caller], nowMs - 1)).toEqual([]);
    expect(plan(twilio, running(), [caller], nowMs - 1).dueAtMs).toBe(nowMs);
    expect(announcedOf(running(), [caller], nowMs)).toEqual([caller]);
  });

  test('a session whose start is heard late changes nothing for those announced before', () => {
    expect(commandsOf(running(), [callerIn('CA1', announcedAs({ session: 'unheard' }))])).toEqual([]);
  });

  test.each([
    ['a session that follows another', startMs + 1, [{ kind: 'forget', call: 'CA1' }]],
    ['the session in whose first moment that was', startMs, []],
  ])('announced when none was heard of, and then we hear of %s', (_, startedAtMs, commands) => {
    const follower = { id: 'session-2', previous: session.id, startedAtMs };
    const caller = callerIn('CA1', announcedAs({ session: 'unheard' }));
    expect(commandsOf(running({ session: follower }), [caller])).toEqual(commands);
  });

  test('one of whom the room is unsure is announced again while in, and withdrawn from the menu', () => {
    const unsure = callerIn('CA1', announcedAs({ isUnsure: true }));
    expect(commandsOf(running(), [unsure])).toEqual([{ kind: 'announce', callers: [unsure] }]);
    const inMenu = { ...unsure, presence: 'absent', presenceAtMs: nowMs } as const;
    expect(commandsOf(running(), [inMenu])).toEqual([{ kind: 'withdraw', calls: ['CA1'] }]);
  });
});

describe('of a session that is over, another having begun at once', () => {
  const endMs = startMs + 60_000;
  const next = { id: 'session-2', previous: session.id, startedAtMs: endMs };
  const forget = [{ kind: 'forget', call: 'CA1' }];
  const withdraw = [{ kind: 'withdraw', calls: ['CA1'] }];
  test.each([
    ['was announced before its end is forgotten', { atMs: endMs - 1 }, forget],
    ['was announced at its end may be in the other, and is withdrawn', { atMs: endMs }, withdraw],
    ['may have been is withdrawn too', { atMs: endMs - 30_000, isUnsure: true }, withdraw],
    ['may have been long before is forgotten', { atMs: endMs - 30_001, isUnsure: true }, forget],
  ])('whoever %s', (_, announced, commands) => {
    const caller = callerIn('CA1', announcedAs(announced));
    expect(commandsOf(running({ session: next }), [caller])).toEqual(commands);
    const ended = { ...session, endedAtMs: endMs };
    expect(plan(twilio, running({ session: ended }), [caller], endMs).commands).toEqual(commands);
  });
});

describe('the menu', () => {
  const away = (presence: Caller['presence'], awayMs: number) =>
    callerIn('CA1', { ...announcedAs(), presence, presenceAtMs: nowMs - awayMs });
  test.each(['absent', 'joining'] as const)('%s: keeps the announcement for its grace', (presence) => {
    expect(commandsOf(running(), [away(presence, 44_999)])).toEqual([]);
    expect(plan(twilio, running(), [away(presence, 40_000)], nowMs).dueAtMs).toBe(nowMs + 5_000);
    expect(takenBackOf(running(), [away(presence, 45_000)])).toEqual(['CA1']);
  });

  test('announces nobody who was not', () => {
    expect(commandsOf(running(), [callerIn('CA1', { presence: 'absent', presenceAtMs: nowMs })])).toEqual([]);
  });

  test('mutes no phone: the next join is rendered muted', () => {
    const caller = { ...away('absent', 1), muted: { is: true, by: 'caller', atMs: nowMs } } as const;
    expect(commandsOf(running(), [caller])).toEqual([{ kind: 'muteInRoom', caller }]);
  });
});

describe('mute and hand', () => {
  test('a phone and a room that have another state are told, each for itself', () => {
    const muted = { is: true, by: 'caller', atMs: nowMs } as const;
    const caller = callerIn('CA1', { ...announcedAs(), muted, hand: true });
    expect(commandsOf(running(), [caller])).toEqual([
      { kind: 'mutePhone', meeting: 'meeting-1', call: 'CA1', joinSequence: 1, muted: true },
      { kind: 'muteInRoom', caller },
      { kind: 'handInRoom', caller },
    ]);
    expect(
      commandsOf(running(), [
        { ...caller, ...announcedAs({ muted: true, hand: true }), phone: { muted: true } },
      ]),
    ).toEqual([]);
  });
});

test('without a meeting of which we know no phone is muted', () => {
  const muted = callerIn('CA1', { muted: { is: true, by: 'caller', atMs: nowMs } });
  expect(commandsOf(newConference('c1', { bridge: absent(3) }), [muted])).toEqual([]);
});

describe('what will be missing although nothing happens', () => {
  const overdueAtMs = startMs + 14_400_000 + 60_000;
  const laterMs = nowMs + 5_000;
  const dueOf = (conference: Partial<Conference>, callers: readonly Caller[]) =>
    plan(twilio, running(conference), callers, nowMs).dueAtMs;
  const letGo = { tries: 1, notBeforeMs: laterMs };
  const ended = { ...session, endedAtMs: nowMs };
  const menu = { presence: 'absent', presenceAtMs: nowMs } as const;
  const refused = { refusedUntilMs: laterMs };

  test.each<[string, Partial<Conference>, Partial<Caller> | undefined, number | undefined]>([
    ['the bridge is dialled again, if somebody is there', { bridge: absent(1, laterMs) }, {}, laterMs],
    ['not if nobody is there', { bridge: absent(1, laterMs) }, undefined, undefined],
    ['not after its tries', { bridge: absent(3, laterMs) }, {}, overdueAtMs],
    ["not if that is the host's affair", { bridge: absent(1, laterMs), settings: hosted }, {}, overdueAtMs],
    ['the bridge is asked again to go', { bridge: { ...bridgeIn, letGo } }, undefined, laterMs],
    ['callers are told of the end', { session: ended, bridge: absent(3) }, {}, nowMs + 30_000],
    ['not if nobody is there to tell', { session: ended, bridge: absent(3) }, undefined, undefined],
    ['an announced caller is too long in the menu', {}, { ...announcedAs(), ...menu }, nowMs + 45_000],
    ['not one who is not announced', {}, menu, overdueAtMs],
    ['not one who is in', {}, { ...announcedAs(), presenceAtMs: nowMs }, overdueAtMs],
    ['the room is told again of one whom it refused', {}, refused, laterMs],
    ['also if it may have it', {}, { ...announcedAs({ isUnsure: true }), ...refused }, laterMs],
    ['not if it has it by now', {}, { ...announcedAs(), ...refused }, overdueAtMs],
    ['nothing, of somebody gone', {}, { presence: 'gone', ...refused }, undefined],
  ])('%s', (_, conference, caller, expected) => {
    expect(dueOf(conference, caller === undefined ? [] : [callerIn('CA1', caller)])).toBe(expected);
  });

  test('is due no more once it is planned', () => {
    expect(plan(twilio, running({ session: over }), [], nowMs).dueAtMs).toBeUndefined();
  });

  test.each([
    [1, []],
    [0, [{ kind: 'disconnectBridge' }]],
  ])('a bridge is asked again to go at its time: %i ms before', (ms, commands) => {
    const bridge = { ...bridgeIn, letGo: { tries: 1, notBeforeMs: nowMs + ms } };
    expect(commandsOf(running({ bridge, isClosed: true }), [])).toEqual(commands);
  });
});

describe('the end of a session', () => {
  test('forgets announcements at once, without a word to the room', () => {
    const conference = running({ session: { ...session, endedAtMs: nowMs } });
    expect(commandsOf(conference, [callerIn('CA1', announcedAs())])).toEqual([
      { kind: 'forget', call: 'CA1' },
    ]);
    expect(commandsOf(conference, [callerIn('CA1', announcedAs({ session: 'unheard' }))])).toEqual([
      { kind: 'forget', call: 'CA1' },
    ]);
  });

  test('a session that follows unheard of the end of the last forgets those of the last', () => {
    const conference = running({ session: { id: 'session-2', startedAtMs: nowMs } });
    expect(commandsOf(conference, [callerIn('CA1', announcedAs())])).toEqual([
      { kind: 'forget', call: 'CA1' },
    ]);
  });

  test('callers have 30 s, then they go, and after them the bridge', () => {
    const callers = [callerIn('CA1')];
    const conference = running({ session: over });
    expect(plan(twilio, conference, callers, nowMs - 1)).toMatchObject({ commands: [], dueAtMs: nowMs });
    expect(commandsOf(conference, callers)).toEqual([{ kind: 'endSession', calls: ['CA1'] }]);
    const told = [callerIn('CA1', { kicked: { why: 'session-over', atMs: nowMs, toldAtMs: nowMs } })];
    expect(commandsOf(conference, told)).toEqual([{ kind: 'disconnectBridge' }]);
  });

  test('a bridge that is alone in the conference goes too', () => {
    expect(plan(twilio, running({ session: over }), [], nowMs - 1)).toEqual({ commands: [], dueAtMs: nowMs });
    expect(commandsOf(running({ session: over }), [])).toEqual([{ kind: 'disconnectBridge' }]);
  });

  test('whoever comes after it waits for the next one', () => {
    const conference = newConference('c1', { session: over, meeting: 'meeting-1' });
    const late = callerIn('CA2', { admittedAtMs: over.endedAtMs + 1_000 });
    expect(commandsOf(conference, [late])).toEqual([{ kind: 'connectBridge' }]);
  });

  test('whoever came within the second of its end goes with it: the room tells whole seconds', () => {
    const caller = callerIn('CA1', { admittedAtMs: over.endedAtMs + 999 });
    expect(commandsOf(running({ session: over }), [caller])).toEqual([
      { kind: 'endSession', calls: ['CA1'] },
    ]);
  });
});

describe('removal', () => {
  test.each(['absent', 'waiting'] as const)(
    'of somebody who is %s lets the farewell end, however long its recording is, for a minute',
    (presence) => {
      const listening = (toldAtMs: number) =>
        callerIn('CA1', { presence, kicked: { why: 'kicked', atMs: startMs, toldAtMs } });
      expect(plan(twilio, running(), [listening(nowMs - 59_999)], nowMs)).toMatchObject({
        commands: [],
        dueAtMs: nowMs + 1,
      });
      expect(commandsOf(running(), [listening(nowMs - 60_000)])).toEqual([
        { kind: 'endCall', call: 'CA1', why: undefined },
      ]);
    },
  );

  test('is recorded first, then told, and told again after 15 s if the caller is in the meeting all the same', () => {
    const closed = running({ isClosed: true, bridge: absent(3) });
    expect(commandsOf(closed, [callerIn('CA1')])).toEqual([
      { kind: 'kick', call: 'CA1', why: 'conference-closed' },
    ]);
    const told = (toldAtMs: number | undefined, presence: Caller['presence'] = 'in') =>
      callerIn('CA1', {
        presence,
        kicked: { why: 'kicked', atMs: startMs, ...(toldAtMs === undefined ? {} : { toldAtMs }) },
      });
    const endCall = { kind: 'endCall', call: 'CA1', why: 'kicked' };
    expect(commandsOf(running(), [told(undefined)])).toEqual([endCall]);
    expect(plan(twilio, running(), [told(nowMs - 14_000)], nowMs)).toEqual({
      commands: [],
      dueAtMs: nowMs + 1_000,
    });
    expect(commandsOf(running(), [told(nowMs - 15_000)])).toEqual([endCall]);
    expect(commandsOf(running(), [told(nowMs - 15_000, 'joining')])).toEqual([endCall]);
  });

  test.each(['joining', 'in', 'absent'] as const)('reaches somebody who is %s', (presence) => {
    expect(commandsOf(running(), [callerIn('CA1', { presence, ...kicked })])).toEqual([
      { kind: 'endCall', call: 'CA1', why: 'kicked' },
    ]);
  });

  test('leaves alone whoever is gone', () => {
    expect(
      commandsOf(running({ isClosed: true, bridge: absent() }), [callerIn('CA1', { presence: 'gone' })]),
    ).toEqual([]);
  });

  test('is due for somebody who stays longer than the provider should have let them', () => {
    const conference = running({ settings: { longestStayMs: 3_600_000 } });
    const dueAtMs = startMs + 3_660_000;
    const caller = callerIn('CA1', announcedAs());
    expect(plan(twilio, conference, [caller], dueAtMs - 1)).toEqual({ commands: [], dueAtMs });
    expect(commandsOf(conference, [caller], dueAtMs)).toEqual([
      { kind: 'kick', call: 'CA1', why: 'overdue' },
    ]);
  });
});

describe('dialling the bridge', () => {
  const connect = [{ kind: 'connectBridge' }];
  test.each<[string, Partial<Conference>, Partial<Caller>, readonly unknown[]]>([
    ['somebody waits', {}, {}, connect],
    ['somebody waits, and the start of the session was never reported', { session: undefined }, {}, connect],
    ['its pause is over', { bridge: absent(2, nowMs) }, {}, connect],
    ['its pause is not over', { bridge: absent(2, nowMs + 1) }, {}, []],
    ['its tries are over', { bridge: absent(3) }, {}, []],
    ['the only caller is in the menu', {}, { presence: 'absent' }, []],
    ['the only caller has not joined', {}, { presence: 'joining' }, []],
    ['it is being dialled', { bridge: { state: 'dialling', tries: 1, untilMs: nowMs + 1 } }, {}, []],
    [
      'it does not come',
      { bridge: { state: 'dialling', tries: 1, untilMs: nowMs } },
      {},
      [{ kind: 'giveUpDialling' }],
    ],
  ])('%s', (_, conference, caller, commands) => {
    const state = running({ bridge: absent(), ...conference });
    expect(commandsOf(state, [callerIn('CA1', caller)])).toEqual(commands);
  });

  test('nobody waits: nothing is dialled', () => {
    expect(plan(twilio, running({ bridge: absent() }), [], nowMs)).toEqual({
      commands: [],
      dueAtMs: undefined,
    });
  });

  test("is the host's affair if the conference says so", () => {
    const conference = running({ bridge: absent(0, nowMs + 5), settings: { bridge: 'host' } });
    expect(commandsOf(conference, [callerIn('CA1')], nowMs + 9)).toEqual([]);
    expect(isBridgeDue(conference, nowMs + 9)).toBe(false);
  });

  test('pauses longer after each try in vain, and all tries fit into what callers are promised', () => {
    expect([1, 2, 3].map((tries) => nextBridgeTryMs(tries, 0))).toEqual([5_000, 10_000, 20_000]);
    expect(nextBridgeTryMs(99, 0)).toBe(900_000);
    expect(3 * 45_000 + nextBridgeTryMs(1, 0) + nextBridgeTryMs(2, 0)).toBeLessThanOrEqual(180_000);
  });

  test('is looked at again when its time is up', () => {
    const dueOf = (bridge: Conference['bridge']) =>
      plan(twilio, running({ bridge }), [callerIn('CA1')], nowMs).dueAtMs;
    expect(dueOf({ state: 'dialling', tries: 1, untilMs: nowMs + 45_000 })).toBe(nowMs + 45_000);
    expect(dueOf(absent(1, nowMs + 5_000))).toBe(nowMs + 5_000);
  });

  test('a closed conference lets its bridge go', () => {
    expect(commandsOf(running({ isClosed: true }), [])).toEqual([{ kind: 'disconnectBridge' }]);
    expect(isBridgeDue(running({ isClosed: true, bridge: absent() }), nowMs)).toBe(false);
  });
});
