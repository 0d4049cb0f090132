import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';
import { buildHttpEvent, gatewayAnswer, matchRoute, toHttpAnswer, type HttpAnswer } from './http-event.ts';
import { close, listen } from '../ports.ts';
import type { FunctionOutcome } from '../sandboxes/sandboxes.ts';
import { isSigned, type WireRequest } from './signature.ts';
import type { RouteSpec } from '../template.ts';

/** An HTTP API gives up on a function after this long (API Gateway quotas). */
const INTEGRATION_LIMIT_MS = 30_000;
/** The largest body that an HTTP API takes (API Gateway quotas). */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
/** Request line and headers together (API Gateway quotas); Node answers 431 beyond it. */
const HEADER_LIMIT_BYTES = 10_240;

/** A request that has been answered. */
interface AnsweredRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: Buffer;
  readonly status: number;
  readonly answer: Buffer | string;
  readonly atMs: number;
  readonly tookMs: number;
}

/** Looks on. */
export type OnAnswered = ((request: AnsweredRequest) => void) | undefined;

interface FrontOptions {
  /** Whether a request gets to a route that asks for a signature. Default: the local caller signed it. */
  readonly mayCall?: (request: WireRequest, now: Date) => boolean;
  readonly onAnswered?: OnAnswered;
}

/** The HTTP API of the template. */
export interface Front {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the routes on the loopback interface.
 * @param port 0 takes any free one
 * @throws if the port is taken
 */
export async function startFront(
  routes: readonly RouteSpec[],
  invoke: (functionName: string, event: unknown) => Promise<FunctionOutcome>,
  port: number,
  { mayCall = isSigned, onAnswered = () => undefined }: FrontOptions = {},
): Promise<Front> {
  const answer = async (request: IncomingMessage): Promise<HttpAnswer> => {
    const atMs = Date.now();
    const body = await readBody(request);
    if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
    const answered = await answerTo(request, body);
    const { method = 'GET', url: target = '/' } = request;
    const { status, body: said } = answered;
    onAnswered({ method, target, body, status, answer: said, atMs, tookMs: Date.now() - atMs });
    return answered;
  };
  const answerTo = async (request: IncomingMessage, body: Buffer): Promise<HttpAnswer> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const matched = matchRoute(routes, request.method ?? 'GET', url.pathname);
    if (matched === undefined) return gatewayAnswer(404, 'Not Found');
    const now = new Date();
    if (matched.route.isSigned === true && !mayCall(wireRequest(request, body), now))
      return gatewayAnswer(403, 'Forbidden');
    const event = buildHttpEvent(matched, request, url, body, now);
    const tooLong = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => tooLong.resolve(undefined), INTEGRATION_LIMIT_MS);
    const outcome = await Promise.race([invoke(matched.route.functionName, event), tooLong.promise]);
    clearTimeout(timer);
    if (outcome === undefined) return gatewayAnswer(503, 'Service Unavailable');
    return outcome.ok ? toHttpAnswer(outcome.payload) : gatewayAnswer(500, 'Internal Server Error');
  };

  const server = createServer({ maxHeaderSize: HEADER_LIMIT_BYTES }, (request, response) => {
    void answer(request)
      .catch((error: unknown) => {
        return error instanceof URIError
          ? gatewayAnswer(400, 'Bad Request')
          : gatewayAnswer(500, String(error));
      })
      .then(({ status, headers, body }) => {
        response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
      });
  });
  return {
    url: await listen(server, port),
    stop: () => close(server),
  };
}

function wireRequest(
  { method = 'GET', url = '/', headersDistinct }: IncomingMessage,
  body: Buffer,
): WireRequest {
  const headers = Object.entries(headersDistinct).map(([name, values]) => [name, values?.join(',')] as const);
  return { method, target: url, headers: Object.fromEntries(headers), body };
}

/** The whole body, or `undefined` when it is larger than the limit; the rest is read and dropped. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = z.instanceof(Buffer).parse(chunk);
    length += bytes.length;
    if (length <= BODY_LIMIT_BYTES) chunks.push(bytes);
  }
  return length > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks);
}
