import type { ConferenceId } from '../model/conference.ts';
import { isLongerThan } from '../model/pins.ts';
import type { ConferenceDeps, PinAdmin, KnownAdmin } from '../ports.ts';

/** PINs of a closed conference still say that it is closed for as long as the conference itself is kept. */
const closedPinsKeptMs = 30 * 86_400_000;

/**
 * Lets what leads into a closed conference end with it. PINs that stayed live would count among those that new ones have
 * to be longer for, and known callers as matches of their number, which stand in the way of open conferences. Twice is
 * the same as once.
 */
export async function endAccess(
  {
    pins,
    known,
    clock,
  }: Pick<ConferenceDeps, 'clock'> & {
    readonly pins: Pick<PinAdmin, 'listOf' | 'expire'>;
    readonly known: Pick<KnownAdmin, 'listOf' | 'remove'>;
  },
  id: ConferenceId,
): Promise<void> {
  const untilMs = clock.now() + closedPinsKeptMs;
  for (const { hash, entry } of await pins.listOf(id))
    if (isLongerThan(entry, untilMs)) await pins.expire(hash, untilMs);
  for (const { hash, caller } of await known.listOf(id)) await known.remove(hash, caller);
}
