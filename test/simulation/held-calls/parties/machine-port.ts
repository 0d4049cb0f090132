import type { CallId } from '../../../../lib/held-calls/model/call.ts';
import type { Machine } from '../../../../lib/held-calls/ports.ts';
import type { Invocation } from '../../frame/lambda.ts';
import type { SimulatedMachine } from '../../frame/machine.ts';

/** Times of Step Functions in ms, and how long lib/aws/clients/machine.ts tries before it gives up. */
const latencyMs = [10, 60] as const;
const givenUpMs = [1_000, 3_000] as const;

/** The machine as one invocation reaches it, tries included. */
export function machinePort(invocation: Invocation, machine: SimulatedMachine): Machine {
  const { scheduler, faults, random, trace } = invocation.platform;
  const request = <Value>(act: () => Value, again: () => Value, failed: Value) =>
    invocation.outside<Value>((answer) => {
      const { about } = invocation;
      const ms = random.between(...latencyMs);
      if (faults.hits('machineFails', about)) {
        scheduler.after(random.between(...givenUpMs), () => answer({ ok: true, value: failed }));
        return;
      }
      scheduler.after(ms, () => {
        const value = act();
        if (!faults.hits('machineAnswerLost', about)) {
          scheduler.after(ms, () => answer({ ok: true, value }));
          return;
        }
        // Half of the time the next try is answered, and says what it finds.
        const isHeard = random.chance(0.5);
        scheduler.after(random.between(...givenUpMs), () =>
          answer({ ok: true, value: isHeard ? again() : failed }),
        );
      });
    });
  const resume = (token: string) => (machine.succeedTask(token) === 'accepted' ? 'resumed' : 'over');
  const giveUp = (token: string) => (machine.failTask(token, 'BotLeft') === 'accepted' ? 'resumed' : 'over');
  return {
    start: (id: CallId) => {
      const start = () => {
        machine.start(id, { id });
        return 'started' as const;
      };
      return request<'started' | 'throttled'>(start, start, 'throttled');
    },
    resume: (token) => {
      trace?.(() => `${invocation.name} settles ${token}`);
      return request<'resumed' | 'over' | 'failed'>(
        () => resume(token),
        () => resume(token),
        'failed',
      );
    },
    giveUp: (token) => {
      trace?.(() => `${invocation.name} gives ${token} up`);
      return request<'resumed' | 'over' | 'failed'>(
        () => giveUp(token),
        () => giveUp(token),
        'failed',
      );
    },
  };
}
