import type { Answer, Invocation } from './lambda.ts';

/** Times of DynamoDB in ms: there and back; a slow answer; a request given up (lib/aws/table/table.ts), with all its tries. */
const latencyMs = [1, 6] as const;
const slowMs = [300, 2_800] as const;
const requestTimeoutMs = 3_000;
const allTriesMs = 9_000;

class TableError extends Error {
  override readonly name = 'ThrottlingException';
}

/** What stands for a request's own exception, so that whoever checks errors can tell it from a bug. */
export const isTableError = (error: unknown): boolean => error instanceof TableError;

/**
 * One request to the table as the AWS client sends it: carried out once, or twice if the first answer got lost, or not
 * at all. `act` is the request itself: it reads or writes at its moment and says what DynamoDB answers.
 */
export function requestTable<Value>(
  invocation: Invocation,
  act: () => Value | Promise<Value>,
): Promise<Value> {
  return invocation.outside((answer) => send(invocation, act, answer));
}

function send<Value>(
  { platform, about }: Invocation,
  act: () => Value | Promise<Value>,
  answer: (answer: Answer<Value>) => void,
): void {
  const { scheduler, faults, random } = platform;
  const there = random.between(...latencyMs);
  const back =
    random.between(...latencyMs) + (faults.hits('tableSlow', about) ? random.between(...slowMs) : 0);
  const fail = () => answer({ ok: false, error: new TableError('The table did not answer.') });
  const carryOut = () => {
    const value = act();
    if (!(value instanceof Promise)) {
      scheduler.after(back, () => answer({ ok: true, value }));
      return;
    }
    // A store in memory is done as soon as everything has run that can.
    scheduler.wake();
    value.then(
      (done) => scheduler.after(back, () => answer({ ok: true, value: done })),
      (error: unknown) =>
        scheduler.after(back, () =>
          answer({ ok: false, error: error instanceof Error ? error : new Error(String(error)) }),
        ),
    );
  };
  if (faults.hits('tableFails', about)) {
    scheduler.after(random.between(50, allTriesMs), fail);
  } else if (faults.hits('tableSilent', about)) {
    scheduler.after(there, () => void act());
    scheduler.after(allTriesMs, fail);
  } else if (faults.hits('tableAnswerLost', about)) {
    scheduler.after(there, () => {
      void act();
      scheduler.after(requestTimeoutMs, carryOut);
    });
  } else {
    scheduler.after(there, carryOut);
  }
}
