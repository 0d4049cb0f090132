import type { About } from './faults.ts';
import type { Lambda, Outcome, Platform } from './lambda.ts';

/** One request to the gateway's API, as the functions see it. */
export interface ApiRequest {
  readonly functionName: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  /** Path and query as sent; default none. */
  readonly path?: string;
  readonly query?: string;
  /** Whom it is about, if that is known. */
  readonly about?: About | undefined;
}

/** An HTTP API gives up on its function after 30 s (API Gateway quotas). */
const longestMs = 30_000;
const latencyMs = [10, 80] as const;

/** What a sender learns: the status, or nothing within the time it waits. */
export type Heard = number | undefined;

/** The HTTP API in front of the functions. */
export class SimulatedApi {
  readonly #platform: Platform;
  readonly #lambda: Pick<Lambda, 'invoke'>;
  readonly #isLost: (request: ApiRequest) => boolean;

  /** @param isLost whether a request gets lost now, whatever the rates; default none does */
  constructor(
    platform: Platform,
    lambda: Pick<Lambda, 'invoke'>,
    isLost: (request: ApiRequest) => boolean = () => false,
  ) {
    this.#platform = platform;
    this.#lambda = lambda;
    this.#isLost = isLost;
  }

  /** Sends a request; `done` hears once, within `limitMs`. */
  post(request: ApiRequest, limitMs: number, done: (heard: Heard, body: unknown) => void): void {
    const { scheduler, faults, random } = this.#platform;
    let isHeard = false;
    const hear = (heard: Heard, body: unknown) => {
      if (isHeard) return;
      isHeard = true;
      limit.cancelled = true;
      done(heard, body);
    };
    const { courier } = this.#platform;
    const limit = scheduler.after(Math.min(limitMs, longestMs), () =>
      hear(limitMs > longestMs ? 503 : undefined, undefined),
    );
    // Whoever holds requests back decides themselves what comes late.
    limit.cancelled = courier !== undefined;
    const { functionName, headers, body, pathParameters, path = '', query = '', about } = request;
    if (this.#isLost(request) || faults.hits('webhookLost', about)) return;
    const isAnswerLost = faults.hits('webhookAnswerLost', about);
    const event = {
      headers,
      body,
      isBase64Encoded: false,
      pathParameters,
      rawPath: path,
      rawQueryString: query,
    };
    const deliver = () => {
      const answered = (outcome: Outcome) => {
        if (isAnswerLost) return;
        scheduler.after(random.between(...latencyMs), () => {
          if (outcome.kind === 'answered') hear(statusOf(outcome.value), bodyOf(outcome.value));
          else hear(outcome.kind === 'service' ? 503 : 500, undefined);
        });
      };
      this.#lambda.invoke(functionName, event, answered, about);
    };
    if (courier === undefined) scheduler.after(random.between(...latencyMs), deliver);
    else courier(deliver);
  }
}

function statusOf(answer: unknown): number {
  const status = answer instanceof Object && 'statusCode' in answer ? answer.statusCode : undefined;
  // An HTTP API answers 500 where a function's answer is none.
  return typeof status === 'number' ? status : 500;
}

function bodyOf(answer: unknown): unknown {
  return answer instanceof Object && 'body' in answer ? answer.body : undefined;
}
