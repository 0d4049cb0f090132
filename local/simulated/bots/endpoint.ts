import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import * as z from 'zod';
import { retryAfter, type StartAnswer } from './start-answer.ts';

interface EndpointDeps {
  /** Secret of the signatures, `whsec_…`. */
  readonly secret: string;
  readonly start: (name: string, order: unknown) => Promise<StartAnswer>;
}

/** What Pipecat's development runner takes at `POST /start` (pipecat-ai/pipecat, src/pipecat/runner/run.py). */
const runnerStartSchema = z.strictObject({
  transport: z.string().optional(),
  /** Rooms of the runner's own are not simulated, hence refused. */
  createDailyRoom: z.literal(false).optional(),
  enableDefaultIceServers: z.boolean().optional(),
  body: z.unknown().optional(),
});

/**
 * A bot back end of the user's own: `POST /bots/:name`, signed as Standard Webhooks describes, or
 * `POST /bots/:name/start`, Pipecat's development runner, which checks no signature.
 */
export function botEndpointApp(deps: EndpointDeps): Hono {
  const webhook = new Webhook(deps.secret);
  const app = new Hono();
  app.post('/bots/:name/start', async (c) => {
    const request = runnerStartSchema.safeParse(await c.req.json());
    if (!request.success) return c.json({ detail: z.prettifyError(request.error) }, 400);
    const { transport = 'webrtc', body } = request.data;
    // The bot would start when a browser makes its offer: none does.
    if (transport === 'webrtc') return c.json({ sessionId: randomUUID() });
    if (transport !== 'daily') return c.json({ detail: `Transport '${transport}' is not allowed.` }, 400);
    const answer = await deps.start(c.req.param('name'), body);
    switch (answer.kind) {
      case 'started':
        return c.json(null);
      case 'refused':
        return c.json({ detail: answer.info }, 400);
      case 'at-capacity':
        return c.json({ detail: 'at capacity' }, 429);
      case 'error':
        return c.json({ detail: 'internal error' }, 500);
    }
  });
  app.post('/bots/:name', async (c) => {
    const body = await c.req.text();
    const checked = verify(webhook, body, c.req.header());
    if (!checked.ok) return c.json({ error: 'bad signature' }, 401);
    const answer = await deps.start(c.req.param('name'), checked.value);
    switch (answer.kind) {
      case 'started':
        return c.json({ accepted: true });
      case 'refused':
        return c.json({ error: answer.info }, 400);
      case 'at-capacity':
        return c.json({ error: 'at capacity' }, 429, retryAfter(answer.retryAfterS));
      case 'error':
        return c.json({ error: 'internal error' }, 500);
    }
  });
  return app;
}

function verify(
  webhook: Webhook,
  body: string,
  headers: Record<string, string>,
): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: webhook.verify(body, headers) };
  } catch (error) {
    if (error instanceof WebhookVerificationError || error instanceof SyntaxError) return { ok: false };
    throw error;
  }
}
