import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { observeAnswers, observeRequests } from '../../kit/observer.ts';
import { type Env, serveWith } from '../../kit/rest.ts';
import type { Conference } from '../calls/conference.ts';
import type { SinchCall } from '../calls/call.ts';
import { type Region, regions } from '../options.ts';
import { parseSvaml } from '../svaml/document.ts';
import { mohSchema } from '../svaml/schema.ts';
import { cliOf, timestampOf } from '../webhooks/events.ts';
import { codes, fail, injectedError, notFound, withJson } from './answers.ts';
import { authorize } from './authorization.ts';
import { addConfigurationRoutes } from './configuration.ts';
import type { RestDeps } from './deps.ts';

const SECOND_MS = 1_000;

/** Path below the region's origin, and the region: here each region is a first segment, without which it is the default one. */
function regional(request: Request): { region: Region | undefined; path: string } {
  const { pathname } = new URL(request.url);
  const region = regions.find((one) => pathname.startsWith(`/${one}/`));
  return { region, path: region === undefined ? pathname : pathname.slice(region.length + 1) };
}

/** Sinch's REST interfaces: calling, and configuration. */
export function restApp(deps: RestDeps): Hono<Env> {
  const { settings, timers, faults } = deps;
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
    // Whatever Sinch cannot read is a fault of the application; a fault that is injected never comes here.
    if (c.res.status !== 400) return;
    deps.complain(
      undefined,
      `${c.req.method} ${regional(c.req.raw).path} is refused: ${await c.res.clone().text()}`,
    );
  });
  app.use(async (c, next) => {
    const nowMs = Date.now();
    recentMs = recentMs.filter((atMs) => atMs > nowMs - SECOND_MS);
    if (recentMs.length >= settings.maxRequestsPerSecond) return fail(c, codes.tooMany, 'Quota exceeded');
    recentMs.push(nowMs);
    await next();
    return undefined;
  });
  app.use((c, next) => authorize(c, next, deps));
  addConferenceRoutes(app, deps);
  addCallRoutes(app, deps);
  app.post('/calling/v1/callouts', (c) =>
    withJson(c, calloutSchema, (order) => callOut(c, order.customCallout, deps)),
  );
  addConfigurationRoutes(app, deps);
  app.notFound((c) => notFound(c));
  app.onError((error, c) => fail(c, codes.server, error.message));
  return app;
}

const commandSchema = z.union([
  z.strictObject({ command: z.enum(['mute', 'unmute', 'resume']) }),
  z.strictObject({ command: z.literal('onhold'), moh: mohSchema.optional() }),
]);

function addConferenceRoutes(app: Hono<Env>, { settings, conferences }: RestDeps): void {
  const all = '/calling/v1/conferences/id/:id';
  const one = `${all}/:callId` as const;
  const found = (c: Context<Env, typeof all>): Conference | undefined =>
    conferences.find(c.req.param('id'), regional(c.req.raw).region ?? settings.region);
  const done = (c: Context<Env>, isIn: boolean): Response =>
    isIn ? c.body(null, settings.emptyStatus) : notFound(c, 'Participant');

  app.get(all, (c) => {
    const conference = found(c);
    if (!conference) return notFound(c, 'Conference');
    const participants = conference.listed.map(({ call, joinedMs, muted, onHold }) => ({
      cli: cliOf(call, settings),
      id: call.id,
      duration: Math.round((Date.now() - joinedMs) / SECOND_MS),
      muted,
      onhold: onHold,
    }));
    return c.json({ participants });
  });
  app.delete(all, (c) => {
    const conference = found(c);
    conference?.kickAll();
    return conference ? c.body(null, settings.emptyStatus) : notFound(c, 'Conference');
  });
  app.patch(one, (c) =>
    withJson(c, commandSchema, (order) => {
      const conference = found(c);
      if (!conference) return notFound(c, 'Conference');
      const callId = c.req.param('callId');
      switch (order.command) {
        case 'mute':
        case 'unmute':
          return done(c, conference.setMuted(callId, order.command === 'mute'));
        case 'onhold':
          return done(c, conference.setOnHold(callId, true, order.moh));
        case 'resume':
          return done(c, conference.setOnHold(callId, false));
      }
    }),
  );
  app.delete(one, (c) => {
    const conference = found(c);
    return conference ? done(c, conference.kick(c.req.param('callId'))) : notFound(c, 'Conference');
  });
}

function addCallRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { settings, calls } = deps;
  app.get('/calling/v1/calls/id/:callId', (c) => {
    const call = calls.find(c.req.param('callId'))?.call;
    return call && (settings.findsInboundCalls || call.identity.placed)
      ? c.json(callResource(call, deps))
      : notFound(c, 'Call');
  });
  app.patch('/calling/v1/calls/id/:callId', async (c) => {
    const svaml = parseSvaml(await c.req.text(), 'call');
    const found = calls.find(c.req.param('callId'));
    if (!found || found.call.over.aborted) return notFound(c, 'Call');
    if (!svaml.ok) return fail(c, codes.badParameter, svaml.info);
    void found.flow.update(svaml.svaml);
    return c.body(null, settings.emptyStatus);
  });
  app.patch('/calling/v1/calls/id/:callId/leg/:leg', async (c) => {
    const svaml = parseSvaml(await c.req.text(), 'leg');
    const found = calls.find(c.req.param('callId'));
    if (!found || found.call.over.aborted) return notFound(c, 'Call');
    if (!svaml.ok) return fail(c, codes.badParameter, svaml.info);
    if (!['caller', 'callee', 'both'].includes(c.req.param('leg'))) return notFound(c, 'Leg');
    void found.flow.tell(svaml.svaml.instructions);
    return c.body(null, settings.emptyStatus);
  });
}

/** Of the three callouts, the custom one, whose first document says whom to call (Sinch docs, callouts). */
const calloutSchema = z.strictObject({
  method: z.literal('customCallout'),
  customCallout: z.strictObject({ custom: z.string().optional(), ice: z.string() }),
});

function callOut(
  c: Context,
  { custom = '', ice }: z.output<typeof calloutSchema>['customCallout'],
  { settings, calls, numbers }: RestDeps,
): Response {
  const svaml = parseSvaml(ice, 'ice');
  if (!svaml.ok) return fail(c, codes.badParameter, svaml.info);
  const { instructions, action } = svaml.svaml;
  if (action.name !== 'connectPstn' || instructions.length > 0 || action.number === undefined)
    return fail(c, codes.badParameter, 'only a phone is called in this simulation');
  const { number: to, cli: from = '', dialTimeout, maxDuration } = action;
  if (!numbers.isServed(from)) return fail(c, codes.badParameter, 'cli is no number of the application');
  const call = calls.callOut({
    ...{ to, from, custom, region: regional(c.req.raw).region ?? settings.region },
    dialTimeoutS: dialTimeout,
    maxDurationS: maxDuration,
  });
  return c.json({ callId: call.id });
}

function callResource(call: SinchCall, { settings }: RestDeps): Readonly<Record<string, unknown>> {
  const { outcome, identity } = call;
  return {
    from: { type: 'number', endpoint: cliOf(call, settings) },
    to: { type: settings.dialledType, endpoint: identity.number },
    domain: 'pstn',
    callId: call.id,
    duration: call.seconds,
    status: outcome === undefined ? 'ONGOING' : 'FINAL',
    result: outcome?.result ?? 'N/A',
    reason: outcome?.reason ?? 'N/A',
    timestamp: timestampOf(call.startedMs, settings.timestamps),
    custom: '',
    userRate: { currencyId: 'EUR', amount: 0 },
    debit: { currencyId: 'EUR', amount: 0 },
  };
}
