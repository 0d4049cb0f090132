import { combine, perCall, type Usage } from '../costs/costs.ts';
import { quantile } from './quantile.ts';
import { startBench, type Bench, type CallTimes } from './held-call.ts';
import { perCallOf, type PerCall, type Times } from './per-call.ts';
import type { Template } from '../../infra/template.ts';
import { askedDuring, sequentialRoundTrips } from './round-trips.ts';
import type { Mark, Watch } from './watch.ts';

/** Cold starts; their median is given. */
export const coldCalls = 5;
/** Calls of the stream that times are taken from: enough for a 99th percentile to be two calls and not one. */
export const timedCalls = 200;
/** Calls before anything warm is measured. */
const warmUpCalls = 10;
/** Batches whose operations must be the same for each call. */
export const batches = { small: 10, large: 100 } as const;
/** Sweeps that find nothing. */
const quietSweeps = 11;

export interface Measured {
  readonly webhookAnswer: Times;
  readonly readyToUpdate: Times;
  /** The large batch. */
  readonly untilConnected: PerCall;
  /** From hanging up until the call's item rests. */
  readonly end: PerCall;
  /** A sweep that cleans up after a batch, less one that finds nothing. */
  readonly cleaning: Usage;
  /** As `untilConnected`, with bots that report readiness as well as Daily. */
  readonly withBotReport: PerCall;
  /** As `untilConnected`, for single calls to which every function is new. */
  readonly cold: PerCall;
  readonly isSameForBothBatches: boolean;
  readonly quietSweep: Usage;
  /** Requests to AWS, one after the other, of one warm call: until the webhook is answered; from ready to the order. */
  readonly roundTrips: { readonly webhook: number; readonly readyToOrder: number };
  /** AWS operations of one warm call, in order. */
  readonly profile: ReturnType<Bench['watch']['profileSince']>;
  /** Metrics that the calls' functions sent, each with its dimensions. */
  readonly customMetrics: ReadonlySet<string>;
  readonly functions: Bench['localGateway']['gateway']['stack']['functions'];
}

/** Runs everything that needs the stack, in order. `say` tells a person what is going on. */
export async function measure(template: Template, say: (what: string) => void): Promise<Measured> {
  say('starting the stack');
  const bench = await startBench(template);
  try {
    say('warming DynamoDB Local up');
    await bench.connect(1, { hangUp: true });

    const cold = await measureCold(bench, say);

    say(`warming up with ${warmUpCalls} calls`);
    // With reports, so that the function that takes them is warm too.
    bench.letBotsReport(true);
    await bench.connect(warmUpCalls, { hangUp: true });
    bench.letBotsReport(false);
    await bench.sweep();

    const quietSweep = await measureQuietSweep(bench, say);

    const small = await measureBatch(bench, batches.small, say);
    const large = await measureBatch(bench, batches.large, say);
    bench.letBotsReport(true);
    const withBotReport = await measureBatch(bench, batches.small, say, ' whose bots report');
    bench.letBotsReport(false);

    say(`timing ${timedCalls} calls`);
    const from = bench.watch.mark();
    const calls = await bench.connect(timedCalls, { hangUp: true });
    const warm = bench.timesOf(calls, from);

    say('following one call');
    const followedFrom = bench.watch.mark();
    await bench.connect(1, { hangUp: true });

    return {
      webhookAnswer: timesOf(cold.times, warm, ({ answeredMs }) => answeredMs),
      readyToUpdate: timesOf(cold.times, warm, ({ readyToUpdateMs }) => readyToUpdateMs),
      untilConnected: large.untilConnected,
      end: large.end,
      cleaning: perCall(
        combine(large.sweep.usage, quietSweep, (one, quiet) => one - quiet),
        batches.large,
      ),
      withBotReport: withBotReport.untilConnected,
      cold: cold.perCall,
      isSameForBothBatches: isSame(small, large),
      quietSweep,
      roundTrips: roundTripsSince(followedFrom, bench.watch),
      profile: bench.watch.profileSince(followedFrom),
      customMetrics: bench.watch.customMetrics(),
      functions: bench.localGateway.gateway.stack.functions,
    };
  } finally {
    await bench.stop();
  }
}

/** The first event of a call is that its room is ready; the task that orders asks for nothing afterwards. */
function roundTripsSince(from: Mark, watch: Watch): Measured['roundTrips'] {
  const records = watch.recordsSince(from);
  const answered = watch.answeredSince(from).toSorted((one, other) => one.receivedAt - other.receivedAt);
  const until = (functionName: string) => {
    const first = answered.find((each) => each.functionName === functionName);
    if (first === undefined) throw new Error(`${functionName} has answered nothing`);
    return sequentialRoundTrips(askedDuring(first, records));
  };
  const claim = records.filter(({ functionName }) => functionName === 'connect-call');
  return {
    webhook: until('daily-pinless'),
    readyToOrder: until('daily-events') + sequentialRoundTrips(claim),
  };
}

async function measureCold(bench: Bench, say: (what: string) => void) {
  const times: CallTimes[] = [];
  const tallies: PerCall[] = [];
  for (let nth = 1; nth <= coldCalls; nth += 1) {
    say(`a call to which every function is new, ${nth} of ${coldCalls}`);
    await bench.watch.cool();
    const from = bench.watch.mark();
    const calls = await bench.connect(1, { hangUp: false });
    tallies.push(perCallOf(bench.watch.tallySince(from), 1, bench.updatesOf(calls)));
    times.push(...bench.timesOf(calls, from));
    await bench.hangUp(calls);
  }
  const [first] = tallies;
  if (first === undefined) throw new Error('there were no cold calls');
  const usage = tallies.slice(1).reduce((sum, one) => combine(sum, one.usage, (a, b) => a + b), first.usage);
  return { times, perCall: { ...first, usage: perCall(usage, coldCalls) } };
}

async function measureQuietSweep(bench: Bench, say: (what: string) => void): Promise<Usage> {
  say(`${quietSweeps} sweeps that find nothing`);
  const from = bench.watch.mark();
  for (let nth = 0; nth < quietSweeps; nth += 1) await bench.sweep();
  return perCall(bench.watch.tallySince(from).usage, quietSweeps);
}

async function measureBatch(bench: Bench, calls: number, say: (what: string) => void, whose = '') {
  say(`counting ${calls} calls${whose}`);
  const from = bench.watch.mark();
  const placed = await bench.connect(calls, { hangUp: false });
  const connected = bench.watch.tallySince(from);
  const connectedAt = bench.watch.mark();
  await bench.hangUp(placed);
  const ended = bench.watch.tallySince(connectedAt);
  const endedAt = bench.watch.mark();
  await bench.sweep();
  return {
    untilConnected: perCallOf(connected, calls, bench.updatesOf(placed)),
    end: perCallOf(ended, calls, 0),
    sweep: bench.watch.tallySince(endedAt),
  };
}

/** Whether a call costs the same in both batches. Reads of the secret belong to sandboxes and minutes, not to calls. */
function isSame(a: Record<'untilConnected' | 'end', PerCall>, b: typeof a): boolean {
  const figures = ({ untilConnected, end }: typeof a) =>
    [untilConnected, end].map(({ usage, operations, updates }) => {
      const { transitions, apiRequests, invocations, readUnits, writeUnits } = usage;
      const counted = Object.entries(operations).filter(([action]) => !action.startsWith('secretsmanager:'));
      return [counted, updates, transitions, apiRequests, invocations, readUnits, writeUnits];
    });
  return JSON.stringify(figures(a)) === JSON.stringify(figures(b));
}

function timesOf(
  cold: readonly CallTimes[],
  warm: readonly CallTimes[],
  of: (times: CallTimes) => number,
): Times {
  return {
    coldMedianMs: quantile(cold.map(of), 1 / 2),
    warmP50Ms: quantile(warm.map(of), 1 / 2),
    warmP99Ms: quantile(warm.map(of), 0.99),
  };
}
