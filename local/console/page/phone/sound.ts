import type { FeedEvent } from '../../api/events.ts';

/** Hz and volume of the tone that stands for hold music: low and soft, since it may last. */
const holdHz = 330;
const holdVolume = 0.03;
const keyHz = 770;
const keyMs = 90;

/** What a browser lets its user hear of the phones: prompts are spoken, hold music is a tone. */
export class Sound {
  #isOn = true;
  #context: AudioContext | undefined;
  readonly #tones = new Map<string, () => void>();

  /** Off: everything is still to be read. */
  set isOn(isOn: boolean) {
    this.#isOn = isOn;
    if (isOn) return;
    speechSynthesis.cancel();
    for (const phone of [...this.#tones.keys()]) this.#endTone(phone);
  }

  readonly hear = (event: FeedEvent): void => {
    if (event.kind !== 'heard' || !this.#isOn) return;
    const { phone, event: heard } = event;
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
      case 'connected':
      case 'conference-started':
      case 'hung-up':
        this.#endTone(phone);
        break;
      default:
        break;
    }
  };

  /** A tone for as long as a phone is on hold. */
  hold(phone: string, isOnHold: boolean): void {
    if (!isOnHold || !this.#isOn) this.#endTone(phone);
    else if (!this.#tones.has(phone)) this.#tones.set(phone, this.#tone(holdHz, holdVolume));
  }

  #endTone(phone: string): void {
    this.#tones.get(phone)?.();
    this.#tones.delete(phone);
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
