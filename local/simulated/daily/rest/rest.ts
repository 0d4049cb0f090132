import { type Context, Hono } from 'hono';
import type { Timers } from '../../kit/timers.ts';
import type { FaultInjector } from '../../kit/faults.ts';
import { observeAnswers, observeRequests } from '../../kit/observer.ts';
import { type Env, pathBelow, sameText, serveWith } from '../../kit/rest.ts';
import type { DailySettings } from '../options.ts';
import { domainRequestSchema } from '../calls/pinless.ts';
import { addAdminRoutes, adminLists, type AdminDeps } from './admin.ts';
import { fail, invalid, withBody } from './answers.ts';
import { type RateClass, RateLimiter } from './rate-limits.ts';
import {
  batchDeleteSchema,
  ejectRequestSchema,
  roomRequestSchema,
  tokenRequestSchema,
  transferRequestSchema,
  updateRequestSchema,
} from './room-schema.ts';
import type { Rooms } from '../calls/rooms.ts';
import { signToken } from './tokens.ts';
import type { Trunks } from '../calls/trunks.ts';
import type { CallUpdates } from '../calls/updates.ts';
import { addTrunkRoutes } from './trunk-routes.ts';

/** What the REST interface works on. */
export interface RestDeps extends AdminDeps {
  readonly timers: Timers;
  readonly faults: FaultInjector;
  readonly rooms: Rooms;
  readonly updates: CallUpdates;
  readonly trunks: Trunks;
  /** Called for each answered request, with its path below `/v1`. */
  readonly onRequest: (request: { method: string; path: string; status: number }) => void;
}

const noRoom = (c: Context, name: string): Response => fail(c, 404, 'not-found', `room ${name} not found`);

/** Daily's REST interface, below `/v1`. */
export function restApp(deps: RestDeps): Hono<Env> {
  const limiter = new RateLimiter();
  const app = new Hono<Env>({ getPath: (request) => pathBelow('/v1', request) });
  app.use(observeRequests(deps.settings.observer));
  app.use(async (c, next) => {
    await next();
    deps.onRequest({ method: c.req.method, path: c.req.path, status: c.res.status });
    if (deps.settings.answerDelayMs > 0) await deps.timers.sleep(deps.settings.answerDelayMs);
  });
  app.use(async (c, next) => {
    const fault = deps.faults.take(c.req.method, c.req.path, await c.req.text());
    return serveWith(fault, { c, next, timers: deps.timers }, injectedError);
  });
  app.use(observeAnswers(deps.settings.observer));
  app.use((c, next) => guard(c, next, deps.settings, limiter));
  addDomainRoutes(app, deps);
  addRoomRoutes(app, deps);
  addCallRoutes(app, deps);
  addAdminRoutes(app, deps);
  addTrunkRoutes(app, deps);
  app.notFound((c) => fail(c, 404, 'not-found', 'no such endpoint'));
  app.onError((error, c) => fail(c, 500, 'server-error', error.message));
  return app;
}

function addDomainRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { settings, pinless } = deps;
  const domain = (): Record<string, unknown> => ({
    domain_name: settings.domainName,
    domain_id: settings.domainId,
    config: { pinless_dialin: pinless.entries },
  });
  app.get('/', (c) => c.json(domain()));
  app.post('/', (c) =>
    withBody(c, domainRequestSchema, ({ properties }) => {
      pinless.replace(properties.pinless_dialin ?? []);
      deps.onPinlessWritten();
      return c.json(domain());
    }),
  );
  app.post('/meeting-tokens', (c) =>
    withBody(c, tokenRequestSchema, ({ properties = {} }) => {
      const token = signToken(settings.apiKey, {
        r: properties.room_name,
        d: settings.domainId,
        iat: Math.floor(Date.now() / 1000),
        exp: properties.exp,
        nbf: properties.nbf,
        o: properties.is_owner,
        u: properties.user_name,
        ud: properties.user_id,
        ejt: properties.eject_at_token_exp,
        eje: properties.eject_after_elapsed,
      });
      return c.json({ token });
    }),
  );
}

function addRoomRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { settings, rooms } = deps;
  app.post('/rooms', (c) =>
    withBody(c, roomRequestSchema, (request) => {
      const made = rooms.create(request);
      return made.ok ? c.json(rooms.describe(made.room)) : invalid(c, made.info);
    }),
  );
  app.get('/rooms/:name', (c) => {
    const room = rooms.find(c.req.param('name'));
    return room ? c.json(rooms.describe(room)) : noRoom(c, c.req.param('name'));
  });
  app.delete('/rooms/:name', (c) => {
    const name = c.req.param('name');
    if (rooms.delete(name)) return c.json({ deleted: true, name });
    if (!rooms.hasExpired(name)) return noRoom(c, name);
    return c.json({ error: 'not-found', info: `room ${name} not found`, deleted: true }, 404);
  });
  app.get('/rooms/:name/presence', (c) => {
    const room = rooms.find(c.req.param('name'));
    return room ? c.json(rooms.presence(room)) : noRoom(c, c.req.param('name'));
  });
  app.post('/rooms/:name/eject', (c) =>
    withBody(c, ejectRequestSchema, ({ ids = [], user_ids = [], ban }) => {
      const room = rooms.find(c.req.param('name'));
      if (!room) return noRoom(c, c.req.param('name'));
      return c.json({ ejectedIds: rooms.eject(room, ids, user_ids, ban) });
    }),
  );
  app.delete('/batch/rooms', (c) =>
    withBody(c, batchDeleteSchema, ({ room_names: names }) => {
      const unknown = names.find((name) => !rooms.find(name));
      if (unknown !== undefined && settings.batchDeleteUnknown === 'refused') {
        return invalid(c, `room ${unknown} not found`);
      }
      const deleted = names.filter((name) => rooms.delete(name));
      return c.json({ deleted_count: deleted.length });
    }),
  );
}

function addCallRoutes(app: Hono<Env>, { updates, rooms, settings }: RestDeps): void {
  app.post('/rooms/:name/sipCallTransfer', (c) =>
    withBody(c, transferRequestSchema, ({ sessionId, toEndPoint }) => {
      const room = rooms.find(c.req.param('name'));
      if (!room) return noRoom(c, c.req.param('name'));
      if (room.meeting === undefined) return fail(c, 404, 'not-found', 'no meeting in the room');
      if (toEndPoint.startsWith('+') && settings.transferNeedsDialOut && !settings.dialOutEntitled)
        return invalid(c, 'the domain may not dial out');
      if (!rooms.transfer(room, sessionId, toEndPoint)) return fail(c, 404, 'not-found', 'no such session');
      return c.json({});
    }),
  );
  app.post('/dialin/pinlessCallUpdate', (c) =>
    withBody(c, updateRequestSchema, (order) => {
      const { status } = updates.process(order);
      switch (status) {
        case 200:
          return c.json({ ok: 'true' });
        case 400:
          return invalid(c, 'the call cannot be updated');
        case 404:
          return fail(c, 404, 'not-found', 'call forwarding failed');
      }
    }),
  );
}

function rateClassOf(method: string, path: string, settings: DailySettings): RateClass {
  if (method === 'DELETE' && path.startsWith('/rooms/')) return 'room-deletion';
  if (path.endsWith('/sipCallTransfer')) return 'start';
  return path === '/dialin/pinlessCallUpdate' ? settings.updateRateClass : 'general';
}

async function guard(
  c: Context<Env>,
  next: () => Promise<void>,
  settings: DailySettings,
  limiter: RateLimiter,
): Promise<Response | undefined> {
  const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer === undefined) return fail(c, 400, 'authorization-header-error', 'no Bearer token');
  if (!sameText(bearer, settings.apiKey)) return fail(c, 401, 'authentication-error', 'wrong API key');
  const rateClass = rateClassOf(c.req.method, c.req.path, settings);
  if (settings.rateLimits && !limiter.take(rateClass, Date.now())) {
    if (settings.retryAfterS !== undefined) c.header('retry-after', String(settings.retryAfterS));
    return fail(c, 429, 'rate-limit-error', `too many requests (${rateClass})`);
  }
  const [parameter] = Object.keys(c.req.query());
  const isList = c.req.method === 'GET' && adminLists.has(c.req.path);
  if (parameter !== undefined && !isList) return invalid(c, `unknown query parameter ${parameter}`);
  await next();
  return undefined;
}

const injectedError = (status: number) => ({ error: errorCodeOf(status), info: 'injected fault' });

function errorCodeOf(status: number): string {
  if (status === 429) return 'rate-limit-error';
  if (status >= 500) return 'server-error';
  return status === 404 ? 'not-found' : 'invalid-request-error';
}
