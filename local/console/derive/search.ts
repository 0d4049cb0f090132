import type { CallView } from '../../../lib/admin/call-schema.ts';

/** Whether a call is one of those that somebody looks for: by last digits of a number, its id, its conference, or its state. */
export function isFound(call: CallView, wanted: string): boolean {
  const words = wanted
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const conference = call.journey === 'pin' ? [call.conference, call.conferenceName] : [];
  const shown = [call.id, call.to, call.from, call.state, ...conference]
    .filter((part) => part !== undefined)
    .map((part) => part.toLowerCase());
  return words.every((word) => shown.some((part) => part.includes(word)));
}
