import type { SimulatedApi } from '../../frame/api.ts';
import { meet } from '../../frame/coverage.ts';
import { headings } from '../covered.ts';
import type { JudgedWorld } from '../judged.ts';
import { destinationOf, otherConference } from './drawn.ts';

const answerLimitMs = 29_000;
const againAfterMs = 2_000;
/** One who has heard nothing asks so often in all. */
const tries = 3;

/** An operator, or a program, that has callers led on. What was not answered is sent again. */
export function orderTransfers(world: JudgedWorld, api: SimulatedApi): void {
  const { scheduler, options, met } = world;
  options.scenario.transfers?.orders.forEach((plan, index) => {
    scheduler.after(plan.orderedAtMs, () => {
      const call = world.callers[plan.caller];
      if (call === undefined) return;
      const to = plan.fate === 'another-conference' ? otherConference : destinationOf(index);
      const body = JSON.stringify({ call: call.sid, to });
      const send = (left: number) =>
        api.post({ functionName: 'admin', headers: {}, body }, answerLimitMs, (status) => {
          meet(met, headings.transferOrders, String(status ?? 'no answer'));
          const isAnswered = status !== undefined && status < 500;
          if (left > 0 && (!isAnswered || plan.isSentTwice))
            scheduler.after(againAfterMs, () => send(left - 1));
        });
      send(tries - 1);
    });
  });
}
