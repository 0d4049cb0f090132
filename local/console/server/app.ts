import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import {
  botOrderSchema,
  callOrderSchema,
  clockOrderSchema,
  faultOrderSchema,
  keysOrderSchema,
  stepOrderSchema,
} from '../api/orders.ts';
import type { Refusal } from '../feed/result.ts';
import { guard } from './guard.ts';
import type { Orders, Source } from './source.ts';
import { streamOf } from './stream.ts';

/** Orders are small. */
const maxBodyBytes = 64 * 1024;

/** A file of the page. */
export interface Asset {
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** The console: its page, and the local API that docs/console.md describes. */
export function consoleApp(token: string, source: Source, assets: ReadonlyMap<string, Asset>): Hono {
  const app = new Hono();
  app.use(guard(token));
  app.use(bodyLimit({ maxSize: maxBodyBytes }));
  app.get('/api/events', () => streamOf(source));
  app.get('/api/calls/:id/exchanges', (c) => c.json({ exchanges: source.exchanges(c.req.param('id')) }));
  addOrders(app, source);
  app.get('*', (c) => {
    const asset = assets.get(c.req.path);
    if (asset === undefined) return c.text('There is no such page.', 404);
    return c.body(asset.body, 200, { 'content-type': asset.contentType });
  });
  return app;
}

function addOrders(app: Hono, { orders }: Source): void {
  const order =
    <Order>(
      schema: z.ZodType<Order>,
      carryOut: (orders: Orders, order: Order, param: string) => Answer | Promise<Answer>,
    ) =>
    async (c: Context): Promise<Response> => {
      if (orders === undefined) return c.json(readOnly, 405);
      const parsed = schema.safeParse(await bodyOf(c));
      if (!parsed.success) return c.json({ error: 'bad-order', info: z.prettifyError(parsed.error) }, 400);
      const answer = await carryOut(orders, parsed.data, c.req.param('id') ?? '');
      if (!answer.ok) return c.json({ error: answer.error, info: answer.info }, answer.status);
      const { ok: _, ...told } = answer;
      return c.json(Object.keys(told).length > 0 ? told : { done: true });
    };
  app.post(
    '/api/calls',
    order(callOrderSchema, (to, call) => to.place(call)),
  );
  app.post(
    '/api/calls/:id/keys',
    order(keysOrderSchema, (to, { keys }, id) => to.key(id, keys)),
  );
  app.post(
    '/api/calls/:id/hang-up',
    order(nothing, (to, _, id) => to.hangUp(id)),
  );
  app.post(
    '/api/rooms/:id/steps',
    order(stepOrderSchema, (to, { step }, id) => to.step(id, step)),
  );
  app.post(
    '/api/faults/:id',
    order(faultOrderSchema, (to, { isOn }, id) => to.setFault(id, isOn)),
  );
  app.post(
    '/api/undo-faults',
    order(nothing, (to) => to.undoFaults()),
  );
  app.post(
    '/api/bot',
    order(botOrderSchema, (to, { name }) => to.setBot(name)),
  );
  app.post(
    '/api/clock',
    order(clockOrderSchema, (to, { hurry }) => to.setClock(hurry)),
  );
  app.post(
    '/api/recording',
    order(nothing, (to) => to.record()),
  );
  app.post(
    '/api/recording/end',
    order(nothing, (to) => to.endRecording()),
  );
}

type Answer =
  | { readonly ok: true }
  | { readonly ok: true; readonly id: string }
  | { readonly ok: true; readonly file: string }
  | Refusal;

const nothing = z.strictObject({});
const readOnly = { error: 'read-only', info: 'This console only looks on.' };

/** A page of elsewhere could send a form without being asked: only JSON that says so is read. */
async function bodyOf(c: Context): Promise<unknown> {
  if (c.req.header('content-type')?.startsWith('application/json') !== true) return undefined;
  return c.req.json<unknown>().catch(() => undefined);
}
