import type { VoiceCallId } from './conference.ts';
import type { DialIn } from './dial-in.ts';
import type { Spoken } from './instructions.ts';
import type { ConferenceDeps, PinCall } from '../ports.ts';
import type { Sentence } from './sentences.ts';

/** A sentence in the language of a call, or of its dial-in, or in English; and the dial-in's recording of it. */
export function spokenAt(
  dialIn: DialIn | undefined,
  sentence: Sentence,
  pinCall?: Pick<PinCall, 'language'>,
): Spoken {
  const open = dialIn !== undefined && 'language' in dialIn ? dialIn : undefined;
  const language = pinCall?.language ?? open?.language ?? 'en';
  return { sentence, language, audioUrl: open?.audio?.[sentence] };
}

/** A sentence for a call of which nothing but its id is at hand. */
export async function spokenTo(
  { pinCalls, dialIns }: Pick<ConferenceDeps, 'pinCalls' | 'dialIns'>,
  call: VoiceCallId,
  sentence: Sentence,
): Promise<Spoken> {
  const pinCall = await pinCalls.get(call);
  return spokenAt(pinCall && (await dialIns.find(pinCall.dialIn)), sentence, pinCall);
}
