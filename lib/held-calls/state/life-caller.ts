import type { CallerEvent, TransferEvent } from '../model/call-events.ts';
import type { Change, Condition, Effects, LifeSettings } from './change.ts';
import { endClockRoomMs } from './clock-room.ts';

/** All news of a call's caller but those of transfers. */
type CallerNews = Exclude<CallerEvent, TransferEvent>;

/** The effects of such an event; `atMs` is our clock's Unix milliseconds. */
export function effectsOfNews(
  event: CallerNews & { readonly atMs: number },
  { longestCallMs }: LifeSettings,
): Effects {
  const { atMs } = event;
  const isRoom: Condition = { attribute: 'room.name', equals: event.room };
  switch (event.kind) {
    case 'connected':
      return { when: [isRoom], set: isIn(event, atMs + longestCallMs), detail: event.source };
    case 'connectedLate': {
      // Its room is not there for longer (ask-targets.ts), however late the news.
      const endsAtMs = Math.min(atMs, event.budgetEndsAtMs) + longestCallMs;
      return {
        when: [isRoom, isDue],
        set: isIn(event, endsAtMs),
        remove: ['outcome', 'cleanUpFailures'],
      };
    }
    case 'callerLeft':
      return { when: isLeg(event), set: { outcome: 'caller-left', dueAtMs: atMs } };
    case 'leftLate':
      // It can be cleaned up from now on: that it could not be before is no reason to wait.
      return {
        when: [isRoom, isDue],
        set: { outcome: 'caller-left', dueAtMs: atMs },
        remove: ['cleanUpFailures'],
      };
    case 'noticed':
      return {
        when: [isRoom, { attribute: 'noticedAtMs', is: 'absent' }],
        set: { noticedAtMs: event.atMs },
      };
    case 'meetingEnded':
      return {
        when: [
          isRoom,
          { attribute: 'claimedAtMs', atMostIfPresent: event.endedAtMs + endClockRoomMs },
          // Both are the provider's, in whole seconds. A leg that came in the second of the end was in that meeting.
          { attribute: 'connectedAtMs', atMostIfPresent: event.endedAtMs },
        ],
        set: { outcome: 'meeting-ended', dueAtMs: atMs },
      };
  }
}

/** In the room of a call that was cleaned up after can be nobody. */
const isDue: Condition = { attribute: 'dueAtMs', is: 'present' };

type LegEvent = Pick<Extract<CallerEvent, { kind: 'callerLeft' }>, 'room' | 'session'>;

/** That an event is about the caller's leg in the call's room. */
export function isLeg({ room, session }: LegEvent): readonly Condition[] {
  const isRoom: Condition = { attribute: 'room.name', equals: room };
  return session === undefined ? [isRoom] : [isRoom, { attribute: 'session', equalsIfPresent: session }];
}

type InEvent = Extract<CallerEvent, { kind: 'connected' | 'connectedLate' }>;

const isIn = ({ session, connectedAtMs }: InEvent, dueAtMs: number): Change['set'] => ({
  dueAtMs,
  ...(session === undefined ? {} : { session }),
  ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
});
