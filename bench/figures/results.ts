import { availableParallelism } from 'node:os';
import { usdPer } from '../costs/prices.ts';
import { budgets, verdict } from './budgets.ts';
import type { BundleFigures } from './bundles.ts';
import {
  combine,
  costOf,
  idleCostOf,
  totalOf,
  type Bill,
  type StandingParts,
  type Usage,
} from '../costs/costs.ts';
import { callsPerSecond } from './held-call.ts';
import { batches, coldCalls, timedCalls, type Measured } from './measure.ts';
import type { CallAtProvider } from './pin-calls/by-provider.ts';
import { conferenceSizes, timedPinCalls, type MeasuredPinCalls, type PinBatch } from './pin-calls/measure.ts';
import type { PerCall } from './per-call.ts';

const add = (a: number, b: number): number => a + b;

/** Everything that is written down, in the order in which it is written. Names end in their units. */
export function resultsOf(
  measured: Measured,
  pinCalls: AllPinCalls,
  bundles: Readonly<Record<string, BundleFigures>>,
  standing: StandingParts,
  measuredAt: Date,
) {
  const { untilConnected, end, cleaning, cold, withBotReport, quietSweep } = measured;
  const memoryMb = Math.max(...[...measured.functions.values()].map((spec) => spec.memoryMb));
  const bill = (...usages: readonly Usage[]) =>
    withTotal(
      costOf(
        usages.reduce((a, b) => combine(a, b, add)),
        memoryMb,
      ),
    );
  const idle = withTotal(idleCostOf(quietSweep, standing, memoryMb));
  const costUsd = {
    untilConnected: bill(untilConnected.usage),
    wholeCall: bill(untilConnected.usage, end.usage, cleaning),
    untilConnectedWithBotReport: bill(withBotReport.usage),
    untilConnectedWithColdFunctions: bill(cold.usage),
    wholeCallWithColdFunctions: bill(cold.usage, end.usage, cleaning),
  };
  const each = Object.values(bundles);
  const customMetricCount = new Set([...measured.customMetrics, ...pinCalls.customMetrics]).size;
  const pinCall = pinCallResultsOf(pinCalls, memoryMb);
  return {
    measuredAt: measuredAt.toISOString(),
    nodeVersion: process.version,
    cpuCount: availableParallelism(),
    lambdaMemoryMb: memoryMb,
    dailyRateLimitsOn: true,
    callsPerSecond,
    timedCallCount: timedCalls,
    coldCallCount: coldCalls,
    webhookAnswer: measured.webhookAnswer,
    readyToUpdate: measured.readyToUpdate,
    roundTrips: measured.roundTrips,
    perCall: {
      untilConnected: countsOf(untilConnected),
      end: countsOf(end),
      sweepShare: unitsOf(cleaning),
      untilConnectedWithBotReport: countsOf(withBotReport),
      untilConnectedWithColdFunctions: countsOf(cold),
    },
    [`isSameFor${batches.small}And${batches.large}Calls`]: measured.isSameForBothBatches,
    costUsd,
    idleMonth: {
      costUsd: idle,
      ...standing,
      quietSweep: unitsOf(quietSweep),
      customMetricCount,
      customMetricsIfAlwaysSentUsd: customMetricCount * usdPer.customMetricMonth,
    },
    pinCall,
    bundles,
    budgets: {
      transitionsPerCall: verdict(untilConnected.usage.transitions, budgets.transitionsPerCall),
      writesPerCall: verdict(untilConnected.writes, budgets.writesPerCall),
      writesPerCallWithBotReport: verdict(withBotReport.writes, budgets.writesPerCallWithBotReport),
      updatesPerCall: verdict(untilConnected.updates, budgets.updatesPerCall),
      untilConnectedUsd: verdict(costUsd.untilConnected.total, budgets.usdPerCall),
      wholeCallUsd: verdict(costUsd.wholeCall.total, budgets.usdPerCall),
      wholeCallWithColdFunctionsUsd: verdict(
        costUsd.wholeCallWithColdFunctions.total,
        budgets.usdPerColdCall,
      ),
      pinCallUsd: verdict(pinCall.small.costUsd.wholeCall.total, budgets.usdPerPinCall),
      pinCallInLargeConferenceUsd: verdict(pinCall.large.costUsd.wholeCall.total, budgets.usdPerPinCall),
      greetingP99Ms: verdict(pinCall.greeting.warmP99Ms, budgets.voiceAnswerP99Ms),
      rightPinP99Ms: verdict(pinCall.rightPin.warmP99Ms, budgets.voiceAnswerP99Ms),
      wrongPinP99Ms: verdict(pinCall.wrongPin.warmP99Ms, budgets.voiceAnswerP99Ms),
      idleMonthUsd: verdict(idle.total, budgets.usdPerIdleMonth),
      readyToUpdateP99Ms: verdict(measured.readyToUpdate.warmP99Ms, budgets.readyToUpdateP99Ms),
      largestBundleBytes: verdict(Math.max(...each.map((one) => one.sizeBytes)), budgets.bundleBytes),
      slowestBundleLoadMs: verdict(Math.max(...each.map((one) => one.loadMedianMs)), budgets.bundleLoadMs),
    },
  };
}

/** What was measured of PIN calls: in depth at one provider, and a call alone in its conference at each. */
type AllPinCalls = MeasuredPinCalls & { readonly byProvider: readonly CallAtProvider[] };

/** The figures of PIN calls, in the order in which they are written. */
function pinCallResultsOf(measured: AllPinCalls, memoryMb: number) {
  const { greeting, rightPin, wrongPin, announcing, small, large, quietHour, recovery, byProvider } =
    measured;
  const { retry, ...recoveryTimes } = recovery;
  const bill = (usage: Usage) => withTotal(costOf(usage, memoryMb));
  const batch = (callers: number, { join, end, bridge }: PinBatch) => ({
    callers,
    join: countsOf(join),
    end: countsOf(end),
    bridge: countsOf(bridge),
    costUsd: {
      join: bill(join.usage),
      end: bill(end.usage),
      wholeCall: bill(combine(join.usage, end.usage, add)),
      bridge: bill(bridge.usage),
    },
  });
  return {
    timedCallCount: timedPinCalls,
    greeting,
    rightPin,
    wrongPin,
    announcing,
    small: batch(conferenceSizes.small, small),
    large: batch(conferenceSizes.large, large),
    byProvider: byProvider.map(({ voice, roundTrips, call }) => ({
      voice,
      roundTrips,
      ...countsOf(call),
      costUsd: bill(call.usage),
    })),
    recovery: { ...recoveryTimes, retry: { ...unitsOf(retry), costUsd: bill(retry) } },
    quietHour: { ...unitsOf(quietHour), callers: conferenceSizes.small, costUsd: bill(quietHour) },
  };
}

export type Results = ReturnType<typeof resultsOf>;

const withTotal = <Parts extends Bill>(parts: Parts) => ({ ...parts, total: totalOf(parts) });

/** On AWS the functions' time is another, so the name says whose it is. */
const unitsOf = ({ lambdaMs, ...units }: Usage) => ({ ...units, localGatewayLambdaMs: lambdaMs });

const countsOf = ({ usage, operations, writes, refusedWrites, updates, invocations }: PerCall) => ({
  ...unitsOf(usage),
  writes,
  refusedWrites,
  pinlessCallUpdates: updates,
  operations,
  localGatewayInvocations: invocations,
});
