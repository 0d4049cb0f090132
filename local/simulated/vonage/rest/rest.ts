import { Hono } from 'hono';
import { observeAnswers, observeRequests } from '../../kit/observer.ts';
import { type Env, serveWith } from '../../kit/rest.ts';
import { callIsOver, fail, injectedError, notFound, regional } from './answers.ts';
import { addApplicationRoutes } from './applications.ts';
import { authorize } from './authorization.ts';
import { addCallRoutes } from './calls.ts';
import { addConversationRoutes } from './conversations.ts';
import type { RestDeps } from './deps.ts';

const SECOND_MS = 1_000;

/** Vonage's REST interfaces: calls, conversations, applications, numbers. */
export function restApp(deps: RestDeps): Hono<Env> {
  const { settings, timers, faults, complain } = deps;
  let recentMs: number[] = [];
  const app = new Hono<Env>({ getPath: (request) => regional(request).path });
  app.use(observeRequests(settings.observer));
  app.use(async (c, next) => {
    await next();
    deps.onRequest({ method: c.req.method, path: regional(c.req.raw).path, status: c.res.status });
  });
  app.use(async (c, next) => {
    if (settings.latencyMs > 0) await timers.sleep(settings.latencyMs);
    const body = await c.req.text();
    const fault = faults.take(c.req.method, regional(c.req.raw).path, body);
    return serveWith(fault, { c, next, timers }, injectedError);
  });
  app.use(observeAnswers(settings.observer));
  app.use(async (c, next) => {
    await next();
    // Whatever Vonage cannot read is a fault of the application; a fault that is injected never comes here.
    if (c.res.status !== 400) return;
    const { path } = regional(c.req.raw);
    const said = await c.res.clone().text();
    if (!said.includes(callIsOver)) complain(undefined, `${c.req.method} ${path} is refused: ${said}`);
  });
  app.use(async (c, next) => {
    const nowMs = Date.now();
    recentMs = recentMs.filter((atMs) => atMs > nowMs - SECOND_MS);
    if (recentMs.length >= settings.maxRequestsPerSecond) return fail(c, 429, 'Too many requests');
    recentMs.push(nowMs);
    await next();
    return undefined;
  });
  app.use((c, next) => authorize(c, next, deps));
  addCallRoutes(app, deps);
  addConversationRoutes(app, deps);
  addApplicationRoutes(app, deps);
  app.notFound((c) => {
    complain(undefined, `there is no ${c.req.method} ${regional(c.req.raw).path}`);
    return notFound(c);
  });
  app.onError((error, c) => fail(c, 500, error.message));
  return app;
}
