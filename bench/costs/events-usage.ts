import { costOf, totalOf, type Usage } from './costs.ts';
import { usdPer } from './prices.ts';

/** Events of a held call that goes well (test/lib/events/held-call.test.ts counts them). */
const eventsPerCall = 3;

/**
 * What publishing them uses of AWS at most: a run of the function for each, since at few calls nothing comes together. Lambda's
 * reads of a stream are free, and so is the stream (DynamoDB pricing). Time is that of one request to EventBridge.
 */
const eventsUsage: Usage = {
  transitions: 0,
  apiRequests: 0,
  invocations: eventsPerCall,
  lambdaMs: eventsPerCall * 20,
  readUnits: 0,
  writeUnits: 0,
  secretReads: 0,
  queueRequests: 0,
  functionLogBytes: eventsPerCall * 418,
  machineLogBytes: 0,
  accessLogBytes: 0,
};

/**
 * What posting them to one consumer uses of AWS: each is sent to a queue, received and deleted, and a run waits for the consumer, a
 * tenth of a second if it is quick.
 */
const webhookUsage: Usage = {
  ...eventsUsage,
  lambdaMs: eventsPerCall * 100,
  queueRequests: eventsPerCall * 3,
};

/** Dollars that the events of one call cost by webhook, for each consumer, beside the events themselves. */
export const webhooksUsd = (memoryMb: number): number => totalOf(costOf(webhookUsage, memoryMb));

/** Dollars that the events of one call cost. @param memoryMb memory of the function */
export const eventsUsd = (memoryMb: number): number =>
  eventsPerCall * usdPer.busEvent + totalOf(costOf(eventsUsage, memoryMb));
