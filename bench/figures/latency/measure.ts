import type { Template } from '../../../infra/template.ts';
import { budgets, verdict } from '../budgets.ts';
import { quantile } from '../quantile.ts';
import { startLatencyStack } from './stack.ts';

/** Calls of each kind: enough for a 99th percentile to be two calls and not one. */
const timedCalls = 200;
/** Calls of each kind before any is timed. */
const warmUpCalls = 10;
/** Few enough for a call's time to be its own: each of them mostly waits for the stream of the table to be looked at. */
const callsAtOnce = 3;

/** Milliseconds. */
interface Quantiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const quantilesOf = (values: readonly number[]): Quantiles => ({
  count: values.length,
  p50Ms: quantile(values, 1 / 2),
  p99Ms: quantile(values, 0.99),
});

/** Measures how long bots, callers on trunks and consumers of events wait for a warm gateway. `say` tells a person what is going on. */
export async function measureLatency(template: Template, say: (what: string) => void) {
  say('starting the stack that sends events');
  const measuredAt = new Date().toISOString();
  const stack = await startLatencyStack(template);
  try {
    say(`warming up with ${warmUpCalls} calls of each kind`);
    await callAfterCall(warmUpCalls, () => stack.leadOn());
    await callAfterCall(warmUpCalls, () => stack.ring());
    const from = stack.mark();
    say(`timing ${timedCalls} callers who are led on`);
    const transfers = quantilesOf(await callAfterCall(timedCalls, () => stack.leadOn()));
    say(`timing ${timedCalls} calls on a trunk`);
    await callAfterCall(timedCalls, () => stack.ring());
    const answers = quantilesOf(stack.trunkAnswersSince(from));
    // Daily asks again when it is refused: a refusal is no answer of a warm bot.
    if (answers.count !== timedCalls) throw new Error(`${timedCalls} calls had ${answers.count} answers`);
    const events = await stack.eventTimesSince(from);
    const toBus = quantilesOf(events.map(({ onBusMs }) => onBusMs));
    const toConsumer = quantilesOf(events.map(({ atConsumerMs }) => atConsumerMs));
    return {
      measuredAt,
      transferOrder: transfers,
      trunkAnswer: answers,
      eventOnBus: toBus,
      eventAtConsumer: toConsumer,
      budgets: {
        transferOrderP99Ms: verdict(transfers.p99Ms, budgets.transferOrderP99Ms),
        trunkAnswerP99Ms: verdict(answers.p99Ms, budgets.trunkAnswerP99Ms),
        eventOnBusP99Ms: verdict(toBus.p99Ms, budgets.eventOutP99Ms),
        eventAtConsumerP99Ms: verdict(toConsumer.p99Ms, budgets.eventOutP99Ms),
      },
    };
  } finally {
    await stack.stop();
  }
}

export type Latency = Awaited<ReturnType<typeof measureLatency>>;

/** Has so many calls, the next when one is over. */
async function callAfterCall<Value>(count: number, call: () => Promise<Value>): Promise<readonly Value[]> {
  const values: Value[] = [];
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      values.push(await call());
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, one));
  return values;
}
