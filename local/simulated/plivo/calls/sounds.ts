import { isOver, type Pace } from '../../kit/pace.ts';
import type { PlivoSettings } from '../options.ts';
import type { Sound } from '../xml/document.ts';
import type { PlivoCall } from './call.ts';

export interface SoundDeps {
  readonly settings: PlivoSettings;
  readonly pace: Pace;
}

/** Lets the caller hear one sound, as often as it says, until `signal` aborts. */
export async function playSound(
  call: PlivoCall,
  sound: Sound,
  signal: AbortSignal,
  { settings: { speechMsPerCharacter, playMs }, pace }: SoundDeps,
): Promise<void> {
  if (sound.element === 'Wait') {
    await pace.sleep(sound.length * 1_000, signal);
    return;
  }
  const times = sound.loop === 0 ? Infinity : sound.loop;
  for (let time = 0; time < times && !isOver(signal); time += 1) {
    const isSpeech = sound.element === 'Speak';
    if (isSpeech) call.note({ kind: 'say', text: sound.text, language: sound.language });
    else call.note({ kind: 'play', text: sound.url });
    // Never no time at all: a loop without end must let others run.
    await pace.sleep(isSpeech ? Math.max(1, sound.text.length * speechMsPerCharacter) : playMs, signal);
    if (isOver(signal)) call.note({ kind: 'cut-short' });
  }
}

/** Lets the caller hear sounds, one after the other, until `signal` aborts. */
export async function playSounds(
  call: PlivoCall,
  sounds: readonly Sound[],
  signal: AbortSignal,
  deps: SoundDeps,
): Promise<void> {
  for (const sound of sounds) {
    if (isOver(signal)) return;
    await playSound(call, sound, signal, deps);
  }
}
