import type { VoiceCallId } from './conference.ts';
import type { Door } from './door.ts';
import type { Spoken } from './instructions.ts';
import type { ConferenceDeps, PinCall } from './ports.ts';
import type { Sentence } from './sentences.ts';

/** A sentence in the language of a call, or of its door, or in English; and the door's recording of it. */
export function spokenAt(
  door: Door | undefined,
  sentence: Sentence,
  pinCall?: Pick<PinCall, 'language'>,
): Spoken {
  const open = door !== undefined && 'language' in door ? door : undefined;
  const language = pinCall?.language ?? open?.language ?? 'en';
  return { sentence, language, audioUrl: open?.audio?.[sentence] };
}

/** A sentence for a call of which nothing but its id is at hand. */
export async function spokenTo(
  { pinCalls, doors }: Pick<ConferenceDeps, 'pinCalls' | 'doors'>,
  call: VoiceCallId,
  sentence: Sentence,
): Promise<Spoken> {
  const pinCall = await pinCalls.get(call);
  return spokenAt(pinCall && (await doors.find(pinCall.door)), sentence, pinCall);
}
