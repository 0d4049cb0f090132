import type { MiddlewareHandler } from 'hono';

/** A request to a simulated provider, as it came in. */
interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly contentType: string | undefined;
  /** Empty if there is none. */
  readonly body: string;
}

/** What a simulated provider answers by its own rules. */
interface SeenAnswer {
  readonly status: number;
  /** Undefined if the body is empty or no JSON. */
  readonly json: unknown;
  readonly hasBody: boolean;
}

/** Looks on at the REST interface of a simulated provider, and changes nothing. */
export interface Observer {
  /** Called for every request, whatever becomes of it. */
  readonly asked: (request: SeenRequest) => void;
  /** Called for the answers that the provider itself gives; not for those that a fault makes up in its place. */
  readonly answered: (request: SeenRequest, answer: SeenAnswer) => void;
}

/** Middleware that comes before everything else. */
export function observeRequests(observer: Observer | undefined): MiddlewareHandler {
  return async ({ req }, next) => {
    observer?.asked(await seen(req));
    await next();
  };
}

/** Middleware that comes after the one that injects faults. */
export function observeAnswers(observer: Observer | undefined): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (observer === undefined) return;
    const body = await c.res.clone().text();
    const isJson = c.res.headers.get('content-type')?.startsWith('application/json') === true;
    const json: unknown = isJson && body !== '' ? JSON.parse(body) : undefined;
    observer.answered(await seen(c.req), { status: c.res.status, json, hasBody: body !== '' });
  };
}

async function seen(req: Parameters<MiddlewareHandler>[0]['req']): Promise<SeenRequest> {
  const { pathname, search } = new URL(req.url);
  return {
    method: req.method,
    target: pathname + search,
    contentType: req.header('content-type'),
    body: await req.text(),
  };
}
