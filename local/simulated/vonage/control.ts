import { Hono } from 'hono';
import * as z from 'zod';
import { streamCall } from '../kit/control.ts';
import { parseScript } from '../kit/script.ts';
import type { Application } from './application.ts';
import type { CallOrder, Calls } from './calls/calls.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** Body of `POST /simulated/vonage-calls`. */
const orderSchema = z.strictObject({
  /** A number, or `sip:<user>@<SIP domain>`. */
  to: z.string().regex(/^(?:\+\d+|sip:\+?[\w.-]+@[\w.-]+)$/),
  from: z.string().min(1).optional(),
  /** Script, for example `wait 2, 01234567890#, wait 5, 6, hangup`. */
  keys: z.string().optional(),
  /** What becomes of the events of this call that nobody waits for. */
  events: z
    .strictObject({
      lose: z.array(z.enum(['completed', 'transfer', 'input', 'member:joined', 'member:left'])).optional(),
      copies: z.int().min(1).optional(),
      delayMs: z.number().min(0).optional(),
      reorder: z.boolean().optional(),
    })
    .optional(),
});

type ControlOrder = z.output<typeof orderSchema>;

/**
 * The simulator's own interface, for another process on the same machine: `POST /simulated/vonage-calls` places a call and
 * answers a stream of JSON lines: first `{"kind":"placed","uuid":…}`, then everything that the caller hears and does until
 * the call ends. A reader who goes away hangs up.
 */
export function controlApp(deps: { calls: Calls; webhooks: Webhooks; application: Application }): Hono {
  const { calls, webhooks, application } = deps;
  const app = new Hono();
  app.post('/simulated/vonage-calls', async (c) => {
    const parsed = orderSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: 'bad-order', info: z.prettifyError(parsed.error) }, 400);
    const { to, from, keys, events } = parsed.data;
    const script = parseScript(keys ?? '');
    if (!script.ok) return c.json({ error: 'bad-order', info: script.info }, 400);
    if (to.startsWith('sip:') && !application.isServed(to)) {
      return c.json({ error: 'bad-order', info: `no SIP domain of the account: ${to}` }, 400);
    }
    const order: CallOrder = {
      to,
      ...(from !== undefined && { from }),
      ...(keys !== undefined && { keys }),
    };
    const call = calls.place(order);
    disturb(webhooks, call.uuid, events);
    return streamCall(call, { uuid: call.uuid });
  });
  return app;
}

function disturb(webhooks: Webhooks, uuid: string, events: ControlOrder['events']): void {
  if (!events) return;
  const { lose = [], copies = 1, delayMs = 0, reorder = false } = events;
  for (const event of lose) webhooks.disturb({ uuid, event }, { lose: true }, Infinity);
  webhooks.disturb({ uuid }, { copies, delayMs, reorder }, Infinity);
}
