import { callIdSchema, type CallId } from '../../../lib/held-calls/model/call.ts';
import {
  newExistingRoom,
  roomAfter,
  type ExistingRoom,
  type RoomEvent,
} from '../../../lib/held-calls/model/existing-room.ts';
import { news, ordersOf, own, type NewsSearch, type Step } from '../frame/news-orders.ts';

// What an existing room may go through, for the search of every order in which news of it can arrive.

type RoomStep = Step<RoomEvent>;

const a = callIdSchema.parse('call-a');
const b = callIdSchema.parse('call-b');
const c = callIdSchema.parse('call-c');

const now = (event: RoomEvent): RoomStep => own(() => event);
const told = (event: RoomEvent): RoomStep => news(() => event);

const course = (known: (room: ExistingRoom) => string, ...steps: readonly RoomStep[]): NewsSearch =>
  ordersOf({ start: newExistingRoom('lobby'), reduce: roomAfter, steps, known });

const ready = (address: string, atMs = 1_000): RoomEvent => ({ kind: 'ready', address, atMs });
const asked = (call: CallId): RoomEvent => ({ kind: 'asked', call, mayWait: true });
const connected = (call: CallId, session?: string): RoomEvent => ({ kind: 'connected', call, session });
const inDoubt = (session: string): RoomEvent => ({ kind: 'stoppedInDoubt', session, calls: [a, b] });

/** Two calls have an address each, and of neither leg was anything heard. */
const twoUnheard: readonly RoomStep[] = [
  now(ready('first')),
  now(ready('second')),
  now(asked(a)),
  now(asked(b)),
  now(connected(a)),
  now(connected(b)),
];

const turnOf = ({ connecting }: ExistingRoom) => connecting?.call ?? 'nobody';
const addressesOf = ({ addresses }: ExistingRoom) => Object.keys(addresses).sort().join();
const waitersOf = ({ waiters }: ExistingRoom) => String(waiters.length);
const doubtsOf = ({ doubted = [] }: ExistingRoom) => doubted.map(({ session }) => session).join();

/** More than may wait. */
const crowd = Array.from({ length: 60 }, (_, index) => callIdSchema.parse(`call-${index}`));

/** The courses of an existing room, by what happens in them. */
export const roomCourses: Readonly<Record<string, NewsSearch>> = {
  'two callers want in, who go in one after the other': course(
    turnOf,
    ...[ready('first'), ready('second'), asked(a), asked(b)].map(now),
  ),
  'a caller wants in twice': course(waitersOf, now(asked(a)), told(asked(b)), told(asked(c))),
  'a caller does not wait for a room without a free address': course(
    waitersOf,
    now({ kind: 'asked', call: a, mayWait: false }),
  ),
  'more callers want in than may wait': course(waitersOf, ...crowd.map((call) => now(asked(call)))),
  'an address is ready again before its meeting has ended': course(
    addressesOf,
    told(ready('first', 5_000)),
    told({ kind: 'meetingEnded', atMs: 7_000 }),
    now(ready('first', 10_000)),
  ),
  'an address was ready before the meeting ended': course(
    addressesOf,
    told(ready('first', 5_000)),
    told({ kind: 'meetingEnded', atMs: 7_000 }),
  ),
  'a caller who waits gives up while another goes in': course(
    turnOf,
    ...[ready('first'), asked(a), asked(b), { kind: 'returned', call: b } as const].map(now),
  ),
  'a caller has come in, and is told again while the next goes in': course(
    turnOf,
    ...[ready('first'), ready('second'), asked(a), asked(b), connected(a, 's1')].map(now),
    told(connected(a, 's1')),
  ),
  'a leg that is known stops, and others may have been it': course(
    doubtsOf,
    ...twoUnheard,
    now(connected(a, 's1')),
    told(inDoubt('s1')),
  ),
  'a leg of nobody stops': course(
    doubtsOf,
    ...twoUnheard,
    now({ kind: 'unknown', session: 's9' }),
    told(inDoubt('s9')),
  ),
  'more legs stop than can be told apart': course(
    (room) => String(room.doubted?.length),
    ...twoUnheard,
    told(inDoubt('s1')),
    told(inDoubt('s2')),
    told(inDoubt('s3')),
  ),
};
