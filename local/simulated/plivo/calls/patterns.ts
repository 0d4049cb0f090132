import type { Pace } from '../../kit/pace.ts';
import type { PlivoSettings } from '../options.ts';

/** Finds the patterns of `digitsMatch` among the keys of somebody in a room. */
export class PatternMatcher {
  readonly #patterns: readonly string[];
  readonly #deps: {
    readonly settings: Pick<PlivoSettings, 'shortPattern' | 'patternTimeoutMs'>;
    readonly pace: Pace;
    readonly onMatch: (pattern: string) => void;
  };
  #begun = '';
  #stopTimer = (): void => undefined;

  constructor(
    patterns: readonly string[],
    deps: {
      settings: Pick<PlivoSettings, 'shortPattern' | 'patternTimeoutMs'>;
      pace: Pace;
      onMatch: (pattern: string) => void;
    },
  ) {
    this.#patterns = patterns;
    this.#deps = deps;
  }

  take(key: string): void {
    this.#stopTimer();
    const longer = this.#begun + key;
    // What leads nowhere is forgotten, and the key may begin another pattern.
    this.#begun = this.#begins(longer) ? longer : this.#begins(key) ? key : '';
    if (this.#begun === '') return;
    const { settings, pace } = this.#deps;
    const isWhole = this.#patterns.includes(this.#begun);
    const isOpen = this.#patterns.some((one) => one !== this.#begun && one.startsWith(this.#begun));
    if (isWhole && (!isOpen || settings.shortPattern === 'shadows')) this.#match();
    else
      this.#stopTimer = pace.after(settings.patternTimeoutMs, () => (isWhole ? this.#match() : this.stop()));
  }

  /** Forgets what was begun. */
  stop(): void {
    this.#stopTimer();
    this.#begun = '';
  }

  #begins(keys: string): boolean {
    return this.#patterns.some((one) => one.startsWith(keys));
  }

  #match(): void {
    const pattern = this.#begun;
    this.stop();
    this.#deps.onMatch(pattern);
  }
}
