import type { FeedEvent } from '../../api/events.ts';

/** Hz and volume of the tone that stands for hold music: low and soft, since it may last. */
const holdHz = 330;
const holdVolume = 0.03;
const keyHz = 770;
const keyMs = 90;

/** What a browser lets its user hear of the phones: prompts are spoken, hold music is a tone. */
export class Sound {
  #isOn = true;
  #hasMusic = true;
  /** Phones on hold, whether that sounds or not. */
  readonly #held = new Set<string>();
  #context: AudioContext | undefined;
  #endMusic: (() => void) | undefined;

  /** Off: everything is still to be read. */
  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    if (!isOn) speechSynthesis.cancel();
    this.#playMusic();
  }

  /** Whether phones on hold sound. */
  set hasMusic(hasMusic: boolean) {
    this.#hasMusic = hasMusic;
    this.#playMusic();
  }

  readonly hear = (event: FeedEvent): void => {
    if (event.kind !== 'heard' || !this.#isOn) return;
    const { event: heard } = event;
    switch (heard.kind) {
      case 'say':
      case 'application-error':
      case 'reject':
        this.#speak(heard['text'], heard['language']);
        break;
      case 'timeout-message':
        this.#speak(heard['message'], 'en');
        break;
      case 'cut-short':
        speechSynthesis.cancel();
        break;
      case 'keyed':
        this.#beep();
        break;
      default:
        break;
    }
  };

  /** A tone for as long as a phone is on hold. */
  hold(phone: string, isOnHold: boolean): void {
    if (isOnHold) this.#held.add(phone);
    else this.#held.delete(phone);
    this.#playMusic();
  }

  /** One tone for all phones on hold: several would only be louder. */
  #playMusic(): void {
    const isWanted = this.#isOn && this.#hasMusic && this.#held.size > 0;
    if (isWanted) this.#endMusic ??= this.#tone(holdHz, holdVolume);
    else {
      this.#endMusic?.();
      this.#endMusic = undefined;
    }
  }

  #speak(text: unknown, language: unknown): void {
    if (typeof text !== 'string') return;
    const spoken = new SpeechSynthesisUtterance(text);
    if (typeof language === 'string') spoken.lang = language;
    speechSynthesis.speak(spoken);
  }

  #beep(): void {
    setTimeout(this.#tone(keyHz, holdVolume * 2), keyMs);
  }

  #tone(hz: number, volume: number): () => void {
    this.#context ??= new AudioContext();
    const oscillator = this.#context.createOscillator();
    const gain = this.#context.createGain();
    oscillator.frequency.value = hz;
    gain.gain.value = volume;
    oscillator.connect(gain).connect(this.#context.destination);
    oscillator.start();
    return () => oscillator.stop();
  }
}
