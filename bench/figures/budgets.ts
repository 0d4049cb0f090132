/** What a held call, a PIN call, the idle stack and a bundle may cost. */
export const budgets = {
  transitionsPerCall: 2,
  writesPerCall: 6,
  /** A bot that reports, beside Daily's webhook, costs one more: it is refused. */
  writesPerCallWithBotReport: 7,
  updatesPerCall: 1,
  usdPerCall: 0.000085,
  /** Each of its functions starts for it, and reads the secret. */
  usdPerColdCall: 0.00012,
  usdPerPinCall: 0.000045,
  usdPerIdleMonth: 5,
  readyToUpdateP99Ms: 100,
  /** From a bot's asking that its caller is led on until Daily has the order. */
  transferOrderP99Ms: 150,
  /** Of a trunk's webhook, when the bot is warm: the caller hears it ring meanwhile. */
  trunkAnswerP99Ms: 500,
  /** From the table's write until who is told of it has the event. */
  eventOutP99Ms: 1_000,
  voiceAnswerP99Ms: 1_000,
  /** `admin` and the functions of calls with a PIN are the largest. */
  bundleBytes: 440_000,
  bundleLoadMs: 150,
} as const;

/** One budget and what was measured against it. */
export interface Verdict {
  readonly figure: number;
  readonly budget: number;
  readonly isWithin: boolean;
}

/** Compares a figure with what it may be at most. */
export const verdict = (figure: number, budget: number): Verdict => ({
  figure,
  budget,
  isWithin: figure <= budget,
});
