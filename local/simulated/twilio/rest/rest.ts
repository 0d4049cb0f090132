import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { FaultInjector } from '../../faults.ts';
import { observeAnswers, observeRequests } from '../../observer.ts';
import type { Timers } from '../../timers.ts';
import type { SimulatedCall } from '../calls/call.ts';
import type { Calls } from '../calls/calls.ts';
import type { Conference, Participant } from '../calls/conference.ts';
import type { Conferences } from '../calls/conferences.ts';
import type { Lines } from '../calls/lines.ts';
import type { TwilioSettings } from '../options.ts';
import { addSipRoutes } from './sip.ts';
import {
  accountPath,
  callResource,
  conferenceResource,
  listPage,
  numberResource,
  participantResource,
} from './resources.ts';
import {
  callUpdateSchema,
  conferenceListSchema,
  conferenceUpdateSchema,
  noQuerySchema,
  numberListSchema,
  numberUpdateSchema,
  participantListSchema,
  participantUpdateSchema,
} from './schema.ts';

/** What the REST interface works on. */
export interface RestDeps {
  readonly settings: TwilioSettings;
  readonly timers: Timers;
  readonly faults: FaultInjector;
  readonly calls: Calls;
  readonly conferences: Conferences;
  readonly lines: Lines;
  /** Auth tokens that are valid now. */
  readonly authTokens: () => readonly string[];
  /** Called for each answered request, with its path below the account. */
  readonly onRequest: (request: { method: string; path: string; status: number }) => void;
}

export type Env = { Bindings: HttpBindings };

/** Codes of errors (Twilio docs, error dictionary). */
export const codes = {
  badParameter: 20001,
  unauthorized: 20003,
  notFound: 20404,
  tooMany: 20429,
  server: 20500,
  callOver: 21220,
} as const;

const errorBody = (status: number, code: number, message: string): Readonly<Record<string, unknown>> => ({
  code,
  message,
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

export const fail = (c: Context, status: ContentfulStatusCode, code: number, message: string): Response =>
  c.json(errorBody(status, code, message), status);

export const notFound = (c: Context): Response =>
  fail(c, 404, codes.notFound, `The requested resource ${new URL(c.req.url).pathname} was not found`);

/** Twilio's REST interface, below the account. */
export function restApp(deps: RestDeps): Hono<Env> {
  const base = accountPath(deps.settings.accountSid);
  const app = new Hono<Env>({ getPath: (request) => routedPath(request, base) });
  app.use(observeRequests(deps.settings.observer));
  app.use(async (c, next) => {
    await next();
    deps.onRequest({ method: c.req.method, path: pathBelow(c.req.raw, base), status: c.res.status });
  });
  app.use((c, next) => injectFault(c, next, pathBelow(c.req.raw, base), deps));
  app.use(observeAnswers(deps.settings.observer));
  app.use((c, next) => guard(c, next, deps));
  addConferenceRoutes(app, deps);
  addParticipantRoutes(app, deps);
  addCallRoutes(app, deps);
  addNumberRoutes(app, deps);
  addSipRoutes(app, deps);
  app.notFound(notFound);
  app.onError((error, c) => fail(c, 500, codes.server, error.message));
  return app;
}

function addConferenceRoutes(
  app: Hono<Env>,
  { settings: { accountSid, listedConferences }, conferences }: RestDeps,
): void {
  const path = `${accountPath(accountSid)}/Conferences`;
  app.get('/Conferences', (c) =>
    withQuery(c, conferenceListSchema, (query) => {
      const found = conferences.all.filter(
        (one) =>
          (query.FriendlyName === undefined || one.friendlyName === query.FriendlyName) &&
          isListed(one.status, query.Status, listedConferences),
      );
      // The newest first, as Twilio lists them.
      const items = found.reverse().map((one) => conferenceResource(one, accountSid));
      return c.json(listPage('conferences', path, items, query));
    }),
  );
  app.get('/Conferences/:sid', (c) =>
    withQuery(c, noQuerySchema, () => {
      const conference = conferences.find(c.req.param('sid'));
      return conference ? c.json(conferenceResource(conference, accountSid)) : notFound(c);
    }),
  );
  app.post('/Conferences/:sid', (c) =>
    withForm(c, conferenceUpdateSchema, (update) => {
      const conference = conferences.find(c.req.param('sid'));
      if (!conference || conference.status === 'completed') return notFound(c);
      if (update.AnnounceUrl !== undefined) {
        void conference.announce(update.AnnounceUrl, update.AnnounceMethod);
      }
      if (update.Status === 'completed') conference.complete();
      return c.json(conferenceResource(conference, accountSid));
    }),
  );
}

function isListed(
  status: Conference['status'],
  asked: Conference['status'] | undefined,
  listed: TwilioSettings['listedConferences'],
): boolean {
  if (asked !== undefined) return status === asked;
  if (listed === 'all') return true;
  return status === 'in-progress' || (status === 'init' && listed === 'in-progress-and-init');
}

function addParticipantRoutes(app: Hono<Env>, { settings: { accountSid }, conferences }: RestDeps): void {
  const resource = (conference: Conference, participant: Participant): Readonly<Record<string, unknown>> =>
    participantResource(participant, conference.sid, accountSid);
  const one = '/Conferences/:sid/Participants/:who';
  const whoIsIn = (
    c: Context<Env, typeof one>,
    use: (conference: Conference, participant: Participant) => Response,
  ): Response => {
    const conference = conferences.find(c.req.param('sid'));
    const participant = conference?.find(c.req.param('who'));
    return conference && participant ? use(conference, participant) : notFound(c);
  };
  app.get('/Conferences/:sid/Participants', (c) =>
    withQuery(c, participantListSchema, (query) => {
      const conference = conferences.find(c.req.param('sid'));
      if (!conference) return notFound(c);
      const items = conference.participants
        .filter(
          ({ muted, hold }) =>
            (query.Muted === undefined || query.Muted === muted) &&
            (query.Hold === undefined || query.Hold === hold),
        )
        .map((participant) => resource(conference, participant));
      const path = `${accountPath(accountSid)}/Conferences/${conference.sid}/Participants`;
      return c.json(listPage('participants', path, items, query));
    }),
  );
  app.get(one, (c) =>
    withQuery(c, noQuerySchema, () =>
      whoIsIn(c, (conference, participant) => c.json(resource(conference, participant))),
    ),
  );
  app.post(one, (c) =>
    withForm(c, participantUpdateSchema, (update) =>
      whoIsIn(c, (conference, participant) => {
        applyUpdate(conference, participant.call.sid, update);
        return c.json(resource(conference, participant));
      }),
    ),
  );
  app.delete(one, (c) =>
    withQuery(c, noQuerySchema, () =>
      whoIsIn(c, (conference, participant) => {
        conference.kick(participant.call.sid);
        return c.body(null, 204);
      }),
    ),
  );
}

function applyUpdate(
  conference: Conference,
  callSid: string,
  update: z.output<typeof participantUpdateSchema>,
): void {
  if (update.Muted !== undefined) conference.setMuted(callSid, update.Muted);
  if (update.Hold !== undefined) {
    const { HoldUrl: url, HoldMethod: method } = update;
    conference.setHold(callSid, update.Hold, url === undefined ? undefined : { url, method });
  }
  if (update.AnnounceUrl !== undefined) {
    void conference.announce(update.AnnounceUrl, update.AnnounceMethod, callSid);
  }
  const { WaitUrl: url, WaitMethod: method, EndConferenceOnExit: endConferenceOnExit, BeepOnExit } = update;
  if (url === undefined && endConferenceOnExit === undefined && BeepOnExit === undefined) return;
  conference.modify(callSid, {
    ...(endConferenceOnExit !== undefined && { endConferenceOnExit }),
    ...(url !== undefined && { wait: { url, method } }),
  });
}

function addCallRoutes(app: Hono<Env>, { settings: { accountSid }, calls }: RestDeps): void {
  app.get('/Calls/:sid', (c) =>
    withQuery(c, noQuerySchema, () => {
      const call = calls.find(c.req.param('sid'));
      return call ? c.json(callResource(call, accountSid)) : notFound(c);
    }),
  );
  app.post('/Calls/:sid', (c) =>
    withForm(c, callUpdateSchema, (update) => {
      const call = calls.find(c.req.param('sid'));
      if (!call) return notFound(c);
      if (call.over.aborted) {
        return fail(c, 400, codes.callOver, 'Call is not in-progress. Cannot redirect.');
      }
      if (update.Status === 'canceled' && call.status !== 'ringing') {
        return fail(c, 400, codes.callOver, 'Only a call that was not answered can be canceled.');
      }
      updateCall(calls, call, update);
      return c.json(callResource(call, accountSid));
    }),
  );
}

function updateCall(calls: Calls, call: SimulatedCall, update: z.output<typeof callUpdateSchema>): void {
  calls.rewire(call.sid, {
    ...(update.FallbackUrl !== undefined && { voiceFallbackUrl: update.FallbackUrl }),
    ...(update.FallbackMethod !== undefined && { voiceFallbackMethod: update.FallbackMethod }),
    ...(update.StatusCallback !== undefined && { statusCallback: update.StatusCallback }),
    ...(update.StatusCallbackMethod !== undefined && { statusCallbackMethod: update.StatusCallbackMethod }),
  });
  const flow = calls.flow(call.sid);
  if (update.Status !== undefined) call.end('api', update.Status);
  else if (update.Twiml !== undefined) flow?.redirect({ kind: 'inline', twiml: update.Twiml });
  else if (update.Url !== undefined) {
    const method = update.Method ?? 'POST';
    flow?.redirect({ kind: 'url', url: update.Url, method, parameters: {}, role: 'later' });
  }
}

function addNumberRoutes(app: Hono<Env>, { settings: { accountSid }, lines }: RestDeps): void {
  app.get('/IncomingPhoneNumbers', (c) =>
    withQuery(c, numberListSchema, (query) => {
      const items = lines.numbers
        .filter(
          ({ phoneNumber }) => query.PhoneNumber === undefined || phoneNumber.includes(query.PhoneNumber),
        )
        .map((line) => numberResource(line, accountSid));
      const path = `${accountPath(accountSid)}/IncomingPhoneNumbers`;
      return c.json(listPage('incoming_phone_numbers', path, items, query));
    }),
  );
  app.get('/IncomingPhoneNumbers/:sid', (c) =>
    withQuery(c, noQuerySchema, () => {
      const line = lines.numbers.find(({ sid }) => sid === c.req.param('sid'));
      return line ? c.json(numberResource(line, accountSid)) : notFound(c);
    }),
  );
  app.post('/IncomingPhoneNumbers/:sid', (c) =>
    withForm(c, numberUpdateSchema, (update) => {
      const line = lines.numbers.find(({ sid }) => sid === c.req.param('sid'));
      if (!line) return notFound(c);
      const { trunkSid, voiceApplicationSid, ...rest } = line;
      // Setting one of the two clears the other (Twilio docs, IncomingPhoneNumber).
      const trunk = update.TrunkSid ?? (update.VoiceApplicationSid ? '' : (trunkSid ?? ''));
      const application = update.VoiceApplicationSid ?? (update.TrunkSid ? '' : (voiceApplicationSid ?? ''));
      const changed = lines.configureNumber({
        ...rest,
        ...(update.VoiceUrl !== undefined && { voiceUrl: update.VoiceUrl }),
        ...(update.VoiceMethod !== undefined && { voiceMethod: update.VoiceMethod }),
        ...(update.VoiceFallbackUrl !== undefined && { voiceFallbackUrl: update.VoiceFallbackUrl }),
        ...(update.VoiceFallbackMethod !== undefined && { voiceFallbackMethod: update.VoiceFallbackMethod }),
        ...(update.StatusCallback !== undefined && { statusCallback: update.StatusCallback }),
        ...(update.StatusCallbackMethod !== undefined && {
          statusCallbackMethod: update.StatusCallbackMethod,
        }),
        ...(trunk !== '' && { trunkSid: trunk }),
        ...(application !== '' && { voiceApplicationSid: application }),
      });
      return c.json(numberResource(changed, accountSid));
    }),
  );
}

/** Path below the account; anything elsewhere keeps its whole path behind `/elsewhere`. */
function pathBelow(request: Request, base: string): string {
  const { pathname } = new URL(request.url);
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : `/elsewhere${pathname}`;
}

/** Path without `.json`; a path that lacks it matches no route. */
function routedPath(request: Request, base: string): string {
  const path = pathBelow(request, base);
  return path.endsWith('.json') ? path.slice(0, -'.json'.length) : `/elsewhere${path}`;
}

async function guard(
  c: Context<Env>,
  next: () => Promise<void>,
  { settings, authTokens }: RestDeps,
): Promise<Response | undefined> {
  const encoded = /^Basic (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const key = settings.apiKeys[user];
  const valid = user === settings.accountSid ? authTokens() : key === undefined ? [] : [key];
  if (!valid.some((secret) => sameText(rest.join(':'), secret))) {
    return fail(c, 401, codes.unauthorized, 'Authentication Error - invalid username');
  }
  await next();
  return undefined;
}

async function injectFault(
  c: Context<Env>,
  next: () => Promise<void>,
  path: string,
  { faults, timers }: RestDeps,
): Promise<Response | undefined> {
  const fault = faults.take(c.req.method, path);
  if (!fault) {
    await next();
    return undefined;
  }
  if (fault.delayMs !== undefined) await timers.sleep(fault.delayMs);
  const falsified = fault.status !== undefined || fault.hang === true || fault.dropAnswer === true;
  if (!falsified || fault.effect === 'done') await next();
  if (fault.hang === true) return new Promise(() => undefined);
  if (fault.dropAnswer === true) {
    c.env.outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (fault.status === undefined) return undefined;
  const body = fault.body ?? errorBody(fault.status, codeOfStatus(fault.status), 'injected fault');
  c.res = Response.json(body, { status: fault.status });
  return undefined;
}

function codeOfStatus(status: number): number {
  if (status === 401) return codes.unauthorized;
  if (status === 404) return codes.notFound;
  if (status === 429) return codes.tooMany;
  return status >= 500 ? codes.server : codes.badParameter;
}

/** Parses a form body strictly: an undocumented, repeated or ill-valued field is a 400. */
export async function withForm<T>(
  c: Context,
  schema: z.ZodType<T>,
  use: (form: T) => Response,
): Promise<Response> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return fail(c, 400, codes.badParameter, 'the body must be a form');
  }
  return parseFields(c, new URLSearchParams(await c.req.text()), schema, use);
}

export function withQuery<T>(c: Context, schema: z.ZodType<T>, use: (query: T) => Response): Response {
  return parseFields(c, new URL(c.req.url).searchParams, schema, use);
}

function parseFields<T>(
  c: Context,
  fields: URLSearchParams,
  schema: z.ZodType<T>,
  use: (fields: T) => Response,
): Response {
  const entries = [...fields];
  const record = Object.fromEntries(entries);
  if (Object.keys(record).length < entries.length) {
    return fail(c, 400, codes.badParameter, 'a field is repeated');
  }
  const parsed = schema.safeParse(record);
  return parsed.success ? use(parsed.data) : fail(c, 400, codes.badParameter, z.prettifyError(parsed.error));
}

function sameText(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
