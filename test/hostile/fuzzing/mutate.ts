import type { Random } from '../../simulation/frame/random.ts';

/** Longer inputs find little that shorter ones do not, and cost more; what length alone does, `slow-inputs` tests. */
const longestInput = 4_096;

const numbers = ['0', '-1', '1', '99', '1e9', '1e308', '9007199254740993', '4294967296', '0.5', '٣'] as const;
const bytes = [0x00, 0x0a, 0x20, 0x22, 0x25, 0x2b, 0x2c, 0x2e, 0x5c, 0x7b, 0x7f, 0x80, 0xc3, 0xff] as const;

type Mutation = (input: string, random: Random, other: string, words: readonly string[]) => string;

const mutations: readonly [Mutation, ...Mutation[]] = [
  (input, random) => put(input, random, 1, String.fromCharCode(random.between(0, 255))),
  (input, random) => put(input, random, 1, String.fromCharCode(random.pick([...bytes]))),
  (input, random) => put(input, random, 0, String.fromCharCode(random.between(32, 126))),
  (input, random) => put(input, random, random.between(1, 8), ''),
  (input, random) => put(input, random, random.between(1, input.length + 1), ''),
  // A number in the place of another.
  (input, random) => {
    const found = [...input.matchAll(/\d+/g)];
    const chosen = found[random.between(0, Math.max(0, found.length - 1))];
    if (chosen === undefined) return input + random.pick([...numbers]);
    return splice(input, chosen.index, chosen[0].length, random.pick([...numbers]));
  },
  (input, random, _, words) =>
    put(input, random, random.between(0, 6), words[random.between(0, words.length - 1)] ?? ''),
  // A piece once more, here or many times over.
  (input, random) => put(input, random, 0, piece(input, random)),
  (input, random) => put(input, random, 0, piece(input, random).slice(0, 64).repeat(random.between(2, 200))),
  // A piece of another input, or its end.
  (input, random, other) => put(input, random, random.between(0, 16), piece(other, random)),
  (input, random, other) =>
    input.slice(0, random.between(0, input.length)) + other.slice(random.between(0, other.length)),
];

/** An input made of others: one to four random changes. */
export function mutate(
  input: string,
  random: Random,
  corpus: readonly string[],
  words: readonly string[],
): string {
  let changed = input;
  for (let left = random.between(1, 4); left > 0; left -= 1) {
    const other = corpus[random.between(0, corpus.length - 1)] ?? '';
    changed = random.pick(mutations)(changed, random, other, words).slice(0, longestInput);
  }
  return changed;
}

function put(input: string, random: Random, removed: number, text: string): string {
  return splice(input, random.between(0, input.length), removed, text);
}

function splice(input: string, at: number, removed: number, text: string): string {
  return input.slice(0, at) + text + input.slice(at + removed);
}

function piece(input: string, random: Random): string {
  const from = random.between(0, input.length);
  return input.slice(from, random.between(from, Math.min(input.length, from + 256)));
}
