import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { observeAnswers, observeRequests, type Observer } from '../kit/observer.ts';
import type { BotSession } from './sessions.ts';
import { retryAfter, type StartAnswer } from './start-answer.ts';

/** Largest start request (Pipecat Cloud docs, start: 1 MB of `body` for Daily transports). */
const LARGEST_BODY_BYTES = 1_000_000;

/** Body of a start request. A room made by Pipecat Cloud (`createDailyRoom`) is not simulated, hence refused. */
const startSchema = z.strictObject({
  createDailyRoom: z.literal(false).optional(),
  transport: z.literal('daily').optional(),
  body: z.unknown(),
});

/** The two shapes in which Pipecat Cloud has been seen to say that it is full. */
export type CapacityShape = 'numeric' | 'code';

interface PipecatCloudDeps {
  readonly observer: Observer | undefined;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly capacityShape: CapacityShape;
  /** Known agents; undefined knows any. */
  readonly agents: readonly string[] | undefined;
  readonly isFull: () => boolean;
  readonly start: (agent: string, order: unknown) => Promise<StartAnswer>;
  readonly find: (sessionId: string) => BotSession | undefined;
  readonly stop: (session: BotSession) => void;
}

const fail = (c: Context, status: 400 | 401 | 404 | 413 | 500, code: string, error: string): Response =>
  c.json({ error, code }, status);

const atCapacity = (c: Context, shape: CapacityShape, retryAfterS?: number): Response =>
  shape === 'numeric'
    ? c.json({ status: 429, code: '429', message: 'agent is at capacity' }, 429, retryAfter(retryAfterS))
    : c.json({ error: 'agent is at capacity', code: 'PCC-AGENT-AT-CAPACITY' }, 429, retryAfter(retryAfterS));

/** Agents, and start, stop and inspection of their sessions (Pipecat Cloud docs, REST). */
export function pipecatCloudApp(deps: PipecatCloudDeps): Hono {
  const app = new Hono();
  app.use(observeRequests(deps.observer));
  app.use(observeAnswers(deps.observer));
  app.post('/v1/public/:agent/start', async (c) => {
    const refusal = checkKey(c, deps.publicKey);
    if (refusal) return refusal;
    const agent = c.req.param('agent');
    if (deps.agents && !deps.agents.includes(agent)) return fail(c, 404, '404', 'no such agent');
    const text = await c.req.text();
    if (Buffer.byteLength(text) > LARGEST_BODY_BYTES) return fail(c, 413, '413', 'body too large');
    const request = startSchema.safeParse(parseJson(text));
    if (!request.success) return fail(c, 400, '400', z.prettifyError(request.error));
    if (deps.isFull()) return atCapacity(c, deps.capacityShape);
    const answer = await deps.start(agent, request.data.body);
    switch (answer.kind) {
      case 'started':
        return c.json({ sessionId: answer.session.sessionId });
      case 'refused':
        return fail(c, 400, '400', answer.info);
      case 'at-capacity':
        return atCapacity(c, deps.capacityShape, answer.retryAfterS);
      case 'error':
        return fail(c, 500, '500', 'internal error');
    }
  });
  app.get('/v1/agents/:agent', (c) => {
    const refusal = checkKey(c, deps.privateKey);
    if (refusal) return refusal;
    const name = c.req.param('agent');
    if (deps.agents && !deps.agents.includes(name)) return fail(c, 404, '404', 'no such agent');
    return c.json({ name, region: 'us-west', ready: true, available: true });
  });
  app.on(['GET', 'DELETE'], '/v1/agents/:agent/sessions/:sessionId', (c) => {
    const refusal = checkKey(c, deps.privateKey);
    if (refusal) return refusal;
    const session = deps.find(c.req.param('sessionId'));
    if (session?.agent !== c.req.param('agent')) return fail(c, 404, '404', 'no such session');
    if (c.req.method === 'GET') return c.json(describe(session));
    deps.stop(session);
    return c.json({ status: 'terminated', session_id: session.sessionId });
  });
  app.notFound((c) => fail(c, 404, '404', 'no such endpoint'));
  return app;
}

function checkKey(c: Context, key: string): Response | undefined {
  const header = c.req.header('authorization');
  if (header === undefined) return fail(c, 401, 'PCC-1002', 'no API key');
  return header === `Bearer ${key}` ? undefined : fail(c, 401, '401', 'wrong API key');
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    // Unreadable JSON fails the schema like any other wrong value.
    return undefined;
  }
}

function describe(session: BotSession): Record<string, unknown> {
  return {
    sessionId: session.sessionId,
    createdAt: new Date(session.startedAtMs).toISOString(),
    endedAt: session.endedAtMs === undefined ? null : new Date(session.endedAtMs).toISOString(),
    completionStatus: session.state === 'ended' ? session.endReason : null,
    botStartSeconds: session.behaviour.startUpMs / 1000,
    coldStart: false,
  };
}
