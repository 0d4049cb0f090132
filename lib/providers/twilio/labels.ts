import { type VoiceCallId, voiceCallIdSchema } from '../../conferences/model/conference.ts';

/**
 * The label of one join of one leg: unique, so that Twilio never refuses it, and readable back (Twilio docs, TwiML
 * Conference, participantLabel).
 */
export function participantLabel(call: VoiceCallId, joinSequence: number): string {
  return `${call}-${joinSequence}`;
}

/** The call and the join that a label names. */
export function parseParticipantLabel(
  label: string,
): { readonly call: VoiceCallId; readonly joinSequence: number } | undefined {
  const match = /^(.+)-(\d{1,9})$/.exec(label);
  const call = voiceCallIdSchema.safeParse(match?.[1]);
  return call.success ? { call: call.data, joinSequence: Number(match?.[2]) } : undefined;
}
