import type { CallEnd } from './call-out.ts';
import type {
  ConferenceId,
  KickReason,
  Press,
  TransferOutcome,
  TransferTarget,
  VoiceCallId,
} from './conference.ts';

/** What a newcomer brings along. */
export interface Newcomer {
  readonly conference: ConferenceId;
  readonly call: VoiceCallId;
  readonly name: string;
  /** The name is the caller's own, of a personal PIN. */
  readonly isNamed?: true;
  readonly number?: string | undefined;
  readonly externalId?: string | undefined;
  readonly muted: boolean;
  /** How often the call has been led on, into this conference the last time; absent: never. */
  readonly ledOn?: number;
}

/** News of the join of this number; absent: the provider does not tell joins of one call apart, of which there is one. */
export interface OfJoin {
  readonly joinSequence?: number | undefined;
}

/** Something that happened to one caller. */
export type CallerEvent = { readonly atMs: number } & (
  | {
      /** `waits`: outside the meeting, since the bridge is not in; there the caller was told so. */
      readonly kind: 'admitted';
      readonly joinSequence: number;
      readonly newcomer: Newcomer;
      readonly waits?: true;
    }
  /** The caller still waits outside. */
  | { readonly kind: 'waited' }
  /** The caller waits no more. `move`: the provider is about to be asked to move the call, by the run that drew this number. */
  | { readonly kind: 'letIn'; readonly move?: number }
  /** `after`: the join that the caller was in before, as far as whoever rendered the next one knew. */
  | { readonly kind: 'rejoining'; readonly joinSequence: number; readonly after?: number }
  /** `muted` absent: how the leg came in is not said. */
  | ({ readonly kind: 'joined'; readonly muted?: boolean } & OfJoin)
  | ({ readonly kind: 'left' } & OfJoin)
  /** The call came back out of the meeting and asks what to do next. */
  | { readonly kind: 'returned'; readonly joinSequence: number }
  /** `end`: how, where the provider ends a caller's call with that of whom they were led to. */
  | { readonly kind: 'gone'; readonly end?: CallEnd }
  /**
   * On the voice provider's list of who is in the meeting; `atMs`: right before it was asked. `isOnlySource`: nothing else
   * tells of joins there, so that the list is not behind anything.
   */
  | {
      readonly kind: 'seen';
      readonly joinSequence: number;
      readonly muted: boolean;
      readonly isOnlySource?: boolean;
    }
  /** Not on that list. `isUp`: whether the call itself goes on; undefined: not known, or not asked. */
  | { readonly kind: 'missed'; readonly joinSequence: number; readonly isUp?: boolean | undefined }
  /** `menu`: by a key in the menu that came after this join; of one menu one key counts. `press`: by a key in the meeting. */
  | {
      readonly kind: 'muted';
      readonly is: boolean;
      readonly by: 'room' | 'caller';
      readonly menu?: number;
      readonly press?: Press;
    }
  | { readonly kind: 'hand'; readonly raised: boolean; readonly menu?: number; readonly press?: Press }
  /** A moderator asks the caller to unmute. */
  | { readonly kind: 'askedToUnmute' }
  /** The caller has heard of the asking of then, or will not any more. */
  | { readonly kind: 'askTold'; readonly askedAtMs: number }
  /** The caller was told why nobody is heard. */
  | { readonly kind: 'waitTold' }
  /** The caller was told that the room is recorded, or is no more. */
  | { readonly kind: 'recordingTold'; readonly isOn: boolean }
  /**
   * The room reported that the caller left, for no reason that we know of; and it was found to be another than a removal.
   * `takenBackAtMs`: the caller's own, as it was known when no reason was.
   */
  | { readonly kind: 'leftRoom'; readonly takenBackAtMs?: number | undefined }
  | { readonly kind: 'leaveExplained' }
  | { readonly kind: 'kicked'; readonly why: KickReason }
  | { readonly kind: 'kickTold' }
  /** An operator wants the caller led on. Of several orders the first counts, until it has an outcome. */
  | { readonly kind: 'transferOrdered'; readonly to: TransferTarget }
  /** The voice provider is about to be told to have the call ask what to do. */
  | { readonly kind: 'leadingOut' }
  /** The call has asked, and was led on. `outcome` absent: whether anybody takes them is to be seen. */
  | { readonly kind: 'ledOn'; readonly outcome?: TransferOutcome }
  /** Nobody took them. `waits`: from now on they are outside the meeting, since the bridge is not in, and go in by this join. */
  | {
      readonly kind: 'cameBack';
      readonly outcome: TransferOutcome;
      readonly waits?: { readonly joinSequence: number };
    }
  | { readonly kind: 'transferEnded'; readonly outcome: TransferOutcome }
  /** The voice provider is about to be asked to mute or unmute the leg. */
  | { readonly kind: 'phoneUnknown'; readonly joinSequence: number }
  /** The voice provider now has this. */
  | { readonly kind: 'phoneHas'; readonly joinSequence: number; readonly muted: boolean }
  /** The voice provider reports this. Reports may be late, so one that is news only says that we do not know. */
  | ({ readonly kind: 'phoneSeen'; readonly muted: boolean } & OfJoin)
  /** The room now has this (or may have, if unsure), for this session and bridge leg; what is left out stays. */
  | {
      readonly kind: 'roomHas';
      readonly session: string;
      readonly bridge: string;
      readonly muted?: boolean;
      readonly hand?: boolean;
      readonly isUnsure?: boolean;
      /** Of what is unsure: it was not asked before, as far as is known. */
      readonly isFirst?: boolean;
    }
  /** The room shows a caller of whom it was unsure. `atMs`: at the latest. */
  | { readonly kind: 'roomConfirmed'; readonly session: string; readonly bridge: string }
  /** `isAnswer`: it says so itself, which is no news of somebody whose leave is being looked into. */
  | { readonly kind: 'roomHasNot'; readonly isAnswer?: true }
  /** The room is about to be told of the caller's mute. */
  | { readonly kind: 'roomMuteUnknown'; readonly muted: boolean }
  /** The room is about to be asked to let the caller go. */
  | { readonly kind: 'roomLetsGo' }
  /** The room is about to be told of the caller's hand. */
  | { readonly kind: 'roomHandUnknown' }
  /** What the room was about to be asked, noted then, surely was not carried out. */
  | { readonly kind: 'roomNotAsked'; readonly askedAtMs: number }
  /** The same, because of the caller's entry: it is not to be asked again before. */
  | { readonly kind: 'roomRefused'; readonly askedAtMs: number; readonly untilMs: number }
);

/** The events of some kinds. */
export type CallerEventOf<Kind extends CallerEvent['kind']> = Extract<CallerEvent, { readonly kind: Kind }>;
