import { costOf, totalOf, type Bill, type Usage } from '../../../infra/costs.ts';
import { MEMORY_MB } from '../../../infra/functions.ts';
import type { HeldCall } from '../../../lib/held-calls/model/call.ts';

/** Means of `npm run bench`, which measures them on a held call until it is connected. */
const lambdaMsPerInvocation = 50;
const functionLogBytesPerInvocation = 950;
const machineLogBytesPerTransition = 2_200;
const accessLogBytesPerRequest = 410;

const bytesPerUnit = 1_024;
/** A write that moves an item on its list deletes one entry of the index and makes another. */
const indexUnitsPerMove = 2;

/** Lines of the timeline that stand for a task of the machine, each begun with one transition. */
const tasks: readonly string[] = ['tokenStored', 'tokenReplaced', 'claimed', 'reclaimed'];
/** Reasons of a release that no machine knew of: the sweep gave it. */
const releasedBySweep: readonly string[] = ['machine-lost', 'never-started'];
/** Lines that a request to the API brought. */
const webhooks: readonly string[] = [
  'botLeft',
  'held',
  'refused',
  'ready',
  'connected',
  'callerLeft',
  'meetingEnded',
];
/** Lines that are written with another one. */
const writtenAlong: readonly string[] = ['targetRefused'];
/** Lines whose write leaves the call where it is on its list. */
const unmoving: readonly string[] = ['movedOn', 'asked', 'reclaimed', 'updatedAgain', 'toldGone', 'botLeft'];

/** What a held call used of AWS, reckoned from its timeline: what was measured is in the logs, not in the call. */
export function usageOf(call: HeldCall): Usage {
  const { timeline, outcome = '' } = call;
  const count = (is: (event: string) => boolean) => timeline.filter(({ event }) => is(event)).length;
  const released = releasedBySweep.includes(outcome) ? 0 : count((event) => event === 'released');
  const transitions = count((event) => tasks.includes(event)) + released;
  const apiRequests = count((event) => webhooks.includes(event));
  const invocations = apiRequests + transitions;
  const itemUnits = Math.ceil(Buffer.byteLength(JSON.stringify(call)) / bytesPerUnit);
  const writes = timeline.length - count((event) => writtenAlong.includes(event));
  const moves = writes - count((event) => unmoving.includes(event));
  return {
    transitions,
    apiRequests,
    invocations,
    lambdaMs: invocations * lambdaMsPerInvocation,
    readUnits: transitions + 1,
    writeUnits: writes * itemUnits + moves * indexUnitsPerMove,
    // Each function keeps the secret for minutes.
    secretReads: 0,
    queueRequests: 0,
    functionLogBytes: invocations * functionLogBytesPerInvocation,
    machineLogBytes: transitions * machineLogBytesPerTransition,
    accessLogBytes: apiRequests * accessLogBytesPerRequest,
    traces: transitions === 0 ? 0 : 1,
  };
}

/** What a held call cost in US dollars, by what was paid for, and in all; AWS only. */
export function costOfCall(call: HeldCall): {
  readonly usage: Usage;
  readonly bill: Bill;
  readonly usd: number;
} {
  const usage = usageOf(call);
  const bill = costOf(usage, MEMORY_MB);
  return { usage, bill, usd: totalOf(bill) };
}
