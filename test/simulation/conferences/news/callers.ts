import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import {
  conferenceIdSchema,
  voiceCallIdSchema,
  type Caller,
} from '../../../../lib/conferences/model/conference.ts';
import { reduceCaller } from '../../../../lib/conferences/state/reduce/caller.ts';
import { news, ordersOf, own, type NewsSearch, type Step } from '../../frame/news-orders.ts';

// What one caller may go through, for the search of every order in which news of it can arrive.

const conference = conferenceIdSchema.parse('c1');
const call = voiceCallIdSchema.parse('caller');

export type CallerStep = Step<CallerEvent>;

export function callerCourse(
  steps: readonly CallerStep[],
  { waits, known = allOf }: { readonly waits?: true; readonly known?: (caller: Caller) => string } = {},
): NewsSearch {
  const newcomer = { conference, call, name: 'Caller 1', muted: false };
  const waiting = waits === true ? { waits } : {};
  const start = reduceCaller(undefined, {
    ...{ kind: 'admitted', atMs: 0, joinSequence: 1, newcomer },
    ...waiting,
  });
  if (start === undefined) throw new Error('nobody was admitted');
  const reduce = (caller: Caller, event: CallerEvent) => reduceCaller(caller, event) ?? caller;
  return ordersOf({ start, reduce, steps, known });
}

/** What is kept to recognise what was heard before, or how long something takes: the order of hearing may show there. */
const memory: ReadonlySet<string> = new Set([
  ...['presses', 'roomSaid', 'returned', 'missed', 'pressedIn'],
  ...['awaySinceMs', 'settlesAtMs', 'strayedAtMs', 'waitToldAtMs'],
]);

/** All that is known of a caller; of a moment, that there was one. */
function allOf(known: unknown): string {
  if (Array.isArray(known)) return `[${known.map(allOf).join()}]`;
  if (!(known instanceof Object)) return JSON.stringify(known);
  const fields = Object.entries(known)
    .filter(([key, value]) => value !== undefined && !memory.has(key))
    .map(([key, value]) => `${key}:${key.endsWith('Ms') ? 'once' : allOf(value)}`);
  return `{${fields.sort().join()}}`;
}

const joined = (joinSequence: number, muted = false): CallerStep =>
  news((_, atMs) => ({ kind: 'joined', atMs, joinSequence, muted }));
const left = (joinSequence: number): CallerStep => news((_, atMs) => ({ kind: 'left', atMs, joinSequence }));
const gone: CallerStep = news((_, atMs) => ({ kind: 'gone', atMs }));
const rejoining = (joinSequence: number): CallerStep =>
  own((atMs) => ({ kind: 'rejoining', atMs, joinSequence, after: joinSequence - 1 }));
/** The call comes back out of a meeting and asks; it may ask twice. */
const returned = (joinSequence: number): CallerStep =>
  own((atMs) => ({ kind: 'returned', atMs, joinSequence }));
const askedAgain = (joinSequence: number): CallerStep =>
  news((_, atMs) => ({ kind: 'returned', atMs, joinSequence }));
const backIn = (joinSequence: number): readonly CallerStep[] => [
  left(joinSequence - 1),
  returned(joinSequence - 1),
  rejoining(joinSequence),
];
/** So many steps in which nothing happens. */
const later = (steps: number): readonly CallerStep[] =>
  Array.from({ length: steps }, () => own((atMs) => ({ kind: 'waitTold', atMs })));
/** The provider's list, as it was read then. */
const seen = (joinSequence: number, isOnlySource: boolean): CallerStep =>
  news((atMs) => ({ kind: 'seen', atMs, joinSequence, muted: false, isOnlySource }));
const missed = (joinSequence: number): CallerStep =>
  news((atMs) => ({ kind: 'missed', atMs, joinSequence, isUp: true }));

const phoneHas = (joinSequence: number, muted: boolean): CallerStep =>
  news((atMs) => ({ kind: 'phoneHas', atMs, joinSequence, muted }));
const pressed = (is: boolean, id: string): CallerStep =>
  news((atMs) => ({ kind: 'muted', atMs, is, by: 'caller', press: { id, key: '6', atMs } }));
const saidByRoom = (is: boolean): CallerStep => news((atMs) => ({ kind: 'muted', atMs, is, by: 'room' }));
const handInMenu = (raised: boolean, menu: number): CallerStep =>
  news((_, atMs) => ({ kind: 'hand', atMs, raised, menu }));
const kicked = (why: 'kicked' | 'overdue'): CallerStep => own((atMs) => ({ kind: 'kicked', atMs, why }));
const kickedAgain: CallerStep = news((_, atMs) => ({ kind: 'kicked', atMs, why: 'kicked' }));

const side = (bridge: string) => ({ session: 's1', bridge });
const toBeShown = (bridge: string): CallerStep =>
  own((atMs) => ({ kind: 'roomHas', atMs, ...side(bridge), muted: false, hand: false, isUnsure: true }));
const shown = (bridge: string): CallerStep =>
  news((atMs) => ({ kind: 'roomConfirmed', atMs, ...side(bridge) }));
const withdrawn: CallerStep = own((atMs) => ({ kind: 'roomHasNot', atMs }));
const firstAsked = (atMs: number): CallerStep =>
  own(() => ({ kind: 'roomHas', atMs, ...side('first-1'), muted: false, isUnsure: true, isFirst: true }));
const leftRoom: CallerStep = news((_, atMs) => ({ kind: 'leftRoom', atMs }));
const askedToUnmute = (atMs: number): CallerStep => own(() => ({ kind: 'askedToUnmute', atMs }));
const askedAnew = (atMs: number): CallerStep => news(() => ({ kind: 'askedToUnmute', atMs }));
const askTold = (askedAtMs: number): CallerStep => own((atMs) => ({ kind: 'askTold', atMs, askedAtMs }));

const inTheMeeting: readonly CallerStep[] = [
  own((atMs) => ({ kind: 'joined', atMs, joinSequence: 1, muted: false })),
];

/** The courses of a caller, by what happens in them. */
export const callerCourses: Readonly<Record<string, NewsSearch>> = {
  'a caller comes back twice': callerCourse([...backIn(2), joined(2), ...backIn(3), joined(3, true)]),
  'a caller comes back, and goes': callerCourse([joined(1), ...backIn(2), joined(2), gone]),
  'a caller asks twice what to do': callerCourse([joined(1), ...backIn(2), askedAgain(1), joined(2)]),
  'a caller who goes is on a list': callerCourse([joined(1), seen(1, false), left(1), gone]),
  'a caller in the menu is on a list': callerCourse([...inTheMeeting, seen(1, false), left(1)]),
  'a caller who comes back was on a list': callerCourse([seen(1, true), ...backIn(2), seen(2, true)]),
  'a caller who comes back was missed': callerCourse([
    ...inTheMeeting,
    left(1),
    missed(1),
    missed(1),
    returned(1),
    rejoining(2),
    joined(2),
  ]),
  'a caller who waits is let in': callerCourse(
    [
      own((atMs) => ({ kind: 'letIn', atMs, move: 1 })),
      rejoining(2),
      seen(2, true),
      news((_, atMs) => ({ kind: 'letIn', atMs })),
    ],
    { waits: true },
  ),
  'a caller who waits goes': callerCourse(
    [gone, news((_, atMs) => ({ kind: 'letIn', atMs })), seen(1, true)],
    { waits: true },
  ),
  'the phone is muted, and comes back': callerCourse([
    ...inTheMeeting,
    phoneHas(1, true),
    ...backIn(2),
    joined(2),
  ]),
  'caller and room mute in turn': callerCourse([
    pressed(true, 'first'),
    saidByRoom(false),
    pressed(true, 'second'),
  ]),
  'the room mutes and unmutes': callerCourse([saidByRoom(true), pressed(false, 'first'), saidByRoom(true)]),
  'a hand goes up and down in the menu': callerCourse([
    ...inTheMeeting,
    own((atMs) => ({ kind: 'hand', atMs, raised: true, menu: 1 })),
    ...backIn(2),
    own((atMs) => ({ kind: 'hand', atMs, raised: false, menu: 2 })),
    handInMenu(true, 1),
  ]),
  'a caller is removed, for two reasons': callerCourse([...inTheMeeting, kicked('overdue'), kickedAgain]),
  'a caller is shown again': callerCourse([
    ...inTheMeeting,
    toBeShown('first-1'),
    shown('first-1'),
    withdrawn,
    toBeShown('first-1'),
  ]),
  'a caller is shown for the next bridge': callerCourse([
    ...inTheMeeting,
    toBeShown('first-1'),
    shown('first-1'),
    withdrawn,
    toBeShown('second-3'),
    shown('second-3'),
  ]),
  'a caller in the menu asks twice what to do': callerCourse([
    joined(1),
    left(1),
    returned(1),
    askedAgain(1),
  ]),
  'a caller asks what to do, and once more after the next join': callerCourse([
    joined(1),
    ...backIn(2),
    own((atMs) => ({ kind: 'joined', atMs, joinSequence: 2, muted: false })),
    ...backIn(3),
    askedAgain(1),
    joined(3),
  ]),
  'a caller who is on the way in was on a list': callerCourse([
    seen(1, true),
    ...backIn(2),
    own((atMs) => ({ kind: 'joined', atMs, joinSequence: 2, muted: false })),
    own((atMs) => ({ kind: 'returned', atMs, joinSequence: 2 })),
    rejoining(3),
  ]),
  'a caller who is out again was on a list': callerCourse([
    ...inTheMeeting,
    seen(1, true),
    own((atMs) => ({ kind: 'returned', atMs, joinSequence: 1 })),
    ...later(2),
    seen(1, true),
  ]),
  'a caller who waits is on a list': callerCourse([seen(1, true), ...later(1), seen(1, false)], {
    waits: true,
  }),
  'a caller asks a third time what to do': callerCourse([
    ...inTheMeeting,
    ...backIn(2),
    own((atMs) => ({ kind: 'joined', atMs, joinSequence: 2, muted: false })),
    askedAgain(1),
    news((_, atMs) => ({ kind: 'rejoining', atMs, joinSequence: 3, after: 1 })),
  ]),
  'a caller who has gone is removed': callerCourse([
    own((atMs) => ({ kind: 'gone', atMs })),
    kickedAgain,
    leftRoom,
    news((_, atMs) => ({ kind: 'rejoining', atMs, joinSequence: 2, after: 1 })),
    askedAgain(1),
  ]),
  'a caller who waits is removed': callerCourse(
    [kicked('overdue'), news((_, atMs) => ({ kind: 'letIn', atMs }))],
    { waits: true },
  ),
  'a moderator asks, and the caller is told': callerCourse([
    askedToUnmute(5_000),
    askTold(5_000),
    askedAnew(5_000),
  ]),
  'a moderator asks again': callerCourse([
    askedToUnmute(5_000),
    askedToUnmute(20_000),
    news(askTold(5_000).event),
  ]),
  'a caller leaves the room, and is taken back': callerCourse([
    ...inTheMeeting,
    toBeShown('first-1'),
    leftRoom,
    own((atMs) => ({ kind: 'roomLetsGo', atMs })),
    withdrawn,
    toBeShown('first-1'),
  ]),
  'a caller is removed, and leaves the room': callerCourse([
    ...inTheMeeting,
    toBeShown('first-1'),
    kicked('overdue'),
    leftRoom,
  ]),
  'a caller leaves the room, which says that it has nobody': callerCourse([
    ...inTheMeeting,
    toBeShown('first-1'),
    own((atMs) => ({ kind: 'leftRoom', atMs })),
    news((_, atMs) => ({ kind: 'roomHasNot', atMs, isAnswer: true })),
  ]),
  'a caller was surely not announced before': callerCourse([
    ...inTheMeeting,
    firstAsked(1_000),
    withdrawn,
    firstAsked(9_000),
    news((_, atMs) => ({ kind: 'roomNotAsked', atMs, askedAtMs: 1_000 })),
  ]),
};
