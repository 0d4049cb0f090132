import { Hono } from 'hono';
import * as z from 'zod';
import { streamCall } from '../kit/control.ts';
import { parseScript } from '../kit/script.ts';
import { appHost } from './account.ts';
import type { CallOrder, Calls } from './calls/calls.ts';
import type { Callbacks } from './webhooks/callbacks.ts';

/** Body of `POST /simulated/plivo-calls`. */
const orderSchema = z.strictObject({
  /** A number, or `sip:<application id>@app.plivo.com`. */
  to: z.string().regex(new RegExp(`^(?:\\+\\d+|sip:\\d+@${appHost.replaceAll('.', '\\.')})$`)),
  from: z.string().min(1).optional(),
  /** Script, for example `wait 2, 01234567890#, wait 5, *6, hangup`. */
  keys: z.string().optional(),
  /** What becomes of the callbacks of this call. */
  events: z
    .strictObject({
      lose: z.array(z.enum(['ConferenceEnter', 'ConferenceExit', 'ConferenceDigits', 'Hangup'])).optional(),
      copies: z.int().min(1).optional(),
      delayMs: z.number().min(0).optional(),
      reorder: z.boolean().optional(),
    })
    .optional(),
});

type ControlOrder = z.output<typeof orderSchema>;

/**
 * The simulator's own interface, for another process on the same machine: `POST /simulated/plivo-calls` places a call and
 * answers a stream of JSON lines: first `{"kind":"placed","callId":…}`, then everything that the caller hears and does until
 * the call ends. A reader who goes away hangs up.
 */
export function controlApp({ calls, callbacks }: { calls: Calls; callbacks: Callbacks }): Hono {
  const app = new Hono();
  app.post('/simulated/plivo-calls', async (c) => {
    const parsed = orderSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: 'bad-order', info: z.prettifyError(parsed.error) }, 400);
    const script = parseScript(parsed.data.keys ?? '');
    if (!script.ok) return c.json({ error: 'bad-order', info: script.info }, 400);
    const call = calls.place(toCallOrder(parsed.data));
    disturb(callbacks, call.id, parsed.data.events);
    return streamCall(call, { callId: call.id });
  });
  return app;
}

const toCallOrder = ({ to, from, keys }: ControlOrder): CallOrder => ({
  to,
  ...(from !== undefined && { from }),
  ...(keys !== undefined && { keys }),
});

function disturb(callbacks: Callbacks, callId: string, events: ControlOrder['events']): void {
  if (!events) return;
  const { lose = [], copies = 1, delayMs = 0, reorder = false } = events;
  for (const event of lose) callbacks.disturb({ callId, event }, { lose: true }, Infinity);
  callbacks.disturb({ callId }, { copies, delayMs, reorder }, Infinity);
}
