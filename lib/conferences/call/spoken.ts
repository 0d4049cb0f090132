import type { VoiceCallId } from '../model/conference.ts';
import type { DialIn } from '../model/dial-in.ts';
import type { Instruction, Spoken } from '../model/instructions.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { Sentence } from '../model/sentences.ts';
import type { PinCall } from '../model/pin-call.ts';

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

type SpokenDeps = Pick<ConferenceDeps, 'dialIns'>;

/** A sentence for a call, as its dial-in says it. */
export async function spokenIn(deps: SpokenDeps, pinCall: PinCall, sentence: Sentence): Promise<Spoken> {
  return spokenAt(await deps.dialIns.find(pinCall.dialIn), sentence, pinCall);
}

/** The same, as a step of the call. */
export async function sayIn(deps: SpokenDeps, pinCall: PinCall, sentence: Sentence): Promise<Instruction> {
  return { kind: 'say', spoken: await spokenIn(deps, pinCall, sentence) };
}
