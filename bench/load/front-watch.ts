import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { matchRoute } from '../../local/runtime/front/http-event.ts';
import type { Gateway } from '../../local/runtime/gateway.ts';

/** One request that the HTTP front has answered. */
export interface Answered {
  readonly functionName: string;
  /** When its headers were read, in milliseconds since the epoch, with fractions. */
  readonly receivedAt: number;
  /** From the request's headers being read to the last byte of the answer being handed over. */
  readonly tookMs: number;
}

export interface FrontWatch {
  /** In order of their answers. */
  readonly answered: readonly Answered[];
  /** Whether a request is being answered now. */
  isBusy(): boolean;
  stop(): void;
}

const requestStart = 'http.server.request.start';
const responseFinish = 'http.server.response.finish';
const messageSchema = z.object({
  request: z.instanceof(IncomingMessage),
  response: z.instanceof(ServerResponse),
});

/** Times every request to the gateway's HTTP front from outside it (Node.js docs, diagnostics channel, HTTP). */
export function watchFront({ url, stack }: Gateway): FrontWatch {
  const { host } = new URL(url);
  const answered: Answered[] = [];
  const startedAtMs = new Map<IncomingMessage, number>();
  const start = (message: unknown) => {
    const { request, response } = messageSchema.parse(message);
    if (request.headers.host !== host) return;
    startedAtMs.set(request, performance.now());
    // Also closed when its sender has given up waiting; then it is never finished.
    response.once('close', () => startedAtMs.delete(request));
  };
  const finish = (message: unknown) => {
    const { request } = messageSchema.parse(message);
    const sinceMs = startedAtMs.get(request);
    if (sinceMs === undefined) return;
    startedAtMs.delete(request);
    const matched = matchRoute(stack.routes, request.method ?? '', new URL(request.url ?? '', url).pathname);
    if (matched === undefined) return;
    answered.push({
      functionName: matched.route.functionName,
      receivedAt: performance.timeOrigin + sinceMs,
      tookMs: performance.now() - sinceMs,
    });
  };
  subscribe(requestStart, start);
  subscribe(responseFinish, finish);
  return {
    answered,
    isBusy: () => startedAtMs.size > 0,
    stop: () => {
      unsubscribe(requestStart, start);
      unsubscribe(responseFinish, finish);
    },
  };
}
