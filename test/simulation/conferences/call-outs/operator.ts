import type { SimulatedApi } from '../../frame/api.ts';
import { meet } from '../../frame/coverage.ts';
import { headings } from '../covered.ts';
import type { JudgedWorld } from '../judged.ts';
import type { Callees } from './callees.ts';
import { stillRunning } from './orders.ts';

const answerLimitMs = 29_000;
/** Pauses before whoever orders sends the same once more, if nobody has answered: the last is longer than any function runs. */
const pausesMs = [1_000, 5_000, 62_000] as const;
const sentTwiceAfterMs = 8_000;

/** Somebody, or a program, that has people called. What was not answered is sent again under the same key. */
export function orderCallOuts(world: JudgedWorld, api: SimulatedApi, callees: Callees): void {
  const { scheduler, options, met } = world;
  options.scenario.callOuts?.callees.forEach((plan, index) => {
    const send = (attempt: number) => {
      const body = JSON.stringify({ key: `key-${index}`, number: plan.number });
      api.post({ functionName: 'admin', headers: {}, body }, answerLimitMs, (status, answer) => {
        meet(met, headings.orders, String(status ?? 'no answer'));
        const pauseMs = pausesMs[attempt - 1];
        const isAnswered =
          status !== undefined && status !== 500 && status !== 503 && answer !== stillRunning;
        if (!isAnswered && pauseMs !== undefined) scheduler.after(pauseMs, () => send(attempt + 1));
        else if (isAnswered && attempt === 1 && plan.isSentTwice)
          scheduler.after(sentTwiceAfterMs, () => send(pausesMs.length + 1));
      });
    };
    scheduler.after(plan.orderedAtMs, () => send(1));
    for (const { atMs, action } of plan.actions) {
      scheduler.after(atMs, () => {
        const call = callees.all.find((callee) => callee.plan === plan)?.call;
        if (call?.status === 'in-progress') world.act(call, { atMs, action, key: undefined });
      });
    }
  });
}
