import { Hono } from 'hono';
import * as z from 'zod';
import { streamCall } from '../kit/control.ts';
import type { Callbacks } from './webhooks/callbacks.ts';
import type { CallOrder, Calls } from './calls/calls.ts';
import type { Lines } from './calls/lines.ts';
import { parseScript } from '../kit/script.ts';

/** Body of `POST /simulated/twilio-calls`. */
const orderSchema = z.strictObject({
  to: z.string().min(1),
  from: z.string().min(1).optional(),
  /** Script, for example `wait 2, 01234567890#, wait 5, *, 6, hangup`. */
  keys: z.string().optional(),
  stirVerstat: z.string().optional(),
  sip: z
    .strictObject({
      domain: z.string().min(1),
      sourceIp: z.string().optional(),
      headers: z.record(z.string(), z.string()).optional(),
      username: z.string().optional(),
      callId: z.string().optional(),
    })
    .optional(),
  /** What becomes of the status callbacks of this call. */
  callbacks: z
    .strictObject({
      lose: z.array(z.string()).optional(),
      copies: z.int().min(1).optional(),
      delayMs: z.number().min(0).optional(),
      reorder: z.boolean().optional(),
    })
    .optional(),
});

type ControlOrder = z.output<typeof orderSchema>;

/**
 * The simulator's own interface, for another process on the same machine: `POST /simulated/twilio-calls` places a call
 * and answers a stream of JSON lines: first `{"kind":"placed","callSid":…}`, then everything that the caller hears and
 * does until the call ends. A reader who goes away hangs up.
 */
export function controlApp({
  calls,
  lines,
  callbacks,
}: {
  calls: Calls;
  lines: Lines;
  callbacks: Callbacks;
}): Hono {
  const app = new Hono();
  app.post('/simulated/twilio-calls', async (c) => {
    const parsed = orderSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: 'bad-order', info: z.prettifyError(parsed.error) }, 400);
    const order = parsed.data;
    const script = parseScript(order.keys ?? '');
    if (!script.ok) return c.json({ error: 'bad-order', info: script.info }, 400);
    if (order.sip && !lines.domain(order.sip.domain)) {
      return c.json({ error: 'bad-order', info: `no such SIP Domain: ${order.sip.domain}` }, 400);
    }
    const call = calls.place(toCallOrder(order));
    disturbCallbacks(callbacks, call.sid, order);
    return streamCall(call, { callSid: call.sid });
  });
  return app;
}

function toCallOrder({ to, from, keys, stirVerstat, sip }: ControlOrder): CallOrder {
  return {
    to,
    ...(from !== undefined && { from }),
    ...(keys !== undefined && { keys }),
    ...(stirVerstat !== undefined && { stirVerstat }),
    ...(sip && {
      sip: {
        domain: sip.domain,
        ...(sip.sourceIp !== undefined && { sourceIp: sip.sourceIp }),
        ...(sip.headers && { headers: sip.headers }),
        ...(sip.username !== undefined && { username: sip.username }),
        ...(sip.callId !== undefined && { callId: sip.callId }),
      },
    }),
  };
}

function disturbCallbacks(callbacks: Callbacks, callSid: string, order: ControlOrder): void {
  if (!order.callbacks) return;
  const { lose = [], copies = 1, delayMs = 0, reorder = false } = order.callbacks;
  for (const event of lose) callbacks.disturb({ callSid, event }, { lose: true }, Infinity);
  callbacks.disturb({ callSid }, { copies, delayMs, reorder }, Infinity);
}
