import type { CallerEvent } from '../model/call-events.ts';
import type { Change, Condition, Effects, LifeSettings } from './change.ts';

/** How far the provider's clock may be behind ours: a meeting that ended longer before the order was another one. */
const clockRoomMs = 3_000;

/** The effects of such an event; `atMs` is our clock's Unix milliseconds. */
export function effectsOfNews(
  event: CallerEvent & { readonly atMs: number },
  { longestCallMs }: LifeSettings,
): Effects {
  const { atMs } = event;
  const isRoom: Condition = { attribute: 'room.name', equals: event.room };
  switch (event.kind) {
    case 'connected':
      return { when: [isRoom], set: isIn(event.session, atMs + longestCallMs), detail: event.source };
    case 'connectedLate': {
      // Its room is not there for longer (ask-targets.ts), however late the news.
      const endsAtMs = Math.min(atMs, event.budgetEndsAtMs) + longestCallMs;
      return { when: [isRoom, isDue, isNotLed], set: isIn(event.session, endsAtMs), remove: ['outcome'] };
    }
    case 'callerLeft':
      return { when: [...isLeg(event), isNotLed], set: { outcome: 'caller-left', dueAtMs: atMs } };
    case 'leftLate':
      return { when: [isRoom, isDue, isNotLed], set: { outcome: 'caller-left', dueAtMs: atMs } };
    case 'meetingEnded':
      return {
        when: [
          isRoom,
          isNotLed,
          { attribute: 'claimedAtMs', atMostIfPresent: event.endedAtMs + clockRoomMs },
        ],
        set: { outcome: 'meeting-ended', dueAtMs: atMs },
      };
    case 'transferring':
      return {
        // Once only: what comes late or twice must not undo what the end of the transfer set.
        when: [...isLeg(event), isNotLed, isDue],
        set: { transferAtMs: atMs, dueAtMs: event.dueAtMs },
      };
    case 'transferred':
      return {
        when: isLeg(event),
        set: { transferAtMs: atMs, outcome: 'transferred', dueAtMs: atMs },
      };
  }
}

/** In the room of a call that was cleaned up after can be nobody. */
const isDue: Condition = { attribute: 'dueAtMs', is: 'present' };
const isNotLed: Condition = { attribute: 'transferAtMs', is: 'absent' };

type LegEvent = Pick<Extract<CallerEvent, { kind: 'callerLeft' }>, 'room' | 'session'>;

/** That an event is about the caller's leg in the call's room. */
function isLeg({ room, session }: LegEvent): readonly Condition[] {
  const isRoom: Condition = { attribute: 'room.name', equals: room };
  return session === undefined ? [isRoom] : [isRoom, { attribute: 'session', equalsIfPresent: session }];
}

const isIn = (session: string | undefined, dueAtMs: number): Change['set'] => ({
  dueAtMs,
  ...(session === undefined ? {} : { session }),
});
