import { ownRoomName, type HeldCall } from '../../model/call.ts';
import type { BotTarget } from '../../model/route.ts';
import type { BotStart, HeldCallDeps } from '../../ports.ts';
import { bearerToken, type BotPurpose } from './tokens.ts';

/** What came of asking for a bot. `no-room`: there is no room that it could be let into, and no back end was asked. */
export type StartedIn = BotStart | { readonly kind: 'no-room'; readonly why: string };

interface Start {
  /** Index of the target. */
  readonly index: number;
  readonly target: BotTarget;
  readonly room: { readonly name: string; readonly url: string; readonly expiresAtMs: number };
  readonly signingKey: string;
  /** Unix ms: until when the back end's answer is waited for. */
  readonly endsAtMs: number;
}

/** Asks a back end for one bot, in a room that is there. */
export async function startBotIn(
  { video, bots, settings, count }: Pick<HeldCallDeps, 'video' | 'bots' | 'settings' | 'count'>,
  call: HeldCall,
  { index, target, room, signingKey, endsAtMs }: Start,
): Promise<StartedIn> {
  const token = await video.botToken(room.name, index, room.expiresAtMs);
  if (token === undefined) return { kind: 'no-room', why: 'no-room-token' };
  const { stage, publicUrl } = settings;
  const mayAsk = (purpose: BotPurpose) => ({
    url: `${publicUrl}/calls/${call.id}/${purpose}`,
    token: bearerToken(signingKey, purpose, stage, ownRoomName(stage, call.id, call.attempt)),
  });
  const started = await bots.start({
    id: `${call.id}-${call.attempt}-${index + 1}`,
    target,
    room: { name: room.name, url: room.url, token },
    call,
    endsAtMs,
    report: mayAsk('ready'),
    ...(call.transferTo !== undefined && { transfer: mayAsk('transfer') }),
    ...(call.notice !== undefined && { notice: { ...call.notice, ...mayAsk('noticed') } }),
  });
  count('botStarts', 1, `${target.kind}-${started.kind}`);
  return started;
}

/**
 * How long a room of ours outlives the longest call. Clocks differ, and no caller is cut off early; and it is the sweep that
 * deletes it, with what else is left of the call: that comes once a minute, and puts a look off for five minutes.
 */
const roomGraceMs = 15 * 60_000;

/** Unix ms: until when a call's room, and a bot's token for it, are good. */
export function roomEndsAtMs(
  { budgetEndsAtMs }: Pick<HeldCall, 'budgetEndsAtMs'>,
  { longestCallMs }: Pick<HeldCallDeps['settings'], 'longestCallMs'>,
): number {
  return budgetEndsAtMs + longestCallMs + roomGraceMs;
}
