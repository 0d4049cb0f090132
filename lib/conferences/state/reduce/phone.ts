import type { Caller } from '../../model/conference.ts';
import type { CallerEventOf } from '../../model/caller-events.ts';
import { isOfLastJoin } from '../of-join.ts';

/** What the voice provider has of a caller's mute, after an event that tells it. */
export function reducePhone(
  caller: Caller,
  event: CallerEventOf<'phoneUnknown' | 'phoneHas' | 'phoneSeen'>,
): Caller {
  if (!isOfLastJoin(caller, event)) return caller;
  const { phone } = caller;
  switch (event.kind) {
    case 'phoneUnknown':
      return { ...caller, phone: { ...phone, isUnsure: true } };
    case 'phoneHas':
      return { ...caller, phone: { muted: event.muted } };
    case 'phoneSeen':
      return event.muted === phone.muted
        ? caller
        : { ...caller, phone: { ...phone, muted: !caller.muted.is } };
  }
}
