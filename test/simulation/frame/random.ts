/** A stream of random numbers that a seed determines (splitmix32): small, fast, and the same on every machine. */
export class Random {
  #state: number;

  constructor(...seeds: readonly (string | number)[]) {
    this.#state = 0x9e3779b9;
    for (const seed of seeds) {
      const text = String(seed);
      for (let index = 0; index < text.length; index += 1) {
        this.#state = Math.imul(this.#state ^ text.charCodeAt(index), 0x01000193) >>> 0;
      }
      this.next();
    }
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  }

  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  /** A whole number from `least` to `most`, both included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.between(0, items.length - 1)] ?? items[0];
  }
}

/** Draws always the middle: whatever is done more or less, all else takes as long as before. */
export class Steady extends Random {
  override next(): number {
    return 0.5;
  }
}
