import { Random } from './random.ts';

/** How much goes wrong. */
export const faultLevels = ['none', 'light', 'heavy'] as const;
export type FaultLevel = (typeof faultLevels)[number];

/** Everything that can go wrong, and how often it does where it can: chance per occasion at level `heavy`. */
const heavyRates = {
  /** A function dies before a request of its own is sent, or before it hears of the answer. */
  death: 0.01,
  /** A function is told to go on with what a finished invocation had left undone. */
  thaw: 0.5,
  /** Lambda cannot run the function now. */
  throttled: 0.03,
  /** Lambda runs it, and reports a failure of its own all the same. */
  invokeAnswerLost: 0.01,
  /** The machine's task reaches its function twice. */
  taskTwice: 0.01,
  coldStart: 0.1,
  /** The table carries nothing out, and says so after all tries. */
  tableFails: 0.01,
  /** The table carries it out, the answer is lost, and the client sends it again. */
  tableAnswerLost: 0.02,
  /** The table carries it out, and no answer ever comes. */
  tableSilent: 0.005,
  tableSlow: 0.03,
  /** The index of the table shows what it was some seconds ago. */
  indexLags: 0.2,
  machineFails: 0.03,
  machineAnswerLost: 0.03,
  queueFails: 0.02,
  queueAnswerLost: 0.02,
  /** The queue hands a message out twice. */
  queueTwice: 0.02,
  secretUnreadable: 0.005,
  /** A provider refuses for being asked too often. */
  http429: 0.04,
  http500: 0.02,
  /** It does as told, and answers 500. */
  http500Done: 0.02,
  /** No connection. */
  httpUnsent: 0.02,
  /** It hangs, and nothing is done. */
  httpHangs: 0.02,
  /** It does as told, and the answer is lost. */
  httpAnswerLost: 0.03,
  httpSlow: 0.05,
  webhookLost: 0.05,
  webhookTwice: 0.1,
  webhookLate: 0.1,
  /** Our answer does not reach the sender. */
  webhookAnswerLost: 0.03,
  botSilent: 0.1,
  botLate: 0.1,
  botFull: 0.1,
  botFails: 0.05,
  botCrashes: 0.05,
  /** Daily takes an order to connect, and the caller never arrives. */
  connectVanishes: 0.03,
  /** Daily takes an order to connect, and loses the caller. */
  connectDrops: 0.03,
  connectSlow: 0.05,
  /** Daily takes an order to connect seconds after it was sent. */
  connectLate: 0.05,
  sweepSkipped: 0.05,
  /** Two sweeps at once. */
  sweepTwice: 0.05,
  /** A function of conferences dies between its note of what it is about to do and the request. */
  deathAfterNote: 0.02,
  /** It dies when a provider has done what it asked for, and it has not heard so. */
  deathAfterAct: 0.02,
  /** A provider of conferences does what it was asked for when whoever asked has long given up. */
  actLate: 0.02,
} as const;

export type FaultKind = keyof typeof heavyRates;
export const faultKinds = Object.keys(heavyRates).filter((kind): kind is FaultKind => kind in heavyRates);

const lightPart = 0.1;

/** One fault that happened: its kind, and the how-manieth of its kind it was. */
export type FaultName = `${FaultKind}#${number}`;

/** Whom a fault strikes; what is left out is not known, and may be anybody. */
export interface About {
  readonly call?: string | undefined;
  readonly party?: string | undefined;
}

/** One fault, when it struck (true time, Unix ms), and whom. */
export interface Strike extends About {
  readonly kind: FaultKind;
  readonly atMs: number;
}

/** The rates of one world: each kind of fault is left out, rare or frequent there, so that worlds differ in character. */
export function drawRates(level: FaultLevel, random: Random): ReadonlyMap<FaultKind, number> {
  const rates = new Map<FaultKind, number>();
  if (level === 'none') return rates;
  for (const kind of faultKinds) {
    const part = random.pick([0, 0, 0.3, 1, 1, 3]) * (level === 'light' ? lightPart : 1);
    if (part > 0) rates.set(kind, Math.min(0.9, heavyRates[kind] * part));
  }
  return rates;
}

/** Decides what goes wrong. Each kind has a stream of its own, so that leaving one fault out leaves the others alone. */
export class Faults {
  /** What has gone wrong so far, in order. */
  readonly fired: FaultName[] = [];
  /** The same, and deaths that were ordered, for those who judge whom they kept from what. */
  readonly strikes: Strike[] = [];
  /** No fault happens once this is false. */
  isOn = true;
  readonly #seed: string;
  readonly #rates: ReadonlyMap<FaultKind, number>;
  readonly #suppressed: ReadonlySet<string>;
  readonly #now: () => number;
  readonly #streams = new Map<FaultKind, { readonly random: Random; hits: number }>();

  constructor(
    seed: string,
    rates: ReadonlyMap<FaultKind, number>,
    suppressed: ReadonlySet<string> = new Set<string>(),
    now: () => number = () => 0,
  ) {
    this.#seed = seed;
    this.#rates = rates;
    this.#suppressed = suppressed;
    this.#now = now;
  }

  /** Whether this fault happens now. */
  hits(kind: FaultKind, about: About = {}): boolean {
    const rate = this.#rates.get(kind);
    if (rate === undefined || !this.isOn) return false;
    let stream = this.#streams.get(kind);
    if (stream === undefined) {
      stream = { random: new Random(this.#seed, kind), hits: 0 };
      this.#streams.set(kind, stream);
    }
    if (!stream.random.chance(rate)) return false;
    stream.hits += 1;
    const name: FaultName = `${kind}#${stream.hits}`;
    if (this.#suppressed.has(name)) return false;
    this.fired.push(name);
    this.struck(kind, about);
    return true;
  }

  /** Keeps a fault that happens now, whoever decided it. */
  struck(kind: FaultKind, about: About): void {
    this.strikes.push({ ...about, kind, atMs: this.#now() });
  }
}
