import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import type { Caller } from '../../../../lib/conferences/model/conference.ts';
import { news, own, type NewsSearch } from '../../frame/news-orders.ts';
import { callerCourse, type CallerStep } from './callers.ts';

// Courses of a caller in which it matters how long after each other things happen, whenever we hear of them.

const now = (event: CallerEvent): CallerStep => own(() => event);
const told = (event: CallerEvent): CallerStep => news(() => event);

const pressed = (atMs: number, is: boolean, id?: string): CallerEvent => ({
  ...{ kind: 'muted', atMs, is, by: 'caller' },
  press: { key: '6', atMs, ...(id === undefined ? {} : { id }) },
});
const room = (atMs: number, is: boolean): CallerEvent => ({ kind: 'muted', atMs, is, by: 'room' });
const side = { session: 's1', bridge: 'first-1' } as const;
const shown: CallerStep = now({ kind: 'roomHas', atMs: 1_000, ...side, muted: false, hand: false });
/** The room is told of a mute, and answers after a moment. */
const roomTold = (atMs: number, muted: boolean): readonly CallerStep[] => [
  now({ kind: 'roomMuteUnknown', atMs, muted }),
  now({ kind: 'roomHas', atMs: atMs + 200, ...side, muted }),
];
const inAt = (atMs: number): CallerStep => now({ kind: 'joined', atMs, joinSequence: 1, muted: false });
const returned = (atMs: number): CallerStep => now({ kind: 'returned', atMs, joinSequence: 1 });
const missedAt = (atMs: number, isUp?: boolean): CallerEvent => ({
  ...{ kind: 'missed', atMs, joinSequence: 1 },
  ...(isUp === undefined ? {} : { isUp }),
});

const isMuted = ({ muted }: Caller) => String(muted.is);
const whatRoomHas = ({ announced }: Caller) => String(announced?.muted);
const presence = (caller: Caller) => caller.presence;
const failures = (caller: Caller) => String(caller.returned?.failures);
const waitTold = (caller: Caller) => String(caller.waitToldAtMs);

/** By what happens in them. */
export const callerMoments: Readonly<Record<string, NewsSearch>> = {
  'the same key twice within seconds': callerCourse([now(pressed(1_000, true)), now(pressed(4_000, false))], {
    known: isMuted,
  }),
  'a second key in one menu': callerCourse(
    [
      inAt(500),
      returned(9_000),
      now({ kind: 'hand', atMs: 10_000, raised: true, menu: 1 }),
      told({ kind: 'hand', atMs: 11_000, raised: false, menu: 1 }),
    ],
    { known: ({ hand }) => String(hand) },
  ),
  'the room says again what it said before its last word': callerCourse(
    [now(room(12_100, true)), now(room(12_500, false)), told(room(11_000, true)), told(room(12_100, true))],
    { known: isMuted },
  ),
  'a moderator mutes before the room is told of a caller’s own mute': callerCourse(
    [
      shown,
      now(pressed(10_000, true, 'first')),
      ...roomTold(30_000, true),
      told(room(20_000, true)),
      told(pressed(15_000, false, 'second')),
    ],
    { known: isMuted },
  ),
  'a moderator mutes long after the room was told of a caller’s own mute': callerCourse(
    [
      shown,
      now(pressed(10_000, true, 'first')),
      ...roomTold(10_000, true),
      now(pressed(20_000, false, 'second')),
      ...roomTold(20_000, false),
      told(room(100_000, true)),
    ],
    { known: isMuted },
  ),
  'the room had unmuted before it was told to mute, and echoes that': callerCourse(
    [
      shown,
      now(room(5_000, false)),
      now(pressed(10_000, true, 'first')),
      ...roomTold(10_500, true),
      told(room(11_000, true)),
      told(pressed(10_900, false, 'second')),
    ],
    { known: isMuted },
  ),
  'the room was told since it unmuted': callerCourse(
    [shown, ...roomTold(100_000, true), told(room(50_000, false))],
    { known: whatRoomHas },
  ),
  'the room unmutes long after it was told to mute': callerCourse(
    [shown, ...roomTold(100_000, true), told(room(200_000, false))],
    { known: whatRoomHas },
  ),
  'a join fails at once': callerCourse([returned(1_000)], { known: failures }),
  'a join lasts, unheard': callerCourse([returned(100_000)], { known: failures }),
  'a caller is missed twice, and nobody can say whether the call goes on': callerCourse(
    [inAt(1_000), now(missedAt(60_000)), now(missedAt(120_000))],
    { known: presence },
  ),
  'a caller was missed twice before they came back': callerCourse(
    [
      inAt(1_000),
      told(missedAt(60_000)),
      told(missedAt(120_000, true)),
      returned(121_000),
      now({ kind: 'rejoining', atMs: 122_000, joinSequence: 2, after: 1 }),
      now({ kind: 'joined', atMs: 123_000, joinSequence: 2, muted: false }),
    ],
    { known: presence },
  ),
  'a caller asks again and again how long to wait': callerCourse(
    [5_000, 10_000, 16_000, 20_000].map((atMs) => now({ kind: 'waited', atMs })),
    { waits: true, known: waitTold },
  ),
  'a caller who waits no more asks how long to wait': callerCourse(
    [now({ kind: 'letIn', atMs: 5_000 }), now({ kind: 'waited', atMs: 20_000 })],
    { waits: true, known: waitTold },
  ),
  'the room is said to show a caller whom it shows for the next bridge': callerCourse(
    [
      inAt(500),
      now({ kind: 'roomHas', atMs: 1_000, ...side, muted: false, hand: false, isUnsure: true }),
      // By the room's clock, which may be ahead of ours.
      told({ kind: 'roomConfirmed', atMs: 4_000, ...side }),
      now({ kind: 'roomHasNot', atMs: 2_000 }),
      now({
        ...{ kind: 'roomHas', atMs: 3_000, session: 's1', bridge: 'second-3' },
        ...{ muted: false, hand: false, isUnsure: true },
      }),
    ],
    { known: ({ announced }) => String(announced?.isUnsure) },
  ),
  'an announcement that was given up, and is forgotten twice': callerCourse(
    [
      inAt(500),
      now({ kind: 'roomHas', atMs: 1_000, ...side, muted: false, hand: false, isUnsure: true }),
      now({ kind: 'roomHasNot', atMs: 2_000 }),
      now({ kind: 'roomHasNot', atMs: 5_000 }),
    ],
    { known: ({ settlesAtMs }) => String(settlesAtMs) },
  ),
};
