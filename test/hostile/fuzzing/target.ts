/** An entry of the product that strangers can reach, and what it promises them whatever they send. */
export interface Target {
  readonly name: string;
  /** Inputs to begin with, each as bytes in a Latin-1 string: one for each thing that the entry is there for. */
  readonly seeds: readonly string[];
  /** Words that random bytes would hardly ever spell. */
  readonly words: readonly string[];
  /**
   * Feeds the entry one input, from nothing: what an input leaves behind must not reach the next.
   * @throws whatever the entry throws and must not, or a `Violation` of a promise
   */
  readonly feed: (input: string) => void | Promise<void>;
}

/** The text of an input, as a UTF-8 decoder reads its bytes. */
export function textOf(input: string): string {
  return Buffer.from(input, 'latin1').toString('utf8');
}

/** Draws whole numbers from an input's bytes, so that a fuzzer of bytes reaches structured inputs too. */
export class Draw {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(input: string) {
    this.#bytes = Buffer.from(input, 'latin1');
  }

  /** From 0 up to, not including, `below`; 0 once the bytes are used up. */
  number(below: number): number {
    let drawn = 0;
    for (let reach = 1; reach < below; reach *= 256) drawn = drawn * 256 + this.#byte();
    return drawn % below;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.number(items.length)] ?? items[0];
  }

  #byte(): number {
    const byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return byte;
  }
}
