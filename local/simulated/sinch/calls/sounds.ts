import { isOver, type Pace } from '../../kit/pace.ts';
import type { SinchSettings } from '../options.ts';
import type { Instruction } from '../svaml/document.ts';
import type { Sound } from '../svaml/prompts.ts';
import type { SinchCall } from './call.ts';

export interface SoundDeps {
  readonly settings: SinchSettings;
  readonly pace: Pace;
}

/** Ms that one key and one `w` of `sendDtmf` last. */
const TONE_MS = 100;
const HALF_SECOND_MS = 500;

/** Language of speech that names none (Sinch docs, say). */
const DEFAULT_LOCALE = 'en-US';

/** Lets the caller hear sounds, one after the other, until `signal` aborts. */
export async function playSounds(
  call: SinchCall,
  sounds: readonly Sound[],
  language: string | undefined,
  signal: AbortSignal,
  { settings: { speechMsPerCharacter, playMs }, pace }: SoundDeps,
): Promise<void> {
  for (const sound of sounds) {
    if (isOver(signal)) return;
    const isSpeech = sound.kind === 'say';
    if (!isSpeech) call.note({ kind: 'play', text: sound.file });
    // A break alone is silence.
    else if (sound.text !== '')
      call.note({ kind: 'say', text: sound.text, language: language ?? DEFAULT_LOCALE });
    const ms = isSpeech ? sound.text.length * speechMsPerCharacter + sound.pauseMs : playMs;
    await pace.sleep(ms, signal);
    if (isOver(signal)) call.note({ kind: 'cut-short' });
  }
}

/** Carries out instructions, one after the other, until `signal` aborts. */
export async function instruct(
  call: SinchCall,
  instructions: readonly Instruction[],
  signal: AbortSignal,
  deps: SoundDeps,
): Promise<void> {
  for (const one of instructions) {
    if (isOver(signal)) return;
    switch (one.name) {
      case 'say':
        call.answer();
        await playSounds(call, [{ kind: 'say', text: one.text, pauseMs: 0 }], one.locale, signal, deps);
        break;
      case 'playFiles':
        call.answer();
        await playSounds(call, one.ids.flat(), one.locale, signal, deps);
        break;
      case 'sendDtmf': {
        call.answer();
        call.note({ kind: 'tones', text: one.value });
        const pauses = one.value.split('w').length - 1;
        await deps.pace.sleep(pauses * HALF_SECOND_MS + (one.value.length - pauses) * TONE_MS, signal);
        break;
      }
      case 'answer':
        call.answer();
        break;
      case 'setCookie':
      case 'startRecording':
      case 'stopRecording':
        // Nothing of it can be heard.
        break;
    }
  }
}
