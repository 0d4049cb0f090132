import type { VoiceCallId, LiveSession, SettingsChange } from './conference.ts';

/** Something that happened to a conference as a whole. `atMs`: Unix ms, the provider's where it says one. */
export type ConferenceEvent = { readonly atMs: number } & (
  | { readonly kind: 'sessionStarted'; readonly session: string }
  | { readonly kind: 'sessionEnded'; readonly session: string }
  /** The room says that it is recorded, or is no more. */
  | { readonly kind: 'recording'; readonly isOn: boolean; readonly session: string | undefined }
  /** A join was rendered for some leg: the next number is taken. */
  | { readonly kind: 'joinRendered' }
  /** A leg was let in as the bridge, and nobody may tell that it has joined, or where. `isVouched`: as in `bridgeJoined`. */
  | { readonly kind: 'bridgeComing'; readonly call: VoiceCallId; readonly isVouched?: boolean }
  | {
      readonly kind: 'bridgeJoined';
      readonly call: VoiceCallId;
      readonly joinSequence: number;
      readonly meeting: string;
      /** The voice provider vouches that the leg comes from the bridge's own origin. */
      readonly isVouched?: boolean;
    }
  /** Another leg, for which nobody vouches, has keyed the PIN of this bridge: it may be out, unheard. */
  | { readonly kind: 'bridgeDoubted'; readonly call: VoiceCallId }
  /**
   * `joinSequence` absent: the call is over, whatever became of its join. `arrivedAtMs`: when the call came.
   * `renderedJoin`: the number of the join that the leg was let in by, heard of or not. `isVouched`: as in `bridgeJoined`.
   */
  | {
      readonly kind: 'bridgeLeft';
      readonly call: VoiceCallId;
      readonly joinSequence?: number;
      readonly arrivedAtMs?: number;
      readonly renderedJoin?: number | undefined;
      readonly isVouched?: boolean;
    }
  /** The room is about to be asked to dial. `untilMs`: should it do so without a word, the bridge is in by then. */
  | { readonly kind: 'bridgeAsked'; readonly untilMs: number }
  /** The room says that it dials. */
  | { readonly kind: 'bridgeDialled'; readonly untilMs: number }
  /** No bridge is on its way. `isRefused`: the room said no. */
  | { readonly kind: 'bridgeNotDialled'; readonly notBeforeMs: number; readonly isRefused?: true }
  /** The room was looked into, and nobody was there. `notBeforeMs`: when it is looked into again. */
  | { readonly kind: 'nobodyThere'; readonly notBeforeMs: number }
  /** The bridge is up in the session that has begun since it came in. `isUnsure`: it counts as up, which nobody can say. */
  | {
      readonly kind: 'bridgeProved';
      readonly call: VoiceCallId;
      readonly joinSequence: number;
      readonly isUnsure?: true;
    }
  /** The room was asked to drop the bridge, for the `tries`-th time in vain. */
  | { readonly kind: 'bridgeKept'; readonly tries: number; readonly notBeforeMs: number }
  /** A leg that was replaced as the bridge, or was not wanted as such, is on the line no more. */
  | { readonly kind: 'legEnded'; readonly call: VoiceCallId }
  | { readonly kind: 'meetingSeen'; readonly meeting: string }
  /**
   * Both providers were asked how things are; `atMs`: right before. `live`: the session that runs, if any; undefined: unknown.
   * `bridge`: whether this join of the bridge is in the meeting; undefined: unknown. `isUnanswered`: one of them left
   * something unanswered.
   */
  | {
      readonly kind: 'polled';
      readonly live: LiveSession | undefined;
      readonly bridge?: {
        readonly call: VoiceCallId;
        readonly joinSequence: number;
        readonly isThere: boolean;
      };
      readonly isUnanswered?: true;
    }
  /** A provider does not want to be asked anything before then. */
  | { readonly kind: 'providerRests'; readonly side: 'room' | 'voice'; readonly untilMs: number }
  | { readonly kind: 'settingsChanged'; readonly change: SettingsChange }
  | { readonly kind: 'closed' }
);

export type ConferenceEventOf<Kind extends ConferenceEvent['kind']> = Extract<
  ConferenceEvent,
  { readonly kind: Kind }
>;

/** What changes a conference by the hand of whoever administers it. */
export type AdminEvent = ConferenceEventOf<'settingsChanged' | 'closed'>;
