import type { Random } from '../../frame/random.ts';
import type { OutsideVariants } from '../outside/variants.ts';

/** What comes of leading somebody on: what the far end does, or that it is another conference. */
const fates = ['talks', 'talks', 'rings-on', 'busy', 'nowhere', 'another-conference'] as const;
export type Fate = (typeof fates)[number];

/** An operator has a caller led on, at a time that counts from the world's beginning, in ms. */
export interface TransferPlan {
  readonly orderedAtMs: number;
  /** Which of those who have dialled by then. */
  readonly caller: number;
  readonly fate: Fate;
  /** Until the phone is picked up. */
  readonly ringsMs: number;
  /** Until whoever has picked up hangs up. */
  readonly talksMs: number;
  /** The same is ordered once more, soon after. */
  readonly isSentTwice: boolean;
}

/** Transfers of a world. */
export interface DrawnTransfers {
  readonly orders: readonly TransferPlan[];
  /** The other conference closes then; default it stays open. */
  readonly otherClosesAtMs?: number | undefined;
}

/** Callers may be led to numbers that begin so; they are nobody else's. */
export const transferPrefix = '+1202555047';
export const numberOf = (index: number): string => `${transferPrefix}${index}`;
export const otherConference = 'c2';

const transferRate = 0.25;
/** When there are orders. */
const [firstMs, lastMs] = [25_000, 270_000] as const;
const mostOrders = 4;

/** Twilio's callers alone: elsewhere a call that comes out of its meeting has no second join in these worlds. */
export function drawTransfers(
  random: Random,
  outside: OutsideVariants | undefined,
): DrawnTransfers | undefined {
  const isDrawn = random.chance(transferRate);
  const orders = Array.from({ length: random.between(1, mostOrders) }, (): TransferPlan => ({
    orderedAtMs: random.between(firstMs, lastMs),
    caller: random.between(0, 4),
    fate: random.pick(fates),
    ringsMs: random.between(1_000, 28_000),
    talksMs: random.between(2_000, 150_000),
    isSentTwice: random.chance(0.3),
  }));
  const otherClosesAtMs = random.chance(0.2) ? random.between(firstMs, lastMs) : undefined;
  return isDrawn && outside === undefined ? { orders, otherClosesAtMs } : undefined;
}
