import type { HttpBindings } from '@hono/node-server';
import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import * as z from 'zod';
import {
  describeDialin,
  dialinChangeSchema,
  DialinConfigs,
  dialinConfigSchema,
  dialinListSchema,
} from './dialin-configs.ts';
import { type DomainWebhook, type EventFeed, eventTypes } from '../events.ts';
import type { DailySettings } from '../options.ts';
import type { PinlessConfig, PinlessRecord } from '../calls/pinless.ts';
import type { PurchasedNumbers } from './purchased-numbers.ts';
import { fail, invalid, withBody } from './answers.ts';

type Env = { Bindings: HttpBindings };

/** What the administration of a domain works on. */
export interface AdminDeps {
  readonly settings: DailySettings;
  readonly pinless: PinlessConfig;
  /** Called after each write of the pinless configuration. */
  readonly onPinlessWritten: () => void;
  readonly events: EventFeed;
  readonly numbers: PurchasedNumbers;
  /** Whether the receiver of a webhook answers a trial request with 200. */
  readonly tryOut: (url: string, hmac: string) => Promise<boolean>;
}

/** The lists, which check their queries themselves. */
export const adminLists: ReadonlySet<string> = new Set(['/domain-dialin-config', '/purchased-phone-numbers']);

/** Dial-in configurations, domain webhooks, and the numbers that were bought. */
export function addAdminRoutes(app: Hono<Env>, deps: AdminDeps): void {
  addDialinRoutes(app, deps);
  addWebhookRoutes(app, deps);
  app.get('/purchased-phone-numbers', (c) =>
    withQuery(c, numberListSchema, (query) => page(c, deps.numbers.all, query, (row) => row.pagination_id)),
  );
}

function addDialinRoutes(app: Hono<Env>, { settings, pinless, numbers, onPinlessWritten }: AdminDeps): void {
  const configs = new DialinConfigs({ settings, pinless, isBought: (number) => numbers.has(number) });
  const path = '/domain-dialin-config';
  const withConfig = (c: Context, use: (record: PinlessRecord) => Response | Promise<Response>) => {
    const record = configs.find(c.req.param('id') ?? '');
    return record ? use(record) : fail(c, 404, 'not-found', 'no such dial-in configuration');
  };
  app.get(path, (c) =>
    withQuery(c, dialinListSchema, (query) =>
      page(c, configs.list(query).map(describeDialin), query, (row) => String(row.id)),
    ),
  );
  app.post(path, (c) =>
    withBody(c, dialinConfigSchema, (request) => {
      const made = configs.create(request);
      if (!made.ok) return invalid(c, made.info);
      onPinlessWritten();
      return c.json(describeDialin(made.record));
    }),
  );
  app.get(`${path}/:id`, (c) => withConfig(c, (record) => c.json(describeDialin(record))));
  app.put(`${path}/:id`, (c) =>
    withConfig(c, (record) =>
      withBody(c, dialinChangeSchema, (change) => {
        const changed = configs.change(record, change);
        if (!changed.ok) return invalid(c, changed.info);
        onPinlessWritten();
        return c.json(describeDialin(changed.record));
      }),
    ),
  );
  app.delete(`${path}/:id`, (c) =>
    withConfig(c, (record) => {
      configs.delete(record);
      return c.json({ deleted: true, id: record.id });
    }),
  );
}

/** Body of `POST /webhooks` (Daily docs, create webhook). */
const webhookSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  eventTypes: z.array(z.enum(eventTypes)).min(1).optional(),
  retryType: z.enum(['circuit-breaker', 'exponential']).optional(),
  hmac: z.base64().min(1).optional(),
  basicAuth: z.string().optional(),
});

function addWebhookRoutes(app: Hono<Env>, { settings, events, tryOut }: AdminDeps): void {
  const describe = (webhook: DomainWebhook): Readonly<Record<string, unknown>> => ({
    uuid: webhook.uuid,
    url: webhook.url,
    hmac: webhook.hmac,
    basicAuth: webhook.basicAuth ?? null,
    eventTypes: webhook.eventTypes ?? eventTypes,
    retryType: webhook.retryType ?? 'circuit-breaker',
    state: webhook.state,
    failedCount: webhook.failedCount,
    domainId: settings.domainId,
  });
  const withWebhook = (c: Context, use: (webhook: DomainWebhook) => Response | Promise<Response>) => {
    const webhook = events.webhooks.find(({ uuid }) => uuid === c.req.param('uuid'));
    return webhook ? use(webhook) : fail(c, 404, 'not-found', 'no such webhook');
  };
  /** Daily's makers of secrets and its trial request are the same for a new webhook and a changed one. */
  const configure = async (
    c: Context,
    request: z.output<typeof webhookSchema>,
    known: DomainWebhook | undefined,
  ): Promise<Response> => {
    const { url, eventTypes: types, retryType, basicAuth } = request;
    const hmac = request.hmac ?? known?.hmac ?? randomBytes(32).toString('base64');
    if (!(await tryOut(url, hmac))) return invalid(c, `${url} did not answer the test request with 200`);
    const config = {
      url,
      hmac,
      ...(types && { eventTypes: types }),
      ...(retryType && { retryType }),
      ...(basicAuth !== undefined && { basicAuth }),
    };
    if (known !== undefined) events.change(known, config);
    return c.json(describe(known ?? events.register(config)));
  };
  app.get('/webhooks', (c) => c.json(events.webhooks.map(describe)));
  app.post('/webhooks', (c) => withBody(c, webhookSchema, (request) => configure(c, request, undefined)));
  app.get('/webhooks/:uuid', (c) => withWebhook(c, (webhook) => c.json(describe(webhook))));
  app.post('/webhooks/:uuid', (c) =>
    withWebhook(c, (webhook) => withBody(c, webhookSchema, (request) => configure(c, request, webhook))),
  );
  app.delete('/webhooks/:uuid', (c) =>
    withWebhook(c, (webhook) => {
      events.remove(webhook);
      return c.json({ deleted: true });
    }),
  );
}

const numberListSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(50).default(50),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  filter_name: z.string().optional(),
  filter_number: z.string().optional(),
});

function withQuery<T>(c: Context, schema: z.ZodType<T>, use: (query: T) => Response): Response {
  const parsed = schema.safeParse(c.req.query());
  return parsed.success ? use(parsed.data) : invalid(c, z.prettifyError(parsed.error));
}

/** One page (Daily docs, pagination); `ending_before` is not played. */
function page<Row>(
  c: Context,
  rows: readonly Row[],
  { limit, starting_after: after }: { limit: number; starting_after?: string | undefined },
  cursor: (row: Row) => string,
): Response {
  const start = after === undefined ? 0 : rows.findIndex((row) => cursor(row) === after) + 1;
  return c.json({ total_count: rows.length, data: rows.slice(start, start + limit) });
}
