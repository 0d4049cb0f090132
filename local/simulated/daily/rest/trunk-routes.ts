import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { trunkChangeSchema, trunkSchema, type Trunk, type Trunks } from '../calls/trunks.ts';
import { fail, invalid, withBody } from './answers.ts';

/** `/sip-trunk` (Daily docs, SIP trunk): making one, and every change of its webhook, is tried out first. */
export function addTrunkRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  { trunks }: { readonly trunks: Trunks },
): void {
  const path = '/sip-trunk';
  const withTrunk = (c: Context, use: (trunk: Trunk) => Response | Promise<Response>) => {
    const trunk = trunks.find(c.req.param('id') ?? '');
    return trunk ? use(trunk) : fail(c, 404, 'not-found', 'no such trunk');
  };
  const stored = async (c: Context, trunk: Trunk | string, isTried: boolean): Promise<Response> => {
    if (typeof trunk === 'string') return invalid(c, trunk);
    if (isTried && !(await trunks.tryOut(trunk)))
      return invalid(c, `${trunk.webhookUrl} did not answer the test request with 2xx`);
    trunks.store(trunk);
    return c.json(trunks.describe(trunk));
  };
  app.get(path, (c) =>
    c.json({ total_count: trunks.all.length, data: trunks.all.map((each) => trunks.describe(each)) }),
  );
  app.post(path, (c) => withBody(c, trunkSchema, (request) => stored(c, trunks.make(request), true)));
  app.get(`${path}/:id`, (c) => withTrunk(c, (trunk) => c.json(trunks.describe(trunk))));
  app.put(`${path}/:id`, (c) =>
    withTrunk(c, (trunk) =>
      withBody(c, trunkChangeSchema, (change) =>
        stored(c, trunks.changed(trunk, change), change.notification !== undefined),
      ),
    ),
  );
  app.delete(`${path}/:id`, (c) =>
    withTrunk(c, (trunk) => {
      trunks.remove(trunk);
      return c.json({ deleted: true, id: trunk.id });
    }),
  );
}
