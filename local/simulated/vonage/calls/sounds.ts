import { isOver, type Pace } from '../../kit/pace.ts';
import type { Stream, Talk } from '../ncco/schema.ts';
import type { VonageSettings } from '../options.ts';
import type { VonageCall } from './call.ts';

export interface SoundDeps {
  readonly settings: VonageSettings;
  readonly pace: Pace;
}

/** Something to hear: `loop` times, 0 for ever. */
export type Sound =
  | ({ readonly kind: 'say' } & Pick<Talk, 'text' | 'language' | 'loop'>)
  | ({ readonly kind: 'play' } & Pick<Stream, 'streamUrl' | 'loop'>);

/** Lets the caller hear a sound until `signal` aborts. */
export async function playSound(
  call: VonageCall,
  sound: Sound,
  signal: AbortSignal,
  { settings: { speechMsPerCharacter, playMs }, pace }: SoundDeps,
): Promise<void> {
  for (let time = 0; sound.loop === 0 || time < sound.loop; time += 1) {
    if (isOver(signal)) return;
    if (sound.kind === 'say') call.note({ kind: 'say', text: sound.text, language: sound.language });
    else call.note({ kind: 'play', text: sound.streamUrl });
    // Sound without length would never let go of the process.
    const ms = sound.kind === 'say' ? sound.text.length * speechMsPerCharacter : playMs;
    await pace.sleep(Math.max(ms, 1), signal);
    if (isOver(signal)) call.note({ kind: 'cut-short' });
  }
}
