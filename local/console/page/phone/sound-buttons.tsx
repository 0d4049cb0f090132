import { useState } from 'preact/hooks';
import type { Sound } from './sound.ts';

/** Switches what is heard: all of it, or the tone that stands for hold music alone. */
export function SoundButtons({ sound }: { readonly sound: Sound }) {
  const [isOn, setOn] = useState(true);
  const [hasMusic, setMusic] = useState(true);
  return (
    <>
      <button
        type="button"
        class="quiet"
        aria-pressed={isOn}
        onClick={() => {
          sound.isOn = !isOn;
          setOn(!isOn);
        }}
      >
        {isOn ? 'Sound on' : 'Sound off'}
      </button>
      <button
        type="button"
        class="quiet"
        disabled={!isOn}
        aria-pressed={hasMusic}
        onClick={() => {
          sound.hasMusic = !hasMusic;
          setMusic(!hasMusic);
        }}
      >
        {hasMusic ? 'Hold music on' : 'Hold music off'}
      </button>
    </>
  );
}
