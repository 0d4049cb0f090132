import { Hono } from 'hono';
import { observeAnswers, observeRequests } from '../../kit/observer.ts';
import { type Env, pathBelow, sameText, serveWith } from '../../kit/rest.ts';
import { addAccountRoutes } from './account.ts';
import { fail, injectedError, notFound } from './answers.ts';
import { addCallRoutes } from './calls.ts';
import { addConferenceRoutes } from './conferences.ts';
import type { RestDeps } from './deps.ts';

/** For which requests count against the account's limit. */
const LIMIT_WINDOW_MS = 5_000;

/** Plivo's REST interface, below `/v1/Account/<auth id>`. */
export function restApp(deps: RestDeps): Hono<Env> {
  const { settings, timers, faults, tokens } = deps;
  const below = (request: Request): string => pathBelow(`/v1/Account/${settings.authId}`, request);
  let recentMs: number[] = [];
  const app = new Hono<Env>({ getPath: below });
  app.use(observeRequests(settings.observer));
  app.use(async (c, next) => {
    await next();
    deps.onRequest({ method: c.req.method, path: below(c.req.raw), status: c.res.status });
  });
  app.use(async (c, next) => {
    if (settings.latencyMs > 0) await timers.sleep(settings.latencyMs);
    const fault = faults.take(c.req.method, below(c.req.raw), await c.req.text());
    return serveWith(fault, { c, next, timers }, injectedError);
  });
  app.use(observeAnswers(settings.observer));
  app.use(async (c, next) => {
    await next();
    // Whatever Plivo cannot read is a fault of the application; a fault that is injected never comes here.
    if (c.res.status !== 400) return;
    const why = await c.res.clone().text();
    deps.complain(undefined, `${c.req.method} ${below(c.req.raw)} is refused: ${why}`);
  });
  app.use(async (c, next) => {
    const nowMs = Date.now();
    recentMs = recentMs.filter((atMs) => atMs > nowMs - LIMIT_WINDOW_MS);
    if (recentMs.length >= settings.maxRequestsPer5S) return fail(c, 429, 'rate limit exceeded');
    recentMs.push(nowMs);
    await next();
    return undefined;
  });
  app.use(async (c, next) => {
    const given = c.req.header('authorization') ?? '';
    const basic = (token: string): string =>
      `Basic ${Buffer.from(`${settings.authId}:${token}`).toString('base64')}`;
    if (!tokens().some((token) => sameText(given, basic(token)))) {
      return fail(c, 401, 'Could not verify your access level for that URL.');
    }
    await next();
    return undefined;
  });
  addConferenceRoutes(app, deps);
  addCallRoutes(app, deps);
  addAccountRoutes(app, deps);
  app.notFound((c) => notFound(c));
  app.onError((error, c) => fail(c, 500, error.message));
  return app;
}
