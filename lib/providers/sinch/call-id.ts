import { voiceCallIdSchema, type VoiceCallId } from '../../conferences/model/conference.ts';

/**
 * Sinch's name for a call in the domain's letters: old ones have an `@` and dots. What does not fit, and `_` itself, is
 * written `_` and two hexadecimal digits. Undefined: it cannot be one.
 */
export function callIdOf(theirs: string): VoiceCallId | undefined {
  if (!/^[!-~]+$/.test(theirs)) return undefined;
  const ours = theirs.replace(/[^A-Za-z0-9-]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}`);
  return voiceCallIdSchema.safeParse(ours).data;
}

/** Back again. */
export function sinchCallId(ours: VoiceCallId): string {
  return ours.replace(/_([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
