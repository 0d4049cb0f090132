import type { Random } from '../frame/random.ts';

/** Somebody who guesses PINs, or holds lines for nothing. */
export interface Flood {
  readonly calls: readonly Guesser[];
  /** Wrong tries that the deployment has had in this hour when the world begins. */
  readonly spentTries: number;
  /** Calls that are before their PIN then and say nothing, all of one number or without one. */
  readonly silentCalls: number;
}

interface Guesser {
  readonly dialsAtMs: number;
  /** As the voice provider reports it. */
  readonly from: string;
  readonly pins: readonly string[];
  /** Sent beside each of these, for the same question. */
  readonly atOnce: readonly string[];
}

/** Who holds lines for nothing takes all places but those that are kept (lib/conferences/call/unauthenticated.ts). */
const maxSilentCalls = 225;

/** The numbers of honest callers: they can be forged. */
const honestNumbers = 5;
export const honestNumber = (index: number) => `+12025550${(index < honestNumbers ? 180 : 300) + index}`;

const withheld = 'anonymous';

export function drawFlood(random: Random): Flood {
  const isSilent = random.chance(0.3);
  const origin = random.pick(isSilent ? ['one', 'withheld'] : ['one', 'withheld', 'new', 'forged', 'forged']);
  const isAtOnce = random.chance(0.3);
  const untilMs = random.pick([20_000, 60_000, 120_000]);
  const calls = Array.from({ length: random.pick([10, 25, 40]) }, (_, index): Guesser => ({
    dialsAtMs: random.between(0, untilMs),
    from: numberOf(origin, index),
    pins: [guess(random), guess(random), guess(random)],
    atOnce: isAtOnce ? [guess(random), guess(random)] : [],
  }));
  return {
    calls,
    spentTries: random.pick([0, 0, 985, 1_000]),
    silentCalls: isSilent ? maxSilentCalls : 0,
  };
}

function numberOf(origin: string, index: number): string {
  switch (origin) {
    case 'one':
      return '+12025550170';
    case 'new':
      return `+12025550${130 + index}`;
    case 'forged':
      return honestNumber(index % honestNumbers);
    default:
      return withheld;
  }
}

/** No PIN is so short. It begins as the worlds' numbers do, so that one in a log is noticed. */
const guess = (random: Random) => `2025550${random.between(100, 999)}`;
