import * as z from 'zod';
import type { HttpAnswer } from '../../../../functions/shared/http.ts';
import { orderCallOut } from '../../../../lib/conferences/call-out/order.ts';
import { callOutIdSchema, type CallOutId } from '../../../../lib/conferences/model/call-out.ts';
import type { ConferenceId } from '../../../../lib/conferences/model/conference.ts';
import type { ConferenceDeps, PlaceCall } from '../../../../lib/conferences/ports.ts';
import type { Invocation } from '../../frame/lambda.ts';
import { requestTable } from '../../frame/table-requests.ts';
import type { DrawnCallOuts } from './drawn.ts';

export type OrderCallOut = typeof orderCallOut;
export type OrderResult = Awaited<ReturnType<OrderCallOut>>;

/** Longer than any function runs, as lib/aws/stores/idempotency-store.ts has it: work that began before it has died. */
const longestWorkMs = 60_000;

interface Kept {
  readonly id: CallOutId;
  begunAtMs: number;
  answer?: HttpAnswer;
}

export const stillRunning = 'still-running';

/** What was ordered under which key, and what came of it; as functions/admin/operation.ts keeps it. */
export class OrderBook {
  readonly #kept = new Map<string, Kept>();
  #ids = 0;
  /** Is told what an order comes to, whether or not anybody hears of it. */
  readonly answered: (id: CallOutId, result: OrderResult) => void;

  constructor(answered: OrderBook['answered']) {
    this.answered = answered;
  }

  begin(
    key: string,
    nowMs: number,
  ): { readonly kept: Kept; readonly is: 'new' | 'again' | 'running' | 'done' } {
    const kept = this.#kept.get(key);
    if (kept === undefined) {
      const fresh = { id: callOutIdSchema.parse(`order-${(this.#ids += 1)}`), begunAtMs: nowMs };
      this.#kept.set(key, fresh);
      return { kept: fresh, is: 'new' };
    }
    if (kept.answer !== undefined) return { kept, is: 'done' };
    if (nowMs < kept.begunAtMs + longestWorkMs) return { kept, is: 'running' };
    kept.begunAtMs = nowMs;
    return { kept, is: 'again' };
  }

  finish(key: string, answer: HttpAnswer): void {
    const kept = this.#kept.get(key);
    if (kept !== undefined) kept.answer = answer;
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }
}

const eventSchema = z.object({ body: z.string() });
const orderSchema = z.object({ key: z.string(), number: z.string() });

/** What orders reach the world through. */
interface HandlerDeps {
  readonly conferences: ConferenceDeps;
  readonly conference: ConferenceId;
  readonly book: OrderBook;
  readonly phone: PlaceCall;
  readonly limits: DrawnCallOuts['limits'];
  /** Default: the product's. */
  readonly order?: OrderCallOut | undefined;
}

/** `POST /admin/v1/conferences/{id}/call-outs`, under an idempotency key. */
export function makeOrderHandler(
  { conferences, conference, book, phone, limits, order = orderCallOut }: HandlerDeps,
  invocation: Invocation,
) {
  return async (event: unknown): Promise<HttpAnswer> => {
    const { key, number } = orderSchema.parse(JSON.parse(eventSchema.parse(event).body));
    const table = <Value>(act: () => Value) => requestTable(invocation, act);
    // A client that sends its own write again finds it, and goes on.
    let begun: ReturnType<OrderBook['begin']> | undefined;
    const { kept, is } = await table(() => (begun ??= book.begin(key, conferences.clock.now())));
    if (is === 'done') return kept.answer ?? { statusCode: 500 };
    if (is === 'running') return { statusCode: 409, body: stillRunning };
    const isRepeated = is === 'again';
    const deps = { ...conferences, limits, phones: () => phone };
    const result = await order(deps, {
      id: kept.id,
      conference,
      number,
      name: `Callee ${kept.id}`,
      isRepeated,
    });
    book.answered(kept.id, result);
    if (!result.ok) {
      await table(() => book.forget(key));
      return { statusCode: result.reason === 'refused' ? 409 : 502 };
    }
    const answer = { statusCode: 201, body: JSON.stringify({ result: result.result, callId: result.call }) };
    await table(() => book.finish(key, answer));
    return answer;
  };
}
