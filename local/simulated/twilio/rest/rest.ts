import { type Context, Hono } from 'hono';
import type * as z from 'zod';
import { observeAnswers, observeRequests } from '../../kit/observer.ts';
import { type Env, pathBelow, sameText, serveWith } from '../../kit/rest.ts';
import type { SimulatedCall } from '../calls/call.ts';
import type { Calls } from '../calls/calls.ts';
import type { Conference, Participant } from '../calls/conference.ts';
import type { TwilioSettings } from '../options.ts';
import { codes, fail, injectedError, notFound, withForm, withQuery } from './answers.ts';
import type { RestDeps } from './deps.ts';
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
  callCreateSchema,
  callUpdateSchema,
  conferenceListSchema,
  conferenceUpdateSchema,
  noQuerySchema,
  numberListSchema,
  numberUpdateSchema,
  participantListSchema,
  participantUpdateSchema,
} from './schema.ts';

/** Twilio's REST interface, below the account. */
export function restApp(deps: RestDeps): Hono<Env> {
  const base = accountPath(deps.settings.accountSid);
  const app = new Hono<Env>({ getPath: (request) => routedPath(request, base) });
  app.use(observeRequests(deps.settings.observer));
  app.use(async (c, next) => {
    await next();
    deps.onRequest({ method: c.req.method, path: pathBelow(base, c.req.raw), status: c.res.status });
  });
  app.use((c, next) => {
    const fault = deps.faults.take(c.req.method, pathBelow(base, c.req.raw));
    return serveWith(fault, { c, next, timers: deps.timers }, injectedError);
  });
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

function addCallRoutes(app: Hono<Env>, { settings: { accountSid }, calls, lines }: RestDeps): void {
  app.post('/Calls', (c) =>
    withForm(c, callCreateSchema, (order) => {
      if (lines.number(order.From) === undefined)
        return fail(c, 400, codes.notOwnNumber, `The source phone number ${order.From} is not yours`);
      const call = calls.callOut({
        to: order.To,
        from: order.From,
        url: order.Url,
        method: order.Method,
        timeout: order.Timeout,
        timeLimit: order.TimeLimit,
        ...(order.FallbackUrl !== undefined && { voiceFallbackUrl: order.FallbackUrl }),
        ...(order.FallbackMethod !== undefined && { voiceFallbackMethod: order.FallbackMethod }),
        ...(order.StatusCallback !== undefined && { statusCallback: order.StatusCallback }),
        ...(order.StatusCallbackMethod !== undefined && {
          statusCallbackMethod: order.StatusCallbackMethod,
        }),
      });
      return c.json({ ...callResource(call, accountSid), status: 'queued' }, 201);
    }),
  );
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

/** Path without `.json`; a path that lacks it matches no route. */
function routedPath(request: Request, base: string): string {
  const path = pathBelow(base, request);
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
