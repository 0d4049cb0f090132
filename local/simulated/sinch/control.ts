import { Hono } from 'hono';
import * as z from 'zod';
import { streamCall } from '../kit/control.ts';
import { parseScript } from '../kit/script.ts';
import { regions } from './options.ts';
import type { CallOrder, Calls } from './calls/calls.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

const hosts = regions.map((region) => `${region}(?:\\.vp)?`).join('|');

/** Body of `POST /simulated/sinch-calls`. */
const orderSchema = z.strictObject({
  /** A number, or `sip:<number>@<region>.sip.sinch.com`. */
  to: z.string().regex(new RegExp(`^(?:\\+\\d+|sip:\\+\\d+@(?:${hosts})\\.sip\\.sinch\\.com)$`), {
    error: 'It is a number with + and country code, or sip:<number>@<region>.sip.sinch.com.',
  }),
  from: z.string().min(1).optional(),
  /** Script, for example `wait 2, 01234567890#, wait 5, 6, hangup`. */
  keys: z.string().optional(),
  /** What becomes of the events of this call that nobody waits for. */
  events: z
    .strictObject({
      lose: z.array(z.enum(['pie', 'dice', 'notify'])).optional(),
      copies: z.int().min(1).optional(),
      delayMs: z.number().min(0).optional(),
      reorder: z.boolean().optional(),
    })
    .optional(),
});

type ControlOrder = z.output<typeof orderSchema>;

/**
 * The simulator's own interface, for another process on the same machine: `POST /simulated/sinch-calls` places a call and
 * answers a stream of JSON lines: first `{"kind":"placed","callId":…}`, then everything that the caller hears and does until
 * the call ends. A reader who goes away hangs up.
 */
export function controlApp({ calls, webhooks }: { calls: Calls; webhooks: Webhooks }): Hono {
  const app = new Hono();
  app.post('/simulated/sinch-calls', async (c) => {
    const parsed = orderSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: 'bad-order', info: z.prettifyError(parsed.error) }, 400);
    const script = parseScript(parsed.data.keys ?? '');
    if (!script.ok) return c.json({ error: 'bad-order', info: script.info }, 400);
    const call = calls.place(toCallOrder(parsed.data));
    disturb(webhooks, call.id, parsed.data.events);
    return streamCall(call, { callId: call.id });
  });
  return app;
}

const toCallOrder = ({ to, from, keys }: ControlOrder): CallOrder => ({
  to,
  ...(from !== undefined && { from }),
  ...(keys !== undefined && { keys }),
});

function disturb(webhooks: Webhooks, callId: string, events: ControlOrder['events']): void {
  if (!events) return;
  const { lose = [], copies = 1, delayMs = 0, reorder = false } = events;
  for (const event of lose) webhooks.disturb({ callId, event }, { lose: true }, Infinity);
  webhooks.disturb({ callId }, { copies, delayMs, reorder }, Infinity);
}
