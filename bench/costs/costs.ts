import { usdPer } from './prices.ts';

const bytesPerGb = 1024 ** 3;
const mbPerGb = 1024;
const msPerSecond = 1000;

/** AWS counts a month as 730 hours. */
const hoursPerMonth = 730;
export const minutesPerMonth = hoursPerMonth * 60;

/**
 * Lambda asks an empty queue with five requests at once, each of which waits 20 s (Lambda docs, "Using Lambda with Amazon
 * SQS"; SQS docs, long polling).
 */
export const queuePollsPerMonth = (hoursPerMonth * 3_600 * 5) / 20;

/** What something used of AWS, in the units that AWS bills. */
export interface Usage {
  readonly transitions: number;
  readonly apiRequests: number;
  readonly invocations: number;
  /** Time of all invocations together. */
  readonly lambdaMs: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly secretReads: number;
  /** Requests to the queue: a wake is sent, received and deleted. */
  readonly queueRequests: number;
  readonly functionLogBytes: number;
  readonly machineLogBytes: number;
  readonly accessLogBytes: number;
}

/** Applies an operation to each figure of two usages. */
export function combine(a: Usage, b: Usage, operation: (a: number, b: number) => number): Usage {
  return {
    transitions: operation(a.transitions, b.transitions),
    apiRequests: operation(a.apiRequests, b.apiRequests),
    invocations: operation(a.invocations, b.invocations),
    lambdaMs: operation(a.lambdaMs, b.lambdaMs),
    readUnits: operation(a.readUnits, b.readUnits),
    writeUnits: operation(a.writeUnits, b.writeUnits),
    secretReads: operation(a.secretReads, b.secretReads),
    queueRequests: operation(a.queueRequests, b.queueRequests),
    functionLogBytes: operation(a.functionLogBytes, b.functionLogBytes),
    machineLogBytes: operation(a.machineLogBytes, b.machineLogBytes),
    accessLogBytes: operation(a.accessLogBytes, b.accessLogBytes),
  };
}

/** The usage of one call, of that of `calls`. */
export const perCall = (usage: Usage, calls: number): Usage => combine(usage, usage, (sum) => sum / calls);

/** Dollars by what they are paid for. */
export type Bill = Readonly<Record<string, number>>;

/**
 * What a usage costs.
 * @param memoryMb memory of the functions
 */
export function costOf(usage: Usage, memoryMb: number) {
  return {
    stateTransitions: usage.transitions * usdPer.stateTransition,
    apiRequests: usage.apiRequests * usdPer.apiRequest,
    lambdaRequests: usage.invocations * usdPer.lambdaRequest,
    lambdaTime: (usage.lambdaMs / msPerSecond) * (memoryMb / mbPerGb) * usdPer.lambdaGbSecond,
    tableWrites: usage.writeUnits * usdPer.writeUnit,
    tableReads: usage.readUnits * usdPer.readUnit,
    secretReads: usage.secretReads * usdPer.secretRead,
    queueRequests: usage.queueRequests * usdPer.queueRequest,
    functionLogs: (usage.functionLogBytes / bytesPerGb) * usdPer.logGb,
    machineLogs: (usage.machineLogBytes / bytesPerGb) * usdPer.logGb,
    accessLogs: (usage.accessLogBytes / bytesPerGb) * usdPer.logGb,
  } satisfies Bill;
}

/** What the stack has that costs by the month, used or not. */
export interface StandingParts {
  /** An alarm on an expression counts once for each metric in it. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly secrets: number;
  readonly queues: number;
}

/** What a month costs in which nobody calls, `quietSweep` being what one sweep uses that finds nothing. */
export function idleCostOf(quietSweep: Usage, parts: StandingParts, memoryMb: number) {
  const month = combine(quietSweep, quietSweep, (one) => one * minutesPerMonth);
  const used = costOf(month, memoryMb);
  return {
    alarms: parts.alarmMetrics * usdPer.alarmMetricMonth,
    secrets: parts.secrets * usdPer.secretMonth,
    dashboards: parts.dashboards * usdPer.dashboardMonth,
    queuePolls: parts.queues * queuePollsPerMonth * usdPer.queueRequest,
    sweepLambdaRequests: used.lambdaRequests,
    sweepLambdaTime: used.lambdaTime,
    sweepTableUse: used.tableReads + used.tableWrites,
    sweepSecretReads: used.secretReads,
    sweepQueueRequests: used.queueRequests,
    sweepLogs: used.functionLogs,
    sweepLogStorage: (month.functionLogBytes / bytesPerGb) * usdPer.logGbMonth,
  } satisfies Bill;
}

/** The sum of a bill, in dollars. */
export const totalOf = (bill: Bill): number => Object.values(bill).reduce((sum, usd) => sum + usd, 0);
