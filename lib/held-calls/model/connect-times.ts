/**
 * How long the presence of a room may lag behind who is in it (Daily docs, room presence: up to 15 s). Earlier than this
 * after the first order an empty room does not say that the order is lost.
 */
export const presenceDelayMs = 15_000;

/**
 * An order that is answered this soon after its note has been carried out by then, and that is not noted: half a second
 * more of waiting, in the rare case that it is lost, for a write less of each call.
 */
export const quickAnswerMs = 500;

/**
 * So long after the note of an order, or of its late answer, the presence must show its caller, if ever. An order whose
 * answer was not waited for to its end is taken as carried out when the waiting ended: that it is later is not known of Daily.
 */
export const shownAfterMs = quickAnswerMs + presenceDelayMs;

/** The machine's pause between two tasks (infra/parts/held-call-machine.ts). */
export const machinePauseMs = 1_000;

/** An order is given this long at least, since one that is cut short counts as one that may have worked. */
const minOrderMs = 3_500;
/** Of a task that is too short for that: this part. */
const partForOrder = 1 / 2;

/** What a task does ends this part of its time before it does, so that the outcome can still be stored. */
const partForStoring = 1 / 10;

/** By so much can the start of one task differ from that of another: a cold start. */
const startsDifferByMs = 500;

/** How long a task, of which a function may run `taskMs`, can do anything, in ms. */
export const taskTakesMs = (taskMs: number) => taskMs * (1 - partForStoring);

/** How much of that has to be left when an order is sent. */
export const orderTakesMs = (taskMs: number) => Math.min(minOrderMs, taskMs * partForOrder);

/**
 * How many tasks, one slice each, it takes until a second order is out and has a part of a slice to be heard of: it goes
 * out in the first task that can still order when the presence must have shown the caller. After an answer that took long
 * it can be a task more: a second order is sent then if the hold leaves time for it.
 */
export function tasksForTwoOrders(sliceMs: number, taskMs: number): number {
  const lastOrderMs = taskTakesMs(taskMs) - orderTakesMs(taskMs);
  const waitMs = shownAfterMs + startsDifferByMs - lastOrderMs;
  return 1 + Math.max(1, Math.ceil(waitMs / (sliceMs + machinePauseMs)));
}
