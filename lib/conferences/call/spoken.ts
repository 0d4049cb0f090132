import type { VoiceCallId } from '../model/conference.ts';
import type { DialIn } from '../model/dial-in.ts';
import type { Instruction, Spoken } from '../model/instructions.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { Sentence } from '../model/sentences.ts';
import type { PinCall } from '../model/pin-call.ts';

/** How a call is spoken to: it, or the dial-in that it has come to, says so. */
export type SpokenTo = Pick<PinCall, 'language' | 'audio'>;

/** How a dial-in's callers are spoken to: in English if it is none, or refuses. */
export function voiceOf(dialIn: DialIn | undefined): SpokenTo {
  return dialIn !== undefined && 'language' in dialIn ? dialIn : { language: 'en' };
}

/** A sentence in the language of a call, and its dial-in's recording of it. */
export function spokenIn({ language, audio }: SpokenTo, sentence: Sentence): Spoken {
  return { sentence, language, audioUrl: audio?.[sentence] };
}

/** The same, as a step of the call. */
export function sayIn(to: SpokenTo, sentence: Sentence): Instruction {
  return { kind: 'say', spoken: spokenIn(to, sentence) };
}

/** A sentence for a call of which nothing but its id is at hand. */
export async function spokenTo(
  { pinCalls }: Pick<ConferenceDeps, 'pinCalls'>,
  call: VoiceCallId,
  sentence: Sentence,
): Promise<Spoken> {
  return spokenIn((await pinCalls.get(call)) ?? voiceOf(undefined), sentence);
}
