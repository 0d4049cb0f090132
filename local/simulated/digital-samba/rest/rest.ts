import { type Context, Hono } from 'hono';
import { keepNewest } from '../../../runtime/keep.ts';
import { observeAnswers, observeRequests } from '../../kit/observer.ts';
import { fail, notFound, page, parseJson, withBody } from './answers.ts';
import { type Env, pathBelow } from '../../kit/rest.ts';
import type { RestDeps, RestRecord } from './deps.ts';
import { disturb, guard } from './guard.ts';
import { addLiveRoutes } from './live.ts';
import { addPhoneRoutes } from './phone.ts';
import { addRoomRoutes } from './rooms.ts';
import { eventNames } from '../webhooks/payload.ts';
import { chatRole, listedRole, permissions, shortRole, wholeRole } from '../rooms/roles.ts';
import { defaultRoleOf } from '../rooms/rooms.ts';
import { secondsTime } from '../rooms/times.ts';
import { type Webhook, webhookChangeSchema, webhookSchema } from '../webhooks/webhooks.ts';

/** Digital Samba's REST interface, below `/api/v1`. */
export function restApp(deps: RestDeps): Hono<Env> {
  const app = new Hono<Env>({ getPath: (request) => pathBelow('/api/v1', request) });
  app.use(observeRequests(deps.settings.observer));
  app.use((c, next) => record(c, next, deps));
  app.use(disturb(deps));
  app.use(observeAnswers(deps.settings.observer));
  app.use(guard(deps.settings));
  addDefaultRoutes(app, deps);
  addRoleRoutes(app, deps);
  addWebhookRoutes(app, deps);
  // Before the rooms, since `/rooms/live` is no room.
  addLiveRoutes(app, deps);
  addRoomRoutes(app, deps);
  addPhoneRoutes(app, deps);
  app.notFound(() => notFound());
  app.onError((error) => fail(500, 'server-error', error.message));
  return app;
}

async function record(
  c: Context<Env>,
  next: () => Promise<void>,
  { requests, settings }: RestDeps,
): Promise<void> {
  const { method, path } = c.req;
  const text = await c.req.text();
  const entry: RestRecord = {
    method,
    path,
    body: parseJson(text),
    atMs: Date.now(),
    status: undefined,
  };
  keepNewest(requests, entry, settings.maxKept);
  await next();
  if (!c.env.outgoing.destroyed) entry.status = c.res.status;
}

/** What new rooms of the team get; of all the settings, those that are played here. */
function addDefaultRoutes(app: Hono<Env>, { settings, roles }: RestDeps): void {
  app.get('/', (c) =>
    c.json({
      id: settings.teamId,
      domain: settings.teamName,
      roles: roles.map((role) => chatRole(role, settings.privateChatRoles)),
      default_role: shortRole(defaultRoleOf(roles)),
    }),
  );
}

function addRoleRoutes(app: Hono<Env>, { settings, roles }: RestDeps): void {
  app.get('/permissions', (c) => c.json(permissions));
  app.get('/roles', (c) =>
    page(c, settings.validationStatus, {}, () => ({
      rows: roles,
      namesOf: (role) => [role.id],
      show: listedRole,
      count: 'number',
    })),
  );
  app.get('/roles/:role', (c) => {
    const role = roles.find(({ id }) => id === c.req.param('role'));
    return role ? c.json(wholeRole(role)) : notFound();
  });
}

function addWebhookRoutes(app: Hono<Env>, { settings, webhooks }: RestDeps): void {
  const { validationStatus } = settings;
  app.get('/events', (c) => c.json(eventNames));
  app.get('/webhooks', (c) =>
    page(c, validationStatus, {}, () => ({
      rows: webhooks.all,
      namesOf: (webhook) => [webhook.id],
      show: (webhook) => ({ ...describeWebhook(webhook), events: undefined }),
      count: 'string',
    })),
  );
  app.post('/webhooks', (c) =>
    withBody(c, validationStatus, webhookSchema, (fields) =>
      c.json(describeWebhook(webhooks.create(fields))),
    ),
  );
  const withWebhook = (c: Context<Env>, use: (webhook: Webhook) => Response | Promise<Response>) => {
    const webhook = webhooks.find(c.req.param('webhook') ?? '');
    return webhook ? use(webhook) : notFound();
  };
  app.get('/webhooks/:webhook', (c) => withWebhook(c, (webhook) => c.json(describeWebhook(webhook))));
  app.patch('/webhooks/:webhook', (c) =>
    withWebhook(c, (webhook) =>
      withBody(c, validationStatus, webhookChangeSchema, (changes) =>
        c.json(describeWebhook(webhooks.change(webhook, changes))),
      ),
    ),
  );
  app.delete('/webhooks/:webhook', (c) =>
    withWebhook(c, (webhook) => {
      webhooks.delete(webhook);
      return c.body(null, 204);
    }),
  );
}

function describeWebhook({ id, fields, createdAtMs, updatedAtMs }: Webhook): Record<string, unknown> {
  return { id, ...fields, created_at: secondsTime(createdAtMs), updated_at: secondsTime(updatedAtMs) };
}
