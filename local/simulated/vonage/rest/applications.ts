import type { Hono } from 'hono';
import * as z from 'zod';
import type { Env } from '../../kit/rest.ts';
import { type ApplicationConfig, DEFAULT_ANSWER_LIMIT_MS, type Hook, noHook } from '../application.ts';
import { fail, notFound, withJson, withQuery } from './answers.ts';
import type { RestDeps } from './deps.ts';

/** Bounds of an application's time limits in ms (Vonage docs, applications). */
const CONNECT_MS = { min: 300, max: 1_000, default: 1_000 };
const ANSWER_MS = { min: 1_000, max: 5_000 };
const EVENT_ANSWER_MS = { min: 1_000, max: 10_000 };

const hookSchema = (limit: { readonly min: number; readonly max: number }) =>
  z.strictObject({
    address: z.union([z.url({ protocol: /^https?$/ }), z.literal('')]),
    http_method: z.enum(['GET', 'POST']).optional(),
    connection_timeout: z.int().min(CONNECT_MS.min).max(CONNECT_MS.max).optional(),
    socket_timeout: z.int().min(limit.min).max(limit.max).optional(),
  });
const answerHook = hookSchema(ANSWER_MS);
const eventHook = hookSchema(EVENT_ANSWER_MS);

const applicationSchema = z.strictObject({
  name: z.string().min(1),
  capabilities: z
    .strictObject({
      voice: z
        .strictObject({
          webhooks: z
            .strictObject({
              answer_url: answerHook.optional(),
              fallback_answer_url: answerHook.optional(),
              event_url: eventHook.optional(),
            })
            .optional(),
          signed_callbacks: z.boolean().optional(),
          region: z.string().optional(),
          conversations_ttl: z.int().optional(),
          leg_persistence_time: z.int().optional(),
          payment_enabled: z.boolean().optional(),
        })
        .optional(),
      rtc: z
        .strictObject({
          webhooks: z.strictObject({ event_url: eventHook.optional() }).optional(),
          signed_callbacks: z.boolean().optional(),
        })
        .optional(),
    })
    .optional(),
  keys: z.strictObject({ public_key: z.string().startsWith('-----BEGIN PUBLIC KEY-----') }).optional(),
  privacy: z.strictObject({ improve_ai: z.boolean() }).optional(),
});

const whole = z.string().regex(/^\d+$/).transform(Number);
/** Numbers of a page (Vonage docs, numbers). */
const numbersQuery = z.strictObject({
  application_id: z.string().optional(),
  has_application: z.enum(['true', 'false']).optional(),
  country: z.string().length(2).optional(),
  pattern: z.string().optional(),
  search_pattern: z.enum(['0', '1', '2']).optional(),
  size: whole.pipe(z.int().min(1).max(100)).default(10),
  index: whole.pipe(z.int().min(1)).default(1),
});
const updateSchema = z.strictObject({
  country: z.string().length(2),
  msisdn: z.string().regex(/^\d+$/),
  app_id: z.string().optional(),
});

/** The account's applications, of which there is one, and its numbers. */
export function addApplicationRoutes(app: Hono<Env>, { application, settings }: RestDeps): void {
  const one = '/v2/applications/:id';
  app.get(one, (c) =>
    c.req.param('id') === settings.applicationId
      ? c.json(resourceOf(application.config, settings.applicationId))
      : notFound(c, 'Application'),
  );
  app.put(one, (c) =>
    withJson(c, applicationSchema, ({ name, capabilities, keys }) => {
      if (c.req.param('id') !== settings.applicationId) return notFound(c, 'Application');
      const { voice, rtc } = capabilities ?? {};
      // What an update leaves out is gone, except the key.
      application.config = {
        name,
        answer: hookOf(voice?.webhooks?.answer_url, 'GET'),
        fallback: hookOf(voice?.webhooks?.fallback_answer_url, 'GET'),
        event: hookOf(voice?.webhooks?.event_url, 'POST'),
        rtcEvent: hookOf(rtc?.webhooks?.event_url, 'POST'),
        signsCallbacks: voice?.signed_callbacks ?? true,
        region: voice?.region,
        publicKey: keys?.public_key ?? application.config.publicKey,
      };
      return c.json(resourceOf(application.config, settings.applicationId));
    }),
  );
  app.get('/account/numbers', (c) =>
    withQuery(c, numbersQuery, (query) => {
      const found = application.numbers.filter(
        ({ number, applicationId, country }) =>
          (query.application_id ?? applicationId) === applicationId &&
          (query.has_application ?? String(applicationId !== '')) === String(applicationId !== '') &&
          (query.country ?? country) === country &&
          number.includes(query.pattern ?? ''),
      );
      const start = (query.index - 1) * query.size;
      const numbers = found.slice(start, start + query.size).map(({ number, applicationId, country }) => ({
        country,
        msisdn: number.replace(/^\+/, ''),
        type: 'mobile-lvn',
        features: ['VOICE', 'SMS'],
        ...(applicationId !== '' && { app_id: applicationId }),
      }));
      return c.json(found.length === 0 ? {} : { count: found.length, numbers });
    }),
  );
  app.post('/number/update', async (c) => {
    const type = c.req.header('content-type') ?? '';
    if (!type.startsWith('application/x-www-form-urlencoded')) return fail(c, 400, 'the body must be a form');
    const parsed = updateSchema.safeParse(Object.fromEntries(new URLSearchParams(await c.req.text())));
    if (!parsed.success) return fail(c, 400, z.prettifyError(parsed.error));
    const { msisdn, country, app_id: applicationId = '' } = parsed.data;
    const known = application.number(`+${msisdn}`);
    if (known?.country !== country) return notFound(c, 'Number');
    application.configureNumber({ number: known.number, applicationId });
    return c.json({ 'error-code': '200', 'error-code-label': 'success' });
  });
}

function hookOf(hook: z.output<typeof answerHook> | undefined, method: Hook['method']): Hook {
  if (hook === undefined) return noHook;
  const answerLimitMs = hook.socket_timeout ?? DEFAULT_ANSWER_LIMIT_MS;
  return { address: hook.address, method: hook.http_method ?? method, answerLimitMs };
}

function resourceOf(config: ApplicationConfig, id: string): Record<string, unknown> {
  const hook = ({ address, method, answerLimitMs }: Hook) => ({
    address,
    http_method: method,
    connection_timeout: CONNECT_MS.default,
    socket_timeout: answerLimitMs,
  });
  return {
    id,
    name: config.name,
    capabilities: {
      voice: {
        webhooks: {
          answer_url: hook(config.answer),
          fallback_answer_url: hook(config.fallback),
          event_url: hook(config.event),
        },
        signed_callbacks: config.signsCallbacks,
        ...(config.region !== undefined && { region: config.region }),
      },
      rtc: { webhooks: { event_url: hook(config.rtcEvent) }, signed_callbacks: config.signsCallbacks },
    },
    keys: { public_key: config.publicKey },
    privacy: { improve_ai: false },
    _links: { self: { href: `/v2/applications/${id}` } },
  };
}
