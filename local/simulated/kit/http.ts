import { createServer } from 'node:http';
import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server';
import { listen as listenOn } from '../../runtime/ports.ts';

/** A request to a simulator that is over. */
export interface ServedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: string;
  /** Undefined: the connection broke, or its sender gave up. */
  readonly status: number | undefined;
  readonly atMs: number;
  readonly tookMs: number;
}

/** Looks on at every request to a simulator. */
export type OnServed = (request: ServedRequest) => void;

/** A listening loopback server. */
export interface Listening {
  /** For example `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** Closes the server and every open connection; harmless when closed already. */
  close(): Promise<void>;
}

type Bindings = HttpBindings | Http2Bindings;

interface App {
  readonly fetch: (request: Request, env: Bindings) => Response | Promise<Response>;
}

/**
 * Serves `app` on 127.0.0.1. Port 0 takes a free one.
 * @throws one sentence on what to do when the port is taken
 */
export async function listen(app: App, port: number, onServed?: OnServed): Promise<Listening> {
  const served = onServed
    ? watched(app, onServed)
    : (request: Request, env: Bindings) => app.fetch(request, env);
  const listener = getRequestListener(served);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  return {
    origin: await listenOn(server, port),
    close: () =>
      new Promise((closed) => {
        // Its only error says that the server is closed already, which is what was asked for.
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Serves as before, and tells of each request once its connection has done with it. */
function watched(app: App, onServed: OnServed): App['fetch'] {
  return async (request, env) => {
    const atMs = Date.now();
    const copy = request.clone();
    const { pathname, search } = new URL(request.url);
    env.outgoing.once('close', () => {
      const { writableFinished, statusCode } = env.outgoing;
      const served = { method: request.method, target: pathname + search, atMs, tookMs: Date.now() - atMs };
      const told = (body: string) =>
        onServed({ ...served, body, status: writableFinished ? statusCode : undefined });
      copy.text().then(told, () => told(''));
    });
    return app.fetch(request, env);
  };
}

/** What became of one POST. `unreachable` covers a refused or broken connection. */
export type PostOutcome =
  | { readonly answered: true; readonly status: number }
  | { readonly answered: false; readonly reason: 'timed-out' | 'unreachable' | 'stopped' };

/** Sends one JSON POST, without retries, redirects or a look at the answer's body. */
export async function post(request: {
  url: string;
  body: string;
  headers: Record<string, string>;
  timeoutMs: number;
  stopped: AbortSignal;
}): Promise<PostOutcome> {
  const timedOut = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...request.headers },
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.any([timedOut, request.stopped]),
    });
    await response.body?.cancel();
    return { answered: true, status: response.status };
  } catch {
    // Whatever failed, the sender of a webhook only learns that no answer came.
    if (request.stopped.aborted) return { answered: false, reason: 'stopped' };
    return { answered: false, reason: timedOut.aborted ? 'timed-out' : 'unreachable' };
  }
}
