import * as z from 'zod';
import { destinationSchema } from '../../numbers/destination.ts';

/** Names a conference's items and its meeting at the voice provider: 1 to 64 characters of `[A-Za-z0-9_-]`. */
export const conferenceIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .brand<'ConferenceId'>();
export type ConferenceId = z.infer<typeof conferenceIdSchema>;

/** The voice provider's name for one call; opaque here. A provider's folder encodes what does not fit. */
export const voiceCallIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,128}$/)
  .brand<'VoiceCallId'>();
export type VoiceCallId = z.infer<typeof voiceCallIdSchema>;

/**
 * A call's id without the place before it, `eu-3_`, at which alone its provider reaches it: that is what names the call, and most
 * news of a call say no more.
 */
export const withoutPlace = (call: VoiceCallId): string => call.replace(/^[a-z]{2}-\d_/, '');

/** Voice providers, each with a folder of its own in `lib/providers/`. A deployment need not have all of them. */
export const voiceIds = ['twilio', 'sinch', 'plivo', 'vonage'] as const;
export type VoiceId = (typeof voiceIds)[number];

/** Whose a conference or a dial-in is. What an earlier version stored is Twilio's. */
export const voiceIdSchema = z.enum(voiceIds).default('twilio');

/** Languages that every sentence is written in; a further one is one more file in `lib/conferences/model/languages/`. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What a conference can be set to. Times are Unix ms, durations ms. */
export const conferenceSettingsSchema = z.strictObject({
  /** Callers join muted. Default false. */
  joinMuted: z.boolean().default(false),
  /** Most callers at once. Default 200; a conference at the voice provider takes 250 with the bridge. */
  capacity: z.int().min(1).max(249).default(200),
  /** Callers get in from this moment on. Default: at once. */
  opensAtMs: z.number().optional(),
  /** Callers get in until this moment. Default: for ever. */
  closesAtMs: z.number().optional(),
  /** Longest stay of one caller. Default 4 hours, the voice provider's own default. */
  longestStayMs: z.number().positive().default(14_400_000),
  /** What the room sees of a caller's number. Default `last-digits`. */
  numberDisplay: z.enum(['full', 'last-digits', 'nothing']).default('last-digits'),
  /** Who has the bridge dialled: we, when somebody waits, or the host in the room. Default `automatic`. */
  bridge: z.enum(['automatic', 'host']).default('automatic'),
  /** Whether callers may undo a mute by a moderator. Default true. */
  mayUndoMute: z.boolean().default(true),
  /**
   * Whether known callers need no PIN: only those whose number the provider vouches for (`verified`), or any that shows
   * such a number, which anybody can forge (`unverified-too`). Default `off`.
   */
  knownCallers: z.enum(['off', 'verified', 'unverified-too']).default('off'),
  /**
   * Whether all who are in hear a tone when a caller comes and when that caller goes: of each (`on`), of none, or of those who
   * come while so many callers at most are there, themselves included. Default `off`.
   */
  tones: z.union([z.enum(['off', 'on']), z.int().min(1).max(249)]).default('off'),
});
export type ConferenceSettings = z.infer<typeof conferenceSettingsSchema>;

/** What is known of the tries to have the bridge dialled. */
const dialsSchema = z.object({
  /** How often the room has said that it dials since the bridge was last in, seen or not; it came not, or is not in yet. */
  tries: z.number(),
  /** Legs in a row that were let in since it was last in, and had gone before anybody told that they were in. */
  unseenStays: z.number().optional(),
  /** It has dropped: should it come, and drop again soon, somebody does not want it. */
  isRedial: z.boolean().optional(),
  /** Requests in a row after which the room did not say that it dials. */
  failures: z.number().optional(),
});

const bridgeSchema = z.discriminatedUnion('state', [
  /** `notBeforeMs`: not to be dialled before. `isRefused`: the room said no to the last request. */
  dialsSchema.extend({
    state: z.literal('absent'),
    notBeforeMs: z.number(),
    isRefused: z.boolean().optional(),
  }),
  /** `isUnsure`: the room has not said that it dials. `untilMs`: till then the bridge may come in. */
  dialsSchema.extend({
    state: z.literal('dialling'),
    untilMs: z.number(),
    isUnsure: z.boolean().optional(),
  }),
  /**
   * Stored by its call, so that no other leg's leave touches it. `isRedial`: we had it dialled
   * again after it had dropped. `isCarriedOver`: another session has begun since, and it may have gone with the one
   * before. `isUnsure`: so it has, and the voice provider could not say whether the leg is up. `isUnasked`: nobody has had
   * it dialled that we know of, so that it may be anybody who has got hold of the PIN. `isVouched`: the voice provider vouches that
   * it comes from the bridge's own origin.
   * `missedAtMs`: it was first in doubt, the voice provider's list being without it, or another leg wanting its place.
   * `letGo`: the room was asked in vain to drop it, this often; not again before then.
   */
  z.object({
    state: z.literal('in'),
    call: voiceCallIdSchema,
    joinSequence: z.number(),
    /** A bridge that came in under an earlier version has none. */
    sinceMs: z.number().default(0),
    isRedial: z.boolean().optional(),
    isCarriedOver: z.boolean().optional(),
    isUnsure: z.boolean().optional(),
    isUnasked: z.boolean().optional(),
    isVouched: z.literal(true).optional(),
    missedAtMs: z.number().optional(),
    letGo: z.object({ tries: z.number(), notBeforeMs: z.number() }).optional(),
  }),
]);
/** The SIP leg that ties the meeting at the voice provider to the room: audio plumbing, never a caller. */
export type Bridge = z.infer<typeof bridgeSchema>;

export const conferenceSchema = z.object({
  id: conferenceIdSchema,
  name: z.string().min(1).max(100),
  /** The room's id at the room provider; opaque here. */
  room: z.string(),
  /** At which voice provider its phones meet: two conferences of one name at two of them never hear each other. */
  voice: voiceIdSchema,
  /** Number (E.164) that callers dial, for invitations. A conference of an earlier version has none. */
  dialIn: z.string().optional(),
  settings: conferenceSettingsSchema,
  isClosed: z.boolean(),
  /**
   * The room's latest session as far as we heard. Its start may never have been reported, but its end was. `previous`:
   * the one before, of which news come too late. `missedAtMs`: the room provider's list was first without it.
   */
  session: z
    .object({
      id: z.string(),
      startedAtMs: z.number().optional(),
      endedAtMs: z.number().optional(),
      previous: z.string().optional(),
      missedAtMs: z.number().optional(),
    })
    .optional(),
  /** Whether the room is recorded, as far as we heard last, and in which session, if that was said. */
  recording: z.object({ isOn: z.boolean(), atMs: z.number(), session: z.string().optional() }).optional(),
  bridge: bridgeSchema,
  /**
   * The last legs that have left and were, or would have become, the bridge: news of this join of theirs, and of older ones, come too
   * late. Without a number the call is over.
   */
  endedLegs: z.array(z.object({ call: voiceCallIdSchema, joinSequence: z.number().optional() })).optional(),
  /** The meeting out of which a bridge has dropped last, and when. Whoever waits there hears nothing by itself. */
  lost: z.object({ meeting: z.string(), atMs: z.number() }).optional(),
  /** A leg that was let in as the bridge, and of whose join nobody may tell: the list is asked for it. `isVouched`: as of the bridge. */
  comingBridge: z
    .object({ call: voiceCallIdSchema, atMs: z.number(), isVouched: z.literal(true).optional() })
    .optional(),
  /** A leg that another has replaced as the bridge, until it is hung up: two of them would hear each other. */
  replacedBridge: voiceCallIdSchema.optional(),
  /** When we last compared what we know with what both providers say. */
  polledAtMs: z.number().optional(),
  /** When the first look was that one of them left unanswered, as it did all others since then. */
  unansweredSinceMs: z.number().optional(),
  /** Until when a provider asked to be left alone. */
  rests: z.object({ room: z.number().optional(), voice: z.number().optional() }).optional(),
  /** The voice provider's name for the running meeting; opaque here. Changes when everybody has left in between. */
  meeting: z.string().optional(),
  /** Number of the last join rendered for any leg, so that each has a label of its own. */
  joins: z.number(),
  createdAtMs: z.number(),
});
export type Conference = z.infer<typeof conferenceSchema>;

/** Why a caller is thrown out; each has a sentence. */
const kickReasons = ['kicked', 'conference-closed', 'session-over', 'overdue'] as const;
export type KickReason = (typeof kickReasons)[number];

/**
 * What can come of leading a caller on. `answered`: the other side has taken them. `rejected`: it did not, or was busy. `no-answer`: it
 * rang for as long as it may. `failed`: nothing came of it, or nobody could say what. `caller-left`: they hung up before it was done.
 */
const transferOutcomes = ['answered', 'rejected', 'no-answer', 'caller-left', 'failed'] as const;
export type TransferOutcome = (typeof transferOutcomes)[number];

/** Where a caller may be led on to. */
const transferTargetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conference'), conference: conferenceIdSchema }),
  z.object({ kind: z.literal('destination'), destination: destinationSchema }),
]);
export type TransferTarget = z.infer<typeof transferTargetSchema>;

/** An order to lead a caller on. It is open until it has an outcome. */
const transferSchema = z.object({
  to: transferTargetSchema,
  atMs: z.number(),
  /** When the voice provider was last about to be told to have the call ask what to do. */
  askedAtMs: z.number().optional(),
  /** When the caller was led on, and was in this conference no more. */
  ledAtMs: z.number().optional(),
  /** The call itself has ended since then: nobody comes back by it. */
  isOver: z.literal(true).optional(),
  outcome: z.enum(transferOutcomes).optional(),
  outcomeAtMs: z.number().optional(),
});
export type Transfer = z.infer<typeof transferSchema>;

/** `isDoubted`: the room has said the contrary since, and it is not known what came last. Until it is told again. */
const tellingSchema = z.object({
  fromMs: z.number(),
  untilMs: z.number().optional(),
  isDoubted: z.boolean().optional(),
});

/** A key pressed in a meeting. `id`: the provider's name for the press, if it has one; `atMs`: when it reports it, or we heard. */
const pressSchema = z.object({ id: z.string().optional(), key: z.string(), atMs: z.number() });
export type Press = z.infer<typeof pressSchema>;

/** A person on a phone in a conference. */
export const callerSchema = z.object({
  conference: conferenceIdSchema,
  call: voiceCallIdSchema,
  /** What the room shows. */
  name: z.string(),
  /** The name is the caller's own, of a personal PIN, and holds in any conference. */
  isNamed: z.literal(true).optional(),
  /** The number, only if the conference shows it in full. */
  number: z.string().optional(),
  externalId: z.string().optional(),
  /** Number of the last join rendered for the call; events of an older join are ignored. */
  joinSequence: z.number(),
  /**
   * `waiting`: on the line outside the meeting, before the bridge is in. `joining`: a join was rendered. `absent`: out of the
   * meeting, but on the line (the menu). `gone`: the call is over, or was led on to somewhere else.
   */
  presence: z.enum(['waiting', 'joining', 'in', 'absent', 'gone']),
  presenceAtMs: z.number(),
  /** Since when the caller has been out of the meeting; neither the menu nor joins that come to nothing begin it anew. */
  awaySinceMs: z.number().optional(),
  admittedAtMs: z.number(),
  /** How often the call had been led on by then, into this conference the last time; absent: never. */
  ledOn: z.number().optional(),
  /** When the voice provider was about to be asked to move the waiting caller into the meeting. `by`: drawn by whoever does. */
  moved: z.object({ atMs: z.number(), by: z.number() }).optional(),
  /** Keys pressed in the meeting that count, the last few: a press may be reported twice. */
  presses: z.array(pressSchema).optional(),
  /** When the voice provider's list was first without the caller, who should be in by this join. */
  missed: z.object({ joinSequence: z.number(), atMs: z.number() }).optional(),
  /** When the caller was told to be in, who is out as far as is known: the first time since they went out. */
  strayedAtMs: z.number().optional(),
  /** Out of which join the caller went to the menu in which a key was last pressed. */
  pressedIn: z.number().optional(),
  /** When the caller last came back out of the meeting, out of which join, and how many in a row had failed by then. */
  returned: z.object({ joinSequence: z.number(), atMs: z.number(), failures: z.number() }).optional(),
  /** What should be, and who said so last: the room within the second that begins then. */
  muted: z.object({ is: z.boolean(), by: z.enum(['room', 'caller']), atMs: z.number() }),
  /** The last second within which the room said anything of the mute, and what: each state once, as it arrived first. */
  roomSaid: z.object({ atMs: z.number(), words: z.array(z.boolean()) }).optional(),
  hand: z.boolean(),
  /** When we heard that the caller had left the room, if for no reason that we know of: perhaps a moderator's doing. */
  leftRoomAtMs: z.number().optional(),
  /** When a moderator last asked the caller to unmute, and whether they have heard that. */
  asked: z.object({ atMs: z.number(), isTold: z.boolean() }).optional(),
  /** When the caller was last told why nobody is heard; who waits outside is told this often that it shows they are there. */
  waitToldAtMs: z.number().optional(),
  /** What the caller was last told of the room's recording, and when. Default nothing. */
  recordingTold: z.object({ isOn: z.boolean(), atMs: z.number() }).optional(),
  /** A moderator or we have thrown the caller out: told and hung up until `gone`. */
  kicked: z
    .object({ why: z.enum(kickReasons), atMs: z.number(), toldAtMs: z.number().optional() })
    .optional(),
  /** An operator has the caller led on to somewhere else. */
  transfer: transferSchema.optional(),
  /** What the voice provider has of it while it is in. `isUnsure`: it was asked for something else, or about to be. */
  phone: z.object({ muted: z.boolean(), isUnsure: z.literal(true).optional() }),
  /**
   * What the room has of it, and the session and bridge leg for which that is true. `isUnsure`: the room was asked, or
   * was about to be, and has not said yes; so it has to be asked again, or to withdraw what it may have.
   */
  announced: z
    .object({
      session: z.string(),
      bridge: z.string(),
      /** Absent: the room has said something about it since, and may have either. */
      muted: z.boolean().optional(),
      /** When the room was last told of each state: from before the request until its answer, if there was one. */
      told: z.object({ muted: tellingSchema.optional(), unmuted: tellingSchema.optional() }).optional(),
      /** Absent: the room was about to be told, and may have either. */
      hand: z.boolean().optional(),
      isUnsure: z.boolean().optional(),
      /** When it was about to be asked, if that was for the first time: an answer to it may say that it surely has not. */
      firstAskedAtMs: z.number().optional(),
      /** The room was asked to let the caller go, or was about to be, and may show them no more. */
      isLeaving: z.boolean().optional(),
      /** When the room was last told of the caller, or of its mute. */
      atMs: z.number(),
    })
    .optional(),
  /** When we last took the caller back from the room, or were about to. */
  takenBackAtMs: z.number().optional(),
  /** An announcement that was given up may still take effect until then, and undo what the room was told since. */
  settlesAtMs: z.number().optional(),
  /** The room refused the caller (a fault of its entry, not of the moment): not announced again before this moment. */
  refusedUntilMs: z.number().optional(),
});
export type Caller = z.infer<typeof callerSchema>;

/** `session`: undefined if none runs. */
export interface LiveSession {
  readonly session: string | undefined;
}

/**
 * Settings that are to be otherwise, as somebody wrote them: only with all the others can they be judged. One that is
 * named without a value gets its default again.
 */
export type SettingsChange = { readonly [Name in keyof ConferenceSettings]?: unknown };
