import type { Caller, KickReason, VoiceCallId } from './conference.ts';
import type { Sentence } from './sentences.ts';

/** One thing that is missing for both sides to agree. */
export type Command =
  | { readonly kind: 'kick'; readonly call: VoiceCallId; readonly why: KickReason }
  /** The caller is told why, and hung up; without `why`, since they have been told, at once. */
  | { readonly kind: 'endCall'; readonly call: VoiceCallId; readonly why: KickReason | undefined }
  /** The session is over, and these callers with it, unless the start of another was never reported. */
  | { readonly kind: 'endSession'; readonly calls: readonly VoiceCallId[] }
  | {
      readonly kind: 'mutePhone';
      readonly meeting: string;
      readonly call: VoiceCallId;
      readonly joinSequence: number;
      readonly muted: boolean;
    }
  /** A moderator has asked the caller, who has not heard of it. */
  | {
      readonly kind: 'askToUnmute';
      readonly meeting: string;
      readonly call: VoiceCallId;
      readonly askedAtMs: number;
    }
  /** The bridge is in, and the caller waits outside. */
  | { readonly kind: 'letIn'; readonly call: VoiceCallId }
  /** The caller is to be led on: the call is taken out, and asks what to do. */
  | { readonly kind: 'leadOut'; readonly call: VoiceCallId; readonly joinSequence: number }
  /** The call has not asked for too long: the caller stays. */
  | { readonly kind: 'giveUpTransfer'; readonly call: VoiceCallId }
  /** Nobody has said what came of calling whom the caller was led to: the call is asked about. */
  | { readonly kind: 'askTransfer'; readonly call: VoiceCallId; readonly joinSequence: number }
  /** Who is on their way into the meeting, of which the list alone will tell. */
  | {
      readonly kind: 'findJoin';
      readonly callers: readonly Caller[];
      readonly bridge: VoiceCallId | undefined;
    }
  /** The room is recorded, or is no more, and the caller has not heard so. */
  | {
      readonly kind: 'tellRecording';
      readonly meeting: string;
      readonly call: VoiceCallId;
      readonly isOn: boolean;
    }
  /** The caller waits for the bridge in silence. */
  | {
      readonly kind: 'tellWait';
      readonly meeting: string;
      readonly call: VoiceCallId;
      readonly sentence: Sentence;
    }
  /** The room shows these callers no more; whether they were removed is to be found out. */
  | { readonly kind: 'proveKicks'; readonly calls: readonly VoiceCallId[] }
  | { readonly kind: 'announce'; readonly callers: readonly Caller[] }
  | { readonly kind: 'withdraw'; readonly calls: readonly VoiceCallId[] }
  /** The room has forgotten a caller by itself; so do we. */
  | { readonly kind: 'forget'; readonly call: VoiceCallId }
  | { readonly kind: 'muteInRoom'; readonly caller: Caller }
  | { readonly kind: 'handInRoom'; readonly caller: Caller }
  /** Another leg has taken this one's place as the bridge, or is to. */
  | { readonly kind: 'hangUpLeg'; readonly call: VoiceCallId }
  | { readonly kind: 'connectBridge' }
  /** It came in for a session before this one: before anybody is shown here, its call is asked about. */
  | { readonly kind: 'proveBridge'; readonly call: VoiceCallId; readonly joinSequence: number }
  | { readonly kind: 'giveUpDialling' }
  | { readonly kind: 'disconnectBridge' };

/** The side that a command asks for something; undefined: neither, it is noted. */
export function sideOf({ kind }: Command): 'room' | 'voice' | undefined {
  switch (kind) {
    case 'endCall':
    case 'mutePhone':
    case 'askToUnmute':
    case 'letIn':
    case 'leadOut':
    case 'askTransfer':
    case 'findJoin':
    case 'tellRecording':
    case 'tellWait':
    case 'hangUpLeg':
    case 'proveBridge':
      return 'voice';
    case 'announce':
    case 'withdraw':
    case 'muteInRoom':
    case 'handInRoom':
    case 'connectBridge':
    case 'disconnectBridge':
      return 'room';
    case 'kick':
    case 'endSession':
    case 'proveKicks':
    case 'forget':
    case 'giveUpDialling':
    case 'giveUpTransfer':
      return undefined;
  }
}
