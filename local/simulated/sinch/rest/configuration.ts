import type { Hono } from 'hono';
import * as z from 'zod';
import type { Env } from '../../kit/rest.ts';
import { notFound, withJson } from './answers.ts';
import type { RestDeps } from './deps.ts';

const callbackUrl = z.union([z.url({ protocol: /^https?$/ }), z.literal('')]);
const callbacksSchema = z.strictObject({
  url: z.strictObject({ primary: callbackUrl.optional(), fallback: callbackUrl.optional() }),
});
const assignmentSchema = z.strictObject({
  numbers: z.array(z.string()).min(1),
  applicationkey: z.string().optional(),
  capability: z.enum(['voice', 'sms']).optional(),
});
const releaseSchema = z.strictObject({
  number: z.string(),
  applicationkey: z.string().optional(),
  capability: z.enum(['voice', 'sms']).optional(),
});

/** The configuration interface: the application's callbacks, and the numbers of the account. */
export function addConfigurationRoutes(app: Hono<Env>, { settings, numbers }: RestDeps): void {
  const callbacks = '/v1/configuration/callbacks/applications/:key';
  app.get(callbacks, (c) => {
    if (c.req.param('key') !== settings.applicationKey) return notFound(c, 'Application');
    return c.json({ url: numbers.callbacks });
  });
  app.post(callbacks, (c) =>
    withJson(c, callbacksSchema, ({ url }) => {
      if (c.req.param('key') !== settings.applicationKey) return notFound(c, 'Application');
      const { primary = '', fallback = '' } = url;
      numbers.callbacks = { primary, fallback };
      return c.body(null, settings.emptyStatus);
    }),
  );
  app.get('/v1/configuration/numbers', (c) =>
    c.json({
      numbers: numbers.all.map(({ number, applicationKey, capability }) => ({
        number,
        ...(applicationKey !== '' && { applicationkey: applicationKey }),
        capability,
      })),
    }),
  );
  app.post('/v1/configuration/numbers', (c) =>
    withJson(c, assignmentSchema, (order) => {
      const { applicationkey: applicationKey = settings.applicationKey, capability = 'voice' } = order;
      if (!order.numbers.every((number) => numbers.has(number))) return notFound(c, 'Number');
      for (const number of order.numbers) numbers.configure({ number, applicationKey, capability });
      return c.body(null, settings.emptyStatus);
    }),
  );
  app.delete('/v1/configuration/numbers', (c) =>
    withJson(c, releaseSchema, ({ number }) => {
      if (!numbers.has(number)) return notFound(c, 'Number');
      numbers.configure({ number, applicationKey: '' });
      return c.body(null, settings.emptyStatus);
    }),
  );
}
