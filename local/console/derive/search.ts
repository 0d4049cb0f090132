import type { CallView } from '../../../lib/admin/call-schema.ts';
import type { RoomView } from '../api/events.ts';

/** Whether a call is one of those that somebody looks for: by last digits of a number, its id, its conference, or its state. */
export function isFound(
  call: CallView,
  wanted: string,
  rooms: readonly Pick<RoomView, 'name' | 'callers'>[],
): boolean {
  const words = wanted
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const conference = call.journey === 'pin' ? [call.conference, nameOf(call.id, rooms)] : [];
  const shown = [call.id, call.to, call.from, call.state, ...conference]
    .filter((part) => part !== undefined)
    .map((part) => part.toLowerCase());
  return words.every((word) => shown.some((part) => part.includes(word)));
}

/** The name of the conference whose room shows the call. */
function nameOf(id: string, rooms: readonly Pick<RoomView, 'name' | 'callers'>[]): string | undefined {
  return rooms.find(({ callers }) => callers.some(({ callId }) => callId === id))?.name;
}
