import type { Table } from '../../../lib/aws/table/table.ts';

/** What happens to one request on its way: refused for throttling, answered too late, or nothing. */
export type Fault = 'throttled' | 'answer-lost' | 'none';

/** Gives each following request of this client, repeated ones included, the next fault; none after the last. */
export function injectFaults(
  client: Table['client'],
  faults: readonly Fault[],
): { readonly sent: () => number } {
  const left = [...faults];
  let sent = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const fault = left.shift() ?? 'none';
      if (fault === 'throttled') throw failure('ThrottlingException', 'Rate exceeded');
      sent += 1;
      const answer = await next(args);
      if (fault === 'answer-lost') throw failure('TimeoutError', 'socket timed out');
      return answer;
    },
    // Inside of the SDK's own repetition, so that it sees the fault.
    { step: 'deserialize', name: 'injectedFaults', priority: 'high', override: true },
  );
  return { sent: () => sent };
}

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: {} });
}
