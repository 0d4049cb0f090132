import type { HeldCallDeps } from '../../ports.ts';

/** Between two polls of who is in the room, in ms. */
const pollEveryMs = 500;

/**
 * Sees to it, before a call on a trunk is answered, that the bot of `target` is the only one that its caller can meet. All have
 * one room, the provider's, and the bot of a target whose back end gave no clear answer may come all the same. Who is kept out
 * of a room is remembered only while somebody is in it: so the bot is waited for, and then the others are kept out. Later it
 * would be of no use: with the only bot in the room put out, the provider hangs up on the caller.
 *
 * False: it is not so by `endsAtMs` (Unix ms).
 */
export async function makeOnlyBot(
  { video, clock }: Pick<HeldCallDeps, 'video' | 'clock'>,
  room: string,
  target: number,
  others: readonly number[],
  endsAtMs: number,
): Promise<boolean> {
  while (clock.now() < endsAtMs) {
    const isIn = await video.isBotIn(room, target, endsAtMs);
    if (isIn && (await video.keepOut(room, others, endsAtMs))) return true;
    await clock.sleep(pollEveryMs);
  }
  return false;
}
