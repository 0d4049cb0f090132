import { Hono } from 'hono';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { StartAnswer } from './start-answer.ts';

interface EndpointDeps {
  /** Secret of the signatures, `whsec_…`. */
  readonly secret: string;
  readonly start: (name: string, order: unknown) => Promise<StartAnswer>;
}

/** A bot back end of the user's own: `POST /bots/:name`, signed as Standard Webhooks describes. */
export function botEndpointApp(deps: EndpointDeps): Hono {
  const webhook = new Webhook(deps.secret);
  const app = new Hono();
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
        return c.json({ error: 'at capacity' }, 429);
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
