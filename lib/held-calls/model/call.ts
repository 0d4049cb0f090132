import { createHash } from 'node:crypto';
import * as z from 'zod';
import { transferListSchema } from '../../numbers/destination.ts';
import { callStates } from './call-states.ts';
import { botNoticeSchema } from './notice.ts';
import { targetSchema } from './route.ts';
import { transferOutcomes } from './transfer.ts';

const callIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** Names the call's item, its rooms and its execution: 1 to 64 characters of `[A-Za-z0-9_-]`. */
export const callIdSchema = z.string().regex(callIdPattern).brand<'CallId'>();
export type CallId = z.infer<typeof callIdSchema>;

/**
 * The id that stands for a provider's own call id: that id itself where it is safe as a room and execution name,
 * otherwise its hash, so that the same call always gets the same id.
 */
export function callIdFrom(providerCallId: string): CallId {
  const safe = callIdPattern.test(providerCallId)
    ? providerCallId
    : createHash('sha256').update(providerCallId).digest('base64url');
  return callIdSchema.parse(safe);
}

const roomRefSchema = z.object({
  name: z.string(),
  /** It was made for this call alone, by us or by the trunk that the call came on, so we may delete it. */
  own: z.boolean(),
});
/** A Daily room that a call uses. */
export type RoomRef = z.infer<typeof roomRefSchema>;

const startedBotSchema = z.object({
  target: targetSchema,
  attempt: z.number(),
  /** The back end's name for the session; absent where it has none, then only the room's deletion stops the bot. */
  session: z.string().optional(),
});
/** A bot that a back end said it would send. */
export type StartedBot = z.infer<typeof startedBotSchema>;

const refusalSchema = z.object({
  /** Index into `targets`; absent: there was no room for a bot of any of them. */
  target: z.number().optional(),
  /** A short word: a status, an error code, or what the room lacks. */
  why: z.string(),
  times: z.number(),
  /** The target is not to be asked before this. */
  againAtMs: z.number().optional(),
});
/** A target that did not take a call on, with the same reason for all of so many times. */
export type Refusal = z.infer<typeof refusalSchema>;

const lineSchema = z.object({ atMs: z.number(), event: z.string(), detail: z.string().optional() });
/** One line of a call's timeline: when (Unix ms), what, and a word of detail without numbers or secrets. */
export type TimelineLine = z.infer<typeof lineSchema>;

/** One held call, as it is stored. Times are Unix milliseconds. */
export const heldCallSchema = z.object({
  id: callIdSchema,
  state: z.enum(callStates),
  /** The provider's handle of the call on hold: opaque here, understood by the provider's folder. Empty: it is not on hold. */
  hold: z.string(),
  /**
   * The trunk that the call came on. Its provider has made the room, lets the phone ring while bots are asked, and puts the caller in
   * there by itself: no machine holds such a call.
   */
  trunk: z.string().optional(),
  to: z.string(),
  from: z.string().optional(),
  sipHeaders: z.record(z.string(), z.string()).optional(),
  /** Why the call goes where it goes: the routing decision's word. */
  reason: z.string(),
  targets: z.array(targetSchema),
  /** Who is still to be asked where the call goes, and how many of `targets` come before what they say. */
  ask: z.object({ url: z.string(), before: z.number() }).optional(),
  dialOut: z.boolean(),
  heldAtMs: z.number(),
  budgetEndsAtMs: z.number(),
  /**
   * Serial number of the attempt; every room of ours carries it in its name. 0 before the first. A target that surely
   * sends nobody is no attempt: the next one gets the same room.
   */
  attempt: z.number(),
  /** Index into `targets` of the target being tried. */
  targetIndex: z.number(),
  /** Task token of the machine's current attempt. */
  token: z.string().optional(),
  room: roomRefSchema.optional(),
  /** The room's SIP address as far as known before it is ready. */
  address: z.string().optional(),
  /** When the current target took the call on: its bot is on the way, or its room has the call on its list. */
  askedAtMs: z.number().optional(),
  /** The last attempt that nobody took on, as its own task found. */
  noTargetAttempt: z.number().optional(),
  /** Who did not take the call on, why and how often: counted, so that a long wait makes no long list. */
  refusals: z.array(refusalSchema).optional(),
  /** The room in hand, while no bot was sent to it: the next bot may have it. */
  spareRoom: z
    .object({
      /** Absent: it may not be made yet. */
      made: z.object({ url: z.string(), address: z.string() }).optional(),
    })
    .optional(),
  /** Why the room in hand is of no use any more: another target is due. */
  turnedDown: z.string().optional(),
  ready: z.object({ atMs: z.number(), address: z.string().optional(), source: z.string() }).optional(),
  /** How many orders to connect may have worked: 2 at most. One that surely did not is taken off again. */
  updates: z.number(),
  /** When the first of them was about to be sent, and when the last. */
  claimedAtMs: z.number().optional(),
  orderedAtMs: z.number().optional(),
  /**
   * When the last order that may have worked was carried out at the latest, where that is more than a moment after it was
   * noted: its answer, or the end of waiting for it, came then, or the next task began since its own had died.
   */
  answeredAtMs: z.number().optional(),
  /** The provider takes no order before this. */
  orderAfterMs: z.number().optional(),
  /** How often the room was seen empty since the first order. */
  emptyPolls: z.number().optional(),
  /** The provider said that there is no such call on hold any more. */
  reportedGone: z.boolean().optional(),
  /** The provider's id of the caller's leg in the room. */
  session: z.string().optional(),
  /** The provider's time at which that leg came in, if it was told: a meeting that had ended before was an older one. */
  connectedAtMs: z.number().optional(),
  /** Where the caller may be led to, as the route had it; absent: nowhere. */
  transferTo: transferListSchema.optional(),
  /** What its bot has to tell the caller first, as the route had it; absent: nothing. */
  notice: botNoticeSchema.optional(),
  /** When the bot reported that it has. */
  noticedAtMs: z.number().optional(),
  /** When the transfer in hand was asked for, or first heard of: the caller's leaving the room is no end then. */
  transferAtMs: z.number().optional(),
  /** Where it leads, if it was asked for here: what is asked again is not done again. */
  transferDestination: z.string().optional(),
  /** When the provider took the caller out of the room for it, and when it told that it is over. */
  transferBegunAtMs: z.number().optional(),
  transferOverAtMs: z.number().optional(),
  /** When the caller's leg left the room in the meantime, whatever for. */
  legLeftAtMs: z.number().optional(),
  /** What came of the last transfer. */
  transferOutcome: z.enum(transferOutcomes).optional(),
  /** Every room and bot that the call ever used, to be cleaned up after it. */
  rooms: z.array(roomRefSchema),
  /** Names of those rooms that are known to be gone again. */
  deletedRooms: z.array(z.string()),
  bots: z.array(startedBotSchema),
  /** Why a call that is over ended as it did. */
  outcome: z.string().optional(),
  /** Until when a task that was cut short may still make the room that was left when its attempt was. */
  lateRoomUntilMs: z.number().optional(),
  /** When it was given up, if it was. */
  releasedAtMs: z.number().optional(),
  /** How often the sweep could not clean up after the call; absent: never. */
  cleanUpFailures: z.number().optional(),
  /** When the sweep should look at the call; absent once nothing is left to do. */
  dueAtMs: z.number().optional(),
  timeline: z.array(lineSchema),
  /** Unix seconds after which the item counts as absent. */
  ttl: z.number(),
});
export type HeldCall = z.infer<typeof heldCallSchema>;

/** A call that nothing can happen to any more, but being cleaned up after. */
export function isOver(call: HeldCall): boolean {
  switch (call.state) {
    case 'ended':
    case 'abandoned':
    case 'released':
    case 'refused':
      return true;
    case 'held':
    case 'waiting':
    case 'connecting':
    case 'connected':
    case 'transferring':
    case 'transferred':
      return false;
  }
}

/** A call whose caller got through: to its room, or by then to somebody else. */
export function isConnected({ state }: Pick<HeldCall, 'state'>): boolean {
  return state === 'connected' || state === 'transferring' || state === 'transferred';
}

/**
 * A call whose caller was ordered into the room, and of whom nothing was heard since: they may be talking in there, or
 * be on the way. That the provider knows no such call on hold proves that they are gone only after the first order:
 * after the second it may mean that the first one works. Room and bot are the sweep's, which looks who is there.
 */
export function mayHoldCaller(call: HeldCall): boolean {
  switch (call.state) {
    case 'released':
      return call.updates > 0;
    case 'abandoned':
      return call.updates > 1;
    case 'held':
    case 'waiting':
    case 'connecting':
    case 'connected':
    case 'transferring':
    case 'transferred':
    case 'ended':
    case 'refused':
      return false;
  }
}

/** The name of the room that we make for one attempt of one call; at most 128 characters, as Daily allows. */
export function ownRoomName(stage: string, id: CallId, attempt: number): string {
  return `pb-${stage}-${id}-${attempt}`;
}

/** The id of the call that a trunk's provider has made a room for: the room is all that names such a call. */
export function trunkCallId(room: string): CallId {
  return callIdFrom(`trunk-${room}`);
}

/** Reads a room's name back into the call and attempt it was made for; undefined for a room that is not ours. */
export function parseOwnRoomName(
  stage: string,
  name: string,
): { readonly id: CallId; readonly attempt: number } | undefined {
  const prefix = `pb-${stage}-`;
  if (!name.startsWith(prefix)) return undefined;
  const match = /^(.+)-([1-9]\d{0,3})$/.exec(name.slice(prefix.length));
  const id = callIdSchema.safeParse(match?.[1]);
  return id.success ? { id: id.data, attempt: Number(match?.[2]) } : undefined;
}
