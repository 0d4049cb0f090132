import type { Destination } from '../../numbers/destination.ts';
import type { ConferenceId, Language, VoiceCallId } from './conference.ts';
import type { Sentence } from './sentences.ts';

/** A sentence in a language, or the audio file that replaces it. */
export interface Spoken {
  readonly sentence: Sentence;
  readonly language: Language;
  readonly audioUrl?: string | undefined;
}

/** What is said in a language, or the audio file that replaces it. */
export interface Words {
  readonly language: Language;
  readonly text: string;
  readonly audioUrl?: string | undefined;
}

/** Which question the caller is answering with the keys collected. */
type Question =
  | { readonly kind: 'pin'; readonly attempt: number }
  /** Whether the caller agrees to the notice; or, where a notice needs no consent, whether it was heard. */
  | { readonly kind: 'notice'; readonly attempt: number }
  /** `n`: number of the join out of which the caller went to the menu. */
  | { readonly kind: 'menu'; readonly joinSequence: number };

/**
 * The next steps of a call, as data: a voice provider's folder renders them. A list is carried out in order; `collect`,
 * `join`, `wait`, `forward`, `dial`, `reject` and `hangUp` end it.
 */
export type Instruction =
  | { readonly kind: 'say'; readonly spoken: Spoken }
  /** Reads a notice out, in words of its own. No key stops it. */
  | { readonly kind: 'notice'; readonly words: Words }
  | { readonly kind: 'pause'; readonly seconds: number }
  /** Asks for keys; a key stops the sentences, of which there may be none. The answer, also an empty one, comes back as `digits`. */
  | {
      readonly kind: 'collect';
      readonly question: Question;
      readonly prompt: readonly Spoken[];
      readonly maxDigits: number;
      readonly timeoutS: number;
    }
  | {
      readonly kind: 'join';
      readonly conference: ConferenceId;
      readonly role: 'caller' | 'bridge';
      readonly call: VoiceCallId;
      /** With the call, unique for each join of each leg. */
      readonly joinSequence: number;
      readonly muted: boolean;
      readonly language: Language;
      /** All who are in hear when this leg comes, and when it goes. Absent: nobody does. */
      readonly tones?: true | undefined;
      /** Undefined: as long as the voice provider lets any call be in one. */
      readonly longestStayS?: number | undefined;
    }
  /**
   * Keeps somebody on the line outside the meeting, first with a sentence if there is one, then for so long without. Then
   * the call asks what to do next (`waited`). Only where people wait outside.
   */
  | {
      readonly kind: 'wait';
      readonly spoken: Spoken | undefined;
      readonly seconds: number;
      readonly language: Language;
    }
  | {
      readonly kind: 'forward';
      /** SIP address without `sip:`. */
      readonly address: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Calls somebody for the caller, and puts the two through. What came of it comes back (`callForwarded`). */
  | {
      readonly kind: 'dial';
      readonly to: Destination;
      /** Number that whoever is called sees, in E.164. */
      readonly from: string;
      readonly longestRingS: number;
      /** How long the two may talk; the voice provider's own limit beside it. */
      readonly longestStayS: number;
      readonly language: Language;
    }
  /** Refuses a call that has not been answered: it costs nobody anything. */
  | { readonly kind: 'reject' }
  | { readonly kind: 'hangUp' };

export type Dial = Extract<Instruction, { kind: 'dial' }>;
export type Join = Extract<Instruction, { kind: 'join' }>;
