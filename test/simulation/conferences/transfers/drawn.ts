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

/** Callers may be led to numbers that begin so, which are nobody else's, and to these addresses. */
const transferPrefix = '+1202555047';
const addressOf = (index: number): string => `desk${index}@pbx.example.com`;
/** Where an order leads to, by its place among the orders: a number, or for each second one a SIP address. */
export const destinationOf = (index: number): string =>
  index % 2 === 0 ? `${transferPrefix}${index}` : addressOf(index);
export const otherConference = 'c2';

const transferRate = 0.25;
/** When there are orders. */
const [firstMs, lastMs] = [25_000, 270_000] as const;
const mostOrders = 4;
/** Where nobody comes out of a meeting, an order is given so long after its caller dials, while most still wait for the bridge. */
const [waitsFromMs, waitsUntilMs] = [10_000, 40_000] as const;

/** Numbers that callers may be led to, and what those are called by that may be called. */
export const transferAllow = [transferPrefix];
export const transferTo = [
  transferPrefix,
  ...Array.from({ length: mostOrders }, (_, index) => addressOf(index)),
];

export function drawTransfers(
  random: Random,
  outside: OutsideVariants | undefined,
  callers: readonly { readonly dialsAtMs: number }[],
): DrawnTransfers | undefined {
  const isDrawn = random.chance(transferRate);
  const dialsMs = callers.map(({ dialsAtMs }) => dialsAtMs).sort((one, other) => one - other);
  const whileWaitingMs = (atMs: number, caller: number) => {
    const part = (atMs - firstMs) / (lastMs - firstMs);
    return (dialsMs[caller] ?? 0) + waitsFromMs + part * (waitsUntilMs - waitsFromMs);
  };
  const orderOf = (): TransferPlan => {
    const [atMs, caller] = [random.between(firstMs, lastMs), random.between(0, 4)];
    const orderedAtMs = outside?.traits.leadsOut === false ? whileWaitingMs(atMs, caller) : atMs;
    return { orderedAtMs, caller, ...courseOf(random) };
  };
  const orders = Array.from({ length: random.between(1, mostOrders) }, orderOf);
  const otherClosesAtMs = random.chance(0.2) ? random.between(firstMs, lastMs) : undefined;
  return isDrawn ? { orders, otherClosesAtMs } : undefined;
}

function courseOf(random: Random): Omit<TransferPlan, 'orderedAtMs' | 'caller'> {
  return {
    fate: random.pick(fates),
    ringsMs: random.between(1_000, 28_000),
    talksMs: random.between(2_000, 150_000),
    isSentTwice: random.chance(0.3),
  };
}
