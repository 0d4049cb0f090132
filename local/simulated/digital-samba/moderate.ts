import type { Timers } from '../kit/timers.ts';
import { done, refuse, type Outcome } from './rooms/phone.ts';
import type { Rooms } from './rooms/rooms.ts';
import { parseScript } from './rooms/script.ts';

/** What a moderator is to do. */
export interface ModeratorRequest {
  /** UUID or friendly URL. */
  readonly room: string;
  /** See `parseScript`. */
  readonly script: string;
}

/** Lets a moderator take these steps, up to the first that is impossible. */
export async function perform(
  rooms: Rooms,
  timers: Timers,
  { room: id, script }: ModeratorRequest,
): Promise<Outcome> {
  const room = rooms.find(id);
  if (!room) return refuse(404, 'There is no such room.');
  const parsed = parseScript(script);
  if (!parsed.ok) return refuse(422, `Nobody understands: ${parsed.step}`);
  for (const { run } of parsed.steps) {
    const outcome = await run(room, timers);
    if (!outcome.ok) return outcome;
  }
  return done;
}
